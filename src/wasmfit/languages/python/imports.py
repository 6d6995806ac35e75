"""Import statements: what they bind, and what they bring in."""

from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.languages.python.scopes import Binding, Scopes
from wasmfit.syntax.tree import Node, captures, text

GRAMMAR = "tree_sitter_python"
QUERY = """
[(import_statement) (import_from_statement)] @import
(if_statement condition: (comparison_operator (identifier) @main))
"""


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


def imported(root: Node) -> tuple[list[Imported], bool]:
    """Every imported name in document order, and whether the file runs as main."""
    found = captures(GRAMMAR, QUERY, root)
    names = [name for statement in found.get("import", []) for name in _names(statement)]
    main = any(node.text == b"__name__" for node in found.get("main", []))
    return names, main


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
