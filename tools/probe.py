"""Measure toolchains again and say where the shipped tables are right and where they are not.

    python -m tools.probe [--packages FOLDER] [--only LAB ...] [--sample N]

Labs: zig (C on WASI 0.1: every name compiled and linked, some called), componentize-py (Python on
WASI 0.2: which names are there), ruby-wasm (Ruby on WASI 0.1: every probe run), pyodide and
php-wasm (Python and PHP in JavaScript). The first three need the extra ``probe``; the last two need
Node, and they and ruby-wasm the packages of tools/probes/package.json, installed in FOLDER. `make
probe` sees to all of it.

On two quiet cores: zig 2 minutes, componentize-py 1, ruby-wasm 3, pyodide 1, php-wasm 3.
Prints one line per disagreement and one per lab. Exit code 1 when a lab disagrees or cannot run.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
RUBY = "node_modules/@ruby/3.4-wasm-wasi/dist/ruby+stdlib.wasm"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one entry came to."""

    symbol: str
    shipped: str
    found: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Bench:
    """What a lab works with: a scratch folder, where the Node packages are, which entries count."""

    folder: Path
    packages: Path
    sample: int

    def some(self, names: Sequence[str]) -> list[str]:
        """All of the names, or as many as the sample has; the same ones every time."""
        if not self.sample or self.sample >= len(names):
            return list(names)
        return sorted(random.Random(len(names)).sample(list(names), self.sample))  # noqa: S311


Lab = Callable[[Bench], Iterator[Verdict]]


def table(toolchain: str, target: str) -> dict[str, dict[str, str]]:
    """The rows of a shipped table."""
    path = ROOT / "rules/toolchains" / toolchain / f"{target}.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        return {row["symbol"]: row for row in csv.DictReader(stream)}


def zig(bench: Bench) -> Iterator[Verdict]:
    """C through Zig's compiler: names by compiling and linking, calls by running them."""
    from tools import measure_c, measure_c_runs

    compiler = measure_c.Compiler(measure_c.ZIG.split(), bench.folder)
    shipped = table("zig", "wasip1")
    kinds = {it: shipped[it]["kind"] for it in bench.some(list(shipped))}
    known = {"native": measure_c.THERE, "shimmed": measure_c.SHIMMED}
    besides = {
        name: known[row["support"]]
        for name, row in shipped.items()
        if row["kind"] == "header" and row["support"] in known
    }
    for name, found in measure_c.measured(compiler, kinds, besides).items():
        support = shipped[name]["support"]
        yield Verdict(name, support, found, measure_c.agrees(support, found))
    probes = measure_c_runs.probes()
    chosen = {name: probes[name] for name in bench.some(list(probes))}
    for name, found in measure_c_runs.Runs(compiler, chosen).outcomes().items():
        support = shipped[name]["support"]
        yield Verdict(f"{name}()", support, found, measure_c_runs.agrees(support, found))


def componentize_py(bench: Bench) -> Iterator[Verdict]:
    """Python of componentize-py: which names the guest has."""
    from tools.measure_python_table import write_packages
    from tools.measure_python_wasi import Lab as Guest

    write_packages(bench.folder)
    guest = Guest(
        folder=bench.folder, python=Path(sys.executable), node="", node_modules=None, facts={}
    )
    shipped = table("componentize-py", "wasip2")
    places = placed(bench.some(list(shipped)))
    guest.build(sorted({key.partition(":")[0] for key, _ in places.values()}))
    yield from _present(shipped, places, guest.missing(inventory(places)))


def pyodide(bench: Bench) -> Iterator[Verdict]:
    """Python of Pyodide: which names the guest has."""
    from tools.measure_pyodide import Lab as Guest
    from tools.measure_python_table import write_packages

    write_packages(bench.folder)
    modules = bench.packages / "node_modules"
    guest = Guest(folder=bench.folder, node="node", node_modules=modules, facts={})
    shipped = table("pyodide", "emscripten")
    places = placed(bench.some(list(shipped)))
    yield from _present(shipped, places, guest.missing(inventory(places)))


Places = Mapping[str, tuple[str, str]]
"""Symbol to the module or class that holds it (``os``, ``socket:socket``) and its name there."""


