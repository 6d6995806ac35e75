"""Import statements: what they bind, and what they bring in."""

from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.languages.python.occurrences import JOINED, identifier, occurrences
from wasmfit.languages.python.scopes import Binding, Scopes
from wasmfit.syntax.tree import Node, captures, identifier_at, text
from wasmfit.syntax.words import NAMING, places

GRAMMAR = "tree_sitter_python"
STATEMENTS = frozenset({"import_statement", "import_from_statement"})
QUERY = "[(import_statement) (import_from_statement)] @import"


@dataclass(frozen=True, slots=True)
class Imported:
    """One name of an import statement.

    ``symbol`` is what is imported (``os.path``, ``.compat.sp``), ``name`` what
    it is bound to ("" for a star import), ``bound`` the symbol that this name
    stands for (``import a.b`` binds ``a``). ``module`` is the module part.
    """

    statement: Node
    node: Node
    module: str
    symbol: str
    name: str
    bound: str

    @property
    def whole_module(self) -> bool:
        """Whether it is ``import a.b``, not ``from a import b``."""
        return self.module == self.symbol


def imported(root: Node, data: bytes) -> tuple[list[Imported], bool]:
    """Every imported name in document order, and whether the file runs as main."""
    names = [name for statement in _statements(root, data) for name in _names(statement)]
    asking = (identifier(root, place) for place in occurrences(root, data, {"__name__"}))
    return names, any(_asks_for_main(name) for name in asking if name is not None)


def _statements(root: Node, data: bytes) -> Iterator[Node]:
    """The import statements, each by its word; with mistakes around, a word may be missing."""
    if root.has_error:
        yield from captures(GRAMMAR, QUERY, root).get("import", [])
        return
    for start, end in places(data, b"import", JOINED, NAMING):
        node = identifier_at(root, start, end)
        statement = node.parent if node is not None and node.type == "import" else None
        if statement is not None and statement.type in STATEMENTS:
            yield statement


def _asks_for_main(name: Node) -> bool:
    compared = name.parent
    above = compared.parent if compared is not None else None
    return (
        compared is not None
        and compared.type == "comparison_operator"
        and above is not None
        and above.type == "if_statement"
        and above.child_by_field_name("condition") == compared
    )


def _names(statement: Node) -> Iterator[Imported]:
    if statement.type == "import_statement":
        for node in statement.children_by_field_name("name"):
            yield _plain(statement, node)
        return
    module_node = statement.child_by_field_name("module_name")
    module = _squeezed(module_node) if module_node is not None else ""
    if any(child.type == "wildcard_import" for child in statement.children):
        yield Imported(statement, module_node or statement, module, f"{module}.*", "", "")
    for node in statement.children_by_field_name("name"):
        target, name = _aliased(node)
        symbol = join(module, _squeezed(target))
        yield Imported(statement, node, module, symbol, name, symbol)


def _plain(statement: Node, node: Node) -> Imported:
    target, name = _aliased(node)
    symbol = _squeezed(target)
    if target is node:
        top = symbol.partition(".")[0]
        return Imported(statement, target, symbol, symbol, top, top)
    return Imported(statement, target, symbol, symbol, name, symbol)


def _aliased(node: Node) -> tuple[Node, str]:
    if node.type != "aliased_import":
        return node, _squeezed(node)
    target = node.child_by_field_name("name") or node
    alias = node.child_by_field_name("alias")
    return target, text(alias) if alias is not None else _squeezed(target)


def _squeezed(node: Node) -> str:
    return "".join(text(node).replace("\\", "").split())


def join(module: str, name: str) -> str:
    """The dotted symbol of a name in a module; relative modules keep their dots."""
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def bindings(names: list[Imported], scopes: Scopes) -> Iterator[Binding]:
    """The binding each imported name makes."""
    for name in names:
        if name.name:
            place = scopes.of(name.statement)
            yield Binding(
                name.name,
                place.scope.id,
                name.statement.end_byte,
                place.conditional,
                symbol=name.bound,
            )
