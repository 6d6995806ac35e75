"""Find the command, run it, and turn what may go wrong into an exit code."""

import argparse
import importlib
import os
import pkgutil
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import wasmfit.cli as here
from wasmfit.cli._command import Command
from wasmfit.errors import InstallationError, UsageError, WasmfitError, one_line
from wasmfit.version import __version__

INTERRUPTED = 130
SIGNALLED = 128
"""What is added to the number of a signal, as shells do."""

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


class EndedError(BaseException):
    """The system, or a person, asked the process to end. Nothing may catch it but the door."""

    def __init__(self, number: int) -> None:
        """``number`` is that of the signal."""
        super().__init__(number)
        self.number = number


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
        with _ending_well(), _complete():
            code = _run(arguments)
        sys.stdout.flush()
    except WasmfitError as error:
        for line in _shortened(str(error).split("\n")):
            print(f"wasmfit: error: {one_line(line)}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except EndedError as end:
        return SIGNALLED + end.number
    except BrokenPipeError:
        # Whoever read our output has enough. Python would complain at exit
        # when it flushes what is left, so give that somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


@contextmanager
def _complete() -> Iterator[None]:
    """Packages of others that are missing are a mistake of the installation, not of the program."""
    try:
        yield
    except ImportError as error:
        package = (error.name or "wasmfit").partition(".")[0]
        if package == "wasmfit":
            raise
        raise InstallationError(package, str(error)) from error


@contextmanager
def _ending_well() -> Iterator[None]:
    """Being told to end takes the same way out as the keyboard, so that nothing is left behind."""

    def end(number: int, _: object) -> NoReturn:
        raise EndedError(number)

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What starts us may have said that it is to be ignored, as nohup does.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL and _is_main():
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_main() -> bool:
    """Whether signals can be caught here."""
    return threading.current_thread() is threading.main_thread()


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
