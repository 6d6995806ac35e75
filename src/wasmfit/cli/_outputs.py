"""The option ``-o FORMAT=FILE`` of everything that prints."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wasmfit.errors import UsageError

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """One thing to write: a format, and a file (``-``: standard output)."""

    format: str
    file: str = STDOUT


def add_outputs(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """Offer ``-o``; the first format is what is printed without it."""
    parser.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FORMAT[=FILE]",
        help=f"what to write ({', '.join(formats)}), and where (- or nothing: here); repeatable",
    )
    parser.set_defaults(formats=tuple(formats))


def outputs(options: argparse.Namespace) -> tuple[Output, ...]:
    """The outputs asked for; UsageError when a format does not exist."""
    given = tuple(_output(text, options.formats) for text in options.output)
    return given or (Output(options.formats[0]),)


def _output(text: str, formats: Sequence[str]) -> Output:
    name, _, file = text.partition("=")
    if name not in formats:
        message = f"-o {text}: no such format (use {', '.join(formats)})"
        raise UsageError(message)
    return Output(name, file or STDOUT)


def write(output: Output, text: str) -> None:
    """Write a text, in UTF-8 with Unix line ends; UsageError when the file cannot be written."""
    if output.file == STDOUT:
        sys.stdout.write(text)
        return
    try:
        Path(output.file).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"{output.file}: cannot write: {error.strerror} (name a file that can be written)"
        raise UsageError(message) from error
