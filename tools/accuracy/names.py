"""What the files under ``rules/`` say: which names matter, and which uses a rule covers."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tools.accuracy.walk import Use

TOOLCHAINS = ("componentize-py", "cpython-wasi", "pyodide")
"""The toolchains whose tables say what of the standard library is not native."""

WORKING = frozenset({"native", "granted"})
"""Support under which a use is no finding; a granted one is listed apart."""

MATCHING = {
    "call": frozenset({"call", "use"}),
    "base": frozenset({"call", "use"}),
    "value": frozenset({"call", "use"}),
    "test": frozenset({"use"}),
    "annotation": frozenset({"use"}),
    "import": frozenset({"import", "use"}),
}
"""Which kinds of ``match`` in a rule see which kinds of use (docs/rule-files.md)."""


@dataclass(frozen=True)
class Knowledge:
    """What is not native on some target, and what the rules speak of.

    ``names`` are not native, ``modules`` those of them that are modules.
    ``patterns`` maps rule numbers to (kind of match, pattern) pairs; ``known``
    remembers answers, because the same names come up again and again.
    """

    names: frozenset[str]
    modules: frozenset[str]
    patterns: dict[str, tuple[tuple[str, str], ...]]
    known: dict[tuple[str, str, int], frozenset[str]] = field(default_factory=dict)

    def matters(self, symbol: str) -> bool:
        """Whether the symbol, or what it lies in, is marked as not native."""
        return any(name in self.names for name in enclosing(symbol))

    def covering(self, use: Use) -> frozenset[str]:
        """The rules that speak of a use.

        Whoever writes ``subprocess.Popen.wait`` also mentions ``subprocess.Popen``;
        whoever writes a name that stands for it does not. A bare module
        (``fcntl is None``) is no use of what lies in it.
        """
        asked = (use.symbol, use.kind, use.written)
        if asked not in self.known:
            self.known[asked] = self._covering(*asked)
        return self.known[asked]

    def _covering(self, whole: str, kind: str, written: int) -> frozenset[str]:
        parts = [
            (symbol, MATCHING[kind if symbol == whole else "value"])
            for symbol in islice(enclosing(whole), written + 1)
            if kind == "import" or symbol not in self.modules
        ]
        return frozenset(
            number
            for number, patterns in self.patterns.items()
            for match, pattern in patterns
            if any(match in kinds and fits(pattern, symbol) for symbol, kinds in parts)
        )

    def speaks_of(self, rule: str, symbol: str, use: Use) -> bool:
        """Whether a finding of a rule and a symbol is a finding of this use."""
        if symbol not in enclosing(use.symbol):
            return False
        if rule not in self.covering(use):
            return False
        parts = list(enclosing(symbol))
        return any(fits(pattern, part) for _, pattern in self.patterns[rule] for part in parts)


def enclosing(symbol: str) -> Iterator[str]:
    """A dotted name and everything it lies in, the longest first."""
    while symbol:
        yield symbol
        symbol = symbol.rpartition(".")[0]


def fits(pattern: str, symbol: str) -> bool:
    """Whether a rule's pattern (a symbol, or a prefix and ``*``) fits a symbol."""
    if pattern.endswith("*"):
        return symbol.startswith(pattern[:-1])
    return symbol == pattern


def load_knowledge(rules: Path) -> Knowledge:
    """Read the measured tables and the Python rules."""
    rows: list[dict[str, str]] = []
    for toolchain in TOOLCHAINS:
        for table in sorted((rules / "toolchains" / toolchain).glob("*.csv")):
            if table.name != "packages.csv":
                rows += _not_native(table)
    patterns: dict[str, tuple[tuple[str, str], ...]] = {}
    for path in sorted((rules / "languages" / "python").glob("*.toml")):
        patterns |= _patterns(path)
    names = frozenset(row["symbol"] for row in rows)
    modules = frozenset(row["symbol"] for row in rows if row["kind"] == "module")
    return Knowledge(names, modules, patterns)


def _not_native(table: Path) -> list[dict[str, str]]:
    with table.open(newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["support"] not in WORKING]


def _patterns(path: Path) -> dict[str, tuple[tuple[str, str], ...]]:
    rules = tomllib.loads(path.read_text())["rule"]
    return {
        rule["number"]: tuple(
            (kind, pattern) for kind, patterns in rule["match"].items() for pattern in patterns
        )
        for rule in rules
    }
