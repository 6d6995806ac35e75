"""Hold reports on Rust repositories against names that rust-analyzer resolved with types.

    rust-analyzer scip . --output NAME.scip                      (in each repository)
    python -m tools.accuracy.rust_resolved INDEXES REPORTS REPOSITORY...

``INDEXES`` and ``REPORTS`` hold ``<name of the folder>.scip`` and ``.json`` (a
scan with ``--target linux``). rust-analyzer sees Linux, default features and
test builds, so only findings that may be active on Linux are asked whether
they are right, and everything it resolved is asked whether it was found.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path

from tools.accuracy.rust_compare import Patterns, patterns
from tools.accuracy.scip import Occurrence, occurrences

DESCRIPTOR = re.compile(r"`([^`]*)`|([\w$]+)")
IMPL = re.compile(r"impl#\[(?:`([^`]*)`|([\w$]+))\](?:\[(?:`([^`]*)`|([\w$]+))\])?")
MACRO = re.compile(rb"macro_rules!\s*\w+\s*\{")
USES = re.compile(rb"^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?use\s[^;]*;", re.MULTILINE)
FACADES = {"core": "std", "alloc": "std", "core_arch": "std", "std_detect": "std"}
FAMILIES = {
    "futures": {"futures_util"},
    "notify": {"notify_types"},
    "rayon": {"rayon_core"},
    "smol": {"async_io", "async_net", "async_process", "blocking"},
}
"""Crates that hand on what another crate of theirs defines."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a SCIP symbol says: crate, modules, the types it may belong to, its own name."""

    crate: str
    modules: tuple[str, ...]
    owners: tuple[str, ...]
    name: str

    def means(self, rule: str) -> bool:
        """Whether a symbol as rules spell it is this one.

        A rule names the public path, the index the place of definition: the
        modules of the rule's path must appear there in their order.
        """
        crate, *rest = rule.replace("::os::unix::io::", "::os::fd::").split("::")
        if crate != self.crate and self.crate not in FAMILIES.get(crate, ()):
            return False
        if not rest or rest[-1] != self.name:
            return False
        middle = rest[:-1]
        if self.owners:
            if not middle or middle[-1] not in self.owners:
                return False
            middle = middle[:-1]
        if middle[:1] == ["arch"]:
            return True
        left = iter(self.modules)
        return all(one in left for one in middle)

    def lies_below(self, prefix: str) -> bool:
        """Whether it is inside of what a pattern such as ``nix::sys::signal::*`` names."""
        crate, *rest = prefix.rstrip(":").split("::")
        if crate != self.crate:
            return False
        return (*self.modules, *self.owners[:1], self.name)[: len(rest)] == tuple(rest)


def name_of(symbol: str) -> Name | None:
    """The parts of ``rust-analyzer cargo CRATE VERSION DESCRIPTORS``."""
    parts = symbol.split(" ", 4)
    if len(parts) < 5:  # noqa: PLR2004 - scheme, manager, crate, version, descriptors
        return None
    crate = parts[2].replace("-", "_")
    crate, path = FACADES.get(crate, crate), parts[4]
    impl = IMPL.search(path)
    owners = [g for g in impl.groups() if g] if impl is not None else []
    plain = IMPL.sub("", path) if impl is not None else path
    *modules, last = plain.removesuffix("/").split("/") if "/" in plain else ["", plain]
    pieces = [a or b for a, b in DESCRIPTOR.findall(last.split("(")[0])]
    if "#" in last and len(pieces) > 1:
        owners.append(pieces[-2])
    if not pieces or plain == "crate/":
        return None
    owners = [re.sub(r"<.*|^&(?:mut )?", "", one).rpartition("::")[2] for one in owners]
    return Name(crate, tuple(filter(None, modules)), tuple(owners), pieces[-1])


