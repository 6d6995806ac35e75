r"""Measure which packages from PyPI can be imported on WASI.

Installs packages beside each other with the toolchain's pip, throws their parts
that are compiled for this machine away, builds a component with componentize-py
that imports each of them, and asks it what failed.

    python -m tools.measure_python_packages \
        --toolchain-python /path/to/python \
        --write rules/toolchains/componentize-py/packages.csv \
        flask beautifulsoup4:bs4 ...

A package whose import name differs is written ``name:import``. Import success
is weak evidence (packages that import lazily fail at their first use), so it is
written only for packages of which rules/packages/pypi.toml says that they need
nothing; a failure always is. Rows of other evidence stay as they are.
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tools.measure_python_table import GUEST, HERE

COLUMNS = ("name", "version", "support", "note", "evidence")
EVIDENCE = "import"
TOGETHER = 20
"""Packages that are installed at a time."""

AT_ONCE = 60
"""Packages that one component imports: what is loaded is copied, and that has a limit."""

PACKAGES = HERE.parent / "rules" / "packages" / "pypi.toml"
WIT = """package measure:packages;
world measured {
  export failures: func(unused: string) -> string;
}
"""
APP = """
import json, sys
import measure_python_guest as guest
import wit_world
found = {{name: guest._load(name) for name in {names!r}}}
failures = {{name: why for name, why in found.items() if isinstance(why, str)}}

class WitWorld(wit_world.WitWorld):
    def failures(self, unused: str) -> str:
        return json.dumps(failures)
"""
VERSIONS = """
import importlib.metadata, json, sys
print(json.dumps({d.name.lower().replace("_", "-"): d.version
                  for d in importlib.metadata.distributions(path=sys.argv[1:])}))
"""


def install(python: Path, names: Iterable[str], site: Path) -> dict[str, str]:
    """Install packages into a folder; the versions that arrived, by name.

    Several at a time, and one by one where they do not go together.
    """
    for group in batched(names, TOGETHER):
        words: list[str | Path] = [python, "-m", "pip", "install", "-q", "--no-compile"]
        words += ["--target", site, "--upgrade"]
        if subprocess.run([*words, *group], check=False, capture_output=True).returncode:
            for name in group:
                subprocess.run([*words, name], check=False, capture_output=True)
    for library in site.rglob("*.so*"):
        library.unlink()
    listing = subprocess.run(
        [python, "-c", VERSIONS, site], capture_output=True, text=True, check=True
    )
    versions: dict[str, str] = json.loads(listing.stdout)
    return versions


def batched(names: Iterable[str], size: int) -> Iterator[list[str]]:
    """Names in groups of a size; the last one may be smaller."""
    every = list(names)
    yield from (every[start : start + size] for start in range(0, len(every), size))


def failures(python: Path, modules: Iterable[str], site: Path, folder: Path) -> dict[str, str]:
    """Why modules cannot be imported on WASI, by module."""
    wit = folder / "wit"
    wit.mkdir()
    (wit / "measured.wit").write_text(WIT)
    shutil.copy(GUEST, folder)
    (folder / "app.py").write_text(APP.format(names=sorted(modules)))
    words: list[str | Path] = [python.parent / "componentize-py", "-q", "-d", wit, "-w", "measured"]
    words += ["componentize", "app", "-p", ".", "-p", site, "-o", folder / "app.wasm"]
    # Else componentize-py adds the packages of whatever Python it finds first.
    environment = {**os.environ, "VIRTUAL_ENV": str(python.parent.parent)}
    subprocess.run(words, cwd=folder, check=True, env=environment)
    job = {"component": str(folder / "app.wasm"), "calls": [["failures", "", None]]}
    done = subprocess.run(
        [python, HERE / "measure_python_wasmtime.py"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(json.loads(done.stdout)[1])
    return found


def needy(packages: Path) -> frozenset[str]:
    """Names of packages that are known to need a capability."""
    entries = tomllib.loads(packages.read_text())["package"]
    return frozenset(entry["purl"].rpartition("/")[2] for entry in entries if entry["requires"])


def merge(path: Path, rows: Mapping[str, tuple[str, ...]]) -> int:
    """Write the table, keeping rows of other evidence; gives the number of rows."""
    found = dict(rows)
    if path.exists():
        with path.open(newline="") as old:
            for cells in csv.reader(old):
                if cells[-1] != COLUMNS[-1] and (cells[-1] != EVIDENCE or cells[0] not in rows):
                    found[cells[0]] = tuple(cells)
    with path.open("w", newline="") as new:
        writer = csv.writer(new, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(found[name] for name in sorted(found))
    return len(found)


def main() -> None:
    """Install, build, ask, write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--toolchain-python", type=Path, required=True)
    parser.add_argument("--write", type=Path, required=True, help="the table to write")
    parser.add_argument("packages", nargs="+", help="name, or name:import")
    options = parser.parse_args()
    modules = {}
    for word in options.packages:
        name, _, module = word.partition(":")
        modules[re.sub(r"[-_.]+", "-", name).lower()] = module or name.replace("-", "_")
    python = options.toolchain_python.absolute()
    with tempfile.TemporaryDirectory() as parent:
        site = Path(parent) / "site"
        versions = install(python, modules, site)
        here = {name: module for name, module in modules.items() if name in versions}
        failed: dict[str, str] = {}
        for number, group in enumerate(batched(here.values(), AT_ONCE)):
            folder = Path(parent) / f"app{number}"
            folder.mkdir()
            failed |= failures(python, group, site, folder)
    rows = {}
    for name, module in here.items():
        version = versions[name]
        if module in failed:
            why = failed[module].partition(": ")[2].partition("\n")[0]
            rows[name] = (name, version, "absent", f"import fails: {why}", EVIDENCE)
        elif name not in needy(PACKAGES):
            rows[name] = (name, version, "native", "imports", EVIDENCE)
    print(f"{options.write}: {merge(options.write, rows)} rows, {len(rows)} of them measured")


if __name__ == "__main__":
    main()
