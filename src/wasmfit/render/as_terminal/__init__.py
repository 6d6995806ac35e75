"""The terminal report: what a person wants to know in ten seconds, details on request."""

from io import StringIO
from typing import TYPE_CHECKING

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Level, Report
from wasmfit.render._start import starts
from wasmfit.render._system import measured
from wasmfit.render.as_terminal.paper import counted, indented, plain
from wasmfit.render.as_terminal.system import tell_system
from wasmfit.render.as_terminal.units import overview, tell, where

if TYPE_CHECKING:
    from rich.console import Console

LEVEL_COLOUR = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "blue"}
SHOWN_GAPS = 5
FEW_UNITS = 6
"""Units that are told at length; more of them are shown in a table."""

NARROWEST = 60
"""Columns."""


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
    _starts(console, report)
    tell_system(console, report)
    units = measured(report)
    many = len(units) > FEW_UNITS
    if many:
        overview(console, units)
    for unit in units if style.details or not many else ():
        tell(console, report, unit)
    if style.details:
        _findings(console, report)
    _footer(console, report, style, many=many)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _header(console: "Console", report: Report) -> None:
    coverage = report.coverage
    languages = ", ".join(sorted(coverage.by_language)) or "nothing"
    words = (
        f"{report.root}: {coverage.parsed} files of {languages}, "
        f"{_size(coverage.bytes)}; judged for {report.primary}"
    )
    console.print(plain(words, "bold"))


def _starts(console: "Console", report: Report) -> None:
    """What to do first over all, before any list of services or units."""
    for number, words in enumerate(starts(report)):
        if not number:
            console.print()
            console.print(plain("Where to start", "bold"))
        indented(console, plain(words), 2)


def _findings(console: "Console", report: Report) -> None:
    console.print()
    console.print(plain("Findings", "bold"))
    for finding in report.findings:
        level = finding.levels[report.primary]
        if level is Level.NONE or finding.suppressed is not None:
            continue
        line = plain(where(finding))
        line.append(f" {level.value}", LEVEL_COLOUR[level])
        line.append(f" {finding.rule}", "bright_black")
        line.append_text(plain(f" {finding.message}"))
        if finding.guard is not None and finding.active.get(report.primary, True) is None:
            line.append_text(plain(f" Depends on: {finding.guard.text}.", "bright_black"))
        console.print(line, soft_wrap=True)


def _footer(console: "Console", report: Report, style: Style, *, many: bool) -> None:
    console.print()
    totals = dict.fromkeys((Level.ERROR, Level.WARNING, Level.NOTE), 0)
    for finding in report.findings:
        level = finding.levels[report.primary]
        if level in totals and finding.suppressed is None:
            totals[level] += 1
    counts = ", ".join(counted(count, level.value) for level, count in totals.items())
    console.print(plain(f"{counts} on {report.primary}."))
    if not style.details and any(totals.values()):
        what = "says more of each unit and lists them" if many else "lists them one by one"
        console.print(plain(f"--details {what}.", "bright_black"))
    for gap in report.gaps[:SHOWN_GAPS]:
        console.print(plain(f"not read: {gap.path}: {gap.reason}", "yellow"))
    hidden = len(report.gaps) - SHOWN_GAPS
    if hidden > 0:
        console.print(plain(f"and {hidden} more gaps (see the JSON report)", "yellow"))


def _size(count: int) -> str:
    kilo = 1000
    if count < kilo:
        return f"{count} bytes"
    return f"{count / kilo:.0f} kB" if count < kilo * kilo else f"{count / kilo / kilo:.1f} MB"


RENDERER = Renderer(id="terminal", title="what a person reads", render=render)
