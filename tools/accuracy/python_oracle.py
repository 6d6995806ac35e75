"""List every use of the standard library in a repository's Python files.

An oracle for the product's Python reader: it shares nothing with it. It parses
with ``ast``, reads every scope in the order it runs, keeps for each name
everything it may stand for at that point, and follows names through the
modules of the repository.

    python -m tools.accuracy.python_oracle REPOSITORY [-o uses.csv]
"""

import argparse
import ast
import csv
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from tools.accuracy.bindings import Function, Scope, join
from tools.accuracy.conditions import platform_names
from tools.accuracy.expressions import read_expression
from tools.accuracy.program import Program
from tools.accuracy.repository import Source, read_repository
from tools.accuracy.scoping import scope_of
from tools.accuracy.statements import read_block
from tools.accuracy.walk import Use, Walk

ROUNDS = 5
"""How often exports are computed at most until they stay the same (chains of star imports)."""


@dataclass(frozen=True)
class Answers:
    """What the oracle says of a repository. ``unparsed`` maps files to their errors."""

    uses: tuple[Use, ...]
    files: tuple[str, ...]
    unparsed: dict[str, str]


def find_uses(root: Path) -> Answers:
    """All uses of standard library names below a folder, sorted by place."""
    repository = read_repository(root)
    program = Program(repository)
    for source in repository.sources.values():
        program.listed[source.path] = _listed(source.tree)
    _settle(program)
    noted: set[Use] = set()
    for source in repository.sources.values():
        _read(program, source, noted)
    return Answers(_merged(noted), tuple(repository.sources), repository.unparsed)


def _settle(program: Program) -> None:
    for _ in range(ROUNDS):
        before = dict(program.exports)
        for source in program.repository.sources.values():
            _read(program, source, None)
        if program.exports == before:
            return


def _read(program: Program, source: Source, noted: set[Use] | None) -> None:
    module = scope_of(source.tree, None)
    walk = Walk(program, source, module, noted, platform_names=platform_names(source.tree))
    module.late = program.late.setdefault(source.path, {})
    read_block(walk, source.tree.body)
    module.ever = dict(module.now)
    while walk.queue:
        node, scope, conditions = walk.queue.pop(0)
        if noted is not None or _binds_globally(node):
            _read_function(walk, node, scope, conditions)
    program.exports[source.path] = join([module.ever, module.late])


def _read_function(walk: Walk, node: Function, parent: Scope, conditions: tuple[str, ...]) -> None:
    walk.scope, walk.conditions, walk.exits = scope_of(node, parent), conditions, []
    if isinstance(node, ast.Lambda):
        read_expression(walk, node.body)
    else:
        read_block(walk, node.body)


def _binds_globally(node: ast.AST) -> bool:
    return any(isinstance(item, ast.Global) for item in ast.walk(node))


def _listed(tree: ast.Module) -> tuple[str, ...] | None:
    """The names of a literal ``__all__``; None without one."""
    for node in tree.body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="__all__")], value=ast.List(elts=names) | ast.Tuple(elts=names)
            ):
                given = [name.value for name in names if isinstance(name, ast.Constant)]
                return tuple(map(str, given)) if len(given) == len(names) else None
            case _:
                continue
    return None


def _merged(noted: Iterable[Use]) -> tuple[Use, ...]:
    """One use per place and symbol: code read twice may be noted twice."""
    kept: dict[tuple[object, ...], Use] = {}
    for use in sorted(noted):
        place = (use.path, use.line, use.column, use.end_line, use.end_column)
        kept.setdefault((*place, use.symbol), use)
    return tuple(sorted(kept.values()))


def main(arguments: list[str] | None = None) -> int:
    """Write the uses of one repository as CSV."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("-o", "--output", type=Path, help="default: standard output")
    options = parser.parse_args(arguments)
    answers = find_uses(options.repository)
    with options.output.open("w", newline="") if options.output else sys.stdout as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(field.name for field in fields(Use))
        for use in answers.uses:
            writer.writerow([*astuple(use)[:-1], " | ".join(use.conditions)])
    print(f"{len(answers.uses)} uses in {len(answers.files)} files", file=sys.stderr)
    for path, error in sorted(answers.unparsed.items()):
        print(f"not parsed: {path}: {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
