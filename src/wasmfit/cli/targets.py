"""``wasmfit targets``: what every target gives, and how much of that is not known."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from wasmfit.cli import _known
from wasmfit.cli._command import Command
from wasmfit.cli._outputs import STDOUT, Output, add_outputs, outputs, write

if TYPE_CHECKING:
    from wasmfit.cli._matrix import Matrix

FORMATS = ("terminal", "json", "markdown", "csv")
COLORS = {
    "N": "green",
    "G": "green",
    "S": "cyan",
    "P": "yellow",
    "A": "magenta",
    "F": "red",
    "-": "red",
    "?": "dim",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_outputs(parser, FORMATS)
    _known.add_targets(parser)
    _known.add_language(parser, "answer through the toolchains of this language")
    _known.add_rules(parser)


def run(options: argparse.Namespace) -> int:
    """Write the matrix in every format asked for."""
    wanted = outputs(options)
    matrix = _matrix(options)
    for output in wanted:
        _write(output, matrix)
    return 0


def _matrix(options: argparse.Namespace) -> "Matrix":
    from wasmfit.cli._matrix import Matrix, Row
    from wasmfit.knowledge.answer import Answers

    knowledge = _known.known(options)
    language = _known.language(options, knowledge)
    columns = [Answers(knowledge, it) for it in _known.profiles(options, knowledge)]
    # The capability "toolchain" is about a language: without one it has no answer.
    shown = [it for it in knowledge.capabilities.values() if language or it.id != "toolchain"]
    return Matrix(
        profiles=tuple(answers.profile.id for answers in columns),
        language=language,
        rows=tuple(
            Row(it, tuple(answers.answer(language, "", it.id) for answers in columns))
            for it in shown
        ),
    )


def _write(output: Output, matrix: "Matrix") -> None:
    from wasmfit.cli._matrix import as_csv, as_json, as_markdown, as_text

    writers = {"terminal": as_text, "json": as_json, "markdown": as_markdown, "csv": as_csv}
    colored = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    if output == Output("terminal", STDOUT) and colored:
        _print_colored(matrix)
    else:
        write(output, writers[output.format](matrix))


def _print_colored(matrix: "Matrix") -> None:
    from rich.console import Console
    from rich.text import Text

    from wasmfit.cli._matrix import as_text, cell

    lines = as_text(matrix).split("\n")
    console = Console(soft_wrap=True, highlight=False)
    console.print(Text(lines[0], style="bold"))
    for line, row in zip(lines[1:], matrix.rows, strict=False):
        text = Text(line)
        start = line.index(" ", len(row.capability.id))
        for answer in row.answers:
            found = line.index(cell(answer), start)
            text.stylize(COLORS[cell(answer)[0]], found, found + len(cell(answer)))
            start = found + len(cell(answer))
        console.print(text)
    for line in lines[len(matrix.rows) + 1 :]:
        console.print(Text(line, style="dim"))


COMMAND = Command("targets", "show what each target gives for each capability", configure, run)
