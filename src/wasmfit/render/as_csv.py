"""The findings as a table for a spreadsheet: one row each, one level per profile."""

from collections.abc import Iterator

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Finding, Level, Report
from wasmfit.render._choice import span_of
from wasmfit.render._words import cell

COLUMNS = (
    "unit", "placement", "path", "line", "column", "rule", "rule_name", "capability", "kind",
    "symbol", "role", "certainty", "effort", "support", "failure", "toolchain", "confidence",
    "guard", "new", "id",
)  # fmt: skip


def render(report: Report, _: Style) -> str:
    """Every finding that counts on some profile; suppressed ones are left out."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    profiles = [profile for profile, _, _ in report.profiles]
    writer.writerow((*COLUMNS, *(f"level:{profile}" for profile in profiles), "message"))
    placements = {unit.unit.id: unit.verdict.placement.value for unit in report.units}
    for finding in report.findings:
        if finding.suppressed is None and any(v is not Level.NONE for v in finding.levels.values()):
            levels = (finding.levels[profile].value for profile in profiles)
            row = (*_row(finding, report.primary, placements), *levels, finding.message)
            writer.writerow([cell(value) for value in row])
    return text.getvalue()


def _row(finding: Finding, primary: str, placements: dict[str, str]) -> Iterator[str]:
    span, answer = span_of(finding), finding.answers[primary]
    yield from (finding.unit, placements.get(finding.unit, ""), finding.location.path)
    yield from (str(span.start_line), str(span.start_column), finding.rule, finding.rule_name)
    yield from (finding.capability, finding.kind, finding.symbol, finding.role.value)
    yield from (finding.certainty.value, str(finding.effort), answer.support.value)
    yield from (answer.failure or "", answer.toolchain, answer.confidence.value)
    yield finding.guard.text if finding.guard else ""
    yield {True: "new", False: "known", None: ""}[finding.new]
    yield finding.id


RENDERER = Renderer(id="csv", title="a table of the findings", render=render)
