"""Wrapping and aligning by the width that characters take on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from wcwidth import wcswidth

if TYPE_CHECKING:
    import curses
    from multiprocessing.pool import Pool

    Screen = curses.window
    Mapper = Pool

Side = Literal["left", "right", "middle"]


def wrap(text: str, width: int) -> list[str]:
    """Lines no wider than ``width``, broken at spaces where there are any."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if wcswidth(longer) > width and line:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def align(text: str, width: int, side: Side = "left") -> str:
    """The text with spaces on one side or both."""
    missing = max(0, width - wcswidth(text))
    if side == "left":
        return text + " " * missing
    if side == "right":
        return " " * missing + text
    return " " * (missing // 2) + text + " " * (missing - missing // 2)


def columns(rows: Sequence[Sequence[str]], gap: int = 2) -> Iterable[str]:
    """Rows as lines with every column as wide as its widest cell."""
    widths = [max(map(wcswidth, cells)) for cells in zip(*rows)]
    for row in rows:
        cells = (align(cell, width) for cell, width in zip(row, widths))
        yield (" " * gap).join(cells).rstrip()


def draw(screen: "Screen", rows: Sequence[Sequence[str]]) -> None:
    """Put rows on a screen that the caller has opened."""
    for number, line in enumerate(columns(rows)):
        screen.addstr(number, 0, line)


def wrap_all(texts: Sequence[str], width: int, pool: "Mapper | None" = None) -> list[list[str]]:
    """Many texts at once; a pool of the caller's may share the work."""
    jobs = [(text, width) for text in texts]
    return pool.starmap(wrap, jobs) if pool is not None else [wrap(*job) for job in jobs]
