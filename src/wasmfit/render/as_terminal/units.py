"""One unit at length, or many in a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wasmfit.model.purl import readable
from wasmfit.model.report import (
    Assessment,
    Finding,
    Placement,
    Report,
    UnitReport,
)
from wasmfit.render._choice import decisive
from wasmfit.render._insight import granted, insights, left, way
from wasmfit.render.as_terminal.paper import bullet, counted, indented, plain, table

if TYPE_CHECKING:
    from rich.console import Console
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
HEADINGS = {
    Placement.READY: "Worth doing",
    Placement.ADAPT: "Do first",
    Placement.SPLIT: "Do first",
    Placement.KEEP: "If it had to move all the same",
    Placement.UNKNOWN: "As far as is known",
}
"""What the steps of a unit are called: nobody begins with one that stays."""

FIRST_STEPS = 3
SHOWN_BLOCKERS = 6
OVERVIEW_BLOCKERS = 3


def overview(console: "Console", units: Sequence[UnitReport]) -> None:
    """A line for each unit, those that move best first."""
    order = list(Placement)
    ranked = sorted(
        units,
        key=lambda unit: (
            order.index(unit.verdict.placement),
            -unit.assessments[decisive(unit)].score.value,
            unit.unit.path,
        ),
    )
    rows = []
    for one in ranked:
        found = one.assessments[decisive(one)]
        blocked = ", ".join(blocker.capability for blocker in found.blockers[:OVERVIEW_BLOCKERS])
        more = len(found.blockers) - OVERVIEW_BLOCKERS
        rows.append(
            (
                f"  {one.verdict.placement.value.upper()}",
                f"{found.score.value:.0f}" if one.languages else "-",
                found.profile,
                f"{one.unit.name} ({one.unit.kind.value}, {one.unit.path})",
                f"{blocked} and {more} more" if more > 0 else blocked,
            )
        )
    console.print()
    console.print(
        plain(f"{len(rows)} units, each with its score on the target that fits it best", "bold")
    )
    table(console, rows)


def tell(console: "Console", report: Report, unit: UnitReport) -> None:
    """Everything a person wants to know of one unit."""
    verdict = unit.verdict
    assessment = unit.assessments[decisive(unit)]
    console.print()
    head = plain(f"{unit.unit.name}", "bold")
    head.append_text(plain(f"  {unit.unit.kind.value}, {unit.unit.path}", "bright_black"))
    console.print(head)
    line = plain(f"  {verdict.placement.value.upper()} ", f"bold {COLOUR[verdict.placement]}")
    line.append(f"on {verdict.profile}: {SAYS[verdict.placement]}")
    line.append(f" (confidence {verdict.confidence}")
    line.append(f", or {verdict.alternative.value})" if verdict.alternative else ")")
    console.print(line)
    if unit.languages:
        indented(console, _score(unit, assessment), 2)
    for reason in verdict.reasons:
        bullet(console, reason.text)
    if verdict.gain:
        bullet(console, f"Gain: {verdict.gain}")
    _blockers(console, report, assessment)
    for words in insights(report, unit):
        bullet(console, words)
    _steps(console, report, unit)
    _split(console, unit)
    _grants(console, assessment)


def _score(unit: UnitReport, assessment: Assessment) -> "Text":
    score = assessment.score
    through = ", ".join(unit.toolchains.get(assessment.profile, {}).values())
    text = plain(f"Score {score.value:.0f}", "bold")
    text.append(f" of 100 ({score.low:.0f} to {score.high:.0f})")
    text.append(f" through {through}" if through else " with no toolchain")
    others = [
        f"{name} {found.score.value:.0f}"
        for name, found in unit.assessments.items()
        if name != assessment.profile
    ]
    if others:
        text.append(f"; {', '.join(others)}", "bright_black")
    return text


def _blockers(console: "Console", report: Report, assessment: Assessment) -> None:
    if not assessment.blockers:
        return
    by_id = {finding.id: finding for finding in report.findings}
    console.print(plain("  What blocks", "bold"))
    rows = []
    for blocker in assessment.blockers[:SHOWN_BLOCKERS]:
        first = by_id[blocker.findings[0]]
        uses = counted(blocker.uses, "use")
        place = f"{where(first)}  {readable(first.symbol)}"
        rows.append((f"    {blocker.capability}", uses, place, way(first)))
    table(console, rows)
    more = len(assessment.blockers) - SHOWN_BLOCKERS
    if more > 0:
        console.print(plain(f"    and {more} more capabilities", "bright_black"))


def _steps(console: "Console", report: Report, unit: UnitReport) -> None:
    """The first steps of the plan under their numbers; what the host grants has its own place."""
    plan = unit.plans.get(decisive(unit))
    steps = [] if plan is None else [step for step in plan.steps if step.action != "grant"]
    if plan is None or not steps:
        return
    console.print(plain(f"  {HEADINGS[unit.verdict.placement]}", "bold"))
    for step in steps[:FIRST_STEPS]:
        cost = f"{counted(step.effort, 'point')}, then {step.score:.0f}"
        bullet(console, f"{step.id.removeprefix('s')}. {step.action}: {step.text} ({cost})")
    hidden = len(steps) - FIRST_STEPS
    more = [f"{counted(hidden, 'more step')} in the plan"] if hidden > 0 else []
    more += [left(report, plan)] if plan.remainder else []
    if more:
        indented(console, plain("; ".join(more), "bright_black"), 4)


def _split(console: "Console", unit: UnitReport) -> None:
    split = unit.split
    if split is None or unit.verdict.placement is not Placement.SPLIT:
        return
    console.print(plain("  Cut here", "bold"))
    moves = "moves" if len(split.portable) == 1 else "move"
    cross = "crosses" if len(split.cut) == 1 else "cross"
    bullet(
        console,
        f"{counted(len(split.portable), 'file')} ({split.share:.0%} of the code) {moves}; "
        f"{counted(len(split.cut), 'import')} {cross} the line",
    )
    for crossing in split.cut[:SHOWN_BLOCKERS]:
        names = f" ({', '.join(crossing.names)})" if crossing.names else ""
        bullet(console, f"  {crossing.source} -> {crossing.target}{names}")


def _grants(console: "Console", assessment: Assessment) -> None:
    if not assessment.grants:
        return
    indented(console, plain("The host must grant", "bold"), 2)
    for words in granted(assessment):
        bullet(console, words)


def where(finding: Finding) -> str:
    """Path, line and column, as editors open them."""
    span = finding.location.span
    return (
        finding.location.path
        if span is None
        else (f"{finding.location.path}:{span.start_line}:{span.start_column}")
    )
