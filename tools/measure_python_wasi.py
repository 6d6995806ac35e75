r"""Measure the Python of a WASI toolchain against CPython on Linux.

Builds a component with componentize-py that imports the whole standard
library, asks it which names it lacks, and runs every probe of
``measure_python_probes.toml`` in a fresh instance: without any grant, with a
directory granted (Wasmtime), and with the network granted (jco under Node).

    python -m tools.measure_python_wasi \
        --toolchain-python /path/to/python \
        --reference-python /path/to/python \
        --node-modules /path/to/node_modules \
        --write rules/toolchains/componentize-py/wasip2.csv

The toolchain's Python has the packages componentize-py and wasmtime; the
reference is CPython for Linux of the same minor version; the Node modules hold
@bytecodealliance/jco and @bytecodealliance/preview2-shim. Run it as root
(probes change owners), from the root of the repository. Without ``--node-modules`` nothing that
needs the network is measured, and those rows stay as they are.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.measure_python_servers import serving
from tools.measure_python_table import (
    GUEST,
    HERE,
    MEASURED,
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

MECHANISMS = {
    "files": "wasmtime run --dir HOST_DIR::GUEST_DIR",
    "network": "wasmtime run -S inherit-network",
    "names": "wasmtime run -S inherit-network -S allow-ip-name-lookup",
    "env": "wasmtime run --env NAME=VALUE",
}
WIT = """package measure:python;
world measured {
  export missing: func(inventory: string) -> string;
  export probe: func(job: string) -> string;
}
"""
APP = """
import measure_python_guest as guest
import json, measured_data, wit_world
loads, dumps = json.loads, json.dumps

for module in {modules!r}:
    guest._load(module)

class WitWorld(wit_world.WitWorld):
    def missing(self, inventory: str) -> str:
        return dumps(guest.missing(loads(inventory)))

    def probe(self, job: str) -> str:
        return dumps(guest.run(**loads(job)))
