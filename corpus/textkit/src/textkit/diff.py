'''Differences between two texts.

Older versions ran ``subprocess.run(["diff", "-u", old, new])``; this one compares in memory:

    >>> import subprocess
    >>> subprocess.run(["diff", "-u", "a", "b"])
'''

from __future__ import annotations

import difflib
from collections.abc import Iterator


def unified(old: str, new: str, name: str = "text") -> Iterator[str]:
    """The lines of a unified difference."""
    # os.system("diff -u ...") did this once
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    yield from difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")


def ratio(old: str, new: str) -> float:
    """How much alike two texts are, 0 to 1."""
    return difflib.SequenceMatcher(None, old, new, autojunk=False).ratio()
