"""Hold the JavaScript reader against the TypeScript compiler or Babel, line by line.

    python -m tools.accuracy.javascript_compare --tools DIR REPOSITORY... [--brief] [--babel]

``DIR`` holds an installation of typescript and @types/node (for ``--babel``: of
@babel/parser and @babel/traverse). The reader's uses and the oracle's
(``typescript_oracle.mjs``, ``javascript_oracle.mjs``) are both cut down to what some
rule speaks of, in a kind of use that the rule sees, and then compared by path,
line and symbol. Uses that files hand to each other (re-exports) are left out:
the oracle reads file by file.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from wasmfit.knowledge import load
from wasmfit.knowledge.index import RuleIndex
from wasmfit.languages.javascript import LANGUAGE
from wasmfit.model.facts import FileFacts, UseKind
from wasmfit.model.project import Role, SourceFile

HERE = Path(__file__).resolve().parent
KINDS = {
    "base": UseKind.BASE,
    "call": UseKind.CALL,
    "import": UseKind.IMPORT,
    "store": UseKind.VALUE,
    "test": UseKind.TEST,
    "value": UseKind.VALUE,
}
LEFT_OUT = frozenset({UseKind.SYNTAX, UseKind.LINK, UseKind.PATH})
"""Kinds that the oracle knows nothing of."""

Key = tuple[str, int, str]
HEADER = (
    "| repository | files | right | wrong | precision | found | missed | recall |\n" + "|---" * 8
)


@dataclass(frozen=True)
class Outcome:
    """What two readers agree and disagree on."""

    files: int
    right: frozenset[Key]
    wrong: frozenset[Key]
    missed: frozenset[Key]

    def __add__(self, other: "Outcome") -> "Outcome":
        """Both together; the repositories' paths must differ."""
        return Outcome(
            self.files + other.files,
            self.right | other.right,
            self.wrong | other.wrong,
            self.missed | other.missed,
        )

    def row(self, name: str) -> str:
        """One row of the table."""
        right, wrong, missed = len(self.right), len(self.wrong), len(self.missed)
        precision = 100 * right / (right + wrong) if right + wrong else 100
        recall = 100 * right / (right + missed) if right + missed else 100
        cells = (name, self.files, right, wrong, f"{precision:.1f}", right, missed, f"{recall:.1f}")
        return f"| {' | '.join(map(str, cells))} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one row per repository, the total, and every disagreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--brief", action="store_true")
    parser.add_argument("--babel", action="store_true")
    parser.add_argument("repositories", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    index = RuleIndex(load().rules)
    oracle = HERE / ("javascript_oracle.mjs" if options.babel else "typescript_oracle.mjs")
    command = ["node", str(oracle), str(options.tools)]
    outcomes = [_outcome(root.resolve(), command, index) for root in options.repositories]
    print(HEADER)
    for root, outcome in zip(options.repositories, outcomes, strict=True):
        print(outcome.row(root.name))
    print(reduce(lambda a, b: a + b, outcomes).row("**all**"))
    for outcome in () if options.brief else outcomes:
        for sign, keys in (("wrong", outcome.wrong), ("missed", outcome.missed)):
            for path, line, symbol in sorted(keys):
                print(f"{sign}: {path}:{line} {symbol}")
    return 0


def _outcome(root: Path, command: list[str], index: RuleIndex) -> Outcome:
    run = subprocess.run([*command, str(root)], check=True, capture_output=True, text=True)
    known = {path: uses for path, uses in json.loads(run.stdout).items() if uses is not None}
    expected = [_expected(path, uses, index) for path, uses in known.items()]
    must = {key for keys in expected for one in keys for key in one[:1]}
    may = {key for keys in expected for one in keys for key in one}
    got = {
        (path, use.span.start_line, use.symbol)
        for path in known
        for use in _read(root, path, index).uses
        if use.kind not in LEFT_OUT and index.rules(LANGUAGE.id, use.kind, use.symbol)
    }
    prefix = f"{root.name}/"
    missed = {key for key in must if not _near(key, got, expected)}
    return Outcome(
        len(known),
        frozenset((prefix + p, n, s) for p, n, s in got & may),
        frozenset((prefix + p, n, s) for p, n, s in got - may),
        frozenset((prefix + p, n, s) for p, n, s in missed),
    )


def _near(key: Key, got: set[Key], expected: list[list[list[Key]]]) -> bool:
    """Whether one of the lines of the same chain was reported."""
    same = (one for keys in expected for one in keys if one[0] == key)
    return any(candidate in got for one in same for candidate in one)


def _expected(path: str, uses: list[list[object]], index: RuleIndex) -> list[list[Key]]:
    return [keys for use in uses if (keys := list(_keys(path, use, index)))]


def _keys(path: str, use: list[object], index: RuleIndex) -> Iterator[Key]:
    """The places at which a use may be reported, the first one where it starts."""
    lines, kind, symbol = use
    places = lines if isinstance(lines, list) else [lines]
    meant = _spoken_of(str(kind), str(symbol), index)
    for line in places if meant else ():
        yield path, int(str(line)), meant


def _spoken_of(kind: str, symbol: str, index: RuleIndex) -> str:
    """The part of a symbol that a rule matches, as the reader reports it; "" for none."""
    if kind not in KINDS:
        return ""
    parts = symbol.split(".")
    interest = index.interest(LANGUAGE.id)
    sizes = [n for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in interest.exact]
    held = [p.count(".") + 1 for p in interest.prefixes if symbol.startswith(p)]
    size = max([*sizes[:1], *held], default=0)
    matched = ".".join(parts[:size])
    whole = len(parts) <= size
    if whole and kind == "store":
        return ""
    seen = KINDS[kind] if whole or kind == "import" else UseKind.VALUE
    if matched.startswith("node:") and "." not in matched and seen is not UseKind.IMPORT:
        return ""
    return matched if matched and index.rules(LANGUAGE.id, seen, matched) else ""


def _read(root: Path, path: str, index: RuleIndex) -> FileFacts:
    data = (root / path).read_bytes()
    source = SourceFile(path=path, size=len(data), language=LANGUAGE.id, role=Role.SOURCE, unit=".")
    return LANGUAGE.read(source, data, index.interest(LANGUAGE.id), {})


if __name__ == "__main__":
    raise SystemExit(main())