def placed(symbols: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Where to look for each symbol; those nobody could look up are left out."""
    found: dict[str, tuple[str, str]] = {}
    for symbol in symbols:
        parts = symbol.split(".")
        for length in range(len(parts), 0, -1):
            module = ".".join(parts[:length])
            if _is_module(module):
                if place := _inside(module, parts[length:]):
                    found[symbol] = place
                break
    return found


def _inside(module: str, rest: list[str]) -> tuple[str, str] | None:
    match rest:
        case []:
            return module, ""
        case [name] if name.isidentifier():
            return module, name
        case [owner, name] if owner.isidentifier() and name.isidentifier():
            return f"{module}:{owner}", name
        case _:
            return None


def _is_module(name: str) -> bool:
    try:
        return name.partition(".")[0] in sys.stdlib_module_names and find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def inventory(places: Places) -> dict[str, list[str]]:
    """What to ask the guest for."""
    asked: dict[str, list[str]] = {}
    for owner, name in places.values():
        asked.setdefault(owner.partition(":")[0], [])
        asked.setdefault(owner, []).extend([name] if name else [])
    return asked


def _present(
    shipped: Mapping[str, Mapping[str, str]], places: Places, missing: Mapping[str, Sequence[str]]
) -> Iterator[Verdict]:
    gone = {module for module, names in missing.items() if names and names[0].startswith("!")}
    for symbol, (owner, name) in sorted(places.items()):
        lost = owner.partition(":")[0] in gone or name in missing.get(owner, ())
        support = shipped[symbol]["support"]
        found = "absent" if lost else "there"
        yield Verdict(symbol, support, found, (support == "absent") == lost)


def ruby_wasm(bench: Bench) -> Iterator[Verdict]:
    """Ruby under Wasmtime: every probe run."""
    from tools import measure_ruby

    shipped = table("ruby-wasm", "wasip1")
    chosen = set(bench.some(list(shipped)))
    ruby = measure_ruby.Ruby(bench.packages / RUBY)
    for row in measure_ruby.measured(ruby, chosen):
        support = shipped[row.symbol]["support"]
        yield Verdict(row.symbol, support, row.support, support == row.support)


def php_wasm(bench: Bench) -> Iterator[Verdict]:
    """PHP under Node: every probe run."""
    from tools import measure_php

    shipped = table("php-wasm", "emscripten")
    chosen = bench.some(list(shipped))
    program = ROOT / "tools/measure_php.mjs"
    command = ["node", str(program), str(bench.packages), *chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for row in measure_php.rows(json.loads(done.stdout)["rows"]):
        support = shipped[row.symbol]["support"]
        yield Verdict(row.symbol, support, row.support, support == row.support)


LABS: dict[str, Lab] = {
    "zig": zig,
    "componentize-py": componentize_py,
    "ruby-wasm": ruby_wasm,
    "pyodide": pyodide,
    "php-wasm": php_wasm,
}


def main() -> int:
    """Run the labs one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--packages", type=Path, default=ROOT / "out/probe")
    parser.add_argument("--only", nargs="*", default=list(LABS), choices=list(LABS))
    parser.add_argument("--sample", type=int, default=0, help="entries per lab; 0 for all")
    options = parser.parse_args()
    codes = [_told(name, options) for name in options.only]
    return 1 if any(codes) else 0


def _told(name: str, options: argparse.Namespace) -> int:
    """Run a lab and print what came of it; 1 when it disagrees or cannot run."""
    start = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), options.packages.resolve(), options.sample)
        try:
            verdicts = list(LABS[name](bench))
        except (ImportError, OSError, subprocess.CalledProcessError) as error:
            print(f"{name}: cannot run: {error}")
            return 1
    wrong = [it for it in verdicts if not it.agrees]
    for it in wrong:
        print(f"{name}: {it.symbol}: shipped {it.shipped}, found {it.found}")
    spent = perf_counter() - start
    right = len(verdicts) - len(wrong)
    print(f"{name}: {len(verdicts)} entries, {right} agree, {len(wrong)} do not ({spent:.0f} s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
