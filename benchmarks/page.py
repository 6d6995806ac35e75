"""The page of the figures: docs/benchmarks.md, written from what was measured."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.compare import Measured
    from benchmarks.measure import Cost

MEGA = 1_000_000
NOTES = Path(__file__).with_name("notes.md")
"""What is written by hand: why a figure is what it is, and what was tried."""


def page(
    found: Mapping[str, "Measured"],
    versions: Mapping[str, str],
    cores: int,
    rounds: int,
    limit: float,
) -> str:
    """The page as text."""
    return "\n".join(_lines(found, versions, cores, rounds, limit)) + "\n"


def _lines(
    found: Mapping[str, "Measured"],
    versions: Mapping[str, str],
    cores: int,
    rounds: int,
    limit: float,
) -> Iterator[str]:
    day = datetime.now(UTC).date().isoformat()
    said = ", ".join(f"{name} {number}" for name, number in versions.items())
    yield "# Benchmarks"
    yield ""
    yield (
        f"Written by `make compare` on {day}, on a machine with {cores} cores: {said}. Medians of "
        f"{rounds} rounds, in each of which every program ran once; semgrep ran in one round, for "
        f"at most {limit:.0f} seconds. Peak memory is that of all processes together. MB are "
        "millions of bytes of the language's sources. Every program wrote its findings as JSON."
    )
    yield ""
    yield (
        "The others were asked for the same sites: every symbol of the rules that stands in a "
        "file as `package.name` (in C: the call of a plain name), one rule there for each rule "
        "here. wasmfit ran with all its rules and did all its work: methods by the type of "
        "their receiver, manifests, guards, five profiles, score, plan and graph. ripgrep counted "
        "lines with the same names as literals. *Cold* keeps and finds nothing; *warm* is a second "
        "scan of an unchanged tree; *changed* one after a line was added to one file."
    )
    for measured in found.values():
        yield from _corpus(measured, cores)
    yield ""
    yield NOTES.read_text("utf-8").rstrip()


def _corpus(measured: "Measured", cores: int) -> Iterator[str]:
    yield ""
    yield f"## {measured.title}"
    yield ""
    yield (
        f"{measured.files:,} files, {measured.bytes / MEGA:.1f} MB of {measured.language}; the "
        f"others were given {measured.rules} rules with {measured.names} names."
    )
    yield ""
    yield "| program | processes | wall (s) | CPU (s) | peak (MB) | MB/s |"
    yield "|---|---|---|---|---|---|"
    for name, cost in measured.costs.items():
        yield _row(name, cost, measured.bytes, cores)
    yield ""
    yield from _ratios(measured, cores)
    yield from _same(measured)
    yield from _grown(measured)


def _row(name: str, cost: "Cost", size: int, cores: int) -> str:
    program, _, jobs = name.rpartition(" ")
    program, jobs = (program, jobs) if jobs.isdigit() else (name, str(cores))
    more, less = ("", "") if cost.finished else ("> ", "< ")
    cells = (
        program,
        jobs,
        f"{more}{cost.seconds:.2f}",
        f"{more}{cost.cpu:.2f}",
        f"{cost.peak / MEGA:.0f}" if cost.peak else "-",
        f"{less}{size / MEGA / cost.seconds:.1f}",
    )
    return f"| {' | '.join(cells)} |"


def _ratios(measured: "Measured", cores: int) -> Iterator[str]:
    """How often faster, by wall time with as many processes as there are cores."""
    costs = measured.costs
    yield "| wall time | of ast-grep | of semgrep | of ripgrep |"
    yield "|---|---|---|---|"
    for kind in ("cold", "warm", "changed"):
        ours = costs[f"wasmfit {kind} {cores}"].seconds
        cells = []
        for other in (f"ast-grep {cores}", "semgrep", "ripgrep"):
            more = "" if costs[other].finished else "> "
            cells.append(f"{more}{costs[other].seconds / ours:.2f}x")
        yield f"| divided by that of wasmfit, {kind} | {' | '.join(cells)} |"
    yield ""


def _same(measured: "Measured") -> Iterator[str]:
    ours = measured.sites["wasmfit"]
    yield "| sites (lines) | both | only wasmfit | only the other |"
    yield "|---|---|---|---|"
    for name in ("ast-grep", "semgrep"):
        other = measured.sites.get(name)
        if other is None:
            yield f"| {name} | did not finish | | |"
        else:
            both = len(ours & other)
            yield f"| {name} | {both:,} | {len(ours) - both:,} | {len(other) - both:,} |"
    yield ""


def _grown(measured: "Measured") -> Iterator[str]:
    if not measured.growth:
        return
    yield "| copies of the tree, cold | wall (s) | CPU (s) | peak (MB) | CPU by that of one |"
    yield "|---|---|---|---|---|"
    one = measured.growth[1]
    for number, cost in measured.growth.items():
        figures = f"{cost.seconds:.2f} | {cost.cpu:.2f} | {cost.peak / MEGA:.0f}"
        yield f"| {number} | {figures} | {cost.cpu / one.cpu:.2f}x |"
    yield ""
