"""Run a program for WASI under Wasmtime, as a core module or as a component."""

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

wasmtime = import_module("wasmtime")

COMPONENT = b"\0asm\x0d\0\x01\0"


def run(binary: Path, folder: Path, *arguments: str) -> tuple[str, str]:
    """What the program prints, and its errors with the trap that ended it.

    ``folder`` holds what it prints, and the directory ``d`` that it is
    granted, as its root and by name.
    """
    (folder / "d").mkdir(exist_ok=True)
    wasi = wasmtime.WasiConfig()
    wasi.argv = (binary.stem, *arguments)
    wasi.preopen_dir(str(folder / "d"), ".")
    wasi.preopen_dir(str(folder / "d"), "d")
    wasi.stdout_file = str(folder / "out")
    wasi.stderr_file = str(folder / "err")
    trap = ""
    try:
        engine, guest = _compiled(binary.read_bytes())
        store = wasmtime.Store(engine)
        store.set_wasi(wasi)
        start = _module if isinstance(guest, wasmtime.Module) else _component
        start(engine, store, guest)
    except (wasmtime.Trap, wasmtime.ExitTrap, wasmtime.WasmtimeError) as error:
        trap = str(error)
    out, err = ((folder / it).read_text("utf-8", "replace") for it in ("out", "err"))
    return out, err + trap


@lru_cache(maxsize=2)
def _compiled(code: bytes) -> tuple[Any, Any]:
    """An engine, and the module or component it made of the code."""
    engine = wasmtime.Engine()
    if code.startswith(COMPONENT):
        return engine, import_module("wasmtime.component").Component(engine, code)
    return engine, wasmtime.Module(engine, code)


def _module(engine: Any, store: Any, guest: Any) -> None:  # noqa: ANN401 - has no types here
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    linker.instantiate(store, guest).exports(store)["_start"](store)


def _component(engine: Any, store: Any, guest: Any) -> None:  # noqa: ANN401
    component = import_module("wasmtime.component")
    linker = component.Linker(engine)
    linker.add_wasip2()
    instance = linker.instantiate(store, guest)
    world = next(name for name in guest.type.exports(engine) if name.startswith("wasi:cli/run"))
    index = instance.get_export_index(store, "run", instance.get_export_index(store, world))
    instance.get_func(store, index)(store)
