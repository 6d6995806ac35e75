"""SonarQube's generic issue format, in the form that came with version 10.3."""

from typing import Any

from wasmfit.model.place import Span
from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Finding, Level, Report
from wasmfit.render._choice import WORST_FIRST, chosen, span_of
from wasmfit.render._words import visible

MINUTES = 30
"""What one effort point is taken for."""

ENGINE = "wasmfit"
IMPACT = {Level.ERROR: "HIGH", Level.WARNING: "MEDIUM", Level.NOTE: "LOW"}
SEVERITY = {Level.ERROR: "MAJOR", Level.WARNING: "MINOR", Level.NOTE: "INFO"}


def render(report: Report, style: Style) -> str:
    """Rules and issues as JSON; columns are 0-based UTF-16 units."""
    import json

    found = chosen(report)
    document = {
        "rules": _rules(report, found),
        "issues": [_issue(finding, style.base) for finding in found],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _rules(report: Report, found: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Every rule once, with the worst level it has here: an issue has none of its own."""
    why = {rule.number: visible(rule.why) for rule in report.rules}
    worst: dict[str, tuple[Finding, Level]] = {}
    for finding in found:
        level = finding.levels[report.primary]
        old = worst.get(finding.rule, (finding, level))[1]
        worst[finding.rule] = (finding, min(old, level, key=WORST_FIRST.index))
    return [
        {
            "id": number,
            "name": finding.rule_name,
            "description": why.get(number, f"The code needs {finding.capability}."),
            "engineId": ENGINE,
            "cleanCodeAttribute": "COMPLETE",
            "type": "BUG" if level is Level.ERROR else "CODE_SMELL",
            "severity": SEVERITY[level],
            "impacts": [{"softwareQuality": "RELIABILITY", "severity": IMPACT[level]}],
        }
        for number, (finding, level) in sorted(worst.items())
    ]


def _issue(finding: Finding, base: str) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "effortMinutes": finding.effort * MINUTES,
        "primaryLocation": {
            "message": visible(finding.message),
            "filePath": base + finding.location.path,
            "textRange": _range(span_of(finding), finding.excerpt),
        },
    }


def _range(span: Span, line: str) -> dict[str, int]:
    """The columns only where the line is known to have them: a wrong one fails the import."""
    lines = {"startLine": span.start_line, "endLine": span.end_line}
    if span.end_column - 1 > len(line):
        return lines
    start, end = (_units(line[: column - 1]) for column in (span.start_column, span.end_column))
    return {**lines, "startColumn": start, "endColumn": end} if start < end else lines


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


RENDERER = Renderer(id="sonar", title="SonarQube generic issues", render=render)
