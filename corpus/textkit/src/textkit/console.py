"""How wide the screen is, as far as anybody can tell."""

from __future__ import annotations

import os
import sys

if os.name == "nt":
    import ctypes
    from ctypes import wintypes

    class _Info(ctypes.Structure):
        _fields_ = [("size", wintypes._COORD), ("window", wintypes.SMALL_RECT)]

    def _measured() -> int | None:
        handle = ctypes.windll.kernel32.GetStdHandle(-12)
        info = _Info()
        found = ctypes.windll.kernel32.GetConsoleScreenBufferInfo(handle, ctypes.byref(info))
        return info.window.Right - info.window.Left + 1 if found else None

elif sys.platform in {"linux", "darwin"}:
    import fcntl
    import struct
    import termios

    def _measured() -> int | None:
        try:
            answer = fcntl.ioctl(sys.stdout.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
        except OSError:
            return None
        return struct.unpack("hhhh", answer)[1] or None

else:

    def _measured() -> int | None:
        return None


def width(default: int = 80) -> int:
    """Columns of the screen, of ``COLUMNS``, or the default."""
    told = os.environ.get("COLUMNS", "")
    return int(told) if told.isdigit() else _measured() or default


def supports_colour() -> bool:
    """Whether escape sequences make colours here."""
    if sys.platform == "win32":
        return bool(os.system(""))
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
