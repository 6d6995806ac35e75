"""wasmfit beside ast-grep, semgrep and ripgrep: the same trees, the same sites, in one run.

    python -m benchmarks.compare [--quick] [--corpora go python ...] [--page docs/benchmarks.md]

Everything runs in turns, round after round, and the median of a figure
counts, so that whatever else the machine does meets all of them. All rules
of a corpus' language take part; what the others are asked is made from the
same rules. Programs: see the target ``compare`` of the Makefile.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import distributions
from pathlib import Path
from subprocess import run
from time import sleep

from benchmarks.corpora import CORPORA, Corpus
from benchmarks.measure import Cost, cost, middle
from benchmarks.page import page
from benchmarks.peers import (
    Asked,
    Site,
    as_ast_grep,
    as_literals,
    as_semgrep,
    asked,
    sites_of_ast_grep,
    sites_of_semgrep,
    sites_of_wasmfit,
)
from wasmfit.version import __version__

GROWTH = (1, 2, 4)
QUICK = ("go", "npm", "python", "small")
SETTLED = 3
"""Seconds after which no file counts as just changed, so that a report of the tree is kept."""

CORES = os.cpu_count() or 1
PROCESSES = sorted({1, CORES})
TYPES = {"go": "go", "python": "py", "javascript": "js", "c": "c"}
"""What ripgrep calls the languages."""


@dataclass(slots=True)
class Measured:
    """Everything that was measured on one corpus."""

    title: str
    language: str
    files: int
    bytes: int
    rules: int
    names: int
    costs: dict[str, Cost] = field(default_factory=dict)
    sites: dict[str, set[Site]] = field(default_factory=dict)
    growth: dict[int, Cost] = field(default_factory=dict)


def main() -> int:
    """Measure, write the page, and the figures beside it as JSON."""
    given = _given()
    store = given.store.resolve()
    store.mkdir(parents=True, exist_ok=True)
    found = {name: _measured(CORPORA[name], store, given) for name in given.corpora}
    text = page(found, _versions(given.tools), CORES, given.rounds, given.limit)
    given.page.write_text(text, "utf-8")
    print(text)
    return 0


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="four corpora, within 15 minutes")
    parser.add_argument("--corpora", nargs="+", choices=sorted(CORPORA))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--limit", type=float, help="seconds for one run of semgrep")
    parser.add_argument("--store", type=Path, default=Path("out/bench"))
    parser.add_argument("--tools", type=Path, default=Path("out/bench/tools/bin"))
    parser.add_argument("--page", type=Path, default=Path("docs/benchmarks.md"))
    given = parser.parse_args()
    given.corpora = given.corpora or (QUICK if given.quick else tuple(CORPORA))
    given.rounds = given.rounds or (2 if given.quick else 5)
    given.limit = given.limit or (150.0 if given.quick else 1800.0)
    return given


def _measured(corpus: Corpus, store: Path, given: argparse.Namespace) -> Measured:
    tree, title = corpus.tree(store / "corpora")
    rules = asked(corpus.language)
    measured = Measured(
        title, corpus.language, *corpus.size(tree), len(rules), sum(len(r.names) for r in rules)
    )
    work = store / "work" / corpus.id
    work.mkdir(parents=True, exist_ok=True)
    runs = _runs(tree, work, rules, given.tools, corpus.language)
    _run("bytecode", [*_scan(Path(__file__).parent, work, CORES, cached=False)], work, given.limit)
    found: dict[str, list[Cost]] = {name: [] for name in runs}
    for number in range(given.rounds):
        for name, command in runs.items():
            if number == 0 or name != "semgrep":
                print(f"{corpus.id} {number + 1}/{given.rounds}: {name}", file=sys.stderr)
                if name == f"wasmfit warm {PROCESSES[0]}":
                    sleep(SETTLED)
                    _run("wasmfit kept", command, work, given.limit)  # what warm scans rely on
                elif "changed" in name:
                    _change(tree, corpus.suffixes)
                found[name].append(_run(name, command, work, given.limit))
    measured.costs = {name: middle(costs) for name, costs in found.items()}
    measured.sites = dict(_sites(measured, work, tree, rules))
    if corpus.id == given.corpora[0]:
        measured.growth = dict(_growth(tree, work, given.quick))
    return measured


def _runs(
    tree: Path, work: Path, rules: Sequence[Asked], tools: Path, language: str
) -> Mapping[str, list[str]]:
    """The commands, by the name of their row, in the order in which they run."""
    written = {
        "sg.yml": as_ast_grep(language, rules),
        "semgrep.json": as_semgrep(language, rules),
        "literals.txt": as_literals(rules),
    }
    for name, text in written.items():
        (work / name).write_text(text, "utf-8")
    jobs = PROCESSES
    hidden = [f"--no-ignore={kind}" for kind in ("hidden", "dot", "vcs", "parent", "global")]
    ast_grep = [str(tools / "ast-grep"), "scan", f"--rule={work / 'sg.yml'}", "--json=stream"]
    return {
        "ripgrep": [*_ripgrep(language), str(work / "literals.txt"), str(tree)],
        **{f"wasmfit cold {n}": _scan(tree, work, n, cached=False) for n in jobs},
        **{f"wasmfit warm {n}": _scan(tree, work, n, cached=True) for n in jobs},
        f"wasmfit changed {CORES}": _scan(tree, work, CORES, cached=True),
        **{f"ast-grep {n}": [*ast_grep, *hidden, f"--threads={n}", str(tree)] for n in jobs},
        "semgrep": [
            *(str(tools / "semgrep"), "scan", "--metrics=off", "--disable-version-check"),
            *("--no-git-ignore", f"--jobs={CORES}", "--timeout=0", "--max-target-bytes=0"),
            *("--json", f"--output={work / 'semgrep.out.json'}"),
            f"--config={work / 'semgrep.json'}",
            str(tree),
        ],
    }


def _ripgrep(language: str) -> list[str]:
    return ["rg", "--count", "-wF", "--no-ignore", "--hidden", f"-t{TYPES[language]}", "-f"]


def _scan(tree: Path, work: Path, jobs: int, *, cached: bool) -> list[str]:
    command = [sys.executable, "-m", "wasmfit", "scan", str(tree), f"--jobs={jobs}"]
    return [*command, *([] if cached else ["--no-cache"]), "-o", f"json={work / 'report.json'}"]


def _run(name: str, command: list[str], work: Path, limit: float) -> Cost:
    """One run, of semgrep for so many seconds at most."""
    environment = {
        "WASMFIT_CACHE_DIR": str(work / "cache"),
        "SEMGREP_SEND_METRICS": "off",
        "PYTHONDONTWRITEBYTECODE": "",  # as installed, whatever the shell says
    }
    out = work / f"{name.replace(' ', '-')}.out"
    return cost(command, out, environment, limit if name == "semgrep" else 3600)


def _change(tree: Path, suffixes: tuple[str, ...]) -> None:
    """Add an empty line to one source; a scan has to read it again, and to judge everything."""
    file = min(path for path in tree.rglob("*") if path.suffix in suffixes and path.is_file())
    with file.open("ab") as end:
        end.write(b"\n")


def _sites(
    measured: Measured, work: Path, tree: Path, rules: Sequence[Asked]
) -> Iterator[tuple[str, set[Site]]]:
    """Which sites each program found, of those that all were asked for."""
    yield "wasmfit", sites_of_wasmfit(work / "report.json", rules)
    yield "ast-grep", sites_of_ast_grep(work / f"ast-grep-{CORES}.out", tree)
    if measured.costs["semgrep"].finished:
        yield "semgrep", sites_of_semgrep(work / "semgrep.out.json", tree)


def _growth(tree: Path, work: Path, quick: bool) -> Iterator[tuple[int, Cost]]:  # noqa: FBT001
    """What a cold scan costs of one, two and four copies side by side, each read once before."""
    place = work / "growth"
    shutil.rmtree(place, ignore_errors=True)
    for number in GROWTH:
        for k in range(number):
            if not (place / f"copy{k}").exists():
                shutil.copytree(tree, place / f"copy{k}", symlinks=True)
        command = _scan(place, work, CORES, cached=False)
        print(f"growth: {number}x", file=sys.stderr)
        yield number, middle([cost(command, work / "growth.out") for _ in range(1 if quick else 3)])
    shutil.rmtree(place)


def _versions(tools: Path) -> dict[str, str]:
    """What ran: each program with its version."""
    installed = distributions(path=[str(p) for p in tools.parent.glob("lib/*/site-packages")])
    numbers = {one.name: one.version for one in installed}
    said = run(["rg", "--version"], check=True, capture_output=True, text=True).stdout
    return {
        "wasmfit": __version__,
        "ast-grep": numbers["ast-grep-cli"],
        "semgrep": numbers["semgrep"],
        "ripgrep": said.split()[1],
        "Python": sys.version.split()[0],
    }


if __name__ == "__main__":
    sys.exit(main())
