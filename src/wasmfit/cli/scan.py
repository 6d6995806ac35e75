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
    from wasmfit.pipeline import Reported

NONE = ((), None)
"""No thresholds: nothing in the report has to be looked at."""


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
    made = _compared(scanned(options, found), options)
    for notice in made.notices:
        say(notice)
    for output in wanted:
        put(made, output, options, base_of(Path(options.path)))
    reasons = list(crossed(made.report, *gates)) if gates != NONE else []
    for reason in reasons:
        print(f"wasmfit: threshold crossed: {one_line(reason)}", file=sys.stderr)
    return 1 if reasons else 0


def _compared(made: "Reported", options: argparse.Namespace) -> "Reported":
    if options.baseline is not None:
        from wasmfit.cli._baseline import compared

        return type(made).of(compared(made.report, options.baseline))
    if options.since is not None:
        from wasmfit.cli._since import compared as changed

        return type(made).of(changed(made.report, Path(options.path), options.since))
    return made


COMMAND = Command(
    id="scan", help="tell whether a tree can run on WebAssembly", configure=configure, run=run
)
