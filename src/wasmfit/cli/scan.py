"""``wasmfit scan``: read a tree and say what runs where, and what to do."""

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit.cli import _known
from wasmfit.cli._command import Command
from wasmfit.cli._outputs import STDOUT, Output, add_outputs, outputs, write
from wasmfit.errors import UsageError

if TYPE_CHECKING:
    from wasmfit.model.renderer import Style
    from wasmfit.model.report import Report
    from wasmfit.pipeline import Options

FORMATS = ("terminal", "json")
MOST_JOBS = 8


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("path", nargs="?", default=".", help="a directory or a file (default: .)")
    add_outputs(parser, FORMATS)
    parser.add_argument(
        "--target", action="append", default=[], help="target; the first is primary"
    )
    parser.add_argument(
        "--host", action="append", default=[], help="judge the targets inside a host"
    )
    parser.add_argument(
        "--toolchain",
        action="append",
        default=[],
        metavar="LANGUAGE=ID",
        help="the toolchain to use for a language",
    )
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="PATTERN", help="leave these paths out"
    )
    parser.add_argument("--jobs", type=int, default=0, help="reading processes (0: one per core)")
    parser.add_argument("--details", action="store_true", help="list every finding")
    parser.add_argument(
        "--fail-under", type=float, metavar="SCORE", help="exit 1 when a unit scores lower"
    )
    _known.add_rules(parser)


def run(options: argparse.Namespace) -> int:
    """Scan, write every output asked for, and compare with the threshold."""
    wanted = outputs(options)
    report = _scan(options)
    for output in wanted:
        write(output, _render(report, output, options))
    return _verdict(report, options.fail_under)


def _scan(options: argparse.Namespace) -> "Report":
    from wasmfit.cli._progress import shown
    from wasmfit.pipeline import scan

    with shown() as progress:
        return scan(Path(options.path), _options(options, progress))


def _options(given: argparse.Namespace, progress: Callable[[int, int], None]) -> "Options":
    from wasmfit.pipeline import DEFAULT_TARGETS, Options

    targets = tuple(given.target) or DEFAULT_TARGETS
    return Options(
        profiles=_profiles(targets, tuple(given.host)),
        toolchains=dict(_pair(text) for text in given.toolchain),
        excludes=tuple(given.exclude),
        rules=tuple(Path(folder) for folder in given.rules),
        jobs=given.jobs if given.jobs > 0 else min(os.cpu_count() or 1, MOST_JOBS),
        progress=progress,
    )


def _profiles(targets: tuple[str, ...], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Hosts narrow the first target; the plain targets stay beside them."""
    inside = tuple(f"{targets[0]}+{host}" for host in hosts)
    return (*inside, *targets)


def _pair(text: str) -> tuple[str, str]:
    language, equals, name = text.partition("=")
    if not (language and equals and name):
        message = f"--toolchain {text}: write LANGUAGE=ID, as in python=componentize-py"
        raise UsageError(message)
    return language, name


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
