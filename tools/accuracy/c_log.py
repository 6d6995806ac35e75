"""Run a build and log every call of its C and C++ compilers.

usage: python -m tools.accuracy.c_log LOG [--cc COMMAND] [--cxx COMMAND] -- BUILD...

Puts wrappers named like the usual compilers first on the path and runs BUILD.
Every call is one line of LOG: a JSON array ``[folder, [arguments]]``, the form
that :mod:`tools.accuracy.c_oracle` reads. COMMAND is what the wrappers run
instead of the host's compiler, with its first arguments: a cross compiler.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

C_NAMES = ("cc", "gcc", "clang", "c99", "c11", "x86_64-linux-gnu-gcc")
CXX_NAMES = ("c++", "g++", "clang++", "x86_64-linux-gnu-g++")
_WRAPPER = """#!{python}
import json, os, sys
with open({log!r}, "a") as stream:
    stream.write(json.dumps([os.getcwd(), sys.argv[1:]]) + "\\n")
command = {command!r}
os.execv(command[0], [*command, *sys.argv[1:]])
"""


def wrapped(folder: Path, log: Path, compilers: dict[str, list[str]]) -> None:
    """Write the wrappers into a folder."""
    for name, command in compilers.items():
        place = folder / name
        text = _WRAPPER.format(python=sys.executable, log=str(log), command=command)
        place.write_text(text, "utf-8")
        place.chmod(0o755)


def compilers(cc: str, cxx: str) -> dict[str, list[str]]:
    """What each wrapper runs."""
    found: dict[str, list[str]] = {}
    for names, command in ((C_NAMES, shlex.split(cc)), (CXX_NAMES, shlex.split(cxx))):
        program = shutil.which(command[0])
        if program is None:
            sys.exit(f"{command[0]}: no such compiler on the path")
        found |= {name: [program, *command[1:]] for name in names}
    return found


def main() -> int:
    """Run the build; its exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--cc", default="gcc")
    parser.add_argument("--cxx", default="g++")
    parser.add_argument("build", nargs="+")
    options = parser.parse_args()
    log = options.log.resolve()
    log.write_text("", "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        wrapped(Path(folder), log, compilers(options.cc, options.cxx))
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        surroundings = {**os.environ, "PATH": path}
        return subprocess.run(options.build, env=surroundings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
