"""Check crates for wasm32 targets with cargo and say which compile: CSV rows.

    python tools/measure_rust_packages.py [--together] FOLDER TARGET... < crates.txt

Reads crates, one a line: ``name``, ``name@1.2``, ``name:feature,feature`` (with the default
features) or ``name:-,feature`` (without). Each becomes the only dependency of an empty program
below FOLDER; all share one folder of results, so that what crates have in common is compiled once.
``cargo check`` finds what does not compile; what links C code shows itself when its build script
looks for a compiler. With ``--together`` all of them are dependencies of one program, which takes
a fraction of the time; the features that they ask of each other are then united, and of those that
do not compile the ones that another one stops are ``unknown``.
"""

import argparse
import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

SECONDS = 400


def main() -> int:
    """Measure every crate given on standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--together", action="store_true")
    parser.add_argument("folder", type=Path)
    parser.add_argument("targets", nargs="+")
    given = parser.parse_args()
    folder, targets = given.folder, given.targets
    crates = [line.strip() for line in sys.stdin if line.strip()]
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "src" / "main.rs").write_text("fn main() {}\n")
    writer = csv.writer(sys.stdout)
    writer.writerow(("crate", "version", "features", "target", "result", "why"))
    for target in targets:
        if given.together:
            writer.writerows(together(crates, target, folder))
        for crate in () if given.together else crates:
            writer.writerow(measured(crate, target, folder))
            sys.stdout.flush()
    return 0


def measured(crate: str, target: str, folder: Path) -> tuple[str, ...]:
    """Crate, version, features, target, ``ok``, ``fails`` or ``unknown``, the first complaint."""
    name, version, features = _parts(crate)
    _program(folder, [crate])
    tree = _cargo(folder, "tree", "--depth", "1", "--prefix", "none", "--target", target)
    if tree.returncode:
        return name, version, features, target, "unknown", _first(tree.stderr)
    found = re.search(rf"^{re.escape(name)} v(\S+)", tree.stdout, re.MULTILINE)
    checked = _cargo(folder, "check", "--quiet", "--target", target)
    result = "ok" if checked.returncode == 0 else "fails"
    return name, found[1] if found else version, features, target, result, _first(checked.stderr)


def together(crates: Sequence[str], target: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """A row per crate, from one check of a program that needs all of them."""
    _program(folder, crates)
    checked = _cargo(
        folder, "check", "--keep-going", "--message-format", "json", "--target", target, limit=None
    )
    compiled: dict[str, str] = {}
    errors: dict[str, str] = {}
    for line in checked.stdout.split("\n"):
        said = json.loads(line) if line.startswith("{") else {}
        name, _, version = said.get("package_id", "").rpartition("#")[2].rpartition("@")
        if said.get("reason") == "compiler-artifact":
            compiled[name] = version
        elif said.get("message", {}).get("level") == "error":
            errors.setdefault(name, said["message"]["message"])
    for crate in crates:
        name, version, features = _parts(crate)
        result = "fails" if name in errors else "ok" if name in compiled else "unknown"
        found = compiled.get(name, version)
        yield name, found, features, target, result, errors.get(name, "")[:200]


def _parts(crate: str) -> tuple[str, str, str]:
    named, _, features = crate.partition(":")
    name, _, version = named.partition("@")
    return name, version, features


def _program(folder: Path, crates: Iterable[str]) -> None:
    """An empty program that depends on some crates, without a lockfile."""
    lines = []
    for crate in crates:
        name, version, features = _parts(crate)
        listed = [feature for feature in features.split(",") if feature not in ("", "-")]
        detail = f'version = "{version or "*"}", features = {listed!r}'.replace("'", '"')
        if features.startswith("-"):
            detail += ", default-features = false"
        lines.append(f"{name} = {{ {detail} }}\n")
    head = '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n'
    (folder / "Cargo.toml").write_text(head + "".join(lines))
    (folder / "Cargo.lock").unlink(missing_ok=True)


def _cargo(
    folder: Path, *arguments: str, limit: int | None = SECONDS
) -> subprocess.CompletedProcess[str]:
    settings = {"CARGO_TARGET_DIR": str(folder / "target"), "CARGO_BUILD_JOBS": "1"}
    environment = {**os.environ, **settings}
    try:
        return subprocess.run(
            ["cargo", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=limit,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(arguments, 1, "", "took too long")


def _first(text: str) -> str:
    """The first error, and the crate that it stands in."""
    said = re.search(r"^error[^\n]*", text, re.MULTILINE)
    crate = re.findall(r"could not compile `([^`]+)`|custom build command for `([^` ]+)", text)
    where = next((one for pair in crate for one in pair if one), "")
    return f"{where}: {said[0]}"[:200] if said and where else said[0][:200] if said else ""


if __name__ == "__main__":
    sys.exit(main())
