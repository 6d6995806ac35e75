"""Run every probe of measure_rust_probes.rs on WASI 0.1 and 0.2 and print what came of it.

    python -m tools.measure_rust_std FOLDER [TARGET...]

Needs rustc with the standard libraries of the targets (``rustup target add``)
and the wasmtime package. ``FOLDER`` is a scratch directory. Prints CSV:
target, symbol, outcome (ok, error, panic), detail.
"""

import csv
import re
import subprocess
import sys
from pathlib import Path

from tools.wasm_run import run

PROBES = Path(__file__).with_name("measure_rust_probes.rs")
TARGETS = ("wasm32-wasip1", "wasm32-wasip2")
FAILS = frozenset({"absent", "stubbed"})
REFUSED = ("PermissionDenied", "failed to lookup address information")
"""How a call ends that waits for a permission: the wasmtime package cannot give the network."""


def main(arguments: list[str]) -> int:
    """Build the probes for every target, run each, print what came of it."""
    folder, targets = Path(arguments[0]), arguments[1:] or TARGETS
    rows = csv.writer(sys.stdout, lineterminator="\n")
    for target in targets:
        rows.writerows((target, name, *it) for name, it in outcomes(folder, target).items())
    return 0


def outcomes(folder: Path, target: str) -> dict[str, tuple[str, str]]:
    """What came of every probe on a target."""
    names = re.findall(r'^        "(std::[\w:]+)" =>', PROBES.read_text("utf-8"), re.MULTILINE)
    binary = folder / f"probes-{target}.wasm"
    build = ["rustc", "--edition", "2021", "--target", target, "-o", str(binary), str(PROBES)]
    subprocess.run(build, check=True)
    return {name: outcome(*run(binary, folder, name)) for name in names}


def outcome(output: str, errors: str) -> tuple[str, str]:
    """What a probe printed, sorted: ok, error, panic."""
    line = output.strip().splitlines()[-1] if output.strip() else ""
    if line.startswith("OK"):
        return "ok", line[3:]
    if line.startswith("ERR"):
        return "error", line[4:]
    told = [one for one in errors.splitlines() if one.strip() and "note:" not in one]
    return "panic", " / ".join(told[:3])


def agrees(support: str, end: str, detail: str) -> bool:
    """Whether a probe ended as the support says."""
    if support in FAILS:
        return end != "ok"
    is_refused = support == "granted" and any(word in detail for word in REFUSED)
    return end == "ok" or is_refused or support in {"altered", "partial"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
