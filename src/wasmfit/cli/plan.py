"""``wasmfit plan``: the steps to the primary target, and what the other targets would take."""

import argparse

from wasmfit.cli._command import Command
from wasmfit.cli._outputs import add_outputs, outputs, write
from wasmfit.cli._scanning import add_saved, add_scanning, saved_or_scanned

FORMATS = ("terminal", "markdown", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_scanning(parser)
    add_saved(parser)
    add_outputs(parser, FORMATS)


def run(options: argparse.Namespace) -> int:
    """Write the plan in every format asked for."""
    from wasmfit.cli._plans import WRITERS

    wanted = outputs(options)
    report = saved_or_scanned(options)
    for output in wanted:
        write(output, WRITERS[output.format](report))
    return 0


COMMAND = Command("plan", "say what to change, in which order, and what it brings", configure, run)
