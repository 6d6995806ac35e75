"""Hold the readers of lockfiles against parsers of the package managers themselves.

    python -m tools.accuracy.lockfiles --parsers FOLDER LOCKFILE...

FOLDER is one in which the parsers were installed from npm: @npmcli/arborist, @yarnpkg/lockfile,
@yarnpkg/parsers, @pnpm/lockfile.fs, @pnpm/lockfile.utils, @pnpm/dependency-path, jsonc-parser,
and for pnpm's versions before 9 old-file, old-utils and old-path (npm's names for
@pnpm/lockfile-file 8, @pnpm/lockfile-utils 9, @pnpm/dependency-path 2), and @oven/bun-linux-x64 or
its kin, which prints a bun.lock as a yarn.lock. For Cargo.lock it is ``cargo metadata``, for go.mod
the versions of ``go list -m all`` for what ``go mod edit -json`` lists; of deno.lock only the
entries are compared. Prints a row per lockfile: entries and edges (who needs whom) of both, what
one has and the other lacks; then the packages that block a unit and come in through others, and how
many of these are told with their path.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from wasmfit import Options, manifests, scan
from wasmfit.model.facts import ManifestFacts
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.report import Report
from wasmfit.stages.detect.readers import Readers

HERE = Path(__file__).parent
KINDS = {
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "pnpm-lock.yaml": "pnpm",
    "bun.lock": "bun",
    "deno.lock": "deno",
    "Cargo.lock": "cargo",
    "go.mod": "go",
}
HEADER = """\
| lockfile | lines | read in | entries | theirs | missing | extra | edges | theirs | missing \
| extra | blockers through others | with path |
|---|---|---|---|---|---|---|---|---|---|---|---|---|"""


def main(arguments: list[str] | None = None) -> int:
    """Print a row per lockfile and everything in which both sides differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parsers", type=Path, required=True, help="folder of the npm parsers")
    parser.add_argument("lockfiles", type=Path, nargs="+", metavar="LOCKFILE")
    options = parser.parse_args(arguments)
    print(HEADER)
    details = []
    for path in options.lockfiles:
        row, differences = compared(path.resolve(), options.parsers.resolve())
        print(row, flush=True)
        details += [f"{path}: {line}" for line in differences]
    print("\n".join(["", *details]))
    return 1 if details else 0


def compared(path: Path, parsers: Path) -> tuple[str, list[str]]:
    """The row of one lockfile, and what only one side has."""
    start = time.process_time()
    ours = told(read(path))
    seconds = time.process_time() - start
    theirs = independent(path, parsers)
    if not any(" > " in line for line in theirs):
        ours = {line for line in ours if " > " not in line}
    differences = [f"missing {line}" for line in sorted(theirs - ours)]
    differences += [f"extra {line}" for line in sorted(ours - theirs)]
    cells = [f"{path.parent.name}/{path.name}", str(path.read_bytes().count(b"\n"))]
    cells.append(f"{seconds:.2f} s")
    for wants_edges in (False, True):
        mine = {line for line in ours if (" > " in line) is wants_edges}
        other = {line for line in theirs if (" > " in line) is wants_edges}
        counts = (len(mine), len(other), len(other - mine), len(mine - other))
        cells += map(str, counts if other or mine else ("-",) * 4)
    report = scan(path.parent, Options(profiles=("wasip2", "wasip1")))
    cells += map(str, blockers(report))
    return f"| {' | '.join(cells)} |", differences


def read(path: Path) -> ManifestFacts:
    """What the product reads."""
    manifest = Readers((), manifests.readers()).manifest(path.name)
    if manifest is None:
        message = f"{path}: no manifest that is read"
        raise SystemExit(message)
    data = path.read_bytes()
    size = len(data)
    file = SourceFile(path=path.name, size=size, language=manifest.id, role=Role.SOURCE, unit=".")
    return manifest.read(file, data)


def told(facts: ManifestFacts) -> set[str]:
    """``name version`` per entry and ``name version > name version`` per edge."""
    lines = set()
    for one in facts.dependencies:
        lines.add(_plain(one.purl))
        lines.update(f"{_plain(one.purl)} > {_plain(need)}" for need in one.needs)
    return lines


def _plain(purl: str) -> str:
    name, _, version = purl.partition("/")[2].rpartition("@")
    return f"{name.replace('%40', '@')} {version}"


def independent(path: Path, parsers: Path) -> set[str]:
    """The same lines, by somebody else's parser."""
    kind = KINDS.get(path.name) or ("berry" if b"__metadata:" in path.read_bytes() else "yarn1")
    if kind == "cargo":
        return _cargo(path)
    if kind == "go":
        return _go(path)
    if kind == "bun":
        return _bun(path, parsers)
    command = ["node", str(HERE / "lockfiles.mjs"), kind, str(path)]
    environment = {**os.environ, "PARSERS": str(parsers)}
    text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return set(text.stdout.split("\n")) - {""}


def _cargo(path: Path) -> set[str]:
    """``cargo metadata``: packages of others that any feature and platform may take."""
    command = ["cargo", "metadata", "--locked", "--all-features", "--format-version", "1"]
    text = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=True)
    found = json.loads(text.stdout)
    names = {
        one["id"]: f"{one['name']} {one['version']}" for one in found["packages"] if one["source"]
    }
    lines = set(names.values())
    for node in found["resolve"]["nodes"]:
        lines.update(
            f"{names[node['id']]} > {names[need['pkg']]}"
            for need in node["deps"]
            if node["id"] in names and need["pkg"] in names
        )
    return lines


def _bun(path: Path, parsers: Path) -> set[str]:
    """Bun itself prints its lockfile as one of Yarn, in a folder of its own."""
    program = next((parsers / "node_modules" / "@oven").glob("bun-*/bin/bun"))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("bun.lock", "package.json"):
            shutil.copy(path.with_name(name), folder)
        printed = subprocess.run(
            [program, "bun.lockb"], cwd=folder, capture_output=True, text=True, check=True
        )
        copy = Path(folder) / "yarn.lock"
        copy.write_text(printed.stdout)
        return independent(copy, parsers)


def _go(path: Path) -> set[str]:
    """``go list -m all``: the versions that are built, of all that ``go mod edit -json`` lists."""
    command = ["go", "mod", "edit", "-json", str(path)]
    text = subprocess.run(command, capture_output=True, text=True, check=True)
    listed = {one["Path"] for one in json.loads(text.stdout).get("Require") or ()}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("go.mod", "go.sum"):
            if path.with_name(name).exists():
                shutil.copy(path.with_name(name), folder)
        command = ["go", "list", "-mod=mod", "-m", "-json=Path,Version,Replace", "all"]
        text = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    modules = json.loads(f"[{text.stdout.replace(chr(10) + '}' + chr(10) + '{', '},{')}]")
    taken = [one.get("Replace") or one for one in modules if one["Path"] in listed]
    return {f"{one['Path']} {one['Version']}" for one in taken if "Version" in one}


def blockers(report: Report) -> tuple[int, int]:
    """Packages that block a unit and are not asked for by it, and those told with a path."""
    direct = {one.dependency.purl for one in report.dependencies if one.dependency.direct}
    found = {
        (finding.unit, finding.purl): bool(finding.via)
        for finding in report.findings
        if finding.purl and finding.purl not in direct
        for profile, _, _ in report.profiles
        if finding.answers[profile].support.value in ("absent", "stubbed", "altered")
    }
    return len(found), sum(found.values())


if __name__ == "__main__":
    sys.exit(main())
