"""Byte offsets to lines and columns, and source bytes to UTF-8."""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from wasmfit.model.place import Span
from wasmfit.syntax.tree import Node


class Lines:
    """The line table of one file: turns byte ranges into spans."""

    def __init__(self, data: bytes) -> None:
        """Of ``data`` (UTF-8, lines end with a line feed)."""
        self._data = data

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line starts; counted when the first place is asked for."""
        lengths = [len(line) + 1 for line in self._data.split(b"\n")]
        return [0, *accumulate(lengths)]

    def at(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (in code points) of a byte offset."""
        row = bisect_right(self._starts, offset) - 1
        prefix = self._data[self._starts[row] : offset]
        width = len(prefix) if prefix.isascii() else len(prefix.decode("utf-8", "replace"))
        return row + 1, width + 1

    def span(self, start: int, end: int) -> Span:
        """The span of a byte range."""
        return Span(*self.at(start), *self.at(end))

    def of(self, node: Node) -> Span:
        """The span of a node."""
        return self.span(node.start_byte, node.end_byte)


def to_utf8(data: bytes, encoding: str = "utf-8") -> tuple[bytes, str]:
    """Source bytes as UTF-8 with line feeds, and a complaint ("" if none).

    A byte order mark is dropped. Bytes that the encoding does not allow are
    replaced and the complaint names the first of them.
    """
    complaint = ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not (encoding == "utf-8" and data.isascii()):
        try:
            decoded = data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            complaint = (
                f"not valid {encoding} at line {line} (byte {error.start}); save it as UTF-8"
            )
            decoded = data.decode(encoding, "replace")
        data = decoded.encode("utf-8", "replace")
    if b"\r" in data:
        data = re.sub(rb"\r\n?", b"\n", data)
    return data, complaint
