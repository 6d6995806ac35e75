"""Names of other systems, for which a comparison with CPython on Linux does not ask."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("probes") / "python_foreign.toml"


@cache
def foreign() -> Mapping[str, str]:
    """Symbol to the system that has it, modules included."""
    found = {}
    for system, modules in tomllib.loads(LIST.read_text("utf-8")).items():
        for module, names in modules.items():
            own = [f"{module}.{name}" for name in names.split()]
            found.update(dict.fromkeys(own or [module], system))
    return found


def with_foreign(inventory: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What to ask a guest for: an inventory of Linux, and what other systems have besides."""
    asked = {key: list(names) for key, names in inventory.items()}
    for modules in tomllib.loads(LIST.read_text("utf-8")).values():
        for module, names in modules.items():
            asked.setdefault(module, []).extend(names.split())
    return asked


def note(symbol: str) -> str:
    """What a table says beside a missing name: the system that has it."""
    return f"only on {foreign()[symbol]}" if symbol in foreign() else ""
