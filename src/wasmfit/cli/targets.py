"""``wasmfit targets``: what every target gives, and how much of that is not known."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wasmfit.cli import _known
from wasmfit.cli._command import Command
from wasmfit.cli._outputs import STDOUT, Output, add_outputs, outputs, write
from wasmfit.errors import UsageError

if TYPE_CHECKING:
    from wasmfit.cli._matrix import Matrix
    from wasmfit.model.knowledge import Capability

SUPPORTS = (
    "native", "granted", "shimmed", "partial", "unknown", "altered", "stubbed", "absent",
)  # fmt: skip

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
    parser.add_argument(
        "--capability",
        action="append",
        default=[],
        metavar="CAPABILITY",
        help="only this one, or those of a class (net, thread); repeatable",
    )
    parser.add_argument(
        "--support",
        action="append",
        default=[],
        choices=SUPPORTS,
        help="only rows in which a target answers like that (unknown, absent, ...); repeatable",
    )
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
    rows = tuple(
        Row(it, tuple(answers.answer(language, "", it.id) for answers in columns))
        for it in _chosen(shown, options.capability)
    )
    if options.support:
        rows = tuple(it for it in rows if {a.support for a in it.answers} & {*options.support})
    return Matrix(tuple(answers.profile.id for answers in columns), language, rows)


def _chosen(shown: Sequence["Capability"], wanted: Sequence[str]) -> Sequence["Capability"]:
    """Those asked for by id or class, all without a word; UsageError for a word that fits none."""
    from wasmfit.knowledge.hint import hint

    for word in wanted:
        if not any(_is_in(it.id, word) for it in shown):
            known = {it.id for it in shown} | {it.id.partition(".")[0] for it in shown}
            mend = hint(word, known, "see wasmfit targets")
            message = f"--capability {word}: no such capability ({mend})"
            raise UsageError(message)
    return [it for it in shown if not wanted or any(_is_in(it.id, word) for word in wanted)]


def _is_in(capability: str, word: str) -> bool:
    return capability == word or capability.startswith(f"{word}.")


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
