"""``wasmfit convert``: a saved JSON report in any other format, without a new scan."""

import argparse

from wasmfit.cli._command import Command
from wasmfit.cli._formats import add_formats, put
from wasmfit.cli._outputs import outputs
from wasmfit.cli._scanning import saved


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "report", metavar="REPORT", help="a file written with -o json=FILE (-: standard input)"
    )
    add_formats(parser)


def run(options: argparse.Namespace) -> int:
    """Read the report and write every output asked for."""
    wanted = outputs(options)
    from wasmfit.pipeline import Reported

    made = Reported.of(saved(options.report))
    for output in wanted:
        put(made, output, options, "")
    return 0


COMMAND = Command("convert", "write a saved JSON report in other formats", configure, run)
