"""What we know, as data: load ``rules/``, check it, and answer from it."""

from wasmfit.knowledge.load import load

__all__ = ["load"]
