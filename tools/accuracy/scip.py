"""Read the occurrences out of a SCIP index (protobuf), as rust-analyzer and others write it.

Only what the comparison needs: message ``Index`` field 2 (documents), of a
document field 1 (path) and 2 (occurrences), of an occurrence field 1 (range)
and 2 (symbol). See https://github.com/sourcegraph/scip/blob/main/scip.proto.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MORE, PAYLOAD = 0x80, 0x7F
FIXED32 = 5
DOCUMENTS = 2
PATH, OCCURRENCES = 1, 2
RANGE, SYMBOL = 1, 2


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One name in a file: 0-based line and columns (bytes), and the symbol it stands for."""

    path: str
    line: int
    start: int
    end: int
    symbol: str


def occurrences(index: Path) -> Iterator[Occurrence]:
    """Every occurrence that names something from outside its function, on one line."""
    for number, document in _fields(index.read_bytes()):
        if number != DOCUMENTS or isinstance(document, int):
            continue
        parts = list(_fields(document))
        path = next((v.decode() for n, v in parts if n == PATH and not isinstance(v, int)), "")
        for kind, value in parts:
            if kind == OCCURRENCES and not isinstance(value, int):
                yield from _occurrence(path, value)


def _occurrence(path: str, message: bytes) -> Iterator[Occurrence]:
    held = {number: value for number, value in _fields(message) if not isinstance(value, int)}
    place, symbol = _numbers(held.get(RANGE, b"")), held.get(SYMBOL, b"").decode()
    if len(place) == 3 and not symbol.startswith("local "):  # noqa: PLR2004 - line, start, end
        line, start, end = place
        yield Occurrence(path, line, start, end, symbol)


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        match tag & 7:
            case 0:
                value, at = _varint(message, at)
                yield tag >> 3, value
            case 2:
                size, at = _varint(message, at)
                yield tag >> 3, message[at : at + size]
                at += size
            case wire:
                at += 4 if wire == FIXED32 else 8


def _numbers(packed: bytes) -> list[int]:
    found, at = [], 0
    while at < len(packed):
        value, at = _varint(packed, at)
        found.append(value)
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & PAYLOAD) << shift
        shift += 7
        if not byte & MORE:
            return value, at
