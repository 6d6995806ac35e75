"""Guards: the platform conditions that must hold before a node is reached.

Four ways: around a use (``if``, ``and``, conditional expression), around an
import (``try: import`` with a handler that goes on), in the name that
remembers the outcome (flags), and by an early return.
"""

from collections.abc import Iterator

from wasmfit.languages.python.chains import is_field
from wasmfit.languages.python.conditions import Conditions, FlagLookup
from wasmfit.languages.python.imports import Imported
from wasmfit.languages.python.scopes import Names
from wasmfit.model.condition import Atom, Condition, all_of, negate
from wasmfit.model.facts import Guard
from wasmfit.syntax.inherited import Inherited
from wasmfit.syntax.tree import Node, ancestors, text

IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
NAME_ERRORS = frozenset({"AttributeError", "NameError", "NotImplementedError"})
BROAD = frozenset({"Exception", "BaseException", ""})
LEAVES = frozenset({"return_statement", "continue_statement", "break_statement"})
QUIET = frozenset({"pass_statement", "return_statement", "continue_statement"})
WIDTH = 100


class Guards:
    """Guards of nodes, remembered per node."""

    def __init__(
        self, path: str, root: Node, names: Names, imports: list[Imported], flag: FlagLookup
    ) -> None:
        """``flag`` answers for names that hold the truth of a condition."""
        self.conditions = Conditions(names, flag)
        self.path = path
        self._inherited = Inherited[tuple[Guard, ...]]((), self._enter)
        self._root = root
        self._exits: dict[int, list[tuple[int, Guard]]] = {}
        self._imports: dict[int, list[Imported]] = {}
        for name in imports:
            self._imports.setdefault(name.statement.id, []).append(name)

    def of(self, node: Node) -> tuple[Guard, ...]:
        """The guards of a node, outermost first."""
        return self._inherited.of(node)

    def _enter(self, around: tuple[Guard, ...], child: Node, parent: Node) -> tuple[Guard, ...]:
        between = tuple(self._between(child, parent))
        return (*around, *between) if between else around

    def caught(self, node: Node) -> frozenset[str]:
        """Which failures a handler around the node turns into another way on.

        ``import`` and ``name``: the surrounding ``try`` handles a missing
        module or a missing name, in the same function.
        """
        for child, parent in ancestors(node):
            if child.type == "block" and parent.type == "try_statement":
                kinds = _handled(parent)
                if kinds and is_field(parent, "body", child):
                    return kinds
            if parent.type == "with_statement" and is_field(parent, "body", child):
                kinds = _suppressed(parent)
                if kinds:
                    return kinds
            if parent.type in ("function_definition", "lambda"):
                break
        return frozenset()

    def _between(self, child: Node, parent: Node) -> Iterator[Guard]:
        match parent.type:
            case "if_statement" | "elif_clause":
                yield from self._branch(child, parent)
            case "conditional_expression":
                yield from self._choice(child, parent)
            case "boolean_operator":
                yield from self._short_circuit(child, parent)
            case "block" | "module":
                yield from self._earlier(child, parent)
            case "try_statement":
                yield from self._after_try(child, parent)
            case _:
                pass

    def _branch(self, child: Node, parent: Node) -> Iterator[Guard]:
        condition = parent.child_by_field_name("condition")
        if condition is None or child == condition:
            return
        if is_field(parent, "consequence", child):
            yield from self._guard(self.conditions.of(condition), condition)
            return
        yield from self._guard(negate(self.conditions.of(condition)), condition, negated=True)
        for clause in parent.children_by_field_name("alternative"):
            if clause == child:
                return
            other = clause.child_by_field_name("condition")
            if other is not None:
                yield from self._guard(negate(self.conditions.of(other)), other, negated=True)

    def _choice(self, child: Node, parent: Node) -> Iterator[Guard]:
        body, condition, *_ = parent.named_children
        if child != condition:
            stated = self.conditions.of(condition)
            negated = child != body
            yield from self._guard(
                negate(stated) if negated else stated, condition, negated=negated
            )

    def _short_circuit(self, child: Node, parent: Node) -> Iterator[Guard]:
        left = parent.child_by_field_name("left")
        if left is None or child == left:
            return
        operator = parent.child_by_field_name("operator")
        negated = operator is not None and text(operator) == "or"
        stated = self.conditions.of(left)
        yield from self._guard(negate(stated) if negated else stated, left, negated=negated)

    def _earlier(self, child: Node, block: Node) -> Iterator[Guard]:
        for end, guard in self._leaving(block):
            if end <= child.start_byte:
                yield guard
        above = block.parent
        if above is None or not self._imports:
            return
        tried = above.type == "try_statement" and is_field(above, "body", block)
        handled = _handled(above) if tried else _suppressed(above)
        if "import" in handled:
            for statement in block.named_children:
                if statement.id == child.id:
                    return
                yield from self._succeeded(statement)

    def _leaving(self, block: Node) -> list[tuple[int, Guard]]:
        """Guards that hold after statements which leave the block early."""
        if block.id not in self._exits:
            found = self._exits[block.id] = []
            for statement in block.named_children:
                if statement.type in ("if_statement", "try_statement", "assert_statement"):
                    guards = tuple(self._left_by(statement))
                    found.extend((statement.end_byte, guard) for guard in guards)
        return self._exits[block.id]

    def _left_by(self, statement: Node) -> Iterator[Guard]:
        if statement.type == "try_statement":
            handlers = [n for n in statement.named_children if n.type == "except_clause"]
            if handlers and all(_leaves(handler.named_children[-1]) for handler in handlers):
                body = statement.child_by_field_name("body")
                for inner in body.named_children if body is not None else ():
                    yield from self._succeeded(inner)
            return
        condition = statement.child_by_field_name("condition")
        consequence = statement.child_by_field_name("consequence")
        if condition is not None and consequence is not None and _leaves(consequence):
            yield from self._guard(negate(self.conditions.of(condition)), condition, negated=True)

    def _after_try(self, child: Node, parent: Node) -> Iterator[Guard]:
        if "import" not in _handled(parent):
            return
        body = parent.child_by_field_name("body")
        inside = body.named_children if body is not None else []
        if child.type == "else_clause":
            for statement in inside:
                yield from self._succeeded(statement)
        elif child.type == "except_clause" and "import" in _catches(child):
            held = [guard.condition for statement in inside for guard in self._succeeded(statement)]
            if held:
                yield from self._guard(negate(all_of(held)), child)

    def _succeeded(self, statement: Node) -> Iterator[Guard]:
        for name in self._imports.get(statement.id, ()):
            yield from self._guard(present(name.symbol), statement)

    def _guard(
        self, condition: Condition | None, node: Node, *, negated: bool = False
    ) -> Iterator[Guard]:
        if condition is None:
            return
        words = " ".join(text(node).split("\n", 1)[0].split())[:WIDTH]
        label = words
        if negated:
            plain = words.startswith("not ") and node.type == "not_operator"
            label = words.removeprefix("not ") if plain else f"not ({words})"
        yield Guard(condition, label, self.path, node.start_point.row + 1)


