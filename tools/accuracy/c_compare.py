"""Compare what the C reader reports with what libclang sees on the host.

usage: python -m tools.accuracy.c_compare SOURCES BUILT LOG

SOURCES is the pristine tree that is scanned, BUILT a configured and built
copy of it, LOG the calls of the compiler (see :mod:`tools.accuracy.c_log`).
Compared are all functions of this machine's C library that some WASI target
does not simply have, by the tables of ``rules/toolchains/wasi-sdk``.
"""

import ctypes
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.accuracy.c_oracle import Seen, look
from wasmfit.knowledge import load
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.knowledge.index import RuleIndex
from wasmfit.languages.c import LANGUAGE
from wasmfit.model.condition import Atom, Truth, World, evaluate
from wasmfit.model.facts import Use, UseKind
from wasmfit.model.knowledge import Knowledge, Support
from wasmfit.model.project import SourceFile
from wasmfit.stages.detect import detect
from wasmfit.stages.discover import discover
from wasmfit.stages.extract import first_bytes

HEADERS = ("/usr/include", "/usr/include/x86_64-linux-gnu")
LIBRARIES = ("libc.so.6", "libm.so.6", "libresolv.so.2")
TARGETS = ("wasip1", "wasip2", "wasip3")


@cache
def _libraries() -> tuple[ctypes.CDLL, ...]:
    return tuple(ctypes.CDLL(name) for name in LIBRARIES)


def on_host(name: str) -> bool:
    """Whether this machine's C library has a function."""
    return any(hasattr(library, name) for library in _libraries())


def functions(known: Knowledge) -> frozenset[str]:
    """The functions of this machine that some WASI target does not simply have."""
    tables = [known.toolchains["wasi-sdk"].targets[target].symbols for target in TARGETS]
    names = {
        symbol
        for table in tables
        for symbol, provision in table.items()
        if provision.support is not Support.NATIVE and symbol.isidentifier()
    }
    return frozenset(name for name in names if on_host(name))


@dataclass
class Reported:
    """One line the reader reports, and whether the host's conditions hold there."""

    path: str
    line: int
    symbol: str
    truth: Truth
    probed: bool


class Host:
    """The reference, with its headers and functions looked up instead of taken as there."""

    def __init__(self, world: World) -> None:
        """``world`` answers everything else."""
        self._world = world

    def truth(self, atom: Atom) -> Truth:
        """Whether an atom holds on this machine."""
        kind, _, name = atom.fact.partition(":")
        if kind != "has":
            return self._world.truth(atom)
        if name.endswith(".h"):
            return any((Path(folder) / name).exists() for folder in HEADERS)
        return on_host(name)


def reported(root: Path, known: Knowledge, names: frozenset[str]) -> list[Reported]:
    """What the reader reports of these functions, seen from Linux."""
    interest = RuleIndex(known.rules).interest("c")
    facts = [
        LANGUAGE.read(source, (root / source.path).read_bytes(), interest, {})
        for source in sources(root)
    ]
    world = Host(Answers(known, profile_of(known, "linux")).world("c"))
    found = []
    for file in LANGUAGE.link(facts, interest).files:
        for use in file.uses:
            if use.kind in (UseKind.CALL, UseKind.VALUE) and use.symbol in names:
                truth = _truth(use, world)
                probed = "has:" in repr(use.guards)
                place = (file.path, use.span.start_line, use.symbol)
                found.append(Reported(*place, truth, probed))
    return found


def _truth(use: Use, world: World) -> Truth:
    truths = [evaluate(guard.condition, world) for guard in use.guards]
    if False in truths:
        return False
    return None if None in truths else True


def sources(root: Path) -> tuple[SourceFile, ...]:
    """The files of the tree that the reader takes, with their roles."""
    files = discover(root).files
    return tuple(
        source
        for source in detect(files, [LANGUAGE], [], first_bytes(root)).sources
        if not source.path.startswith((".", "debian/"))
    )


def main(sources_at: str, built: str, log: str) -> None:
    """Print the counts and every disagreement."""
    known = load(["c"])
    names, root = functions(known), Path(sources_at)
    seen = look(Path(log), Path(built).resolve(), names)
    ours = reported(root, known, names)
    missed, wrong, right, open_ = compare(seen, ours, root)
    for site in sorted(missed):
        print("missed", *site)
    for report in sorted(wrong, key=str):
        print("wrong", *report[:3], "" if report[3] else "(guard unknown)")
    precision = right / max(right + len(wrong), 1)
    recall = right / max(right + len(missed), 1)
    print(
        f"{root.name}: files {len(seen.visited)}, right {right}, wrong {len(wrong)}, missed"
        f" {len(missed)}, not compiled here {open_}; precision {precision:.3f} recall {recall:.3f};"
        f" units that did not compile {len(seen.failed)}"
    )
    for line in seen.failed[:3]:
        print("  ", line)


def compare(
    seen: Seen, ours: list[Reported], root: Path
) -> tuple[set[tuple[str, int, str]], list[tuple[str, int, str, Truth]], int, int]:
    """Missed sites, wrong reports, right ones, and reports that the host does not compile."""
    held = {(it.path, it.line, it.symbol): it.truth for it in ours}
    probed = {(it.path, it.line, it.symbol) for it in ours if it.probed}
    there = {site for site in seen.sites if (root / site[0]).exists()}
    missed = {site for site in there if held.get(site, False) is False}
    wrong: list[tuple[str, int, str, Truth]] = []
    right, open_ = 0, 0
    texts: dict[str, list[str]] = {}
    for (path, line, symbol), truth in held.items():
        if path not in seen.visited or truth is False:
            continue
        if (path, line, symbol) in there:
            right += 1
        elif (path, line, symbol) in probed and line not in seen.compiled[path]:
            open_ += 1
        elif _comparable(seen, path, line, symbol, truth, root, texts):
            wrong.append((path, line, symbol, truth))
        else:
            open_ += 1
    return missed, wrong, right, open_


def _comparable(  # noqa: PLR0913, PLR0917 - one report and what is known around it
    seen: Seen,
    path: str,
    line: int,
    symbol: str,
    truth: Truth,
    root: Path,
    texts: dict[str, list[str]],
) -> bool:
    """Whether the host could have seen the site if it were one."""
    if line not in seen.compiled[path]:
        return truth is True and symbol not in seen.own
    if path not in texts:
        texts[path] = (root / path).read_text(errors="replace").split("\n")
    start = line
    while start > 1 and texts[path][start - 2].rstrip().endswith("\\"):
        start -= 1
    if texts[path][start - 1].lstrip().startswith("#"):
        return (path, start) in seen.expanded
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
