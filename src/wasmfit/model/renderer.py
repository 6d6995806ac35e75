"""The seam of output formats."""

from collections.abc import Callable
from dataclasses import dataclass

from wasmfit.model.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How it is read: colour, columns, and whether every finding is listed.

    ``base`` is the scanned root as seen from where paths are resolved ("" for
    the same place, else POSIX with a final slash): formats that other
    programs read put it in front of paths. ``suppressed`` lets SARIF carry
    suppressed findings, marked as such.
    """

    colour: bool = False
    width: int = 100
    details: bool = False
    base: str = ""
    suppressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """An output format: ``render`` turns a report into text.

    ``aside`` is a second text that always goes to standard output; without a
    file it is the only one.
    """

    id: str
    title: str
    render: Callable[[Report, Style], str]
    aside: Callable[[Report, Style], str] | None = None
