"""What a method is called on, as far as the file itself says: made here, or declared so.

There is no type inference: a receiver counts when it is built by a function of
its type, when a variable, parameter or field is declared with it, or when a
method that hands its receiver on stands in between. Everything else is unknown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from wasmfit.languages.rust.imports import path_of
from wasmfit.languages.rust.meanings import Meanings
from wasmfit.languages.rust.unwrapped import GRAMMAR
from wasmfit.languages.rust.wanted import Path, Wanted, joined
from wasmfit.syntax.tree import Node, ancestors, captures, text

FIELDS = "(struct_item) @struct"
RETURNING = "(function_item return_type: (_)) @function"
HOLDERS = frozenset(
    {"Arc", "Box", "Cow", "MutexGuard", "Option", "Rc", "Ref", "RefMut", "Result"}
)  # fmt: skip
"""Types that lend the methods of what they hold, or whose content is unpacked before a call."""

PASSING = frozenset(
    {"append", "arg", "args", "as_deref", "as_deref_mut", "as_mut", "as_ref", "borrow",
     "borrow_mut", "by_ref", "clone", "context", "create", "create_new", "current_dir", "env",
     "env_clear", "env_remove", "envs", "expect", "kill_on_drop", "map_err", "name", "ok",
     "ok_or", "ok_or_else", "read", "stack_size", "stderr", "stdin", "stdout", "take",
     "truncate", "unwrap", "unwrap_or_else", "with_context", "write"}
)  # fmt: skip
"""Methods after which the receiver is what it was, perhaps unpacked."""

MAKING: dict[Path, Path] = {
    ("std", "fs", "OpenOptions", "open"): ("std", "fs", "File"),
    ("std", "fs", "File", "options"): ("std", "fs", "OpenOptions"),
    ("std", "thread", "Builder", "new"): ("std", "thread", "Builder"),
}
BUILDERS = frozenset({("std", "fs", "OpenOptions")})
BUILDING = ("Builder", "Command", "OpenOptions")
"""How the types end whose methods hand their receiver on."""

UNPACKING = frozenset({"Ok", "Some"})
INNER = frozenset(
    {"try_expression", "await_expression", "parenthesized_expression", "reference_expression",
     "unary_expression"}
)  # fmt: skip
DEPTH = 12


@dataclass(frozen=True, slots=True)
class Receiver:
    """The type of a receiver; ``made`` says that the file builds it in sight."""

    type: Path
    made: bool


class Types:
    """Receivers in one file."""

    def __init__(self, root: Node, meanings: Meanings, wanted: Wanted) -> None:
        """Types of interest are those the rules name functions of."""
        self._root, self._outside, self._wanted = root, meanings, wanted

    def of(self, node: Node, depth: int = DEPTH) -> Receiver | None:
        """What an expression is; None when the file does not say."""
        if depth <= 0:
            return None
        match node.type:
            case "call_expression":
                return self._call(node, depth)
            case "identifier":
                return self._variable(node, depth)
            case "field_expression":
                return self._field(node)
            case _ if node.type in INNER and node.named_child_count:
                return self.of(node.named_children[-1], depth - 1)
            case _:
                return None

    def _call(self, node: Node, depth: int) -> Receiver | None:
        function = node.child_by_field_name("function")
        if function is None:
            return None
        if function.type == "field_expression":
            return self._chained(function, depth)
        path = path_of(function)
        if path is None:
            return None
        elsewhere = self._outside.returned(path, node)
        if elsewhere is not None:
            return Receiver(elsewhere, made=False)
        if len(path) == 1:
            return self._returned(path[0])
        for full in self._meanings(path, node):
            if full in MAKING:
                return Receiver(MAKING[full], made=True)
            if self._is_known(full[:-1]):
                return Receiver(full[:-1], made=joined(full) in self._wanted.interest.exact)
        return None

    def _chained(self, function: Node, depth: int) -> Receiver | None:
        """What a method gives back: the receiver itself, what it makes, or what it declares."""
        value, name = function.child_by_field_name("value"), function.child_by_field_name("field")
        if value is None or name is None:
            return None
        if value.type == "self":
            return self._returned(text(name))
        held = self.of(value, depth - 1)
        if held is None:
            return None
        made = MAKING.get((*held.type, text(name)))
        if made is not None:
            return Receiver(made, made=True)
        return held if self._hands_on(held, text(name)) else None

    def _hands_on(self, held: Receiver, name: str) -> bool:
        """Whether a method gives its receiver back; those of builders do unless they end it."""
        if name in PASSING:
            return True
        ends = joined((*held.type, name)) in self._wanted.interest.exact
        return held.type[-1].endswith(BUILDING) and not ends

    def _returned(self, name: str) -> Receiver | None:
        """What the file's functions of this name declare to return, if they agree."""
        found = {self._declared(kind) for kind in self._functions.get(name, ())}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _functions(self) -> dict[str, list[Node]]:
        """Declared return types by the name of the function."""
        found: dict[str, list[Node]] = {}
        for item in captures(GRAMMAR, RETURNING, self._root).get("function", []):
            name, kind = item.child_by_field_name("name"), item.child_by_field_name("return_type")
            if name is not None and kind is not None:
                found.setdefault(text(name), []).append(kind)
        return found

    def given_back(self) -> Iterator[tuple[str, Path]]:
        """Free functions of the file and the outside types they give back."""
        for name, kinds in self._functions.items():
            held = self._returned(name)
            item = kinds[0].parent
            place = item.parent.parent if item is not None and item.parent is not None else None
            if held is not None and (
                place is None or place.type not in ("impl_item", "trait_item")
            ):
                yield name, held.type

    def _meanings(self, path: Path, node: Node) -> Iterator[Path]:
        for meant, _ in self._outside.of(path, node):
            yield meant

    def _is_known(self, path: Path) -> bool:
        return path in self._wanted.types or path in BUILDERS

    def _declared(self, node: Node | None) -> Receiver | None:
        """The type a declaration names, seen through references and smart pointers."""
        while node is not None and node.type in ("reference_type", "pointer_type", "generic_type"):
            inner = node.child_by_field_name("type")
            if node.type == "generic_type":
                arguments = node.child_by_field_name("type_arguments")
                if inner is None or text(inner).rpartition("::")[2] not in HOLDERS:
                    return None
                held = arguments.named_children if arguments is not None else []
                last = 0 if text(inner).rpartition("::")[2] == "Result" else -1
                inner = held[last] if held else None
            node = inner
        path = path_of(node) if node is not None else None
        if node is None or path is None:
            return None
        found = [full for full in self._meanings(path, node) if self._is_known(full)]
        return Receiver(found[0], made=False) if found else None

    def _variable(self, node: Node, depth: int) -> Receiver | None:
        name = text(node)
        for child, parent in ancestors(node):
            binding = _binding(name, child, parent)
            if binding is not None:
                declared = self._declared(binding.child_by_field_name("type"))
                value = binding.child_by_field_name("value")
                made = self.of(value, depth - 1) if value is not None else None
                return made or declared
            if parent.type == "function_item":
                return None
        return None

    def _field(self, node: Node) -> Receiver | None:
        """``self.log`` by the declaration of the struct that is implemented."""
        value, name = node.child_by_field_name("value"), node.child_by_field_name("field")
        if value is None or name is None or value.type != "self":
            return None
        for _, parent in ancestors(node):
            if parent.type == "impl_item":
                owner = parent.child_by_field_name("type")
                path = path_of(owner) if owner is not None else None
                declared = self._fields.get((path[-1], text(name))) if path else None
                return self._declared(declared)
        return None

    @cached_property
    def _fields(self) -> dict[tuple[str, str], Node]:
        """The types of all named fields, by struct and field."""
        found: dict[tuple[str, str], Node] = {}
        for struct in captures(GRAMMAR, FIELDS, self._root).get("struct", []):
            name, body = struct.child_by_field_name("name"), struct.child_by_field_name("body")
            for one in body.named_children if name is not None and body is not None else ():
                label, kind = one.child_by_field_name("name"), one.child_by_field_name("type")
                if name is not None and label is not None and kind is not None:
                    found[text(name), text(label)] = kind
        return found


