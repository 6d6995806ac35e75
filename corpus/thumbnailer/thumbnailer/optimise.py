"""Squeezing files further with cwebp's library, where it is installed."""

from __future__ import annotations

import ctypes
import ctypes.util
import mmap
from pathlib import Path


class Squeezer:
    """The encoder of libwebp, called directly."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(ctypes.util.find_library("webp"))
        self._library.WebPGetEncoderVersion.restype = ctypes.c_int

    @property
    def version(self) -> int:
        """The version as the library counts it."""
        return int(self._library.WebPGetEncoderVersion())

    def worth_it(self, path: Path) -> bool:
        """Whether a file says that it was written without effort."""
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return data.find(b"VP8L") < 0
