"""A progress bar on a terminal, and nothing at all in a pipe."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

FEW = 200
"""Files that are read before a person would wonder; below, no bar is shown."""


@contextmanager
def shown() -> Iterator[Callable[[int, int], None]]:
    """A callback for (files read, files in all) that draws on stderr."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    bar = _Bar()
    try:
        yield bar.told
    finally:
        bar.close()


class _Bar:
    """One line that overwrites itself."""

    def __init__(self) -> None:
        self._told = 0

    def told(self, done: int, total: int) -> None:
        if total < FEW or (done < total and done - self._told < total // 100):
            return
        self._told = done
        sys.stderr.write(f"\r\x1b[Kreading {done} of {total} files")
        sys.stderr.flush()

    def close(self) -> None:
        if self._told:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
