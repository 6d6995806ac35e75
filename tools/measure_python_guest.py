"""What runs inside the interpreter being measured: list names, run probes.

The same file runs in three places: in the reference CPython on Linux (as a
program that reads one job from standard input), inside a WASI component, and
inside Pyodide. It imports next to nothing, because what it imports would hide
that a measured function imports something late.
"""

import sys
from collections.abc import Iterable
from importlib import import_module

BASE = frozenset(sys.modules)
"""Modules that every program of this interpreter has loaded anyway."""

FAILED: dict[str, str] = {}
"""Why modules could not be imported the first time: later reasons are misleading."""

Inventory = dict[str, list[str]]
"""Names per module (``os``) and per class (``socket:socket``)."""


def inventory(modules: Iterable[str]) -> Inventory:
    """The public names of modules and of their classes; modules that fail are left out."""
    found: Inventory = {}
    for module in modules:
        loaded = _load(module)
        if isinstance(loaded, str):
            continue
        found[module] = sorted(name for name in dir(loaded) if _counts(loaded, name))
        for name in found[module]:
            value = getattr(loaded, name, None)
            if (
                isinstance(value, type)
                and _own(value, module)
                and not hasattr(value, "__members__")
            ):
                found[f"{module}:{name}"] = sorted(set(_public(dir(value))) - set(dir(object)))
    return found


def missing(expected: Inventory) -> Inventory:
    """What of an inventory this interpreter lacks.

    A module that cannot be imported is listed with ``!`` and the reason.
    """
    found: Inventory = {}
    for key, names in expected.items():
        module, _, owner = key.partition(":")
        loaded = _load(module)
        if isinstance(loaded, str):
            if not owner:
                found[module] = [f"!{loaded}"]
            continue
        holder = getattr(loaded, owner, None) if owner else loaded
        if holder is not None:
            found[key] = [name for name in names if not hasattr(holder, name)]
    return {key: names for key, names in found.items() if names}


def run(code: str, facts: dict[str, object], keep: Iterable[str] | None) -> list[str]:
    """Run one probe: ``[outcome, detail]``.

    Outcomes: ``ok``; ``differs`` (an assertion failed: the call returned, but
    something else happened); ``raises`` (detail ``Type: message``).
    ``keep`` names the modules a program that holds only this probe would have
    loaded by now; all others are forgotten first. None forgets nothing.
    """
    if keep is not None:
        kept = BASE.union(keep)
        for module in [name for name in sys.modules if name not in kept]:
            del sys.modules[module]
    try:
        exec(code, {"__name__": "probe", **facts})  # noqa: S102 (running probes is the purpose)
    except AssertionError as error:
        return ["differs", str(error)]
    except BaseException as error:  # noqa: BLE001 (every way to fail is a result)
        return ["raises", f"{type(error).__name__}: {error}"]
    return ["ok", ""]


def closure(modules: Iterable[str]) -> list[str]:
    """Every module that is loaded once these have been imported."""
    for module in modules:
        _load(module)
    return sorted(sys.modules)


def _load(module: str) -> object:
    """The module, or why it cannot be imported."""
    try:
        return import_module(module)
    except BaseException as error:  # noqa: BLE001 (SystemExit and the like included)
        return FAILED.setdefault(module, f"{type(error).__name__}: {error}")


def _public(names: Iterable[str]) -> list[str]:
    return [name for name in names if not name.startswith("_")]


def _counts(module: object, name: str) -> bool:
    """Whether a name belongs to its module rather than having been imported by it."""
    if name.startswith("_"):
        return False
    value = getattr(module, name, None)
    if isinstance(value, type(sys)):
        return False
    declared: Iterable[str] = getattr(module, "__all__", ())
    if name in declared:
        return True
    owner = str(getattr(module, "__name__", ""))
    home = getattr(value, "__module__", None)
    return _own(value, owner) if isinstance(home, str) else not declared


def _own(value: object, module: str) -> bool:
    home = str(getattr(value, "__module__", ""))
    return home.partition(".")[0].lstrip("_") in (module.partition(".")[0], "posix")


def _job() -> None:
    """Run one job from standard input and print its result (reference interpreter)."""
    from json import dumps, loads

    job = loads(sys.stdin.read())
    sys.path.insert(0, job.get("path", "."))
    match job["do"]:
        case "inventory":
            answer: object = inventory(job["modules"])
        case "closure":
            answer = closure(job["modules"])
        case _:
            answer = run(job["code"], job["facts"], None)
    sys.stdout.write("\n" + dumps(answer))
    sys.stdout.flush()


if __name__ == "__main__":
    _job()
