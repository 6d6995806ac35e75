"""``wasmfit graph``: who needs what, from the unit down to the missing capability."""

import argparse

from wasmfit.cli._command import Command
from wasmfit.cli._outputs import add_outputs, outputs, write
from wasmfit.cli._scanning import add_saved, add_scanning, saved_or_scanned

FORMATS = ("dot", "graphml", "mermaid", "json")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_scanning(parser)
    add_saved(parser)
    add_outputs(parser, FORMATS)
    parser.add_argument(
        "--blocking", action="store_true", help="only what leads to a capability that blocks"
    )


def run(options: argparse.Namespace) -> int:
    """Write the graph of the primary profile in every format asked for."""
    from wasmfit.cli._graphs import WRITERS, blocking

    wanted = outputs(options)
    report = saved_or_scanned(options)
    graph = report.graph
    if options.blocking:
        graph = blocking(graph)
    for output in wanted:
        write(output, WRITERS[output.format](graph, report))
    return 0


COMMAND = Command("graph", "write the graph of what blocks, and who needs it", configure, run)