def _binding(name: str, child: Node, parent: Node) -> Node | None:
    """The declaration that gives a variable its meaning in one step outwards."""
    match parent.type:
        case "block":
            earlier = [n for n in parent.named_children if n.start_byte < child.start_byte]
            lets = [n for n in earlier if n.type == "let_declaration" and _is_bound(n, name)]
            return lets[-1] if lets else None
        case "function_item" | "closure_expression":
            parameters = parent.child_by_field_name("parameters")
            given = parameters.named_children if parameters is not None else []
            return next((n for n in given if n.type == "parameter" and _is_bound(n, name)), None)
        case "if_expression" | "while_expression":
            condition = parent.child_by_field_name("condition")
            stated = [condition] if condition is not None and condition != child else []
            if stated and stated[0].type == "let_chain":
                stated = stated[0].named_children
            return next(
                (n for n in stated if n.type == "let_condition" and _is_bound(n, name)), None
            )
        case _:
            return None


def _is_bound(node: Node, name: str) -> bool:
    """Whether a declaration binds exactly this name, itself or unpacked from Ok or Some."""
    pattern = node.child_by_field_name("pattern")
    while pattern is not None and pattern.type in (
        "mut_pattern",
        "ref_pattern",
        "reference_pattern",
        "tuple_struct_pattern",
    ):
        kind = pattern.child_by_field_name("type")
        if kind is not None and text(kind) not in UNPACKING:
            return False
        pattern = pattern.named_children[-1] if pattern.named_child_count else None
    return pattern is not None and pattern.type == "identifier" and text(pattern) == name
