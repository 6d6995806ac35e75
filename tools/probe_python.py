"""Labs of tools/probe.py: which names the Python of two toolchains has."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from tools.probe_bench import Bench, Verdict, table


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
