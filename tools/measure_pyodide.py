r"""Measure Pyodide's Python against CPython on Linux.

Starts Pyodide under Node, asks it which names of the standard library it lacks,
and runs every probe of ``measure_python_probes.toml`` in an interpreter of its own.

    python -m tools.measure_pyodide \
        --reference-python /path/to/python \
        --node-modules /path/to/node_modules \
        --write rules/toolchains/pyodide/emscripten.csv

The reference is CPython for Linux of the same minor version; the Node modules
hold the package pyodide. Run it as root (probes change owners), from the root
of the repository.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.measure_python_servers import serving
from tools.measure_python_table import (
    GUEST,
    HERE,
    OK,
    TIMEOUT,
    Outcome,
    Probe,
    Reference,
    Row,
    Trial,
    absent_rows,
    answered_above,
    grade,
    merge,
    passing,
    read_probes,
    stumbles,
    write_packages,
)

MOUNT = "mount a host directory (pyodide.mountNodeFS, pyodide.mountNativeFS)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """What runs Pyodide, and the packages it sees."""

    folder: Path
    node: str
    node_modules: Path
    facts: Mapping[str, object]

    def missing(self, inventory: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """What of an inventory Pyodide lacks."""
        answer = self._ask({"do": "missing", "inventory": inventory}, seconds=TIMEOUT * 10)
        if answer[0] != "answer":
            sys.exit(f"listing names failed: {answer}")
        found: dict[str, list[str]] = json.loads(answer[1])
        return found

    def run(self, probe: Probe, code: str) -> Outcome:
        """The outcome of one probe's code."""
        facts = {**self.facts, "root": "/home/pyodide/probe"}
        answer = self._ask({"do": "run", "code": code, "facts": facts}, seconds=TIMEOUT)
        if answer[0] != "answer":
            return (answer[0], answer[1])
        kind, detail = json.loads(answer[1])
        if kind == "ok" and probe.after:
            return ("differs", "accepted and never called: the program does not end")
        return (kind, detail)

    def _ask(self, job: Mapping[str, object], *, seconds: int) -> list[str]:
        words: list[str | Path] = [self.node, HERE / "measure_pyodide.mjs"]
        try:
            done = subprocess.run(
                [*words, self.node_modules, GUEST, self.folder],
                input=json.dumps(job) + "\n",
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return ["hangs", ""]
        last = done.stdout.rpartition("\n[")[2].strip()
        if not last:
            return ["traps", " ".join(done.stderr.split())[-200:]]
        answer: list[str] = json.loads("[" + last)
        return answer


def measure(lab: Lab, reference: Reference) -> tuple[list[Row], dict[str, Trial]]:
    """All rows, and for every first symbol of a probe what it gave."""
    missing = lab.missing(reference.inventory(reference.modules()))
    rows = {row.symbol: row for row in absent_rows(missing, module_failure="run")}
    seen = {}
    for probe, trial in _trials(lab, passing(read_probes(), reference, lab.facts, lab.folder)):
        seen[probe.symbols[0]] = trial
        if stumbles(probe, trial):
            continue
        words = _words(probe, trial)
        for symbol in probe.symbols:
            if symbol not in rows and not answered_above(symbol, rows):
                rows[symbol] = Row(symbol=symbol, kind="name", **words)
    return list(rows.values()), seen


def _words(probe: Probe, trial: Trial) -> dict[str, str]:
    """The grade of a probe, with what only Pyodide adds to it."""
    words = grade(probe, trial, {})
    notes = [words["note"]]
    if probe.needs == "files" and words["support"] == "native":
        words |= {"support": "granted", "mechanism": MOUNT}
        notes.append("in memory without a mount")
    if words["support"] == "stubbed" and "timed out" in words["note"]:
        notes.insert(0, "sockets are WebSockets here, an ordinary server never answers")
    if "asyncio.run" in probe.symbols:
        notes.append("needs stack switching (JSPI)")
    words["note"] = "; ".join(filter(None, notes))
    return words


def _trials(lab: Lab, probes: Sequence[Probe]) -> Iterator[tuple[Probe, Trial]]:
    for probe in probes:
        limit = lab.run(probe, probe.limit) if probe.limit else OK
        yield probe, Trial(granted=lab.run(probe, probe.code), limit=limit)


def main() -> None:
    """Measure, write the table, say how many rows it has."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reference-python", type=Path, required=True)
    parser.add_argument("--node", default="node", help="Node.js 24 or newer")
    parser.add_argument("--node-modules", type=Path, required=True)
    parser.add_argument("--write", type=Path, help="the table to write")
    parser.add_argument("--raw", type=Path, help="where to keep the outcomes as JSON")
    options = parser.parse_args()
    with serving() as facts, tempfile.TemporaryDirectory() as folder:
        lab = Lab(
            folder=Path(folder),
            node=options.node,
            node_modules=options.node_modules.resolve(),
            facts=facts,
        )
        write_packages(lab.folder)
        rows, seen = measure(lab, Reference(options.reference_python.absolute()))
    if options.raw:
        words = {symbol: asdict(trial) for symbol, trial in seen.items()}
        options.raw.write_text(json.dumps(words, indent=1))
    if options.write:
        count = merge(options.write, rows)
        print(f"{options.write}: {count} rows, {len(rows)} of them measured")


if __name__ == "__main__":
    main()
