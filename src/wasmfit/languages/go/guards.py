"""Guards: the conditions on the platform that must hold before a node is reached.

``if runtime.GOOS == …``, ``switch runtime.GOOS``, an early return after such
a test, and flags of the package that hold its truth.
"""

from collections.abc import Callable, Iterator

from wasmfit.languages.go.names import specs
from wasmfit.languages.go.types import Types
from wasmfit.model.condition import (
    NEVER,
    Atom,
    Condition,
    all_of,
    any_of,
    negate,
)
from wasmfit.model.facts import Guard
from wasmfit.syntax.inherited import Inherited
from wasmfit.syntax.tree import Node, text

FACTS = {"runtime.GOOS": "go.os", "runtime.GOARCH": "go.arch", "runtime.Compiler": "go.compiler"}
LEAVES = frozenset({"break_statement", "continue_statement", "goto_statement", "return_statement"})
LEAVERS = frozenset(
    {"log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "os.Exit", "panic"}
)
SKIPPERS = (".Skip", ".Skipf", ".SkipNow", ".Fatal", ".Fatalf")
FLAG = "flag:"
WIDTH = 100


class Guards:
    """Guards of nodes of one file, remembered per node."""

    def __init__(
        self,
        path: str,
        around: tuple[Guard, ...],
        types: Types,
        own: Callable[[str], Condition | None],
    ) -> None:
        """``around`` holds for the whole file, ``own`` knows guards that the project names."""
        self.path, self._types, self._own = path, types, own
        self._inherited = Inherited[tuple[Guard, ...]](around, self._enter)
        self._exits: dict[int, list[tuple[int, Guard]]] = {}

    def of(self, node: Node) -> tuple[Guard, ...]:
        """The guards of a node, outermost first."""
        return self._inherited.of(node)

    def _enter(self, around: tuple[Guard, ...], child: Node, parent: Node) -> tuple[Guard, ...]:
        between = tuple(self._between(child, parent))
        return (*around, *between) if between else around

    def _between(self, child: Node, parent: Node) -> Iterator[Guard]:
        match parent.type:
            case "if_statement":
                condition = parent.child_by_field_name("condition")
                held = parent.child_by_field_name("consequence")
                other = parent.child_by_field_name("alternative")
                if condition is not None and child in (held, other):
                    yield from self._guard(condition, negated=child == other)
            case "expression_switch_statement":
                yield from self._case(child, parent)
            case "statement_list":
                exits = self._leaving(parent)
                yield from (guard for end, guard in exits if end <= child.start_byte)
            case "binary_expression":
                left = parent.child_by_field_name("left")
                sign = parent.child_by_field_name("operator")
                signs = text(sign) if sign is not None else ""
                if left is not None and left != child and signs in ("&&", "||"):
                    yield from self._guard(left, negated=signs == "||")
            case _:
                pass

    def _leaving(self, block: Node) -> list[tuple[int, Guard]]:
        """Guards that hold after statements which leave the block early."""
        if block.id not in self._exits:
            found = self._exits[block.id] = []
            for statement in block.named_children:
                condition = statement.child_by_field_name("condition")
                if (
                    statement.type == "if_statement"
                    and condition is not None
                    and _leaves(statement)
                ):
                    guards = self._guard(condition, negated=True)
                    found.extend((statement.end_byte, guard) for guard in guards)
        return self._exits[block.id]

    def _case(self, case: Node, switch: Node) -> Iterator[Guard]:
        value = switch.child_by_field_name("value")
        stated = [
            (one, self._stated(one, value))
            for one in switch.named_children
            if one.type == "expression_case"
        ]
        own = next((found for one, found in stated if one == case), None)
        if case.type == "default_case":
            own = all_of(negate(found) for _, found in stated)
        words = text(value) if value is not None else ""
        if own is not None:
            label = text(case).partition(":")[0]
            label = f"switch {words} {label}" if words else label
            line = case.start_point.row + 1
            yield Guard(own, " ".join(label.split())[:WIDTH], self.path, line)

    def _stated(self, case: Node, value: Node | None) -> Condition | None:
        """What one case asks for."""
        held = case.child_by_field_name("value")
        choices = held.named_children if held is not None else []
        if value is None:
            return any_of(self.condition(one) for one in choices)
        fact = self._fact(value)
        found = [_literal(one) for one in choices]
        if fact is None or not found or None in found:
            return None
        return any_of(Atom(fact, "==", one) for one in found if one is not None)

    def _guard(self, node: Node, *, negated: bool) -> Iterator[Guard]:
        condition = self.condition(node)
        condition = negate(condition) if negated else condition
        if condition is not None:
            words = " ".join(text(node).split())[:WIDTH]
            label = f"!({words})" if negated else words
            yield Guard(condition, label, self.path, node.start_point.row + 1)

    def condition(self, node: Node) -> Condition | None:
        """The condition an expression states; None when it is free."""
        function = node.child_by_field_name("function")
        named = self._own(text(function if function is not None else node))
        if named is not None:
            return named
        match node.type:
            case "parenthesized_expression":
                return self.condition(node.named_children[0]) if node.named_child_count else None
            case "unary_expression" if text(node).startswith("!"):
                return negate(self.condition(node.named_children[0]))
            case "binary_expression":
                return self._binary(node)
            case "false":
                return NEVER
            case "identifier" if not self._types.is_local(node):
                return Atom(f"{FLAG}.{text(node)}")
            case "selector_expression":
                return self._foreign_flag(node)
            case _:
                return None

    def _foreign_flag(self, node: Node) -> Condition | None:
        operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
        path = self._types.package(operand) if operand is not None else None
        return Atom(f"{FLAG}{path}.{text(field)}") if path and field is not None else None

    def _binary(self, node: Node) -> Condition | None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        sign = node.child_by_field_name("operator")
        if left is None or right is None or sign is None:
            return None
        match text(sign):
            case "&&":
                return all_of((self.condition(left), self.condition(right)))
            case "||":
                return any_of((self.condition(left), self.condition(right)))
            case "==" | "!=":
                fact, value = self._fact(left), _literal(right)
                if fact is None:
                    fact, value = self._fact(right), _literal(left)
                if fact is None or value is None:
                    return None
                equal = Atom(fact, "==", value)
                return negate(equal) if text(sign) == "!=" else equal
            case _:
                return None

    def _fact(self, node: Node) -> str | None:
        operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
        if node.type != "selector_expression" or operand is None or field is None:
            return None
        path = self._types.package(operand)
        return FACTS.get(f"{path}.{text(field)}") if path else None

    def flags(self, root: Node) -> Iterator[tuple[str, Condition]]:
        """Variables and constants of the package that hold the truth of a condition."""
        for node in root.named_children:
            if node.type not in ("const_declaration", "var_declaration"):
                continue
            for spec in specs(node):
                names = spec.children_by_field_name("name")
                value = spec.child_by_field_name("value")
                given = value.named_children if value is not None else []
                for name, one in zip(names, given, strict=False):
                    condition = self.condition(one)
                    if condition is not None:
                        yield f".{text(name)}", condition


def _literal(node: Node) -> str | None:
    """The value of a plain string."""
    if node.type not in ("interpreted_string_literal", "raw_string_literal"):
        return None
    return text(node)[1:-1]


def _leaves(statement: Node) -> bool:
    """Whether the branch of an ``if`` without ``else`` always leaves the block."""
    body = statement.child_by_field_name("consequence")
    if body is None or statement.child_by_field_name("alternative") is not None:
        return False
    held = [one for block in body.named_children for one in block.named_children]
    held = [one for one in held if one.type != "comment"]
    if not held:
        return False
    last = held[-1]
    call = last.named_children[0] if last.type == "expression_statement" else None
    function = call.child_by_field_name("function") if call is not None else None
    name = text(function) if function is not None else ""
    return last.type in LEAVES or name in LEAVERS or name.endswith(SKIPPERS)
