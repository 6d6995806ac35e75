"""The line of every finding: its text, and the fingerprint that code scanning gives it.

The fingerprint is a polynomial hash (base 37, 64 bits) of the hundred UTF-16
units that follow the start of the line, spaces and tabs left out and line
ends as line feeds, plus a number that tells equal ones of a file apart. Lines
may move without changing it.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

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


class Page:
    """The lines of one file."""

    def __init__(self, data: bytes) -> None:
        """Cut a file into lines, as an editor shows them."""
        text = re.sub(r"\r\n?", "\n", data.decode("utf-8", "replace"))
        self._lines = text.removeprefix("\ufeff").split("\n")
        bare = text.replace(" ", "").replace("\t", "")
        if not bare.isascii():
            bare = re.sub("[\U00010000-\U0010ffff]", _as_units, bare)
        padded = f"{bare}{END}" + "\0" * WINDOW
        starts = [0, *(match.end() for match in re.finditer("\n", bare))]
        starts = starts if len(starts) <= MOST_LINES else []
        self._windows = [padded[start : start + WINDOW] for start in starts]
        self._ranks = _ranks(self._windows)

    def excerpt(self, line: int) -> str:
        """A line, 1-based, without what trails; empty when it is long or not there."""
        text = self._lines[line - 1].rstrip() if 0 < line <= len(self._lines) else ""
        return text if len(text) <= LONGEST else ""

    def fingerprint(self, line: int) -> str:
        """The fingerprint of a line, 1-based; empty when it is not there."""
        if not 0 < line <= len(self._windows):
            return ""
        value = 0
        for character in self._windows[line - 1]:
            value = (value * BASE + ord(character)) % FOLDED
        return f"{value:x}:{self._ranks[line - 1]}"


def excerpted(findings: Sequence[Finding], read: Callable[[str], bytes]) -> tuple[Finding, ...]:
    """The findings with excerpt and fingerprint; ``read`` gives a file's bytes.

    Every file is read once and let go; where nothing can be read both stay
    empty.
    """
    found: dict[int, Finding] = {}
    places = sorted(range(len(findings)), key=lambda place: findings[place].location.path)
    path, page = "", Page(b"")
    for place in places:
        finding = findings[place]
        if finding.location.path != path:
            path = finding.location.path
            page = Page(read(path))
        found[place] = _with_line(finding, page)
    return tuple(found[place] for place in range(len(findings)))


def _with_line(finding: Finding, page: Page) -> Finding:
    line = finding.location.span.start_line if finding.location.span else 1
    return replace(finding, excerpt=page.excerpt(line), fingerprint=page.fingerprint(line))


def _as_units(match: re.Match[str]) -> str:
    """A character beyond the first plane as its two UTF-16 units."""
    high, low = divmod(ord(match[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


def _ranks(windows: Sequence[str]) -> list[int]:
    """For each window how often it has been met, itself included."""
    seen: Counter[str] = Counter()
    ranks = []
    for window in windows:
        seen[window] += 1
        ranks.append(seen[window])
    return ranks
