"""What differs between systems, behind one set of names."""

from __future__ import annotations

import contextlib
import os
import subprocess as sp
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    Context = ssl.SSLContext

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

if sys.platform == "win32":
    import msvcrt

__all__ = ["CAN_FORK", "IN_SANDBOX", "lock", "low_priority", "sp"]

IN_SANDBOX = sys.platform in ("wasi", "emscripten")
CAN_FORK = hasattr(os, "fork")


def lock(file: IO[bytes]) -> None:
    """Keep other processes away from an open file, where the system knows how."""
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
    elif fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX)


def low_priority() -> None:
    """Let everybody else go first."""
    with contextlib.suppress(AttributeError):
        os.nice(10)
