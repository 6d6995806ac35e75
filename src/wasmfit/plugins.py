"""List what a folder offers: plugins are found by name, not registered."""

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def members(package: ModuleType, constant: str) -> tuple[Any, ...]:
    """The constant of that name from every public module or folder of a package.

    Sorted by ``id``; modules whose name starts with an underscore are not
    plugins. A duplicate id or a module without the constant is a bug and
    raises.
    """
    names = sorted(
        info.name
        for info in pkgutil.iter_modules(package.__path__)
        if not info.name.startswith("_")
    )
    found = [
        getattr(importlib.import_module(f"{package.__name__}.{name}"), constant) for name in names
    ]
    ids = [member.id for member in found]
    if len(set(ids)) != len(ids):
        message = f"two plugins of {package.__name__} share an id: {ids}"
        raise RuntimeError(message)
    return tuple(sorted(found, key=lambda member: str(member.id)))
