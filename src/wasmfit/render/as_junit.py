"""JUnit XML: one suite per unit; errors and warnings are its failures."""

from collections.abc import Iterator

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Finding, Level, Report, UnitReport
from wasmfit.render._choice import chosen, span_of
from wasmfit.render._words import points, xml

FAILING = (Level.ERROR, Level.WARNING)


def render(report: Report, style: Style) -> str:
    """One test case per finding; a unit without any has one that passes."""
    suites = [_suite(unit, report, style.base) for unit in report.units]
    failing = sum(len(failures) for _, failures in suites)
    total = sum(max(len(failures), 1) for _, failures in suites)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="wasmfit" tests="{total}" failures="{failing}">')
    for unit, failures in suites:
        lines += _written(unit, failures, report)
    return "\n".join((*lines, "</testsuites>")) + "\n"


def _suite(unit: UnitReport, report: Report, base: str) -> tuple[UnitReport, list[str]]:
    found = [
        finding
        for finding in chosen(report)
        if finding.unit == unit.unit.id
        and finding.levels[report.primary] in FAILING
        and finding.new is not False
    ]
    return unit, [_case(finding, report, base) for finding in found]


def _case(finding: Finding, report: Report, base: str) -> str:
    span, path = span_of(finding), base + finding.location.path
    place = f"{path}:{span.start_line}:{span.start_column}"
    name = xml(f"{finding.rule} {finding.symbol} at line {span.start_line}")
    level = finding.levels[report.primary].value
    return (
        f'    <testcase name="{name}" classname="{xml(path)}" file="{xml(path)}" '
        f'line="{span.start_line}">\n'
        f'      <failure type="{level}" message="{xml(finding.message)}">'
        f"{xml(f'{place}: {finding.rule_name}, {finding.capability}')}</failure>\n"
        "    </testcase>"
    )


def _written(unit: UnitReport, failures: list[str], report: Report) -> Iterator[str]:
    cases = failures or [f'    <testcase name="no blockers" classname="{xml(unit.unit.name)}"/>']
    yield (
        f'  <testsuite name="{xml(unit.unit.name)} on {xml(report.primary)}" '
        f'tests="{len(cases)}" failures="{len(failures)}">'
    )
    yield "    <properties>"
    for name, value in (
        ("placement", unit.verdict.placement.value),
        ("score", points(unit.assessments[report.primary].score.value)),
    ):
        yield f'      <property name="{name}" value="{value}"/>'
    yield "    </properties>"
    yield from cases
    yield "  </testsuite>"


RENDERER = Renderer(id="junit", title="JUnit XML", render=render)
