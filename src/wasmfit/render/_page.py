"""The report as Markdown sections: for a ticket, and for the summary of a CI run."""

from collections.abc import Iterable, Iterator, Sequence

from wasmfit.model.report import Finding, Placement, Plan, Report, UnitReport
from wasmfit.render._choice import chosen, decisive, span_of, toll
from wasmfit.render._insight import insights, left, way
from wasmfit.render._start import starts
from wasmfit.render._system import measured
from wasmfit.render._system_page import hosted, placed
from wasmfit.render._words import code, count, markdown, points

SAYS = {
    Placement.READY: "runs on Wasm with configuration only",
    Placement.ADAPT: "moves to Wasm after bounded changes",
    Placement.SPLIT: "a part of it moves, the rest stays",
    Placement.KEEP: "stays where it is",
    Placement.UNKNOWN: "too little could be read to say",
}
MOST_FINDINGS = 100
MOST_ROWS = 10
MOST_GAPS = 20


def page(report: Report, *, limit: int | None = None) -> str:
    """The whole page; with a limit (bytes) sections that do not fit are named, not shown."""
    parts, left = [], limit
    hidden = 0
    for section in _sections(report):
        size = len(section.encode("utf-8")) + 2
        if left is not None and size > left:
            hidden += 1
            continue
        left = None if left is None else left - size
        parts.append(section)
    if hidden:
        parts.append(f"{count(hidden, 'section')} left out for their size; see the JSON report.")
    return "\n\n".join(parts) + "\n"


def _sections(report: Report) -> Iterator[str]:
    """What must not be lost comes first."""
    yield _head(report)
    if first := starts(report):
        yield "\n".join(("## Where to start", "", *(f"- {markdown(words)}" for words in first)))
    if services := placed(report):
        yield services
    for unit in measured(report):
        yield "\n\n".join(_unit(report, unit))
    rest = (hosted(report), _findings(report), _notices(report), _gaps(report))
    yield from filter(None, rest)


def _head(report: Report) -> str:
    coverage = report.coverage
    counts = ", ".join(count(number, level.value) for level, number in toll(report).items())
    languages = ", ".join(sorted(coverage.by_language)) or "nothing"
    files = f"{count(coverage.parsed, 'file')} of {markdown(languages)}"
    said = f"{files}, judged for {code(report.primary)}: **{counts}**."
    lines = [f"# wasmfit: {markdown(report.root)}", "", said]
    known = [finding.new for finding in chosen(report) if finding.new is not None]
    if known:
        lines.append(f"Compared with an earlier state, {known.count(True)} of them are new.")
    if report.settings:
        lines.append(f"Settings: {code(report.settings)}.")
    return "\n".join(lines)


def _unit(report: Report, unit: UnitReport) -> Iterator[str]:
    verdict = unit.verdict
    yield f"## {markdown(unit.unit.name)} ({unit.unit.kind.value}, {code(unit.unit.path)})"
    other = f", or {verdict.alternative.value}" if verdict.alternative else ""
    yield (
        f"**{verdict.placement.value.upper()}** on {code(verdict.profile)}: "
        f"{SAYS[verdict.placement]} (confidence {verdict.confidence}{other})."
    )
    said = [reason.text for reason in verdict.reasons]
    said += [f"Gain: {verdict.gain}"] if verdict.gain else []
    if said:
        yield "\n".join(f"- {markdown(text)}" for text in said)
    yield "\n".join(_scores(unit))
    whole = "\n".join(f"- {markdown(text)}" for text in insights(report, unit))
    plan = _plan(report, unit.plans.get(decisive(unit)))
    yield from filter(None, (_blockers(report, unit), whole, plan))
    if unit.split is not None and verdict.placement is Placement.SPLIT:
        yield _cut(unit)


def _scores(unit: UnitReport) -> Iterator[str]:
    yield "| Profile | Score | Range | Errors | Warnings | Notes |"
    yield "| --- | --: | --- | --: | --: | --: |"
    for profile, found in unit.assessments.items():
        score, levels = found.score, found.levels
        cells = (
            code(profile),
            points(score.value),
            f"{points(score.low)} to {points(score.high)}",
            *(str(levels.get(level, 0)) for level in ("error", "warning", "note")),
        )
        yield _row(cells)


