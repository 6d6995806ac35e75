"""The terminal report: what a person wants to know in ten seconds, details on request."""

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import (
    Assessment,
    Finding,
    Level,
    Placement,
    Plan,
    Report,
    Step,
    UnitReport,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

COLOUR = {
    Placement.READY: "green",
    Placement.ADAPT: "cyan",
    Placement.SPLIT: "yellow",
    Placement.KEEP: "magenta",
    Placement.UNKNOWN: "bright_black",
}
SAYS = {
    Placement.READY: "runs on Wasm with configuration only",
    Placement.ADAPT: "moves to Wasm after bounded changes",
    Placement.SPLIT: "a part of it moves, the rest stays",
    Placement.KEEP: "stays where it is",
    Placement.UNKNOWN: "too little could be read to say",
}
LEVEL_COLOUR = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "blue"}
FIRST_STEPS = 3
SHOWN_BLOCKERS = 6
SHOWN_GAPS = 5
NARROWEST = 60


def render(report: Report, style: Style) -> str:
    """The report as text, with colour codes when the style says so."""
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out,
        width=max(style.width, NARROWEST),
        force_terminal=style.colour,
        no_color=not style.colour,
        highlight=False,
        legacy_windows=False,
        color_system="standard" if style.colour else None,
    )
    _header(console, report)
    for unit in report.units:
        _unit(console, report, unit)
    if style.details:
        _findings(console, report)
    _footer(console, report, style)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _plain(words: str, style: str = "") -> "Text":
    """Text that is never markup; control characters are made visible."""
    from rich.text import Text

    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in words)
    return Text(shown, style=style)


def _header(console: "Console", report: Report) -> None:
    coverage = report.coverage
    languages = ", ".join(sorted(coverage.by_language)) or "nothing"
    words = (
        f"{report.root}: {coverage.parsed} files of {languages}, "
        f"{_size(coverage.bytes)}; judged for {report.primary}"
    )
    console.print(_plain(words, "bold"))


def _unit(console: "Console", report: Report, unit: UnitReport) -> None:
    verdict = unit.verdict
    assessment = unit.assessments[report.primary]
    console.print()
    head = _plain(f"{unit.unit.name}", "bold")
    head.append(f"  {unit.unit.kind.value}, {unit.unit.path}", "bright_black")
    console.print(head)
    line = _plain(f"  {verdict.placement.value.upper()} ", f"bold {COLOUR[verdict.placement]}")
    line.append(f"on {verdict.profile}: {SAYS[verdict.placement]}")
    line.append(f" (confidence {verdict.confidence}")
    line.append(f", or {verdict.alternative.value})" if verdict.alternative else ")")
    console.print(line)
    console.print(_score(unit, report, assessment))
    for reason in verdict.reasons:
        _bullet(console, reason.text)
    if verdict.gain:
        _bullet(console, f"Gain: {verdict.gain}")
    _blockers(console, report, assessment)
    _steps(console, unit.plans.get(report.primary))
    _split(console, unit)
    _grants(console, assessment)


def _score(unit: UnitReport, report: Report, assessment: Assessment) -> "Text":
    score = assessment.score
    through = ", ".join(unit.toolchains.get(report.primary, {}).values())
    text = _plain(f"  Score {score.value:.0f}", "bold")
    text.append(f" of 100 ({score.low:.0f} to {score.high:.0f})")
    text.append(f" through {through}" if through else " with no toolchain")
    others = [
        f"{name} {found.score.value:.0f}"
        for name, found in unit.assessments.items()
        if name != report.primary
    ]
    if others:
        text.append(f"; {', '.join(others)}", "bright_black")
    return text


def _bullet(console: "Console", words: str) -> None:
    from rich.padding import Padding

    console.print(Padding(_plain(words), (0, 0, 0, 4), expand=False))


def _blockers(console: "Console", report: Report, assessment: Assessment) -> None:
    if not assessment.blockers:
        return
    by_id = {finding.id: finding for finding in report.findings}
    console.print(_plain("  What blocks", "bold"))
    rows = []
    for blocker in assessment.blockers[:SHOWN_BLOCKERS]:
        first = by_id[blocker.findings[0]]
        count = _count(blocker.uses, "use")
        rows.append((f"    {blocker.capability}", count, f"{_where(first)}  {first.symbol}"))
    _table(console, rows)
    more = len(assessment.blockers) - SHOWN_BLOCKERS
    if more > 0:
        console.print(_plain(f"    and {more} more capabilities", "bright_black"))


