"""Paper for the terminal: the only file that writes through rich."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text


def plain(words: str, style: str = "") -> "Text":
    """Text that is never markup; control characters are made visible."""
    from rich.text import Text

    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in words)
    return Text(shown, style=style)


def bullet(console: "Console", words: str) -> None:
    """A paragraph below a heading."""
    indented(console, plain(words), 4)


def indented(console: "Console", words: "Text", spaces: int) -> None:
    """A paragraph whose every line starts there."""
    from rich.padding import Padding

    console.print(Padding(words, (0, 0, 0, spaces), expand=False))


def table(console: "Console", rows: Sequence[tuple[str, ...]]) -> None:
    """Rows of equal length in columns that fold; nothing without rows."""
    if not rows:
        return
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    for _ in rows[0]:
        grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*_cells(row))
    console.print(grid)


def _cells(row: tuple[str, ...]) -> Iterator["RenderableType"]:
    for cell in row:
        yield plain(cell)


def counted(number: int, noun: str) -> str:
    """``1 use``, ``2 uses``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