def _blockers(report: Report, unit: UnitReport) -> str:
    found = unit.assessments[decisive(unit)].blockers
    if not found:
        return ""
    by_id = {finding.id: finding for finding in report.findings}
    rows = []
    for blocker in found[:MOST_ROWS]:
        first = by_id[blocker.findings[0]] if blocker.findings else None
        place = f"{_place(first)} {code(first.symbol)}" if first else ""
        rows.append((code(blocker.capability), str(blocker.uses), place, _met(first)))
    more = _more(len(found), MOST_ROWS, "capabilities")
    return _table("### What blocks", ("Capability", "Uses", "First", "Met"), rows) + more


def _met(finding: Finding | None) -> str:
    return markdown(way(finding)) if finding else ""


def _plan(report: Report, plan: Plan | None) -> str:
    """Steps that change something, under their number in the plan; what the host allows in a line.

    A program of any size needs a dozen grants, which would hide the work.
    """
    if plan is None or not plan.steps:
        return ""
    numbered = list(enumerate(plan.steps, 1))
    grants = ", ".join(code(step.subject) for _, step in numbered if step.action == "grant")
    work = [(number, step) for number, step in numbered if step.action != "grant"]
    rows = [
        (str(number), step.action, markdown(step.text), str(step.effort), points(step.score))
        for number, step in work[:MOST_ROWS]
    ]
    title = "### The way there" + (f"\n\nThe host has to allow {grants}." if grants else "")
    head = ("#", "Action", "What", "Effort", "Score then")
    rest = f"\n\n{markdown(left(report, plan))}." if plan.remainder else ""
    more = _more(len(work), MOST_ROWS, "steps")
    return (_table(title, head, rows) if rows else title) + more + rest


def _cut(unit: UnitReport) -> str:
    split = unit.split
    if split is None:
        return ""
    rows = [
        (code(c.source), code(c.target), ", ".join(code(name) for name in c.names))
        for c in split.cut[:MOST_ROWS]
    ]
    files = count(len(split.portable), "file")
    words = f"### Where to cut\n\n{files} can move ({split.share:.0%} of the code)."
    if not rows:
        return words
    more = _more(len(split.cut), MOST_ROWS, "imports")
    return _table(words, ("From", "To", "Names"), rows) + more


def _findings(report: Report) -> str:
    found = [finding for finding in chosen(report) if finding.new is not False]
    if not found:
        return ""
    rows = [
        (finding.levels[report.primary].value, _place(finding), finding.rule, _said(finding))
        for finding in found[:MOST_FINDINGS]
    ]
    more = _more(len(found), MOST_FINDINGS, "findings")
    return _table("## Findings", ("Level", "Where", "Rule", "What"), rows) + more


def _said(finding: Finding) -> str:
    """The first sentence, its symbol as code: the words before it may be anybody's."""
    name = finding.symbol
    quoted = f"`{name}` "
    if finding.message.startswith(quoted):
        return f"{code(name)} {markdown(finding.message.removeprefix(quoted))}"
    return markdown(finding.message)


def _notices(report: Report) -> str:
    lines = [f"- {markdown(str(notice))}" for notice in report.notices]
    return "\n".join(("## About settings and ignore comments", "", *lines)) if lines else ""


def _gaps(report: Report) -> str:
    lines = [f"- {code(gap.path)}: {markdown(gap.reason)}" for gap in report.gaps[:MOST_GAPS]]
    if not lines:
        return ""
    more = _more(len(report.gaps), MOST_GAPS, "gaps")
    return "\n".join(("## Not read", "", *lines)) + more


def _place(finding: Finding) -> str:
    return code(f"{finding.location.path}:{span_of(finding).start_line}")


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [title, "", _row(head), _row(["---"] * len(head)), *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _more(total: int, shown: int, noun: str) -> str:
    return f"\n\nand {total - shown} more {noun}" if total > shown else ""
