"""A limit on the processor time that one file may cost, whatever its reader does with it.

The interpreter looks for signals between its own steps and inside regular
expressions; parsers that look for none have limits of their own, see
:mod:`wasmfit.syntax`. There is no such signal on Windows, and outside the main
thread none can be caught: there only the parsers' limits hold.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from wasmfit.errors import TooSlowError

PATIENCE = 10.0
"""Seconds of processor time for any file, however small."""

SLOWEST = 150_000
"""Bytes per second that any file is read with on a slow machine."""

AGAIN = 0.2
"""Seconds until it is said again, should something have swallowed the first."""


@contextmanager
def fence(size: int) -> Iterator[None]:
    """Raises TooSlowError inside when reading a file of that size (bytes) takes too long."""
    if not _is_possible():
        yield
        return
    seconds = PATIENCE + size / SLOWEST

    def stop(*_: object) -> NoReturn:
        message = f"was given up after {seconds:.0f} s"
        raise TooSlowError(message)

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _is_possible() -> bool:
    """Whether there is such a timer, it may be caught here, and nobody else uses it."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
        and signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0
    )