@dataclass
class Source:
    """One file: where its imports stand, and its lines."""

    data: bytes
    lines: list[bytes] = field(init=False)
    imports: set[int] = field(init=False)
    unseen: set[int] = field(init=False)
    """Lines that the index says nothing of: attributes, and what macros are made of."""

    def __post_init__(self) -> None:
        """Index lines, ``use`` statements and macros."""
        self.lines = self.data.split(b"\n")
        self.imports = self._rows(match.span() for match in USES.finditer(self.data))
        bodies = [match.span() for match in MACRO.finditer(self.data)]
        self.unseen = self._rows((start, self._closed(end)) for start, end in bodies)
        attributes = (row for row, line in enumerate(self.lines) if line.lstrip()[:2] == b"#[")
        self.unseen.update(attributes)

    def _rows(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """The 0-based lines of byte ranges."""
        count = partial(self.data.count, b"\n", 0)
        return {row for start, end in spans for row in range(count(start), count(end) + 1)}

    def _closed(self, start: int) -> int:
        """Where the brace before ``start`` is closed."""
        depth = 1
        for match in re.finditer(rb"[{}]", self.data[start:]):
            depth += 1 if match.group() == b"{" else -1
            if not depth:
                return start + match.end()
        return len(self.data)

    def kind(self, one: Occurrence, name: Name) -> str:
        """import, call (a function or a value in code), method, or mention (of a type)."""
        if one.line in self.imports:
            return "import"
        if not one.symbol.endswith((").", ".", "!")):
            return "mention"
        before = self.lines[one.line][: one.start].rstrip()
        if not before and one.line:
            before = self.lines[one.line - 1].rstrip()
        return "method" if name.owners and before.endswith(b".") else "call"


@dataclass(frozen=True, slots=True)
class Told:
    """What the index says of one place that some rule speaks of."""

    path: str
    line: int
    name: Name
    kind: str
    rules: tuple[str, ...]


class Index:
    """All occurrences of one repository, by place."""

    def __init__(self, root: Path, index: Path, known: Patterns) -> None:
        """Read the index and the sources it speaks of."""
        self.known, self.own = known, own_crates(root)
        self.by_line: dict[tuple[str, int], list[Name]] = {}
        self.told: list[Told] = []
        self.sources: dict[str, Source] = {}
        for one in occurrences(index):
            if one.path not in self.sources:
                self.sources[one.path] = Source((root / one.path).read_bytes())
            name = name_of(one.symbol)
            if name is not None:
                self._add(one, name)

    def _add(self, one: Occurrence, name: Name) -> None:
        place = (one.path, one.line + 1)
        self.by_line.setdefault(place, []).append(name)
        kind = self.sources[one.path].kind(one, name)
        rules = tuple(self._rules(name, kind))
        if rules and name.crate not in self.own:
            self.told.append(Told(*place, name, kind, rules))

    def _rules(self, name: Name, kind: str) -> Iterator[str]:
        """The patterns that have to find an occurrence of this kind."""
        wanted = ("import", "use") if kind == "import" else ("call", "use")
        for shelf in wanted:
            if kind != "mention":
                exact = self.known.exact.get(shelf, set())
                yield from (rule for rule in exact if name.means(rule))
            if kind in ("call", "import"):
                below = self.known.prefixes.get(shelf, set())
                yield from (f"{rule}*" for rule in below if name.lies_below(rule))


def own_crates(root: Path) -> set[str]:
    """Names of the repository's own packages: nobody needs to be told that they use themselves."""
    names = re.findall(
        r'^name\s*=\s*"(.*?)"',
        "\n".join(path.read_text("utf-8") for path in root.rglob("Cargo.toml")),
        re.MULTILINE,
    )
    return {name.replace("-", "_") for name in names}


Finding = tuple[str, int, str]
HEADER = "| crate | right | wrong | precision | beyond | found | missed | recall |\n" + "|---" * 8


def findings(report: Path) -> dict[Finding, bool]:
    """The findings of a report that name a path, and whether they may be active on Linux."""
    listed = json.loads(report.read_text("utf-8"))["findings"]
    return {
        (one["location"]["path"], one["location"]["start_line"], one["symbol"]): (
            one["active"].get("linux") is not False
        )
        for one in listed
        if one["rule"].startswith("WF3")
        and one["kind"] in ("call", "ref", "import")
        and one["location"]["path"].endswith(".rs")
    }


def is_right(one: Finding, names: Sequence[Name]) -> bool:
    """Whether the index has on that line what a finding names, or something below it."""
    plain = one[2].removesuffix("::*")
    return any(name.means(plain) or name.lies_below(f"{plain}::") for name in names)


@dataclass
class Outcome:
    """Findings and occurrences, by what the other side says of them."""

    right: set[Finding] = field(default_factory=set)
    wrong: set[Finding] = field(default_factory=set)
    beyond: set[Finding] = field(default_factory=set)
    """Findings where the index is silent: in attributes and in the bodies of macros."""
    hit: set[Finding] = field(default_factory=set)
    missed: set[Finding] = field(default_factory=set)

    def row(self, name: str) -> str:
        """One row of the table."""
        right, wrong, hit, missed = map(len, (self.right, self.wrong, self.hit, self.missed))
        shares = [100 * a / (a + b) if a + b else 100.0 for a, b in ((right, wrong), (hit, missed))]
        cells = [
            right,
            wrong,
            f"{shares[0]:.1f}",
            len(self.beyond),
            hit,
            missed,
            f"{shares[1]:.1f}",
        ]
        return f"| {name} | {' | '.join(map(str, cells))} |"


def compare(name: str, index: Index, found: dict[Finding, bool]) -> Outcome:
    """Hold the findings of one report against an index; places begin with the name."""
    outcome = Outcome()
    seen = {one: active for one, active in found.items() if one[0] in index.sources}
    for one, active in seen.items():
        full = (f"{name}/{one[0]}", *one[1:])
        if is_right(one, index.by_line.get(one[:2], ())):
            outcome.right.add(full)
        elif one[1] - 1 in index.sources[one[0]].unseen:
            outcome.beyond.add(full)
        elif active:
            outcome.wrong.add(full)
    for told in index.told:
        symbols = [symbol for path, line, symbol in seen if (path, line) == (told.path, told.line)]
        ok = _is_said(told, seen) or any(_same(told, symbol) for symbol in symbols)
        key = (f"{name}/{told.path}", told.line, told.rules[0])
        (outcome.hit if ok else outcome.missed).add(key)
    outcome.missed -= outcome.hit
    return outcome


def _is_said(told: Told, seen: dict[Finding, bool]) -> bool:
    """Whether the place where the receiver is made says it already, by intention.

    ``Command::new(…)`` is reported, not the ``.arg(…)`` and ``.spawn()`` after
    it; the import of a trait or of a type of a crate below a pattern is, not
    each of its methods.
    """
    makers = {f"{rule.rpartition('::')[0]}::new" for rule in told.rules}
    made = any(path == told.path and symbol in makers for path, _, symbol in seen)
    below = all(rule.endswith("*") for rule in told.rules)
    trait = any(owner.endswith("Ext") for owner in told.name.owners)
    return (told.kind == "method" and (made or below)) or (trait and below)


def _same(told: Told, symbol: str) -> bool:
    """Whether a finding on the line means the same, or was made for the same pattern."""
    plain = symbol.removesuffix("::*")
    if told.name.means(plain) or told.name.lies_below(f"{plain}::"):
        return True
    return any(
        symbol == rule or (rule.endswith("*") and symbol.startswith(rule.rstrip("*:")))
        for rule in told.rules
    )


def main(arguments: list[str]) -> None:
    """One row per repository, the total, then every disagreement."""
    indexes, reports, *repositories = map(Path, arguments)
    known, total = patterns(), Outcome()
    print(
        "| repository | right | wrong | precision | beyond | found | missed | recall |\n"
        + "|---" * 8
    )
    for root in repositories:
        index = Index(root, indexes / f"{root.name}.scip", known)
        outcome = compare(root.name, index, findings(reports / f"{root.name}.json"))
        print(outcome.row(root.name))
        for part in fields(Outcome):
            getattr(total, part.name).update(getattr(outcome, part.name))
    print(total.row("**all**"))
    for sign in ("wrong", "missed"):
        for path, line, symbol in sorted(getattr(total, sign)):
            print(f"{sign}: {path}:{line} {symbol}")


if __name__ == "__main__":
    main(sys.argv[1:])
