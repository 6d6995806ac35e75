"""``wasmfit scaffold``: the WIT world and the host's manifest that the code calls for."""

import argparse
from pathlib import Path

from wasmfit.cli._command import Command
from wasmfit.cli._scanning import add_scanning, say, scanned, settings
from wasmfit.errors import UsageError, one_line

HOSTS = ("spin", "wasmcloud", "wasmtime")


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_scanning(parser)
    parser.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="where to write (default: the folder wasm below the path); files that are there stay",
    )


def run(options: argparse.Namespace) -> int:
    """Write what is not there yet; every file that stays or is written is named."""
    from wasmfit.cli._known import known
    from wasmfit.cli._scaffold import components, files

    if len(options.host) != 1 or options.host[0] not in HOSTS:
        message = f"--host: name one host to write for (use {', '.join(HOSTS)})"
        raise UsageError(message)
    host = options.host[0]
    report = scanned(options, settings(options)).report
    found = components(report, known(options), host)
    if not found:
        print("nothing to write: no service or program of this tree moves to Wasm as it is")
        return 0
    folder = options.into or Path(options.path) / "wasm"
    for name, text in files(found, report, host).items():
        done = "written" if _put(folder / name, text) else "kept, it was there:"
        print(f"{done} {one_line(str(folder / name))}")
    say("read what was written before you use it: names, images and routes are placeholders")
    return 0


def _put(path: Path, text: str) -> bool:
    """Write a file that is not there; False when something of that name is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        message = f"{path}: cannot write: {error.strerror} (name another folder with --into)"
        raise UsageError(message) from error
    return True


COMMAND = Command(
    "scaffold", "write the WIT world and host manifest that the code calls for", configure, run
)