"""
SLOW = ("network", "names")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """Where the measured component is, and what runs it."""

    folder: Path
    python: Path
    node: str
    node_modules: Path | None
    facts: Mapping[str, object]

    @property
    def component(self) -> Path:
        """The component under test."""
        return self.folder / "app.wasm"

    def build(self, modules: Sequence[str]) -> None:
        """Make the component, and its transpiled form when Node is there."""
        wit = self.folder / "wit"
        wit.mkdir()
        (wit / "measured.wit").write_text(WIT)
        shutil.copy(GUEST, self.folder)
        (self.folder / "app.py").write_text(APP.format(modules=list(modules)))
        tool = Path(self.python).parent / "componentize-py"
        words: list[str | Path] = [
            tool,
            "-q",
            "-d",
            wit,
            "-w",
            "measured",
            "componentize",
            "app",
            "-p",
            ".",
        ]
        # Else componentize-py adds the packages of whatever Python it finds first.
        environment = {**os.environ, "VIRTUAL_ENV": str(self.python.parent.parent)}
        subprocess.run([*words, "-o", self.component], cwd=self.folder, check=True, env=environment)
        if self.node_modules:
            self._transpile(self.node_modules)

    def _transpile(self, modules: Path) -> None:
        jco = modules / "@bytecodealliance" / "jco" / "dist" / "jco.js"
        words: list[str | Path] = [
            self.node,
            jco,
            "transpile",
            self.component,
            "-o",
            self.folder / "js",
        ]
        subprocess.run([*words, "--instantiation", "async", "-q"], check=True)
        (self.folder / "js" / "package.json").write_text('{"type": "module"}')
        (self.folder / "node_modules").symlink_to(modules)
        shutil.copy(HERE / "measure_python_jco.mjs", self.folder)

    def check(self) -> None:
        """Refuse to measure with a host that cannot even run nothing."""
        tries = [
            (Probe(symbols=("nothing",), code="", needs=need), "", None) for need in ("", "network")
        ]
        for outcome in self.run(tries if self.node_modules else tries[:1], grants=True):
            if outcome != OK:
                sys.exit(f"the component does not run: {outcome}")

    def missing(self, inventory: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """What of an inventory the component lacks."""
        (answer,) = self._wasmtime([["missing", json.dumps(inventory), None]])
        if answer[0] != "answer":
            sys.exit(f"listing names failed: {answer}")
        found: dict[str, list[str]] = json.loads(answer[1])
        return found

    def run(
        self, tries: Sequence[tuple[Probe, str, list[str] | None]], *, grants: bool
    ) -> Iterator[Outcome]:
        """The outcome of every (probe, code, modules to keep): with all grants, or with none."""
        quick = [one for one in tries if not (grants and one[0].needs in SLOW)]
        with self._roots(len(quick)) as roots:
            jobs = [
                ["probe", self._job(code, keep), str(root) if grants else None]
                for (_, code, keep), root in zip(quick, roots, strict=True)
            ]
            answers = zip(self._wasmtime(jobs), roots, strict=True)
            for probe, code, keep in tries:
                if grants and probe.needs in SLOW:
                    yield self._under_node(probe, code, keep)
                else:
                    answer, root = next(answers)
                    yield _outcome(answer, probe, root if grants else None)

    def _job(self, code: str, keep: list[str] | None) -> str:
        facts = {**self.facts, "root": "/tmp"}  # noqa: S108 (the guest's own /tmp)
        return json.dumps({"code": code, "facts": facts, "keep": keep})

    @contextmanager
    def _roots(self, count: int) -> Iterator[list[Path]]:
        with tempfile.TemporaryDirectory(dir=self.folder) as parent:
            roots = [Path(parent) / str(number) for number in range(count)]
            for root in roots:
                root.mkdir()
            yield roots

    def _wasmtime(self, calls: Sequence[Sequence[str | None]]) -> list[list[str]]:
        done = subprocess.run(
            [self.python, HERE / "measure_python_wasmtime.py"],
            input=json.dumps({"component": str(self.component), "calls": calls}),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]

    def _under_node(self, probe: Probe, code: str, keep: list[str] | None) -> Outcome:
        """Node's sockets answer late at times: what does not pass is tried again."""
        outcome = ("hangs", "")
        for _ in range(3):
            outcome = self._in_node(probe, code, keep)
            if outcome[0] == "ok":
                break
        return outcome

    def _in_node(self, probe: Probe, code: str, keep: list[str] | None) -> Outcome:
        with self._roots(1) as roots:
            words: list[str | Path] = [
                self.node,
                self.folder / "measure_python_jco.mjs",
                self.folder / "js" / "app.js",
            ]
            try:
                done = subprocess.run(
                    [*words, roots[0]],
                    input=self._job(code, keep),
                    capture_output=True,
                    text=True,
                    timeout=TIMEOUT,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return ("hangs", "")
            last = done.stdout.rpartition("\n[")[2].strip()
            answer = json.loads("[" + last) if last else ["traps", done.stderr.strip()[-200:]]
            return _outcome(answer, probe, roots[0])


def _outcome(answer: Sequence[str], probe: Probe, root: Path | None) -> Outcome:
    if answer[0] != "answer":
        return (answer[0], answer[1])
    kind, detail = json.loads(answer[1])
    if kind == "ok" and root and probe.after and not (root / probe.after).exists():
        return ("differs", "accepted and never called: the program does not end")
    return (kind, detail)


def measure(lab: Lab, reference: Reference) -> tuple[list[Row], dict[str, Trial]]:
    """All rows, and for every first symbol of a probe what it gave."""
    modules = reference.modules()
    lab.build(modules)
    lab.check()
    missing = lab.missing(reference.inventory(modules))
    rows = {row.symbol: row for row in absent_rows(missing, module_failure="build")}
    probes = [p for p in read_probes() if lab.node_modules or p.needs not in SLOW]
    trials = dict(_trials(lab, reference, passing(probes, reference, lab.facts, lab.folder)))
    for probe, trial in trials.items():
        if stumbles(probe, trial):
            continue
        words = grade(probe, trial, MECHANISMS)
        words["evidence"] = MEASURED[probe.needs in SLOW]
        for symbol in probe.symbols:
            if symbol not in rows and not answered_above(symbol, rows):
                rows[symbol] = Row(symbol=symbol, kind="name", **words)
    return list(rows.values()), {probe.symbols[0]: trial for probe, trial in trials.items()}


def _trials(
    lab: Lab, reference: Reference, probes: Sequence[Probe]
) -> Iterator[tuple[Probe, Trial]]:
    whole = [(probe, probe.code, None) for probe in probes]
    lean = [(p, p.code, reference.closure(p.imports, lab.folder)) for p in probes]
    limits = [(probe, probe.limit, None) for probe in probes if probe.limit]
    limit = {
        probe.symbols: outcome
        for (probe, *_), outcome in zip(limits, lab.run(limits, grants=True), strict=True)
    }
    outcomes = zip(
        probes,
        lab.run(whole, grants=True),
        lab.run(whole, grants=False),
        lab.run(lean, grants=True),
        strict=True,
    )
    for probe, granted, bare, late in outcomes:
        last = limit.get(probe.symbols, OK)
        yield probe, Trial(granted=granted, bare=bare, lean=late, limit=last)


def main() -> None:
    """Measure, write the table, say how many rows it has."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--toolchain-python", type=Path, required=True)
    parser.add_argument("--reference-python", type=Path, required=True)
    parser.add_argument("--node", default="node", help="Node.js 24 or newer")
    parser.add_argument("--node-modules", type=Path)
    parser.add_argument("--write", type=Path, help="the table to write")
    parser.add_argument("--raw", type=Path, help="where to keep the outcomes as JSON")
    options = parser.parse_args()
    with serving() as facts, tempfile.TemporaryDirectory() as folder:
        lab = Lab(
            folder=Path(folder),
            python=options.toolchain_python.absolute(),
            node=options.node,
            node_modules=options.node_modules and options.node_modules.resolve(),
            facts=facts,
        )
        write_packages(lab.folder)
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        rows, seen = measure(lab, Reference(options.reference_python.absolute()))
    if options.raw:
        seen_words = {symbol: asdict(trial) for symbol, trial in seen.items()}
        options.raw.write_text(json.dumps(seen_words, indent=1))
    if options.write:
        count = merge(options.write, rows)
        print(f"{options.write}: {count} rows, {len(rows)} of them measured")


if __name__ == "__main__":
    main()
