"""``wasmfit scan``: read a tree and say what runs where, and what to do."""

import argparse
import os
import shutil
import sys
from typing import TYPE_CHECKING

from wasmfit.cli._command import Command
from wasmfit.cli._outputs import STDOUT, Output, add_outputs, outputs, write
from wasmfit.cli._scanning import add_scanning, scanned, settings

if TYPE_CHECKING:
    from wasmfit.model.renderer import Style
    from wasmfit.model.report import Report

FORMATS = ("terminal", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_scanning(parser)
    add_outputs(parser, FORMATS)
    parser.add_argument("--details", action="store_true", help="list every finding")
    parser.add_argument(
        "--fail-under", type=float, metavar="SCORE", help="exit 1 when a unit scores lower"
    )


def run(options: argparse.Namespace) -> int:
    """Scan, write every output asked for, and compare with the threshold."""
    wanted = outputs(options)
    found = settings(options)
    report = scanned(options, found)
    for output in wanted:
        write(output, _render(report, output, options))
    threshold = found.fail_under if options.fail_under is None else options.fail_under
    return _verdict(report, threshold)


def _render(report: "Report", output: Output, options: argparse.Namespace) -> str:
    from wasmfit.render import renderers

    return renderers()[output.format].render(report, _style(output, details=options.details))


def _style(output: Output, *, details: bool) -> "Style":
    from wasmfit.model.renderer import Style

    here = output.file == STDOUT and sys.stdout.isatty()
    colour = here and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((100, 24)).columns if here else 100
    return Style(colour=colour, width=width, details=details)


def _verdict(report: "Report", fail_under: float | None) -> int:
    if fail_under is None:
        return 0
    scores = [unit.assessments[report.primary].score.value for unit in report.units]
    return 1 if min(scores, default=100.0) < fail_under else 0


COMMAND = Command(
    id="scan", help="tell whether a tree can run on WebAssembly", configure=configure, run=run
)
