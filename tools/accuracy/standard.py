"""What the running interpreter's standard library offers to ``from x import *``."""

import importlib
import warnings
from functools import cache

NOT_LOADED = frozenset({"antigravity", "this", "idlelib", "__main__"})
"""Modules that do something visible when they are imported."""


@cache
def public_names(module: str) -> tuple[str, ...]:
    """The names a star import binds; none where the module is not there on this system."""
    if module.partition(".")[0] in NOT_LOADED:
        return ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded = importlib.import_module(module)
    except ImportError:
        return ()
    listed = getattr(loaded, "__all__", None)
    names = listed if listed is not None else [n for n in vars(loaded) if not n.startswith("_")]
    return tuple(sorted(names))
