"""What kept facts depend on besides the file: the program's own code, and what it looks for."""

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache

from wasmfit import version
from wasmfit.model.reader import Interest
from wasmfit.model.unchanged import digest

ROOMS = ("languages", "model", "stages/extract", "syntax")
"""Where the code lies that turns bytes into facts."""


def stamps(interests: Mapping[str, Interest]) -> dict[str, bytes]:
    """Per language, what stands for its reader and its interest."""
    return {
        language: digest(
            _program(),
            *sorted(interest.exact),
            "prefixes",
            *sorted(interest.prefixes),
            "local",
            *sorted(interest.local),
            "guards",
            *sorted(interest.guards),
        )
        for language, interest in interests.items()
    }


@cache
def _program() -> bytes:
    """The state of the code: names, sizes and times of its files, and versions of grammars."""
    place = os.path.dirname(version.__file__)
    files = (line for room in ROOMS for line in _files(os.path.join(place, room)))
    return digest(sys.version, *sorted(files), *sorted(_grammars()))


def _files(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _files(entry.path)
        elif entry.name.endswith(".py"):
            seen = entry.stat()
            yield f"{entry.path} {seen.st_size} {seen.st_mtime_ns}"


def _grammars() -> Iterator[str]:
    """Installed grammars with their versions, as installers name their folders."""
    for place in sys.path:
        if os.path.isdir(place):
            for name in os.listdir(place):
                if name.startswith("tree_sitter") and name.endswith(".dist-info"):
                    yield name
