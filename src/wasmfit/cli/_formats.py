"""The formats of a report: listed by file name, imported when one is asked for."""

import argparse
import importlib
import os
import pkgutil
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import wasmfit.render as there
from wasmfit.cli._outputs import STDOUT, Output, add_outputs, write

if TYPE_CHECKING:
    from wasmfit.model.renderer import Renderer, Style
    from wasmfit.model.report import Report
    from wasmfit.pipeline import Reported

PREFIX = "as_"
FIRST = ("terminal", "json", "sarif", "html", "markdown")
"""Formats in the order of a person's interest; the others follow by name."""

LARGE = 8_000_000
"""Bytes of compressed SARIF above which code scanning will soon refuse it (at ten million)."""


@cache
def formats() -> tuple[str, ...]:
    """The names of all formats, the one for a person first."""
    names = (info.name for info in pkgutil.iter_modules(there.__path__))
    found = {name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)}
    first = [name for name in FIRST if name in found]
    return (*first, *sorted(found.difference(first)))


def add_formats(parser: argparse.ArgumentParser) -> None:
    """Offer ``-o`` with every format, and what changes how they look."""
    add_outputs(parser, formats())
    parser.add_argument("--details", action="store_true", help="list every finding")
    parser.add_argument(
        "--sarif-suppressed",
        action="store_true",
        help="keep suppressed findings in SARIF, marked as such (code scanning shows them)",
    )
    parser.add_argument(
        "--base",
        metavar="DIR",
        help="where the scanned root lies in the repository, for paths in reports to other"
        " programs (default: as seen from here)",
    )


def put(made: "Reported", output: Output, options: argparse.Namespace, base: str) -> None:
    """Write a report in one format; ``base`` is where its root lies unless --base says so."""
    if output.format == "json" and made.json is not None:
        write(output, made.json)
    else:
        _render(made.report, output, options, base)


def _render(report: "Report", output: Output, options: argparse.Namespace, base: str) -> None:
    renderer, style = _renderer(output.format), _style(output, options, base)
    if renderer.aside is not None:
        sys.stdout.write(renderer.aside(report, style))
    if renderer.aside is None or output.file != STDOUT:
        text = renderer.render(report, style)
        write(output, text)
        _warn(output, text)


def base_of(path: Path) -> str:
    """A scanned folder as seen from here; empty when it is here or not below."""
    folder = path if path.is_dir() else path.parent
    try:
        below = folder.resolve().relative_to(Path.cwd())
    except ValueError:
        return ""
    return _folder(below.as_posix())


def _folder(text: str) -> str:
    clean = text.strip("/").removeprefix("./")
    return "" if clean in ("", ".") else f"{clean}/"


def _renderer(name: str) -> "Renderer":
    renderer: Renderer = importlib.import_module(f"wasmfit.render.{PREFIX}{name}").RENDERER
    return renderer


def _style(output: Output, options: argparse.Namespace, base: str) -> "Style":
    import shutil

    from wasmfit.model.renderer import Style

    here = output.file == STDOUT and sys.stdout.isatty()
    colour = here and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Style(
        colour=colour,
        width=shutil.get_terminal_size((100, 24)).columns if here else 100,
        details=options.details,
        base=base if options.base is None else _folder(options.base),
        suppressed=options.sarif_suppressed,
    )


def _warn(output: Output, text: str) -> None:
    """Say what the reader of a large SARIF log would only say after the upload."""
    if output.format == "sarif" and len(text) > LARGE:
        import zlib

        size = len(zlib.compress(text.encode("utf-8", "replace")))
        if size > LARGE:
            words = f"{size} bytes of SARIF when compressed; code scanning refuses ten million"
            print(f"wasmfit: note: {output.file}: {words}", file=sys.stderr)
