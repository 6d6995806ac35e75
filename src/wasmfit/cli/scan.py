"""``wasmfit scan``: read a tree and say what runs where, and what to do."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit.cli._command import Command
from wasmfit.cli._formats import add_formats, base_of, put
from wasmfit.cli._gates import add_gates, conditions, crossed, threshold
from wasmfit.cli._outputs import outputs
from wasmfit.cli._scanning import add_scanning, say, scanned, settings
from wasmfit.errors import UsageError, one_line

if TYPE_CHECKING:
    from wasmfit.model.report import Report


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_scanning(parser)
    add_formats(parser)
    add_gates(parser)
    parser.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="what wasmfit baseline or -o json wrote: findings in it do not count for --fail-on",
    )
    parser.add_argument(
        "--since",
        metavar="REF",
        help="only findings on lines changed since that git commit count for --fail-on",
    )


def run(options: argparse.Namespace) -> int:
    """Scan, write every output asked for, and compare with the thresholds."""
    wanted = outputs(options)
    if options.baseline is not None and options.since is not None:
        message = "--baseline, --since: each says what is new (use one of them)"
        raise UsageError(message)
    found = settings(options)
    compared = options.baseline is not None or options.since is not None
    gates = conditions(options, found, compared=compared), threshold(options, found)
    report = _compared(scanned(options, found), options)
    for notice in report.notices:
        say(str(notice))
    for output in wanted:
        put(report, output, options, base_of(Path(options.path)))
    reasons = list(crossed(report, *gates))
    for reason in reasons:
        print(f"wasmfit: threshold crossed: {one_line(reason)}", file=sys.stderr)
    return 1 if reasons else 0


def _compared(report: "Report", options: argparse.Namespace) -> "Report":
    if options.baseline is not None:
        from wasmfit.cli._baseline import compared

        return compared(report, options.baseline)
    if options.since is not None:
        from wasmfit.cli._since import compared as changed

        return changed(report, Path(options.path), options.since)
    return report


COMMAND = Command(
    id="scan", help="tell whether a tree can run on WebAssembly", configure=configure, run=run
)
