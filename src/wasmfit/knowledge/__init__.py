"""What we know, as data: load ``rules/``, check it, and answer from it."""

from wasmfit.knowledge.load import load, write_index

__all__ = ["load", "write_index"]
