"""From names to uses: which symbol, which kind, which guards."""

from collections.abc import Mapping

from wasmfit.languages.go.guards import Guards
from wasmfit.languages.go.names import Names
from wasmfit.languages.go.types import Types
from wasmfit.languages.go.wanted import Wanted
from wasmfit.model.facts import Certainty, Guard, Use, UseKind
from wasmfit.model.place import Span
from wasmfit.syntax.lines import Lines
from wasmfit.syntax.tree import Node, ancestors, text

OPENERS = ("io/ioutil.", "net.", "os.", "os/exec.", "path/filepath.", "syscall.")
"""Packages whose functions take paths of files."""

MADE = frozenset({"composite_literal"})
TESTED = frozenset({"type_assertion_expression", "type_case"})
DECLARING = frozenset({"range_clause", "receive_statement", "short_var_declaration"})
STRINGS = frozenset({"interpreted_string_literal", "raw_string_literal"})


class Uses:
    """Collects the uses of one file in ``found``."""

    def __init__(
        self,
        data: bytes,
        packages: Mapping[str, str],
        names: Names,
        types: Types,
        guards: Guards,
        wanted: Wanted,
    ) -> None:
        """``packages`` maps names of imports to paths."""
        self.found: list[Use] = []
        self._lines = Lines(data)
        self._packages, self._names, self._types = packages, names, types
        self._guards, self._wanted = guards, wanted

    def add(self, node: Node) -> None:
        """The use that the name of an import makes: ``exec`` in ``exec.Command``."""
        parent = node.parent
        if parent is None or parent.type not in ("selector_expression", "qualified_type"):
            return
        first = "operand" if parent.type == "selector_expression" else "package"
        name = parent.child_by_field_name("field" if first == "operand" else "name")
        if parent.child_by_field_name(first) != node or name is None:
            return
        if first == "operand" and self._names.local(node, text(node)) is not None:
            return
        self._add(self._packages[text(node)], name, parent)

    def add_dotted(self, node: Node, path: str) -> None:
        """The use that a name from a dot import makes."""
        parent = node.parent
        if parent is None or self._names.local(node, text(node)) is not None:
            return
        if node.type in ("identifier", "type_identifier") and not is_naming(node, parent):
            self._add(path, node, node, Certainty.MEDIUM)

    def _add(
        self, path: str, name: Node, whole: Node, certainty: Certainty = Certainty.HIGH
    ) -> None:
        above = whole.parent
        field = above.child_by_field_name("field") if above is not None else None
        inner = above is not None and above.type == "selector_expression" and field != whole
        names = (text(name), text(field)) if inner and field is not None else (text(name),)
        symbol = self._wanted.matched(path, *names)
        if symbol:
            kind = _kind(whole)
            self.emit(kind, symbol, name, whole, certainty)
        if path.startswith("os") or f"{path}." in OPENERS:
            self._add_paths(whole)

    def add_method(self, name: Node) -> None:
        """A method of a value whose type is known."""
        parent = name.parent
        if parent is None or parent.type != "selector_expression":
            return
        operand = parent.child_by_field_name("operand")
        if operand is None or self._types.package(operand) is not None:
            return
        owner = self._owner(self._types.of(operand), text(name))
        if owner:
            self.emit(_kind(parent), f"{owner}.{text(name)}", name, parent)

    def add_key(self, name: Node, element: Node) -> None:
        """A field that a composite literal sets: ``&syscall.SysProcAttr{Setsid: true}``."""
        if element.type != "literal_element" or not _is_key(element):
            return
        literal = next((one for _, one in ancestors(name) if one.type == "literal_value"), None)
        whole = literal.parent if literal is not None else None
        if whole is None or whole.type != "composite_literal":
            return
        kind = self._types.of(whole)
        if kind in self._wanted.methods.get(text(name), ()):
            self.emit(UseKind.VALUE, f"{kind}.{text(name)}", name, name)

    def _owner(self, kind: str, method: str, depth: int = 6) -> str:
        """The wanted type whose method is meant, the value's own or one that it embeds."""
        if not kind or kind.startswith("[]") or depth <= 0:
            return ""
        if kind in self._wanted.methods.get(method, ()):
            return kind
        if self._types.defines(kind, method):
            return ""
        inner = (self._owner(one, method, depth - 1) for one in self._types.embedded(kind))
        return next(filter(None, inner), "")

    def emit(
        self,
        kind: UseKind,
        symbol: str,
        token: Node,
        at: Node,
        certainty: Certainty = Certainty.HIGH,
        more: tuple[Guard, ...] = (),
    ) -> None:
        """Add one use at a token; its guards are those of ``at``."""
        self.found.append(
            Use(
                kind=kind,
                symbol=symbol,
                span=self._lines.of(token),
                scope=scope_of(at),
                guards=(*self._guards.of(at), *more) if more else self._guards.of(at),
                certainty=certainty,
                deferred=_is_inside_function(at),
            )
        )

    def at_bytes(
        self, kind: UseKind, symbol: str, place: tuple[int, int], guards: tuple[Guard, ...]
    ) -> None:
        """Add one use outside of all functions, at a byte range."""
        self.found.append(Use(kind=kind, symbol=symbol, span=self.span(*place), guards=guards))

    def span(self, start: int, end: int) -> Span:
        """The span of a byte range."""
        return self._lines.span(start, end)

    def _add_paths(self, whole: Node) -> None:
        """String arguments that name a place of the system: ``os.Open("/proc/stat")``."""
        call = whole.parent
        if call is None or call.type != "call_expression":
            return
        given = call.child_by_field_name("arguments")
        for one in given.named_children if given is not None else ():
            value = text(one)[1:-1] if one.type in STRINGS else ""
            if value.startswith("/") and self._wanted.interest.wants(value):
                self.emit(UseKind.PATH, value, one, one)


