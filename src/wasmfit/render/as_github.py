"""For a GitHub workflow: annotations on standard output, a step summary in a file.

Ten annotations per kind and step are shown and the rest is dropped without a
word, so the worst are chosen here and a last line counts them all. A summary
above one MiB is dropped as a whole, so it is kept below.
"""

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Finding, Level, Report
from wasmfit.render._choice import chosen, span_of, toll
from wasmfit.render._page import page
from wasmfit.render._words import count, visible

MOST = 10
LARGEST = 1_000_000
"""Bytes of a summary; the limit is 1,048,576."""

COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report, _: Style) -> str:
    """The step summary."""
    return page(report, limit=LARGEST)


def annotations(report: Report, style: Style) -> str:
    """The ten worst findings that are not known already, and a line that counts them all."""
    found = [finding for finding in chosen(report) if finding.new is not False]
    lines = [_annotation(finding, report, style.base) for finding in found[:MOST]]
    counts = ", ".join(count(number, level.value) for level, number in toll(report).items())
    more = f", {MOST} of {len(found)} shown above" if len(found) > MOST else ""
    new = f", {len(found)} of them new" if any(f.new is not None for f in chosen(report)) else ""
    return "\n".join((*lines, f"wasmfit: {counts} on {report.primary}{new}{more}")) + "\n"


def _annotation(finding: Finding, report: Report, base: str) -> str:
    span = span_of(finding)
    properties = {
        "file": base + finding.location.path,
        "line": str(span.start_line),
        "endLine": str(span.end_line),
        "col": str(span.start_column),
        "endColumn": str(span.end_column),
        "title": f"{finding.rule} {finding.rule_name}",
    }
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    command = COMMANDS[finding.levels[report.primary]]
    return f"::{command} {told}::{_data(visible(finding.message))}"


def _data(text: str) -> str:
    """What a workflow command takes as its message: it may not start another one."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


RENDERER = Renderer(
    id="github", title="GitHub step summary and annotations", render=render, aside=annotations
)
