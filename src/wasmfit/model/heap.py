"""Heaps that a command line or a variable asks for: by flags of runtimes."""

import re
from dataclasses import dataclass

_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
MEBIBYTE = 1024**2

_START, _END = r"(?<![^\s='\"])", r"(?![^\s'\"])"
"""A flag is a word of its own, also within quotes and as the value of a variable."""

_JVM = re.compile(
    _START + r"-(Xms|Xmx|XX:InitialHeapSize=|XX:MaxHeapSize=)(\d{1,15})([kmgtKMGT]?)" + _END
)
"""https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html: bytes, or with a unit."""

_V8 = re.compile(_START + r"--(max[-_]old[-_]space[-_]size)[= ](\d{1,15})" + _END)
"""https://nodejs.org/api/cli.html: in MiB."""

_GO = re.compile(_START + r"GOMEMLIMIT=(\d{1,15})(B|[KMGT]iB)?" + _END)
"""https://pkg.go.dev/runtime: a soft limit, in bytes or with a unit."""

_FROM_THE_START = frozenset({"Xms", "XX:InitialHeapSize="})
"""Flags whose memory is taken at once; with the others the heap may grow so far."""


@dataclass(frozen=True, slots=True)
class Heap:
    """A flag as written, the bytes that it asks for, and whether they are taken at once."""

    flag: str
    size: int
    at_once: bool


def stated(text: str) -> list[Heap]:
    """The heaps that a command line, or a variable with its value (``NAME=value``), asks for."""
    jvm = [
        Heap(match[0], int(match[2]) * _UNITS[match[3].lower()], match[1] in _FROM_THE_START)
        for match in _JVM.finditer(text)
    ]
    v8 = [Heap(match[0], int(match[2]) * MEBIBYTE, at_once=False) for match in _V8.finditer(text)]
    go = [
        Heap(match[0], int(match[1]) * _UNITS[_prefix(match[2])], at_once=False)
        for match in _GO.finditer(text)
    ]
    return [*jvm, *v8, *go]


def _prefix(unit: str | None) -> str:
    """``g`` of ``GiB``, nothing of bytes."""
    return unit[0].lower() if unit and unit != "B" else ""
