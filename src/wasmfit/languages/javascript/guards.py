"""Guards: the platform conditions that must hold before a node is reached.

Around a use (``if``, ``&&``, ``?:``, ``case``), around a require (``try`` with
a handler that goes on), in the name that remembers the outcome (flags), and
by an early return.
"""

from collections.abc import Collection, Iterator

from wasmfit.languages.javascript.conditions import Conditions, FlagLookup
from wasmfit.languages.javascript.scopes import FUNCTIONS, Names
from wasmfit.model.condition import Condition, any_of, negate
from wasmfit.model.facts import Guard
from wasmfit.syntax.inherited import Inherited
from wasmfit.syntax.tree import Node, ancestors, text

LEAVES = frozenset({"break_statement", "continue_statement", "return_statement"})
ENDINGS = ("process.exit", "process.abort")
WIDTH = 100


class Guards:
    """Guards of nodes, remembered per node."""

    def __init__(self, path: str, names: Names, flag: FlagLookup, known: Collection[str]) -> None:
        """``flag`` and ``known`` as in :class:`Conditions`."""
        self.conditions = Conditions(names, flag, known)
        self.path = path
        self._inherited = Inherited[tuple[Guard, ...]]((), self._enter)
        self._exits: dict[int, list[tuple[int, Guard]]] = {}

    def of(self, node: Node) -> tuple[Guard, ...]:
        """The guards of a node, outermost first."""
        return self._inherited.of(node)

    def _enter(self, around: tuple[Guard, ...], child: Node, parent: Node) -> tuple[Guard, ...]:
        between = tuple(self._between(child, parent))
        return (*around, *between) if between else around

    def _between(self, child: Node, parent: Node) -> Iterator[Guard]:
        match parent.type:
            case "if_statement" | "ternary_expression":
                yield from self._branch(child, parent)
            case "binary_expression":
                yield from self._short_circuit(child, parent)
            case "switch_case":
                yield from self._case(child, parent)
            case "statement_block" | "program" | "switch_default":
                for end, guard in self._leaving(parent):
                    if end <= child.start_byte:
                        yield guard
            case _:
                pass

    def _branch(self, child: Node, parent: Node) -> Iterator[Guard]:
        condition = parent.child_by_field_name("condition")
        if condition is None or child == condition:
            return
        stated = self.conditions.of(condition)
        if parent.child_by_field_name("consequence") == child:
            yield from self._guard(stated, condition)
        elif parent.child_by_field_name("alternative") == child:
            yield from self._guard(negate(stated), condition, negated=True)

    def _short_circuit(self, child: Node, parent: Node) -> Iterator[Guard]:
        left = parent.child_by_field_name("left")
        operator = parent.child_by_field_name("operator")
        if left is None or operator is None or child == left:
            return
        stated = self.conditions.of(left)
        match text(operator):
            case "&&":
                yield from self._guard(stated, left)
            case "||":
                yield from self._guard(negate(stated), left, negated=True)
            case _:
                pass

    def _case(self, child: Node, parent: Node) -> Iterator[Guard]:
        value = parent.child_by_field_name("value")
        body = parent.parent
        switch = body.parent if body is not None else None
        subject = switch.child_by_field_name("value") if switch is not None else None
        if body is None or value is None or subject is None or child == value:
            return
        asked = [value, *_falling_through(body, parent)]
        stated = any_of(self.conditions.equals(subject, one) for one in asked)
        yield from self._guard(stated, value, words=f"{text(subject)} is {text(value)}")

    def _leaving(self, block: Node) -> list[tuple[int, Guard]]:
        """Guards that hold after statements which leave the block early."""
        if block.id not in self._exits:
            found = self._exits[block.id] = []
            for statement in block.named_children:
                consequence = statement.child_by_field_name("consequence")
                condition = statement.child_by_field_name("condition")
                if statement.type != "if_statement" or condition is None or consequence is None:
                    continue
                if _leaves(consequence):
                    stated = negate(self.conditions.of(condition))
                    guards = self._guard(stated, condition, negated=True)
                    found.extend((statement.end_byte, guard) for guard in guards)
        return self._exits[block.id]

    def _guard(
        self, condition: Condition | None, node: Node, *, negated: bool = False, words: str = ""
    ) -> Iterator[Guard]:
        if condition is None:
            return
        plain = words or text(node).removeprefix("(").removesuffix(")")
        plain = " ".join(plain.split("\n", 1)[0].split())[:WIDTH]
        if negated:
            simple = plain.startswith("!") and not any(sign in plain for sign in ("&", "|", "="))
            plain = plain.removeprefix("!") if simple else f"!({plain})"
        yield Guard(condition, plain, self.path, node.start_point.row + 1)


def caught(node: Node) -> bool:
    """Whether a failure at a node is turned into another way on.

    The surrounding ``try`` of the same function handles it without throwing
    again or ending the program, or a promise has a ``catch``.
    """
    for child, parent in ancestors(node):
        if parent.type == "try_statement" and parent.child_by_field_name("body") == child:
            handler = parent.child_by_field_name("handler")
            body = handler.child_by_field_name("body") if handler is not None else None
            if body is not None and not _gives_up(body):
                return True
        is_called = parent.type == "call_expression" and child.type != "arguments"
        if is_called and text(child).endswith(".catch"):
            return True
        if parent.type in FUNCTIONS:
            return False
    return False


def _gives_up(body: Node) -> bool:
    """Whether a handler always ends the program or passes the failure on."""
    statements = [node for node in body.named_children if node.type != "comment"]
    if not statements:
        return False
    last = statements[-1]
    return last.type == "throw_statement" or text(last).startswith(ENDINGS)


def _leaves(statement: Node) -> bool:
    if statement.type == "statement_block":
        inside = [node for node in statement.named_children if node.type != "comment"]
        return bool(inside) and inside[-1].type in LEAVES
    return statement.type in LEAVES


def _falling_through(body: Node, case: Node) -> Iterator[Node]:
    """The values of empty cases right above one: they lead into it."""
    above: list[Node] = []
    for other in body.named_children:
        if other == case:
            break
        value = other.child_by_field_name("value")
        empty = other.type == "switch_case" and len(other.children_by_field_name("body")) == 0
        above = [*above, value] if empty and value is not None else []
    yield from above
