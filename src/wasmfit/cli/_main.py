"""Find the command, run it, and turn what may go wrong into an exit code."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from typing import NoReturn

import wasmfit.cli as here
from wasmfit.cli._command import Command
from wasmfit.errors import UsageError, WasmfitError
from wasmfit.version import __version__

INTERRUPTED = 130
PIPE_CLOSED = 141

MISTAKES_SHOWN = 50
"""Lines of one error that are printed; a broken table can have hundreds."""

DESCRIPTION = """\
Tells whether code can run on WebAssembly/WASI, where exactly it cannot, what is to
blame, and where each part should live. Reads sources and manifests; runs nothing.
"""
EPILOG = """\
exit codes: 0 done, nothing over a threshold; 1 a threshold was crossed;
2 bad usage, configuration or rules; 3 nothing to scan
"""


class Parser(argparse.ArgumentParser):
    """Reports a bad option as an error of one line, like every other error."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with the message and where to read more."""
        text = f"{message} (see {self.prog} --help)"
        raise UsageError(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (None: the process's own)."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except WasmfitError as error:
        for line in _shortened(str(error).split("\n")):
            print(f"wasmfit: error: {line}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough. Python would complain at exit
        # when it flushes what is left, so give that somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def _shortened(lines: list[str]) -> list[str]:
    """The first mistakes and a count: the rest usually has the same cause."""
    hidden = len(lines) - MISTAKES_SHOWN
    return lines if hidden <= 1 else [*lines[:MISTAKES_SHOWN], f"and {hidden} more mistakes"]


def _run(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if first == "--version":
        print(f"wasmfit {__version__}")
        return 0
    commands = {name: load(name) for name in _meant(first)}
    try:
        options = _parser(commands).parse_args(arguments)
    except SystemExit as exit_:  # argparse leaves this way after --help
        return exit_.code if isinstance(exit_.code, int) else 0
    return commands[options.command].run(options)


def _meant(first: str) -> list[str]:
    """The commands whose options are needed to read the arguments."""
    known = names()
    if first in known:
        return [first]
    if first and not first.startswith("-"):
        from wasmfit.knowledge.hint import hint

        message = f"{first}: no such command ({hint(first, known)})"
        raise UsageError(message)
    return known


def names() -> list[str]:
    """The commands there are, by the files of this folder, none of them imported."""
    found = (info.name for info in pkgutil.iter_modules(here.__path__))
    return sorted(name for name in found if not name.startswith("_"))


def load(name: str) -> Command:
    """Import one command."""
    command = importlib.import_module(f"wasmfit.cli.{name}").COMMAND
    if not isinstance(command, Command) or command.id != name:
        message = f"wasmfit.cli.{name} must offer a COMMAND with the id {name}"
        raise TypeError(message)
    return command


def whole_parser() -> argparse.ArgumentParser:
    """The parser of all commands with all their options."""
    return _parser({name: load(name) for name in names()})


def _parser(commands: dict[str, Command]) -> Parser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = Parser(prog="wasmfit", description=DESCRIPTION, epilog=EPILOG, formatter_class=layout)
    parser.add_argument("--version", action="version", version=f"wasmfit {__version__}")
    added = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in commands.values():
        described = added.add_parser(command.id, help=command.help, description=command.help)
        command.configure(described)
    return parser
