"""Hold the readers of Python's, Ruby's and PHP's lockfiles against these tools' own parsers.

    python -m tools.accuracy.lockfiles_managed --python PYTHON LOCKFILE...

PYTHON is an interpreter with the parsers installed from PyPI: poetry, pdm, packaging 26 or
newer, and uv beside it. Ruby with Bundler and Composer come from the path. Each tool runs in
the lockfile's own folder, where uv and Composer also want the manifest (pyproject.toml,
composer.json); none of them needs the network. Prints a row per lockfile: its entries according
to both, what ours lack and what they have beyond; then each of these. An entry is a name with its
version; names are compared as an index does. uv is asked for what it would install for any
platform, extra and group, so that a version that no requirement of these leads to is not in its
list. Exit code 1 when anything differs.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.accuracy.lockfiles import read

HEADER = """\
| lockfile | lines | entries | theirs | missing | extra |
|---|---|---|---|---|---|"""
POETRY = """
import sys; from pathlib import Path
from poetry.packages.locker import Locker
for p in Locker(Path(sys.argv[1]), {}).locked_repository().packages: print(p.name, p.version)
"""
PDM = """
import sys; from pathlib import Path
from pdm.core import Core
for c in Core().create_project(Path(sys.argv[1]).parent).get_locked_repository().packages.values():
    print(c.candidate.name, c.candidate.version)
"""
PYLOCK = """
import sys, tomllib
from packaging.pylock import Pylock
with open(sys.argv[1], "rb") as f: lock = Pylock.from_dict(tomllib.load(f))
for p in lock.packages: print(p.name, p.version or "")
"""
BUNDLER = """
Bundler::LockfileParser.new(File.read(ARGV[0])).specs.each do |s|
  path = s.source.is_a?(Bundler::Source::Path) && !s.source.is_a?(Bundler::Source::Git)
  puts "#{s.name} #{s.version}" unless path
end
"""


def main(arguments: list[str] | None = None) -> int:
    """Print a row per lockfile and everything in which both sides differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="interpreter with the parsers")
    parser.add_argument("lockfiles", type=Path, nargs="+", metavar="LOCKFILE")
    options = parser.parse_args(arguments)
    print(HEADER)
    details = []
    for path in options.lockfiles:
        row, differences = compared(path.resolve(), options.python.absolute())
        print(row, flush=True)
        details += [f"{path}: {line}" for line in differences]
    print("\n".join(["", *details]))
    return 1 if details else 0


def compared(path: Path, python: Path) -> tuple[str, list[str]]:
    """The row of one lockfile, and what only one side has."""
    ours = entries(path)
    theirs = {_plain(line) for line in _oracle(path)(python, path)}
    differences = [f"missing {line}" for line in sorted(theirs - ours)]
    differences += [f"extra {line}" for line in sorted(ours - theirs)]
    lines = path.read_bytes().count(b"\n")
    counts = (lines, len(ours), len(theirs), len(theirs - ours), len(ours - theirs))
    return f"| {path.parent.name}/{path.name} | {' | '.join(map(str, counts))} |", differences


def entries(path: Path) -> set[str]:
    """What the product reads, as ``name version``; PHP's own extensions are no packages."""
    facts = read(path)
    for gap in facts.gaps:
        print(f"{path}:{gap.line}: {gap.reason}", file=sys.stderr)
    names = (one.purl.removeprefix("pkg:").partition("/")[2] for one in facts.dependencies)
    parts = (name.partition("@") for name in names)
    return {_plain(f"{name} {version}") for name, _, version in parts if name[:4] != "ext-"}


def _plain(text: str) -> str:
    """Names as an index compares them; versions without their platform."""
    name, _, version = text.strip().partition(" ")
    name = name.lower() if "/" in name else re.sub(r"[-_.]+", "-", name).lower()
    return f"{name} {version.removeprefix('v').partition('+')[0]}"


def _lines(path: Path, *command: str | Path) -> list[str]:
    """What a command prints that runs beside the lockfile."""
    result = subprocess.run(
        [str(part) for part in command],
        check=True,
        capture_output=True,
        text=True,
        cwd=path.parent,
    )
    return result.stdout.splitlines()


def _uv(python: Path, path: Path) -> list[str]:
    told = _lines(
        path, python.parent / "uv", "export", "--frozen", "--offline", "--all-packages",
        "--all-extras", "--all-groups", "--no-hashes", "--no-header", "--no-annotate",
        "--no-emit-workspace",
    )  # fmt: skip
    return [re.sub(r"==([^\s;]+).*", r" \1", line) for line in told if "==" in line]


def _bundler(_: Path, path: Path) -> list[str]:
    return _lines(path, "ruby", "-rbundler", "-e", BUNDLER, path)


def _composer(_: Path, path: Path) -> list[str]:
    told = _lines(path, "composer", "show", "--locked", "--format=json", "--no-plugins")
    return [f"{one['name']} {one['version']}" for one in json.loads("\n".join(told))["locked"]]


def _by(script: str) -> Callable[[Path, Path], list[str]]:
    return lambda python, path: _lines(path, python, "-c", script, path)


ORACLES: dict[str, Callable[[Path, Path], list[str]]] = {
    "Gemfile.lock": _bundler,
    "composer.lock": _composer,
    "pdm.lock": _by(PDM),
    "poetry.lock": _by(POETRY),
    "pylock.toml": _by(PYLOCK),
    "uv.lock": _uv,
}


def _oracle(path: Path) -> Callable[[Path, Path], list[str]]:
    if path.name not in ORACLES:
        message = f"{path}: no lockfile that is compared; name it as its tool does"
        raise SystemExit(message)
    return ORACLES[path.name]


if __name__ == "__main__":
    sys.exit(main())
