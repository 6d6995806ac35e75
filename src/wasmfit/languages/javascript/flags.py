"""Names that remember a platform condition: ``const isNode = ...``, ``isWindows()``."""

from collections.abc import Callable, Iterator

from wasmfit.languages.javascript.names import OWN
from wasmfit.model.condition import Atom, Condition, all_of, any_of
from wasmfit.model.facts import Flag, Guard
from wasmfit.syntax.tree import Node, text

_NESTED = frozenset(
    {
        "else_clause",
        "export_statement",
        "if_statement",
        "lexical_declaration",
        "statement_block",
        "try_statement",
        "variable_declaration",
    }
)
_FALSY = frozenset({"false", "null", "undefined"})
_PLAIN_FUNCTIONS = ("function_declaration", "arrow_function", "function_expression")


class Flags:
    """Top-level flags of one file.

    ``of_expression`` and ``guards`` are set once the readers that need each
    other exist.
    """

    def __init__(self, root: Node) -> None:
        """Nothing is read before it is asked for."""
        self._root = root
        self._assigned: dict[str, list[Node]] | None = None
        self._functions: dict[str, Node] = {}
        self._asking: set[str] = set()
        self.of_expression: Callable[[Node], Condition | None] = lambda _: None
        self.guards: Callable[[Node], tuple[Guard, ...]] = lambda _: ()

    def lookup(self, name: str, _: Node) -> Condition | None:
        """The condition a name (or ``name()``) stands for; None when free."""
        called = name.endswith("()")
        bare = name.removesuffix("()")
        if OWN in bare:
            return Atom(f"flag:{bare}")
        if "." in bare or ":" in bare or name in self._asking:
            return None
        self._assignments()
        if bare not in (self._functions if called else self._assigned or {}):
            return None
        self._asking.add(name)
        try:
            return self._function(bare) if called else self._variable(bare)
        finally:
            self._asking.discard(name)

    def exported(self) -> Iterator[Flag]:
        """Every top-level name that holds a platform condition."""
        self._assignments()
        names = {*(self._assigned or {}), *(f"{name}" for name in self._functions)}
        for name in sorted(names):
            called = f"{name}()" if name in self._functions else name
            condition = self.lookup(called, self._root)
            if condition is not None:
                yield Flag(name, condition)

    def _assignments(self) -> dict[str, list[Node]]:
        if self._assigned is None:
            self._assigned = {}
            for node in _top_level(self._root):
                name = node.child_by_field_name("name") or node.child_by_field_name("left")
                value = node.child_by_field_name("value") or node.child_by_field_name("right")
                if name is None or name.type != "identifier":
                    continue
                if node.type == "function_declaration":
                    self._functions[text(name)] = node
                elif value is not None and value.type in _PLAIN_FUNCTIONS:
                    self._functions[text(name)] = value
                elif value is not None:
                    self._assigned.setdefault(text(name), []).append(node)
        return self._assigned

    def _variable(self, name: str) -> Condition | None:
        ways: list[Condition | None] = []
        for node in self._assignments().get(name, ()):
            value = node.child_by_field_name("value") or node.child_by_field_name("right")
            if value is None or value.type in _FALSY:
                continue
            around = [guard.condition for guard in self.guards(node)]
            stated = None if value.type == "true" else self.of_expression(value)
            ways.append(all_of((*around, stated)))
        return any_of(ways)

    def _function(self, name: str) -> Condition | None:
        body = self._functions[name].child_by_field_name("body")
        if body is None:
            return None
        if body.type != "statement_block":
            return self.of_expression(body)
        statements = [node for node in body.named_children if node.type != "comment"]
        if len(statements) != 1 or statements[0].type != "return_statement":
            return None
        value = statements[0].named_children
        return self.of_expression(value[0]) if value else None


def _top_level(root: Node) -> Iterator[Node]:
    todo = list(reversed(root.named_children))
    while todo:
        node = todo.pop()
        if node.type in _NESTED:
            todo.extend(reversed(node.named_children))
        elif node.type in ("function_declaration", "variable_declarator"):
            yield node
        elif node.type == "expression_statement" and node.named_child_count == 1:
            inner = node.named_children[0]
            if inner.type == "assignment_expression":
                yield inner
