"""What we know, as data: load ``rules/``, check it, and answer from it.

Imported when it is first asked for: where the rules lie is asked more often than what they say.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wasmfit.model.knowledge import Knowledge

__all__ = ["load", "write_index"]


def load(languages: Collection[str] | None = None, extra: Sequence[Path] = ()) -> "Knowledge":
    """See :func:`wasmfit.knowledge.loading.load`."""
    from wasmfit.knowledge import loading

    return loading.load(languages, extra)


def write_index() -> Path:
    """See :func:`wasmfit.knowledge.loading.write_index`."""
    from wasmfit.knowledge import loading

    return loading.write_index()