def is_naming(node: Node, parent: Node) -> bool:
    """Whether the node is a name that its parent gives, or the key of a field."""
    if any(parent.child_by_field_name(field) == node for field in ("name", "field")):
        return True
    if parent.type == "expression_list" and parent.parent is not None:
        above = parent.parent
        return above.type in DECLARING and above.child_by_field_name("left") == parent
    return parent.type == "literal_element" and _is_key(parent)


def _is_key(element: Node) -> bool:
    pair = element.parent
    return pair is not None and pair.child_by_field_name("key") == element


def _kind(whole: Node) -> UseKind:
    """What is done with a symbol."""
    parent = whole.parent
    if parent is None:
        return UseKind.VALUE
    if parent.type == "call_expression" and parent.child_by_field_name("function") == whole:
        return UseKind.CALL
    if whole.type not in ("qualified_type", "type_identifier"):
        return UseKind.VALUE
    if parent.type in MADE or _is_made(parent):
        return UseKind.VALUE
    return UseKind.TEST if parent.type in TESTED else UseKind.ANNOTATION


def _is_made(arguments: Node) -> bool:
    """Whether a type is the argument of ``new``."""
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    return arguments.type == "argument_list" and function is not None and text(function) == "new"


def _is_inside_function(node: Node) -> bool:
    return any(
        parent.type in ("function_declaration", "method_declaration", "func_literal")
        for _, parent in ancestors(node)
    )


def scope_of(node: Node) -> str:
    """The name of the enclosing function or type, a method's with its type before it."""
    for _, parent in ancestors(node):
        name = parent.child_by_field_name("name")
        if name is None:
            continue
        if parent.type == "method_declaration":
            held = parent.child_by_field_name("receiver")
            words = text(held).strip("()").split() if held is not None else []
            owner = words[-1].lstrip("*").partition("[")[0] if words else ""
            return f"{owner}.{text(name)}"
        if parent.type in ("function_declaration", "type_spec"):
            return text(name)
    return ""
