"""How long judging one large unit takes on its primary profile: CPU seconds, by stage.

    python benchmarks/judge_speed.py [--modules N] [--profile ID] [--top N]

The unit is made up and the same in every run: with 6,720 modules (the
default) its graph has about 20,000 nodes and 80,000 edges. Reading is no part of
it: findings and imports are given, and what is measured is everything after
them, reach, score, placement, plan, cuts and dominators. ``--top`` lists the
functions that took most of the time.
"""

import argparse
import cProfile
import pstats
from collections.abc import Iterator
from time import process_time

from wasmfit.knowledge import load
from wasmfit.model.condition import Truth
from wasmfit.model.facts import Certainty, Dependency, ModuleEdge, Scope
from wasmfit.model.graph import Graph
from wasmfit.model.knowledge import Rule
from wasmfit.model.place import Location, Span
from wasmfit.model.project import Project, Role, SourceFile, Unit, UnitKind
from wasmfit.model.report import DependencyReport, Finding, UnitReport
from wasmfit.pipeline.angle import Unread, Wiring
from wasmfit.pipeline.bench import Counter
from wasmfit.pipeline.options import Options
from wasmfit.pipeline.unit import UnitView
from wasmfit.stages.judge import level_of

LANGUAGE = "python"
IMPORTS = 8
"""Imports of every module."""

USES = 2
"""Places of every module that need something."""

ACTIVE: Truth = True
"""No guard is around any of it."""

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31)


def main() -> None:
    """Print one row: the size of the graph and the seconds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--modules", type=int, default=6720)
    parser.add_argument("--profile", default="wasip2")
    parser.add_argument("--top", type=int, default=0)
    given = parser.parse_args()
    view, counter = large(given.modules, given.profile)
    profiler = cProfile.Profile()
    if given.top:
        profiler.enable()
    start = process_time()
    report, graph = judged(view, counter)
    seconds = process_time() - start
    profiler.disable()
    print("| nodes | edges | findings | placement | score | CPU (s) |\n|---|---|---|---|---|---|")
    score = report.assessments[given.profile].score.value
    cells = (len(graph.nodes), len(graph.edges), len(view.findings))
    placement = report.verdict.placement.value
    print(f"| {' | '.join(map(str, cells))} | {placement} | {score:.1f} | {seconds:.2f} |")
    if given.top:
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(given.top)


def judged(view: UnitView, counter: Counter) -> tuple[UnitReport, Graph]:
    """All that is said of the unit on the profiles of the counter."""
    return view.report(counter, {}), view.graph(counter)


def large(modules: int, profile: str) -> tuple[UnitView, Counter]:
    """A unit of so many modules, and the knowledge to judge it by."""
    unit = Unit(id="u", path=".", name="u", kind=UnitKind.APPLICATION, entries=(path(0),))
    sources = tuple(
        SourceFile(
            path=path(n), size=1000 + 37 * n % 9000, language=LANGUAGE, role=Role.SOURCE, unit="u"
        )
        for n in range(modules)
    )
    project = Project(units=(unit,), sources=sources, manifests=())
    counter = Counter(load((LANGUAGE,)), Options(profiles=(profile,)), project)
    edges = tuple(imports(modules))
    findings = tuple(needs(modules, counter, profile))
    reports = tuple(packages(modules // 3, profile))
    return UnitView(unit, sources, Wiring(edges), findings, reports, Unread()), counter


def path(number: int) -> str:
    """The path of a module."""
    return f"pack{number % 30}/module{number}.py"


def imports(modules: int) -> Iterator[ModuleEdge]:
    """Edges forwards by multiples, every fifth of them within a function."""
    for n in range(modules):
        for k in PRIMES[:IMPORTS]:
            there = (n * k + 1) % modules
            if there != n:
                yield ModuleEdge(path(n), path(there), names=("x",), deferred=(n + k) % 5 == 0)


def needs(modules: int, counter: Counter, profile: str) -> Iterator[Finding]:
    """Uses of what rules are about, two in every module; most within a function."""
    symbols = [(rule, hit.symbol) for rule in counter.known.rules for hit in rule.hits[:1]]
    for n in range(modules):
        for k in range(USES):
            rule, symbol = symbols[(n * USES + k) % len(symbols)]
            yield use(n, k, rule, symbol, counter, profile)


def use(number: int, k: int, rule: Rule, symbol: str, counter: Counter, profile: str) -> Finding:
    """One finding of a module, with the answer that knowledge gives."""
    answer = counter.answers[0].answer(LANGUAGE, symbol, rule.capability)
    return Finding(
        id=f"{number}:{k}",
        rule=rule.number,
        rule_name=rule.name,
        capability=rule.capability,
        unit="u",
        kind="call",
        symbol=symbol,
        location=Location(path(number), Span(k + 1, 1, k + 1, 9)),
        role=Role.SOURCE,
        certainty=Certainty.HIGH,
        message=symbol,
        answers={profile: answer},
        levels={profile: level_of(answer.support, ACTIVE, answer.confidence, Role.SOURCE)},
        active={},
        effort=rule.effort,
        deferred=number % 3 != 0,
        scope=f"function{k}" if number % 3 else "",
    )


def packages(number: int, profile: str) -> Iterator[DependencyReport]:
    """Packages that bring in each other, none of which blocks."""
    for n in range(number):
        chain = (f"pkg:pypi/p{n // 2}",) if n else ()
        yield DependencyReport(
            dependency=Dependency(
                purl=f"pkg:pypi/p{n}",
                scope=Scope.RUNTIME,
                direct=not chain,
                location=Location("requirements.txt", Span(n + 1, 1, n + 1, 2)),
                via=(chain,) if chain else (),
            ),
            status={profile: "works"},
        )


if __name__ == "__main__":
    main()