def _steps(console: "Console", plan: Plan | None) -> None:
    if plan is None or not plan.steps:
        return
    console.print(_plain("  Do first", "bold"))
    for number, step in enumerate(_worth(plan.steps)[:FIRST_STEPS], 1):
        points = "point" if step.effort == 1 else "points"
        _bullet(
            console,
            f"{number}. {step.action}: {step.text} ({step.effort} {points}, then {step.score:.0f})",
        )
    hidden = len(plan.steps) - FIRST_STEPS
    left = f"; {_count(len(plan.remainder), 'finding')} left after all" if plan.remainder else ""
    if hidden > 0 or left:
        more = _count(max(hidden, 0), "more step")
        console.print(_plain(f"    {more} in the plan{left}", "bright_black"))


def _worth(steps: Sequence[Step]) -> list[Step]:
    """The steps that change code before those that only configure."""
    return sorted(steps, key=lambda step: step.action in ("grant", "flag"))


def _split(console: "Console", unit: UnitReport) -> None:
    split = unit.split
    if split is None or unit.verdict.placement is not Placement.SPLIT:
        return
    console.print(_plain("  Cut here", "bold"))
    _bullet(
        console,
        f"{len(split.portable)} files ({split.share:.0%} of the code) move; "
        f"{len(split.cut)} imports cross the line",
    )
    for crossing in split.cut[:SHOWN_BLOCKERS]:
        names = f" ({', '.join(crossing.names)})" if crossing.names else ""
        _bullet(console, f"  {crossing.source} -> {crossing.target}{names}")


def _grants(console: "Console", assessment: Assessment) -> None:
    if assessment.grants:
        names = sorted({grant.capability for grant in assessment.grants})
        console.print(_plain(f"  The host must grant: {', '.join(names)}"))


def _findings(console: "Console", report: Report) -> None:
    console.print()
    console.print(_plain("Findings", "bold"))
    for finding in report.findings:
        level = finding.levels[report.primary]
        if level is Level.NONE or finding.suppressed is not None:
            continue
        line = _plain(_where(finding))
        line.append(f" {level.value}", LEVEL_COLOUR[level])
        line.append(f" {finding.rule}", "bright_black")
        line.append_text(_plain(f" {finding.message}"))
        if finding.guard is not None and finding.active.get(report.primary, True) is None:
            line.append_text(_plain(f" Depends on: {finding.guard.text}.", "bright_black"))
        console.print(line, soft_wrap=True)


def _footer(console: "Console", report: Report, style: Style) -> None:
    console.print()
    totals = dict.fromkeys((Level.ERROR, Level.WARNING, Level.NOTE), 0)
    for finding in report.findings:
        level = finding.levels[report.primary]
        if level in totals and finding.suppressed is None:
            totals[level] += 1
    counts = ", ".join(_count(count, level.value) for level, count in totals.items())
    console.print(_plain(f"{counts} on {report.primary}."))
    if not style.details and any(totals.values()):
        console.print(_plain("--details lists them one by one.", "bright_black"))
    for gap in report.gaps[:SHOWN_GAPS]:
        console.print(_plain(f"not read: {gap.path}: {gap.reason}", "yellow"))
    hidden = len(report.gaps) - SHOWN_GAPS
    if hidden > 0:
        console.print(_plain(f"and {hidden} more gaps (see the JSON report)", "yellow"))


def _where(finding: Finding) -> str:
    span = finding.location.span
    return (
        finding.location.path
        if span is None
        else (f"{finding.location.path}:{span.start_line}:{span.start_column}")
    )


def _table(console: "Console", rows: Sequence[tuple[str, ...]]) -> None:
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for _ in rows[0]:
        table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*_cells(row))
    console.print(table)


def _cells(row: tuple[str, ...]) -> Iterator["RenderableType"]:
    for cell in row:
        yield _plain(cell)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _size(count: int) -> str:
    kilo = 1000
    if count < kilo:
        return f"{count} bytes"
    return f"{count / kilo:.0f} kB" if count < kilo * kilo else f"{count / kilo / kilo:.1f} MB"


RENDERER = Renderer(id="terminal", title="what a person reads", render=render)
