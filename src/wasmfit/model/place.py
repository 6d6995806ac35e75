"""Where something stands in the scanned tree."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A region of a file.

    Lines and columns are 1-based, columns count Unicode code points, and
    ``end_column`` is one past the last character.
    """

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Location:
    """A file, relative to the scanned root in POSIX form, and a region in it."""

    path: str
    span: Span | None = None

    @property
    def key(self) -> tuple[str, int, int]:
        """Sort key: path, then line, then column."""
        if self.span is None:
            return (self.path, 0, 0)
        return (self.path, self.span.start_line, self.span.start_column)


START = Span(1, 1, 1, 1)
"""The first character: the place of a finding about a file as a whole."""
