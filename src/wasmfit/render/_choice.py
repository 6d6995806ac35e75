"""Which findings other programs are told, worst first."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wasmfit.model.place import START, Span
from wasmfit.model.report import Finding, Level, Report, UnitReport

WORST_FIRST = (Level.ERROR, Level.WARNING, Level.NOTE)


def chosen(report: Report, *, suppressed: bool = False) -> tuple[Finding, ...]:
    """Findings with a level on the primary profile, worst first, then by place.

    Suppressed ones are left out unless asked for.
    """
    found = (
        finding
        for finding in report.findings
        if finding.levels[report.primary] in WORST_FIRST
        and (suppressed or finding.suppressed is None)
    )
    return tuple(
        sorted(found, key=lambda f: (WORST_FIRST.index(f.levels[report.primary]), f.location.key))
    )


def decisive(unit: UnitReport) -> str:
    """The profile that a unit's verdict names: the one its score, steps and blockers are told of.

    A language whose toolchains stop at one target has nothing to say of the next.
    """
    named = unit.verdict.profile
    return named if named in unit.assessments else next(iter(unit.assessments))


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding per rule, line and fate; the message of the first says what else is there.

    Code scanning takes two results of one rule on one line for the same alert.
    """
    groups: dict[tuple[str, str, int, bool], list[Finding]] = {}
    for finding in findings:
        line = span_of(finding).start_line
        key = (finding.rule, finding.location.path, line, finding.suppressed is None)
        groups.setdefault(key, []).append(finding)
    return tuple(_joined(group) for group in groups.values())


def _joined(group: Sequence[Finding]) -> Finding:
    first, *others = group
    if not others:
        return first
    names = sorted({other.symbol for other in others} - {first.symbol})
    also = ", ".join(f"`{name}`" for name in names)
    more = f"On this line also {also}." if names else f"It is used {len(group)} times on this line."
    return replace(first, message=f"{first.message} {more}")


def span_of(finding: Finding) -> Span:
    """Where it stands; without a place the start of the file. Never empty, always one line."""
    span = finding.location.span or START
    if span.end_line == span.start_line and span.end_column > span.start_column:
        return span
    width = len(finding.excerpt)
    end = max(width + 1, span.start_column + 1)
    return Span(span.start_line, span.start_column, span.start_line, end)


def toll(report: Report) -> dict[Level, int]:
    """How many findings count, per level, on the primary profile."""
    levels = [finding.levels[report.primary] for finding in chosen(report)]
    return {level: levels.count(level) for level in WORST_FIRST}
