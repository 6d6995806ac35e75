"""``wasmfit init``: write a ``wasmfit.toml`` that explains itself."""

import argparse
from pathlib import Path

from wasmfit.cli._command import Command
from wasmfit.cli._outputs import Output, write
from wasmfit.errors import UsageError

NAME = "wasmfit.toml"
TEXT = """\
# Settings of wasmfit. Every line that is commented out shows an example.
# The same keys may stand in pyproject.toml, below [tool.wasmfit].

# Targets, or target+host, to judge; the first decides verdict, SARIF and exit code.
# wasmfit targets lists them all.
# targets = ["wasip2", "wasip1", "wasip3"]

# Hosts in which the first target is judged, too.
# hosts = ["spin"]

# Paths to leave out, in the language of .gitignore.
# exclude = ["third_party/", "*.generated.py"]

# Folders with rules of your own, laid out like the shipped ones, seen from this file.
# rules = ["wasmfit-rules"]

# When a scan ends with exit code 1: error, warning, note, build, run, silent, adapt, split,
# keep, unknown, new, none.
# fail_on = ["error"]

# The lowest score, of 100, that is fine.
# fail_under = 60

# The toolchain for a language, where not the best one is wanted.
# [toolchains]
# python = "componentize-py"

# Findings to live with: a path, a rule (number or name) or both, always a reason, and at best
# a day after which they count again. In code a comment on the line or above does the same:
#   wasmfit: ignore[WF2201] the reason
# [[ignores]]
# path = "app/admin/"
# rule = "python-process-spawn"
# reason = "the admin command stays in its container"
# expires = 2027-06-30
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("path", nargs="?", default=".", help="the folder for it (default: .)")
    parser.add_argument("--force", action="store_true", help="replace the file that is there")


def run(options: argparse.Namespace) -> int:
    """Write the file, unless there is one."""
    path = Path(options.path) / NAME
    if not path.parent.is_dir():
        message = f"{options.path}: no such folder (name the root of your repository)"
        raise UsageError(message)
    if path.exists() and not options.force:
        message = f"{path}: is there already (--force replaces it)"
        raise UsageError(message)
    write(Output("toml", str(path)), TEXT)
    print(f"{path}: written; every setting in it is an example, commented out")
    return 0


COMMAND = Command("init", "write a commented wasmfit.toml", configure, run)
