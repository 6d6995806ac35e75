"""The line of every finding: its text, and the fingerprint that code scanning gives it.

The fingerprint is a polynomial hash (base 37, 64 bits) of the hundred UTF-16
units that follow the start of the line, spaces and tabs left out and line
ends as line feeds, plus a number that tells equal ones of a file apart. Lines
may move without changing it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from wasmfit.model.report import Finding

WINDOW = 100
BASE = 37
END = "\uffff"
"""What stands after the last character of a file; the window is filled up with zeros."""

LONGEST = 200
"""Code points of a line that is worth showing; longer ones are machine-made."""

MOST_LINES = 300_000
"""Lines of a file that gets fingerprints; beyond, comparing them costs too much memory."""

FOLDED = 2**64


UNIT_BITS = 16


def _folds() -> Iterator[tuple[int, int, int]]:
    """How wide the numbers are that are folded, a mask of every other one, what the rest counts."""
    width, factor = UNIT_BITS, BASE
    while width < WINDOW * UNIT_BITS:
        pairs = -(-WINDOW * UNIT_BITS // (2 * width))
        yield width, sum(((1 << width) - 1) << (2 * width * pair) for pair in range(pairs)), factor
        width, factor = 2 * width, factor * factor


FOLDS = tuple(_folds())


class Page:
    """The lines of one file."""

    def __init__(self, data: bytes, asked: Collection[int] | None = None) -> None:
        """Cut a file into lines, as an editor shows them, 1-based.

        ``asked`` are those that fingerprints are wanted of, None for all.
        """
        text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        self._lines = text.removeprefix("\ufeff").split("\n")
        bare = text.replace(" ", "").replace("\t", "")
        if not bare.isascii():
            bare = re.sub("[\U00010000-\U0010ffff]", _as_units, bare)
        within = len(self._lines) <= MOST_LINES
        every = range(1, len(self._lines) + 1)
        self._marks = _marks(bare, every if asked is None else asked) if within else {}

    def excerpt(self, line: int) -> str:
        """A line, 1-based, without what trails; empty when it is long or not there."""
        text = self._lines[line - 1].rstrip() if 0 < line <= len(self._lines) else ""
        return text if len(text) <= LONGEST else ""

    def fingerprint(self, line: int) -> str:
        """The fingerprint of a line, 1-based, that was asked for; empty when it is not there."""
        return self._marks.get(line, "")


def excerpted(findings: Sequence[Finding], read: Callable[[str], bytes]) -> tuple[Finding, ...]:
    """The findings with excerpt and fingerprint; ``read`` gives a file's bytes.

    Every file is read once and let go; where nothing can be read both stay
    empty.
    """
    by_path: defaultdict[str, list[int]] = defaultdict(list)
    for place, finding in enumerate(findings):
        by_path[finding.location.path].append(place)
    found = list(findings)
    for path in sorted(by_path):
        lines = {place: _line(findings[place]) for place in by_path[path]}
        page = Page(read(path), set(lines.values()))
        for place, line in lines.items():
            found[place] = replace(
                found[place], excerpt=page.excerpt(line), fingerprint=page.fingerprint(line)
            )
    return tuple(found)


def _line(finding: Finding) -> int:
    return finding.location.span.start_line if finding.location.span else 1


def _as_units(match: re.Match[str]) -> str:
    """A character beyond the first plane as its two UTF-16 units."""
    high, low = divmod(ord(match[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


def _marks(bare: str, asked: Collection[int]) -> dict[int, str]:
    """The fingerprints of lines: what the window says, and how often it has been met by then.

    Only lines that read like one of those asked for, or that fill a window, can have the same.
    """
    padded = f"{bare}{END}" + "\0" * WINDOW
    lines = padded.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    wanted = {line for line in asked if 0 < line <= len(lines)}
    alike = {lines[line - 1] for line in wanted}
    met: Counter[str] = Counter()
    found: dict[int, str] = {}
    for line in [n for n, text in enumerate(lines, 1) if text in alike or len(text) >= WINDOW]:
        window = padded[starts[line - 1] : starts[line - 1] + WINDOW]
        met[window] += 1
        if line in wanted:
            found[line] = f"{_folded(window):x}:{met[window]}"
    return found


def _folded(window: str) -> int:
    """The polynomial of a window's units: neighbours are joined, all pairs in one step."""
    value = int.from_bytes(window.encode("utf-16-be", "surrogatepass"), "big")
    for width, every_other, factor in FOLDS:
        value = (value & every_other) + factor * (value >> width & every_other)
    return value % FOLDED
