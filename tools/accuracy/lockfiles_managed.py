"""Hold the readers of Python's, Ruby's and PHP's lockfiles against these tools' own parsers.

    python -m tools.accuracy.lockfiles_managed --python PYTHON LOCKFILE...

PYTHON is an interpreter with the parsers installed from PyPI: poetry, pdm, packaging 26 or
newer, and uv beside it. Ruby with Bundler and Composer come from the path. Each tool runs in
the lockfile's own folder, where uv and Composer also want the manifest (pyproject.toml,
composer.json); none of them needs the network. Prints a row per lockfile: its entries according
to both, what ours lack and what they have beyond, and the same of who needs whom; then each of
these. An entry is a name with its version, an edge an entry and a name that it needs; names are
compared as an index does. uv is asked for what it would install for any
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

AUTOLOAD = "/usr/share/php/Composer/autoload.php"
"""Where Debian's package of Composer loads its classes from."""

HEADER = """\
| lockfile | lines | entries | theirs | missing | extra | edges | theirs | missing | extra |
|---|---|---|---|---|---|---|---|---|---|"""
POETRY = """
import sys; from pathlib import Path
from poetry.packages.locker import Locker
for p in Locker(Path(sys.argv[1]), {}).locked_repository().packages:
    print(p.name, p.version)
    for one in p.requires: print(p.name, p.version, ">", one.name)
"""
PDM = """
import sys; from pathlib import Path
from packaging.requirements import Requirement
from pdm.core import Core
for c in Core().create_project(Path(sys.argv[1]).parent).get_locked_repository().packages.values():
    print(c.candidate.name, c.candidate.version)
    for one in c.dependencies or ():
        name = Requirement(one).name
        if name != c.candidate.name: print(c.candidate.name, c.candidate.version, ">", name)
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
  next if path
  puts "#{s.name} #{s.version}"
  s.dependencies.each { |d| puts "#{s.name} #{s.version} > #{d.name}" }
end
"""
COMPOSER = """
require $argv[1];
$loader = new Composer\\Package\\Loader\\ArrayLoader();
$lock = json_decode(file_get_contents($argv[2]), true);
foreach (array_merge($lock['packages'], $lock['packages-dev']) as $one) {
  $package = $loader->load($one);
  foreach ($package->getRequires() as $link) {
    $name = $link->getTarget();
    if (strpos($name, '/')) { echo "$one[name] {$package->getPrettyVersion()} > $name\\n"; }
  }
}
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
    theirs = {_plain(line) for line in _oracle(path)(python, path)}
    listed = {line for line in theirs if " > " not in line}
    names = {line.partition(" ")[0] for line in listed}
    inside = (
        line
        for line in theirs - listed
        if {line.partition(" ")[0], line.rpartition(" ")[2]} <= names
    )
    theirs = listed | set(inside)
    ours = entries(path, edges=any(" > " in line for line in theirs))
    differences = [f"missing {line}" for line in sorted(theirs - ours)]
    differences += [f"extra {line}" for line in sorted(ours - theirs)]
    counts = [path.read_bytes().count(b"\n")]
    for wants_edges in (False, True):
        mine = {line for line in ours if (" > " in line) is wants_edges}
        other = {line for line in theirs if (" > " in line) is wants_edges}
        counts += (len(mine), len(other), len(other - mine), len(mine - other))
    return f"| {path.parent.name}/{path.name} | {' | '.join(map(str, counts))} |", differences


def entries(path: Path, *, edges: bool) -> set[str]:
    """What the product reads, as ``name version`` and ``name version > name``.

    PHP's own extensions are no packages.
    """
    facts = read(path)
    for gap in facts.gaps:
        print(f"{path}:{gap.line}: {gap.reason}", file=sys.stderr)
    found = set()
    for one in facts.dependencies:
        name, _, version = _stem(one.purl).partition("@")
        if name[:4] != "ext-":
            needed = (_stem(need).partition("@")[0] for need in one.needs) if edges else ()
            kept = (need for need in needed if need[:4] != "ext-")
            found |= {f"{name} {version}", *(f"{name} {version} > {need}" for need in kept)}
    return {_plain(line) for line in found}


def _stem(purl: str) -> str:
    return purl.removeprefix("pkg:").partition("/")[2]


def _plain(text: str) -> str:
    """Names as an index compares them; versions without their platform."""
    own, _, needed = text.strip().partition(" > ")
    name, _, version = own.partition(" ")
    line = f"{_normal(name)} {version.removeprefix('v').partition('+')[0]}"
    return f"{line} > {_normal(needed)}" if needed else line


def _normal(name: str) -> str:
    return name.lower() if "/" in name else re.sub(r"[-_.]+", "-", name).lower()


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
    command = (python.parent / "uv", "export", "--frozen", "--offline", "--all-packages")
    bill = _lines(path, *command, "--all-extras", "--all-groups", "--format", "cyclonedx1.5")
    document = json.loads("\n".join(bill))
    names = {one["bom-ref"]: one for one in document["components"]}
    edges = [
        f"{names[one['ref']]['name']} {names[one['ref']].get('version', '')} > {names[to]['name']}"
        for one in document["dependencies"]
        for to in one.get("dependsOn", ())
        if one["ref"] in names and to in names
    ]
    told = _lines(
        path, python.parent / "uv", "export", "--frozen", "--offline", "--all-packages",
        "--all-extras", "--all-groups", "--no-hashes", "--no-header", "--no-annotate",
        "--no-emit-workspace",
    )  # fmt: skip
    listed = [re.sub(r"==([^\s;]+).*", r" \1", line) for line in told if "==" in line]
    return [*listed, *edges]


def _bundler(_: Path, path: Path) -> list[str]:
    return _lines(path, "ruby", "-rbundler", "-e", BUNDLER, path)


def _composer(_: Path, path: Path) -> list[str]:
    told = _lines(path, "composer", "show", "--locked", "--format=json", "--no-plugins")
    listed = [f"{one['name']} {one['version']}" for one in json.loads("\n".join(told))["locked"]]
    return [*listed, *_lines(path, "php", "-r", COMPOSER, AUTOLOAD, path)]


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
