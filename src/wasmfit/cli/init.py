"""``wasmfit init``: look at a repository and write a ``wasmfit.toml`` that explains itself."""

import argparse
import math
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit.cli._command import Command
from wasmfit.cli._outputs import Output, write
from wasmfit.errors import NothingToScanError, UsageError

if TYPE_CHECKING:
    from wasmfit.model.report import Report

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

# What files are for, where it is not seen: source, test, example, benchmark, build, vendored,
# generated, docs; with patterns in the language of .gitignore. Only source counts.
# [roles]
# vendored = ["libs/"]

# Conditions of your own that are true everywhere but on WebAssembly: macros of C, cfgs of Rust,
# and names or functions that code asks (Python, JavaScript).
# [guards]
# macros = ["WITH_PROCESSES"]
# cfgs = ["native"]
# names = ["compat.HAS_FORK", "is_native()"]

# Folders that become one binary each, where it is not seen; name, kind (service, application,
# library) and the files that start it are optional.
# [[units]]
# path = "services/billing"
# kind = "service"
# entries = ["main.py"]

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
    found = _found(path.parent)
    write(Output("toml", str(path)), found + TEXT)
    print(f"{path}: written; {'what a scan found, then' if found else 'only'} examples")
    return 0


def _found(root: Path) -> str:
    """What a scan without settings has to say, as settings; empty when nothing is there."""
    from wasmfit.cli._progress import shown
    from wasmfit.pipeline import Options, scan

    try:
        with shown() as progress:
            report = scan(root, Options(jobs=os.cpu_count() or 1, progress=progress))
    except NothingToScanError:
        return ""
    return "\n".join((*_lines(report), "", ""))


def _lines(report: "Report") -> Iterator[str]:
    primary = _primary(report)
    yield "# What a scan found:"
    for one in report.units:
        unit, score = one.unit, one.assessments[primary].score.value
        told = f"{one.verdict.placement} on {one.verdict.profile}, {score:.0f} of 100 on {primary}"
        yield f"#   {_plain(unit.path)} is a {unit.kind}: {told}."
    yield ""
    yield "# The target that suits most of it decides; the others are compared with it."
    others = [profile for profile, _, _ in report.profiles if profile != primary]
    quoted = ", ".join(f'"{profile}"' for profile in (primary, *others))
    yield f"targets = [{quoted}]"
    yield ""
    yield "# The lowest score of today: a scan ends with exit code 1 when a unit falls below it."
    worst = min(one.assessments[primary].score.value for one in report.units)
    yield f"fail_under = {math.floor(worst)}"


def _primary(report: "Report") -> str:
    """The profile that decides for most units; of equals the first in the order of the scan."""
    order = [profile for profile, _, _ in report.profiles]
    votes = Counter(unit.verdict.profile for unit in report.units)
    return min(votes, key=lambda profile: (-votes[profile], order.index(profile)))


def _plain(path: str) -> str:
    """A path that cannot leave its comment."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in path)


COMMAND = Command("init", "write a wasmfit.toml from a first scan", configure, run)
