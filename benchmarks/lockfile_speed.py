"""How long it takes to scan a project that is one large lockfile: CPU seconds, cold and warm.

    python benchmarks/lockfile_speed.py [--packages N] [--profiles N] [--top N]

The package-lock.json is made up and the same in every run: with 2,400 packages
(the default) it has about 36,000 lines, forty packages are asked for directly,
each needs three others, and every hundredth needs a package that blocks.
"Cold" is a process of its own from its start to its end, with the imports;
"warm" is the second scan in one process. ``--top`` lists the functions that
took most of the warm one.
"""

import argparse
import cProfile
import json
import pstats
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from wasmfit import Options, scan

PROFILES = ("wasip2", "wasip1", "wasip3", "wasix", "emscripten")
DIRECT = 40
NEEDS = (7, 11, 13)
EVERY = 100
BLOCKING = ("sharp", "bcrypt", "better-sqlite3", "puppeteer", "node-pty")
"""Packages that are known to block, one of them below every ``EVERY``-th package."""


def main() -> None:
    """Print one row: the size of the lockfile and the seconds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--packages", type=int, default=2400)
    parser.add_argument("--profiles", type=int, default=5, choices=range(1, len(PROFILES) + 1))
    parser.add_argument("--top", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = made(Path(folder), given.packages)
        profiles = PROFILES[: given.profiles]
        cold = fresh(folder, profiles)
        once(folder, profiles)
        warm = min(once(folder, profiles) for _ in range(3))
        print("| lines | packages | profiles | cold (s) | warm (s) |\n|---|---|---|---|---|")
        print(f"| {lines} | {given.packages} | {len(profiles)} | {cold:.2f} | {warm:.2f} |")
        if given.top:
            profiled(folder, profiles, given.top)


def made(folder: Path, packages: int) -> int:
    """Write the manifest and its lockfile; the lines of the lockfile."""
    direct = {f"p{number}": "^1.0.0" for number in range(DIRECT)}
    root = {"name": "app", "version": "1.0.0", "dependencies": direct}
    entries = {f"node_modules/{name}": entry for name, entry in installed(packages)}
    lock = {"name": "app", "lockfileVersion": 3, "packages": {"": root} | entries}
    text = json.dumps(lock, indent=2)
    (folder / "package.json").write_text(json.dumps(root, indent=2))
    (folder / "package-lock.json").write_text(text)
    return text.count("\n")


def installed(packages: int) -> Iterator[tuple[str, dict[str, object]]]:
    """Every package with what it needs: some that come later, so that all are reached."""
    for number in range(packages):
        below = {f"p{(number * k + k) % packages}" for k in NEEDS} | {f"p{number + DIRECT}"}
        needs = {name: "^1.0.0" for name in sorted(below) if int(name[1:]) < packages}
        if number % EVERY == EVERY - 1:
            needs[BLOCKING[number // EVERY % len(BLOCKING)]] = "^1.0.0"
        yield f"p{number}", entry(f"p{number}", needs)
    for name in BLOCKING:
        yield name, entry(name, {})


def entry(name: str, needs: dict[str, str]) -> dict[str, object]:
    """One installed package as npm writes it."""
    return {
        "version": "1.0.0",
        "resolved": f"https://registry.example/{name}/-/{name}-1.0.0.tgz",
        "integrity": "sha512-abc",
        "license": "MIT",
        "dependencies": needs,
        "engines": {"node": ">=18"},
    }


def once(folder: str, profiles: tuple[str, ...]) -> float:
    """The seconds of one scan."""
    start = process_time()
    scan(folder, Options(profiles=profiles, cache=None))
    return process_time() - start


def fresh(folder: str, profiles: tuple[str, ...]) -> float:
    """The seconds of a whole process of the command that scans, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = [word for profile in profiles for word in ("--target", profile)]
    command = (sys.executable, "-m", "wasmfit", "scan", folder, *asked, "-o", "json=/dev/null")
    subprocess.run((*command, "--no-cache"), check=False, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def profiled(folder: str, profiles: tuple[str, ...], top: int) -> None:
    """Print the functions that a scan spends most time in."""
    profiler = cProfile.Profile()
    profiler.enable()
    once(folder, profiles)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(top)


if __name__ == "__main__":
    main()
