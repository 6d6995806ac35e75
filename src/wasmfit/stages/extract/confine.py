"""What a worker process may not do: take all memory, outlive its parent, answer the keyboard.

Memory is limited where the system counts what a process may ask for (Linux);
elsewhere it is not. Signals and timers are those of POSIX; elsewhere a worker
ends when its pipe does.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import ModuleType

MEMORY = 2_000_000_000
"""Bytes of address space: several times what the largest file needs that is read at all."""

SAFE_PATH = "PYTHONSAFEPATH"


def confine() -> None:
    """Called by a worker before it reads anything."""
    # The keyboard interrupts the whole group; the parent says what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def mortal(seconds: float) -> Iterator[None]:
    """The system ends this process when what is inside takes longer.

    For the case that its parent, which would do so earlier, is no more.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def undisturbed() -> Iterator[None]:
    """What interrupts this process waits until after.

    For a process that is started inside it waits until that confines itself: cut off in the
    middle of its start it would complain.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # A helper of the library is started with the first process; starting it lets signals through.
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()
    waiting = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, waiting)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def safe_path() -> Iterator[None]:
    """Start interpreters that do not import from the current directory.

    A worker is started with ``-c``, which makes Python look there first, and
    the current directory may be the tree that is scanned.
    """
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = before


@contextmanager
def unseen_main() -> Iterator[None]:
    """Start interpreters that do not run the main module of this process once more.

    A worker needs nothing of it. A program that scans when it is run, without a
    main guard, would scan again in each worker; and the command line would be
    imported there for nothing.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
