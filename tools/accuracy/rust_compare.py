"""Hold reports on Rust repositories against an oracle built on the syn crate.

    python -m tools.accuracy.rust_compare ORACLE REPORTS REPOSITORY...

``ORACLE`` is the program built from ``rust_oracle``, ``REPORTS`` a folder with
``<name of the repository's folder>.json``. Compared are keys of path, line and
symbol, for paths in calls, values, macro arguments and imports. Methods on
receivers are beyond the oracle and counted apart.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

RULES = Path(__file__).resolve().parents[2] / "rules" / "languages" / "rust"
KINDS = {
    "call": ("call", "use"),
    "value": ("call", "use"),
    "glob": ("call", "use"),
    "import": ("import", "use"),
    "token": ("call", "use"),
    "type": ("use",),
}
FREE = ("token", "type")
"""Kinds that may be reported and need not be: types, and words in macro arguments."""
Key = tuple[str, int, str]


@dataclass
class Patterns:
    """What the rules match, by kind of pattern."""

    exact: dict[str, set[str]] = field(default_factory=dict)
    prefixes: dict[str, set[str]] = field(default_factory=dict)

    def matched(self, kind: str, path: str) -> str | None:
        """The symbol a rule would name for a path used in that way."""
        exact = set[str]().union(*(self.exact.get(k, set()) for k in KINDS[kind]))
        prefixes = set[str]().union(*(self.prefixes.get(k, set()) for k in KINDS[kind]))
        below = kind != "glob" and path.startswith(tuple(prefixes))
        if below or path in exact:
            return path
        parts = path.split("::") if kind != "glob" else []
        tries = ("::".join(parts[:size]) for size in range(len(parts), 0, -1))
        return next((one for one in tries if one in exact), None)


def patterns() -> Patterns:
    """The patterns of all rules."""
    found = Patterns()
    for path in sorted(RULES.glob("*.toml")):
        for rule in tomllib.loads(path.read_text("utf-8"))["rule"]:
            for kind, listed in rule["match"].items():
                for pattern in listed:
                    shelf = found.prefixes if pattern.endswith("*") else found.exact
                    shelf.setdefault(kind, set()).add(pattern.removesuffix("*"))
    return found


def expected(oracle: str, root: Path, known: Patterns) -> tuple[set[Key], set[Key], set[str]]:
    """What must be found, what may be, and files the oracle cannot parse."""
    told = subprocess.run([oracle, str(root)], capture_output=True, text=True, check=True)
    must, may, unread = set[Key](), set[Key](), set[str]()
    for row in told.stdout.splitlines():
        file, line, kind, path = row.split("\t")
        if kind == "unread":
            unread.add(file)
            continue
        head, _, rest = path.partition("::")
        path = f"std::{rest}" if head in ("core", "alloc") and rest else path
        symbol = known.matched(kind, path)
        if symbol is not None:
            (may if kind in FREE else must).add((file, int(line), symbol))
    return must, may, unread


def found(report: Path) -> set[Key]:
    """The findings of a report that name a path."""
    listed = json.loads(report.read_text("utf-8"))["findings"]
    return {
        (one["location"]["path"], one["location"]["start_line"], one["symbol"])
        for one in listed
        if one["rule"].startswith("WF3")
        and one["kind"] in ("call", "ref", "import")
        and one["location"]["path"].endswith(".rs")
    }


def rows(arguments: list[str]) -> Iterator[str]:
    """One table row per repository, then every disagreement."""
    oracle, reports, *repositories = arguments
    known = patterns()
    differences: list[str] = []
    total = [0, 0, 0, 0]
    yield "| repository | files the oracle cannot read | agreed | only wasmfit | methods | missed |"
    yield "|---|---|---|---|---|---|"
    for root in map(Path, repositories):
        must, may, unread = expected(oracle, root, known)
        ours = {key for key in found(Path(reports) / f"{root.name}.json") if key[0] not in unread}
        spare = ours - must - may
        methods = {key for key in spare if is_method(key[2])}
        counts = [len(ours & must), len(spare - methods), len(methods), len(must - ours)]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        yield f"| {root.name} | {len(unread)} | " + " | ".join(map(str, counts)) + " |"
        differences += [f"only wasmfit: {root.name} {key}" for key in sorted(spare - methods)]
        differences += [f"missed: {root.name} {key}" for key in sorted(must - ours)]
    yield "| all | | " + " | ".join(map(str, total)) + " |"
    yield from differences


def is_method(symbol: str) -> bool:
    """Whether a symbol is a function of a type or trait."""
    parts = symbol.split("::")
    return len(parts) > 2 and parts[-2][:1].isupper()  # noqa: PLR2004 - crate, type, function


if __name__ == "__main__":
    for row in rows(sys.argv[1:]):
        print(row)
