"""Places in plain text, for formats that are read line by line or by patterns."""

import re
from bisect import bisect_right
from functools import cached_property

from wasmfit.model.facts import Gap
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile


def decoded(file: SourceFile, data: bytes) -> str | Gap:
    """The text of a file; a gap for binary data."""
    if b"\0" in data:
        return Gap(file.path, "extract", "not a text file", len(data))
    return data.decode("utf-8-sig", "replace")


class Text:
    """A text and where its characters stand."""

    def __init__(self, text: str) -> None:
        """Lines end with a line feed, as everywhere in this program."""
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line(self, offset: int) -> int:
        """The number of the line an offset lies in."""
        return bisect_right(self._starts, offset)

    def span(self, start: int, end: int) -> Span:
        """What lies between two offsets, up to the end of the first line."""
        line = self.line(start)
        column = start - self._starts[line - 1] + 1
        shown = self.text[start:end].split("\n", 1)[0].rstrip("\r")
        return Span(line, column, line, column + len(shown))

    def group(self, match: "re.Match[str]", group: int | str) -> Span:
        """Where a group of a match stands."""
        return self.span(*match.span(group))


def blanked(text: str, comments: "re.Pattern[str]") -> str:
    """The text with its comments as blanks, so that nothing moves.

    The pattern matches strings too, so that a mark inside of one starts
    nothing; what it calls ``comment`` is blanked.
    """

    def blank(match: "re.Match[str]") -> str:
        if match["comment"] is None:
            return match[0]
        return re.sub(r"[^\n]", " ", match[0])

    return comments.sub(blank, text)


C_COMMENTS = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))|\"\"\".*?\"\"\"|'''.*?'''"""
    r"""|(?<!\\)(?:"(?>(?:[^"\\\n]++|\\.)*)"|'(?>(?:[^'\\\n]++|\\.)*)')""",
    re.DOTALL,
)
"""Comments and strings of the family of C: Gradle, Scala, Swift."""

HASH_COMMENTS = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?<!\\)(?:"(?>(?:[^"\\\n]++|\\.)*)"|'(?>(?:[^'\\\n]++|\\.)*)')""",
    re.DOTALL,
)
"""Comments and strings of the family of the shell: Ruby, Python, CMake."""
