"""How fast a scan is: seconds and megabytes per second, by number of reading processes.

    python benchmarks/scan_speed.py [TREE] [--repeat N] [--jobs N ...]

Without a tree the standard library of the running Python is scanned, which
every machine has. The best of the repeats counts: everything else on the
machine only ever adds time. Every run is a process of its own, so start-up is
part of it.
"""

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any


def main() -> int:
    """Print one row per number of processes."""
    options = _options()
    print("| jobs | files | MB | seconds | MB/s |\n|---|---|---|---|---|")
    for jobs in options.jobs:
        runs = [_scan(options.tree, jobs) for _ in range(options.repeat)]
        seconds = min(spent for spent, _ in runs)
        coverage = runs[0][1]
        megabytes = coverage["bytes"] / 1e6
        files = coverage["files"]["read"]
        speed = megabytes / seconds
        print(f"| {jobs} | {files} | {megabytes:.1f} | {seconds:.2f} | {speed:.1f} |")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    library = Path(sysconfig.get_paths()["stdlib"])
    parser.add_argument("tree", type=Path, nargs="?", default=library)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="+", default=sorted({1, os.cpu_count() or 1}))
    return parser.parse_args()


def _scan(tree: Path, jobs: int) -> tuple[float, Any]:
    """Seconds that one scan takes, and what it says it has covered."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "wasmfit", "scan", str(tree), "--jobs", str(jobs)]
        start = perf_counter()
        subprocess.run([*command, "-o", f"json={report}"], check=True)
        seconds = perf_counter() - start
        return seconds, json.loads(report.read_text("utf-8"))["coverage"]


if __name__ == "__main__":
    sys.exit(main())