def present(symbol: str) -> Condition:
    """The condition that a module or name exists."""
    return Atom(f"has:{symbol.removesuffix('.*')}")


def _leaves(block: Node) -> bool:
    statements = [node for node in block.named_children if node.type != "comment"]
    return bool(statements) and statements[-1].type in LEAVES


def _handled(statement: Node) -> frozenset[str]:
    if statement.type != "try_statement":
        return frozenset()
    kinds: frozenset[str] = frozenset()
    for clause in statement.named_children:
        if clause.type == "except_clause":
            kinds |= _catches(clause)
    return kinds


def _catches(clause: Node) -> frozenset[str]:
    """What a handler makes good: it must name the failure, or be a quiet short one."""
    block = clause.named_children[-1]
    if _gives_up(block):
        return frozenset()
    value = clause.child_by_field_name("value")
    names = _exception_names(value)
    kinds = set()
    if names & IMPORT_ERRORS or (names & BROAD):
        kinds.add("import")
    if names & NAME_ERRORS or (names & BROAD and _is_quiet(clause, block)):
        kinds.add("name")
    return frozenset(kinds)


def _exception_names(value: Node | None) -> frozenset[str]:
    if value is None:
        return frozenset({""})
    if value.type == "as_pattern":
        value = value.named_children[0]
    members = value.named_children if value.type == "tuple" else [value]
    return frozenset(text(member).rpartition(".")[2] for member in members)


def _gives_up(block: Node) -> bool:
    """Whether a handler ends the program or passes the failure on."""
    statements = [node for node in block.named_children if node.type != "comment"]
    if not statements:
        return False
    last = statements[-1]
    return last.type == "raise_statement" or text(last).startswith(
        ("sys.exit", "exit(", "os._exit", "quit(")
    )


def _is_quiet(clause: Node, block: Node) -> bool:
    """A broad handler counts only as an evident fallback: a short body on both sides."""
    statement = clause.parent
    body = statement.child_by_field_name("body") if statement is not None else None
    small = body is not None and body.named_child_count <= 2  # noqa: PLR2004 - see above
    return small and all(node.type in QUIET for node in block.named_children)


def _suppressed(statement: Node) -> frozenset[str]:
    if statement.type != "with_statement":
        return frozenset()
    clause = statement.named_children[0]
    if "suppress(" not in text(clause):
        return frozenset()
    words = text(clause)
    kinds = {"import"} if any(name in words for name in IMPORT_ERRORS) else set()
    return frozenset(kinds | ({"name"} if any(name in words for name in NAME_ERRORS) else set()))
