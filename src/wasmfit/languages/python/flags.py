"""Names that remember a platform condition: HAS_SSL, IS_WINDOWS, is_posix()."""

from collections.abc import Callable, Iterator

from wasmfit.languages.python.imports import Imported
from wasmfit.model.condition import Atom, Condition, all_of, any_of
from wasmfit.model.facts import Flag, Guard
from wasmfit.syntax.tree import Node, text

NESTED = frozenset(
    {
        "block",
        "if_statement",
        "elif_clause",
        "else_clause",
        "try_statement",
        "except_clause",
        "finally_clause",
    }
)
FALSY = frozenset({"false", "none"})


class Flags:
    """Module-level flags of one file.

    ``of_expression`` and ``guards`` are set once the readers that need each
    other exist.
    """

    def __init__(self, root: Node, imports: list[Imported], local: Callable[[str], bool]) -> None:
        """``local`` tells whether a symbol belongs to the repository."""
        self._root = root
        self._local = local
        self._imported = {name.bound for name in imports if not name.whole_module or name.name}
        self._assigned: dict[str, list[Node]] | None = None
        self._functions: dict[str, Node] = {}
        self._asking: set[str] = set()
        self.of_expression: Callable[[Node], Condition | None] = lambda _: None
        self.guards: Callable[[Node], tuple[Guard, ...]] = lambda _: ()

    def lookup(self, name: str, _: Node) -> Condition | None:
        """The condition a name (or ``name()``) stands for; None when free."""
        called = name.endswith("()")
        bare = name.removesuffix("()")
        if self._local(bare):
            return Atom(f"flag:{bare}")
        if bare in self._imported:
            return None if called else Atom(f"has:{bare}")
        if "." in bare or name in self._asking:
            return None
        self._asking.add(name)
        try:
            return self._function(bare) if called else self._variable(bare)
        finally:
            self._asking.discard(name)

    def exported(self) -> Iterator[Flag]:
        """Every module-level name that holds a platform condition."""
        for name in sorted(self._assignments()):
            condition = self.lookup(name, self._root)
            if condition is not None:
                yield Flag(name, condition)
        for name in sorted(self._functions):
            condition = self.lookup(f"{name}()", self._root)
            if condition is not None:
                yield Flag(name, condition)

    def _assignments(self) -> dict[str, list[Node]]:
        if self._assigned is None:
            self._assigned = {}
            for statement in _module_level(self._root):
                if statement.type == "function_definition":
                    name = statement.child_by_field_name("name")
                    if name is not None:
                        self._functions[text(name)] = statement
                    continue
                left = statement.child_by_field_name("left")
                if left is not None and left.type == "identifier":
                    self._assigned.setdefault(text(left), []).append(statement)
        return self._assigned

    def _variable(self, name: str) -> Condition | None:
        ways: list[Condition | None] = []
        for statement in self._assignments().get(name, ()):
            value = statement.child_by_field_name("right")
            if value is None or value.type in FALSY:
                continue
            around = [guard.condition for guard in self.guards(statement)]
            ways.append(all_of((*around, self.of_expression(value))))
        return any_of(ways)

    def _function(self, name: str) -> Condition | None:
        self._assignments()
        definition = self._functions.get(name)
        body = definition.child_by_field_name("body") if definition is not None else None
        if body is None:
            return None
        statements = [n for n in body.named_children if n.type != "comment"]
        if len(statements) > 1 and statements[0].type == "expression_statement":
            statements = statements[1:]
        if len(statements) != 1 or statements[0].type != "return_statement":
            return None
        value = statements[0].named_children
        return self.of_expression(value[0]) if value else None


def _module_level(root: Node) -> Iterator[Node]:
    todo = list(reversed(root.named_children))
    while todo:
        node = todo.pop()
        if node.type in NESTED:
            todo.extend(reversed(node.named_children))
        elif node.type == "function_definition":
            yield node
        elif node.type == "expression_statement" and node.named_child_count == 1:
            inner = node.named_children[0]
            if inner.type == "assignment":
                yield inner
