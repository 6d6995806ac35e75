"""Run every probe of measure_rust_probes.rs on WASI 0.1 and 0.2 and print what came of it.

    python tools/measure_rust_std.py FOLDER [TARGET...]

Needs rustc with the standard libraries of the targets (``rustup target add``)
and the wasmtime package. ``FOLDER`` is a scratch directory. Prints CSV:
target, symbol, outcome (ok, error, panic, build), detail.
"""

import csv
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

wasmtime = import_module("wasmtime")
component = import_module("wasmtime.component")

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
        run = run_component if target.endswith("p2") else run_module
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


def settings(folder: Path, name: str) -> Any:  # noqa: ANN401 - the package has no types here
    """A guest's arguments, its folder ``d`` and where its output goes."""
    (folder / "d").mkdir(exist_ok=True)
    wasi = wasmtime.WasiConfig()
    wasi.argv = ("probes", name)
    wasi.preopen_dir(str(folder / "d"), "d")
    wasi.stdout_file = str(folder / "out")
    wasi.stderr_file = str(folder / "err")
    return wasi


def run_module(binary: Path, folder: Path, name: str) -> tuple[str, str]:
    """Run one probe as a core module."""
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    store.set_wasi(settings(folder, name))
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    module = wasmtime.Module.from_file(engine, str(binary))
    trap = ""
    try:
        linker.instantiate(store, module).exports(store)["_start"](store)
    except (wasmtime.Trap, wasmtime.ExitTrap, wasmtime.WasmtimeError) as error:
        trap = str(error)
    return (folder / "out").read_text(), (folder / "err").read_text() + trap


def run_component(binary: Path, folder: Path, name: str) -> tuple[str, str]:
    """Run one probe as a component with the world wasi:cli/command."""
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    store.set_wasi(settings(folder, name))
    linker = component.Linker(engine)
    linker.add_wasip2()
    guest = component.Component.from_file(engine, str(binary))
    trap = ""
    try:
        instance = linker.instantiate(store, guest)
        world = next(n for n in guest.type.exports(engine) if n.startswith("wasi:cli/run"))
        index = instance.get_export_index(store, "run", instance.get_export_index(store, world))
        instance.get_func(store, index)(store)
    except (wasmtime.Trap, wasmtime.ExitTrap, wasmtime.WasmtimeError) as error:
        trap = str(error)
    return (folder / "out").read_text(), (folder / "err").read_text() + trap


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
