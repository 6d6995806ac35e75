"""Reading import statements: the names they bind, and the uses they are."""

import ast
import re

from tools.accuracy.bindings import OTHER, Local, Member, Standard, Value, Values, bind
from tools.accuracy.walk import Walk

FROM = re.compile(r"from(?:\s|\\\n)*", re.ASCII)


def read_import(walk: Walk, node: ast.Import) -> bool:
    """``import a.b as c, d``."""
    for alias in node.names:
        whole = walk.program.import_module(walk.path, alias.name)
        walk.note(alias, whole, "import", sure=True)
        if alias.asname is not None:
            bind(walk.scope, alias.asname, whole)
        else:
            head = alias.name.partition(".")[0]
            bind(walk.scope, head, walk.program.import_module(walk.path, head))
    return True


def read_from_import(walk: Walk, node: ast.ImportFrom) -> bool:
    """``from a import b as c``: a use of the module and one of each name."""
    module = _named_module(walk, node)
    if any(isinstance(value, Standard) for value in module):
        _note_module(walk, node, module)
    for alias in node.names:
        if alias.name == "*":
            for name, values in walk.program.star(module).items():
                bind(walk.scope, name, values)
            continue
        values = frozenset(value for found in module for value in _member(found, alias.name))
        resolved = walk.program.resolve(values)
        walk.note(alias, resolved, "import", sure=len(resolved) == 1)
        bind(walk.scope, alias.asname or alias.name, values)
    return True


def _named_module(walk: Walk, node: ast.ImportFrom) -> Values:
    if not node.level:
        return walk.program.import_module(walk.path, node.module or "")
    found = walk.program.repository.relative(walk.path, node.level, node.module or "")
    return OTHER if found is None else frozenset({Local(found)})


def _member(module: Value, name: str) -> Values:
    match module:
        case Standard(symbol=symbol):
            return frozenset({Standard(f"{symbol}.{name}")})
        case Local(module=path):
            return frozenset({Member(path, name)})
        case _:
            return OTHER


def _note_module(walk: Walk, node: ast.ImportFrom, module: Values) -> None:
    lines = walk.source.lines[node.lineno - 1 : node.end_lineno]
    text = "\n".join(lines).encode("utf-8", "surrogatepass")[node.col_offset :]
    skipped = FROM.match(text.decode("utf-8", "surrogatepass"))
    between = skipped.group() if skipped else ""
    line = node.lineno + between.count("\n")
    start = len(between.rpartition("\n")[2]) + (node.col_offset if "\n" not in between else 0)
    end = start + len((node.module or "").encode())
    walk.note_at((line, start), (line, end), module, "import", sure=True)
