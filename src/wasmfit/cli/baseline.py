"""``wasmfit baseline``: write down what is known, so that only new findings count."""

import argparse

from wasmfit.cli._command import Command
from wasmfit.cli._outputs import STDOUT, Output, write
from wasmfit.cli._scanning import add_scanning, scanned, settings


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_scanning(parser)
    parser.add_argument(
        "-o",
        "--output",
        default=STDOUT,
        metavar="[json=]FILE",
        help="where to write the baseline (default: here); then: wasmfit scan --baseline FILE",
    )


def run(options: argparse.Namespace) -> int:
    """Scan and write every finding's id and level."""
    from wasmfit.cli._baseline import text_of

    report = scanned(options, settings(options)).report
    write(Output("json", options.output.removeprefix("json=")), text_of(report))
    return 0


COMMAND = Command("baseline", "write down known findings, for scan --baseline", configure, run)
