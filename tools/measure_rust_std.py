"""Run every probe of measure_rust_probes.rs on WASI 0.1 and 0.2 and print what came of it.

    python -m tools.measure_rust_std FOLDER [TARGET...]

Needs rustc with the standard libraries of the targets (``rustup target add``)
and the wasmtime package. ``FOLDER`` is a scratch directory. Prints CSV:
target, symbol, outcome (ok, error, panic, build), detail.
"""

import csv
import re
import subprocess
import sys
from pathlib import Path

from tools.wasm_run import run

PROBES = Path(__file__).with_name("measure_rust_probes.rs")
TARGETS = ("wasm32-wasip1", "wasm32-wasip2")


def main(arguments: list[str]) -> int:
    """Build the probes for every target, run each, print what came of it."""
    folder, targets = Path(arguments[0]), arguments[1:] or TARGETS
    names = re.findall(r'^        "(std::[\w:]+)" =>', PROBES.read_text("utf-8"), re.MULTILINE)
    rows = csv.writer(sys.stdout, lineterminator="\n")
    for target in targets:
        binary = folder / f"probes-{target}.wasm"
        build = ["rustc", "--edition", "2021", "--target", target, "-o", str(binary), str(PROBES)]
        subprocess.run(build, check=True)
        for name in names:
            rows.writerow((target, name, *outcome(*run(binary, folder, name))))
    return 0


def outcome(output: str, errors: str) -> tuple[str, str]:
    """What a probe printed, sorted: ok, error, panic."""
    line = output.strip().splitlines()[-1] if output.strip() else ""
    if line.startswith("OK"):
        return "ok", line[3:]
    if line.startswith("ERR"):
        return "error", line[4:]
    told = [one for one in errors.splitlines() if one.strip() and "note:" not in one]
    return "panic", " / ".join(told[:3])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
