"""The option ``-o FORMAT=FILE`` of everything that prints."""

import argparse
import errno
import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from wasmfit.errors import UsageError

STDOUT = "-"
MOST_PARTS = 100
"""Leftovers of earlier runs with the same process number that are tolerated."""


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


def write(output: Output, text: str | bytes) -> None:
    """Write a text, in UTF-8 with Unix line ends; UsageError when the file cannot be written.

    A file changes as a whole or not at all: whatever interrupts the writing
    leaves the one that was there.
    """
    if output.file == STDOUT:
        sys.stdout.write(text if isinstance(text, str) else text.decode("utf-8"))
        return
    try:
        path = Path(os.path.realpath(output.file))
        data = text.encode("utf-8", "replace") if isinstance(text, str) else text
        if path.exists() and not path.is_file():  # a pipe or device cannot be replaced
            path.write_bytes(data)
        else:
            _replace(path, data)
    except OSError as error:
        message = f"{output.file}: cannot write: {error.strerror} (name a file that can be written)"
        raise UsageError(message) from error


def _replace(path: Path, data: bytes) -> None:
    """Put a finished file in the place of another, with the other's permissions."""
    part, stream = _part(path)
    try:
        with stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _part(path: Path) -> tuple[Path, BinaryIO]:
    """A new file beside the other; nobody can have put a link there."""
    for number in range(MOST_PARTS):
        part = path.with_name(f"{path.name}.{os.getpid()}-{number}.part")
        with suppress(FileExistsError):
            return part, part.open("xb")
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
