"""Import and export statements: what they bind, bring in and hand on."""

from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.languages.javascript.chains import string_value
from wasmfit.languages.javascript.names import join, module_symbol
from wasmfit.syntax.tree import Node, text


@dataclass(frozen=True, slots=True)
class Imported:
    """One name of a statement that names a module.

    ``module`` is the module's symbol, ``symbol`` what is imported, ``name``
    what it is bound to ("" when nothing is), ``exported`` what it is handed
    on as ("" when it is not, ``*`` for everything). ``source`` is the node of
    the specifier, ``node`` that of the name.
    """

    statement: Node
    node: Node
    source: Node
    specifier: str
    module: str
    symbol: str
    name: str = ""
    exported: str = ""
    is_type: bool = False


def imported(root: Node) -> list[Imported]:
    """Every name of the import and export statements of a file, in order."""
    return [name for statement in _statements(root) for name in _names(statement)]


def _statements(root: Node) -> Iterator[Node]:
    for node in root.named_children:
        if node.type in ("import_statement", "export_statement"):
            yield node


def _names(statement: Node) -> Iterator[Imported]:
    source = _source(statement)
    specifier = string_value(source) if source is not None else None
    if source is None or specifier is None:
        return
    module = module_symbol(specifier)
    typed = any(child.type in ("type", "typeof") for child in statement.children)
    base = Imported(statement, source, source, specifier, module, module, is_type=typed)
    if statement.type == "export_statement":
        yield from _handed_on(base, statement)
        return
    clause = _child(statement, "import_clause", "import_require_clause")
    if clause is None:
        yield base
        return
    found = False
    for part in clause.named_children:
        for name in _bound(base, part, whole=clause.type == "import_require_clause"):
            found = True
            yield name
    if not found:
        yield base


def _source(statement: Node) -> Node | None:
    source = statement.child_by_field_name("source")
    clause = _child(statement, "import_require_clause")
    return clause.child_by_field_name("source") if clause is not None else source


def _bound(base: Imported, part: Node, *, whole: bool) -> Iterator[Imported]:
    match part.type:
        case "identifier":
            symbol = base.module if whole else join(base.module, "default")
            yield _one(base, part, symbol, name=text(part))
        case "namespace_import":
            yield _one(base, part, base.module, name=text(part.named_children[-1]))
        case "named_imports":
            for specifier in part.named_children:
                if specifier.type == "import_specifier":
                    original, alias, typed = _specifier(specifier)
                    symbol = join(base.module, original)
                    yield _one(base, specifier, symbol, name=alias, is_type=typed)
        case _:
            pass


def _handed_on(base: Imported, statement: Node) -> Iterator[Imported]:
    clause = _child(statement, "export_clause", "namespace_export")
    if clause is None:
        yield _one(base, base.source, base.module, exported="*")
    elif clause.type == "namespace_export":
        yield _one(base, clause, base.module, exported=_plain(clause.named_children[-1]))
    else:
        for specifier in clause.named_children:
            if specifier.type == "export_specifier":
                original, alias, typed = _specifier(specifier)
                symbol = join(base.module, original)
                yield _one(base, specifier, symbol, exported=alias, is_type=typed)


def _one(
    base: Imported,
    node: Node,
    symbol: str,
    *,
    name: str = "",
    exported: str = "",
    is_type: bool = False,
) -> Imported:
    return Imported(
        base.statement,
        node,
        base.source,
        base.specifier,
        base.module,
        symbol,
        name,
        exported,
        base.is_type or is_type,
    )


def _specifier(node: Node) -> tuple[str, str, bool]:
    """Original name, new name, and whether only the type is meant."""
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    original = _plain(name) if name is not None else text(node)
    typed = any(child.type in ("type", "typeof") for child in node.children)
    return original, _plain(alias) if alias is not None else original, typed


def local_exports(root: Node) -> Iterator[tuple[str, str, Node]]:
    """Exported name, local name and node of every ``export { a as b }`` and ``export default a``.

    Declarations that are exported as they are made appear under their own name.
    """
    for statement in _statements(root):
        if statement.type != "export_statement" or _source(statement) is not None:
            continue
        clause = _child(statement, "export_clause")
        for specifier in clause.named_children if clause is not None else ():
            if specifier.type == "export_specifier":
                original, alias, typed = _specifier(specifier)
                if not typed:
                    yield alias, original, specifier
        declaration = statement.child_by_field_name("declaration")
        for node in _declared(declaration) if declaration is not None else ():
            yield text(node), text(node), node
        value = statement.child_by_field_name("value")
        if value is not None and value.type == "identifier":
            yield "default", text(value), value


def _declared(declaration: Node) -> Iterator[Node]:
    if declaration.type in ("lexical_declaration", "variable_declaration"):
        todo = [node.child_by_field_name("name") for node in declaration.named_children]
        while todo:
            node = todo.pop()
            if node is None:
                continue
            if node.type in ("identifier", "shorthand_property_identifier_pattern"):
                yield node
            elif node.type == "pair_pattern":
                todo.append(node.child_by_field_name("value"))
            else:
                todo.extend(node.named_children)
    else:
        name = declaration.child_by_field_name("name")
        if name is not None:
            yield name


def _plain(node: Node) -> str:
    value = string_value(node)
    return text(node) if value is None else value


def _child(node: Node, *types: str) -> Node | None:
    return next((child for child in node.children if child.type in types), None)
