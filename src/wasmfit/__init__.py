"""wasmfit: can this run on WebAssembly, where not, and what to do about it.

The public face: :func:`scan` returns a :class:`Report`; :func:`load_knowledge`
gives what wasmfit knows. Everything is imported when it is first asked for.
"""

from typing import TYPE_CHECKING

from wasmfit.version import __version__

if TYPE_CHECKING:
    from wasmfit.knowledge import load as load_knowledge
    from wasmfit.model.report import Report
    from wasmfit.pipeline import Options, scan

__all__ = ["Options", "Report", "__version__", "load_knowledge", "scan"]

_HOMES = {
    "Options": ("wasmfit.pipeline", "Options"),
    "Report": ("wasmfit.model.report", "Report"),
    "load_knowledge": ("wasmfit.knowledge", "load"),
    "scan": ("wasmfit.pipeline", "scan"),
}


def __getattr__(name: str) -> object:
    import importlib

    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module, member = _HOMES[name]
    found: object = getattr(importlib.import_module(module), member)
    return found
