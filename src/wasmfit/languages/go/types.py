"""What type a value has, where its construction tells.

Types are written as symbols: ``os.File``, ``.server`` for one of the package
itself, ``[]os.File`` for what holds several. A pointer is its target.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from wasmfit.languages.go.names import Declared, Names, declared, specs
from wasmfit.languages.go.results import ALIASES, RESULTS
from wasmfit.syntax.tree import Node, text

DEPTH = 12
HOLDERS = {"slice_type": "element", "array_type": "element", "map_type": "value",
           "channel_type": "value", "implicit_length_array_type": "element"}  # fmt: skip
EMBEDDED = "~"
SINGLE = frozenset({"type_case"})


class Types:
    """Types of expressions of one file."""

    def __init__(
        self, root: Node, names: Names, packages: Mapping[str, str], told: Mapping[str, str]
    ) -> None:
        """``packages`` maps names of imports to paths, ``told`` is what other files say."""
        self._names, self._packages, self._told = names, packages, told
        self._own: dict[str, str] = {}
        self._top: dict[str, Declared] = {}
        self._methods: set[str] = set()
        self._kinds: dict[str, Callable[[Node, int], str]] = {
            "call_expression": lambda node, depth: self._called(node, 0, depth),
            "composite_literal": self._made,
            "identifier": self._name,
            "index_expression": self._indexed,
            "parenthesized_expression": self._inner,
            "selector_expression": self._selected,
            "slice_expression": self._inner,
            "type_assertion_expression": self._made,
            "unary_expression": self._inner,
        }
        for node in root.named_children:
            self._note(node)

    @property
    def members(self) -> Mapping[str, str]:
        """Types of the members, variables and results that this file defines."""
        return {**self._own, **dict(self._variables())}

    def _note(self, node: Node) -> None:
        if node.type == "type_declaration":
            for spec in specs(node):
                self._own.update(self._of_spec(spec))
        elif node.type == "function_declaration":
            self._own.update(self._results(f".{_named(node)}", node))
        elif node.type == "method_declaration":
            owner = self._receiver(node)
            self._methods.add(f"{owner}.{_named(node)}")
            self._own.update(self._results(f"{owner}.{_named(node)}", node))
        elif node.type == "var_declaration":
            self._top.update(declared(node))

    def _variables(self) -> Iterator[tuple[str, str]]:
        for name, found in self._top.items():
            kind = self._declared(found, DEPTH)
            if kind:
                yield f".{name}", kind

    def _of_spec(self, spec: Node) -> Iterator[tuple[str, str]]:
        name, held = f".{_named(spec)}", spec.child_by_field_name("type")
        if held is None:
            return
        if spec.type == "type_alias":
            yield f"={name}", self.written(held)
        for field in _fields(held):
            kind = self.written(field.child_by_field_name("type"))
            words = [text(one) for one in field.children_by_field_name("name")]
            if kind and words:
                yield from ((f"{name}.{word}", kind) for word in words)
            elif kind:
                yield f"{name}.{kind.rpartition('.')[2]}", kind
                yield f"{name}{EMBEDDED}{kind}", kind

    def _receiver(self, method: Node) -> str:
        held = method.child_by_field_name("receiver")
        one = held.named_children[0] if held is not None and held.named_child_count else None
        return self.written(one.child_by_field_name("type")) if one is not None else ""

    def _results(self, name: str, function: Node) -> Iterator[tuple[str, str]]:
        for place, node in enumerate(_result_types(function)):
            kind = self.written(node)
            if kind:
                yield f"{name}()#{place}", kind

    def written(self, node: Node | None, depth: int = DEPTH) -> str:
        """The type that a type expression names."""
        if node is None or depth <= 0:
            return ""
        match node.type:
            case "qualified_type":
                return self._qualified(node)
            case "type_identifier":
                name = f".{text(node)}"
                return self._own.get(f"={name}", name)
            case "pointer_type" | "parenthesized_type" | "type_elem":
                return self.written(_last(node), depth - 1)
            case "generic_type":
                return self.written(node.child_by_field_name("type"), depth - 1)
            case kind if kind in HOLDERS:
                inner = self.written(node.child_by_field_name(HOLDERS[kind]), depth - 1)
                return f"[]{inner}" if inner else ""
            case _:
                return ""

    def _qualified(self, node: Node) -> str:
        package, name = node.child_by_field_name("package"), node.child_by_field_name("name")
        path = self._packages.get(text(package)) if package is not None else None
        if path is None or name is None:
            return ""
        kind = f"{path}.{text(name)}"
        return ALIASES.get(kind, kind)

    def of(self, node: Node | None, depth: int = DEPTH) -> str:
        """The type of an expression; "" when it is not known."""
        if node is None or depth <= 0:
            return ""
        read = self._kinds.get(node.type)
        return read(node, depth) if read is not None else ""

    def _made(self, node: Node, _: int) -> str:
        return self.written(node.child_by_field_name("type"))

    def _indexed(self, node: Node, depth: int) -> str:
        return _element(self.of(node.child_by_field_name("operand"), depth - 1))

    def _inner(self, node: Node, depth: int) -> str:
        inner = self.of(node.child_by_field_name("operand") or _last(node), depth - 1)
        return _element(inner) if text(node).startswith("<-") else inner

    def _name(self, node: Node, depth: int) -> str:
        found = self._names.local(node, text(node))
        if found is not None:
            return self._declared(found, depth - 1)
        top = self._top.get(text(node))
        if top is not None:
            return self._declared(top, depth - 1)
        return self._told.get(f".{text(node)}", "")

    def _declared(self, found: Declared, depth: int) -> str:
        node = found.node
        written = node.child_by_field_name("type")
        if node.type == "parameter_declaration" or (node.type == "var_spec" and written):
            return self.written(written)
        if node.type == "variadic_parameter_declaration":
            inner = self.written(written)
            return f"[]{inner}" if inner else ""
        if node.type in SINGLE:
            cases = node.children_by_field_name("type")
            return self.written(cases[0]) if len(cases) == 1 else ""
        right = node.child_by_field_name("value" if node.type == "var_spec" else "right")
        return self._assigned(node, right, found.place, depth) if right is not None else ""

    def _assigned(self, node: Node, right: Node, place: int, depth: int) -> str:
        if node.type == "range_clause":
            inner = self.of(right, depth)
            return _element(inner) if place == 1 or inner.startswith("[]") else ""
        values = right.named_children if right.type == "expression_list" else [right]
        if place < len(values) and len(values) > 1:
            return self.of(values[place], depth)
        if values and values[0].type == "call_expression":
            return self._called(values[0], place, depth)
        return self.of(values[0], depth) if values and place == 0 else ""

    def _selected(self, node: Node, depth: int) -> str:
        operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
        if operand is None or field is None:
            return ""
        path = self.package(operand)
        if path is not None:
            return self._known(f"{path}.{text(field)}")
        return self.member(self.of(operand, depth - 1), text(field))

    def package(self, node: Node) -> str | None:
        """The path of the package that a name means, None when it means something else."""
        if node.type != "identifier" or text(node) not in self._packages:
            return None
        return None if self._names.local(node, text(node)) else self._packages[text(node)]

    def is_local(self, node: Node) -> bool:
        """Whether a name is declared inside the function around it."""
        return self._names.local(node, text(node)) is not None

    def _called(self, call: Node, place: int, depth: int) -> str:
        function = call.child_by_field_name("function")
        if function is None:
            return ""
        if function.type == "identifier" and text(function) in ("new", "make"):
            given = call.child_by_field_name("arguments")
            kinds = given.named_children if given is not None else []
            return self.written(kinds[0]) if kinds else ""
        if function.type == "identifier" and self._names.local(function, text(function)) is None:
            return self._known(f".{text(function)}()#{place}")
        if function.type != "selector_expression":
            return ""
        operand = function.child_by_field_name("operand")
        field = function.child_by_field_name("field")
        if operand is None or field is None:
            return ""
        path = self.package(operand)
        if path is not None:
            return self._known(f"{path}.{text(field)}()#{place}")
        return self.member(self.of(operand, depth - 1), f"{text(field)}()#{place}")

    def member(self, owner: str, name: str, depth: int = DEPTH) -> str:
        """The type of a member of a type, its embedded ones included."""
        if not owner or owner.startswith("[]") or depth <= 0:
            return ""
        found = self._known(f"{owner}.{name}")
        if found:
            return found
        kinds = (self.member(inner, name, depth - 1) for inner in self.embedded(owner))
        return next(filter(None, kinds), "")

    def embedded(self, owner: str) -> list[str]:
        """The types that a type embeds."""
        start = f"{owner}{EMBEDDED}"
        own = {key[len(start) :] for key in self._own if key.startswith(start)}
        return sorted(own.union(self._embeds.get(owner, ())))

    @cached_property
    def _embeds(self) -> dict[str, list[str]]:
        """What other files tell of embedding, by owner."""
        found: dict[str, list[str]] = {}
        for key in self._told:
            if EMBEDDED in key:
                owner, _, inner = key.partition(EMBEDDED)
                found.setdefault(owner, []).append(inner)
        return found

    def defines(self, owner: str, method: str) -> bool:
        """Whether a type has a method of its own."""
        name = f"{owner}.{method}"
        return name in self._methods or f"{name}()" in self._told

    def _known(self, name: str) -> str:
        return self._own.get(name) or self._told.get(name) or RESULTS.get(name, "")


def _named(node: Node) -> str:
    name = node.child_by_field_name("name")
    return text(name) if name is not None else ""


def _last(node: Node) -> Node | None:
    return node.named_children[-1] if node.named_child_count else None


def _element(kind: str) -> str:
    return kind[2:] if kind.startswith("[]") else ""


def _fields(held: Node) -> Iterator[Node]:
    if held.type == "struct_type":
        for body in held.named_children:
            yield from (one for one in body.named_children if one.type == "field_declaration")


def _result_types(function: Node) -> Iterator[Node]:
    """The type of each result."""
    result = function.child_by_field_name("result")
    if result is None:
        return
    if result.type != "parameter_list":
        yield result
        return
    for one in result.named_children:
        kind = one.child_by_field_name("type")
        if kind is not None:
            yield from [kind] * max(1, len(one.children_by_field_name("name")))
