"""Which sizes to make, and what the small files are called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class Size:
    """A box that the small picture has to fit into, in pixels."""

    name: str
    width: int
    height: int

    def within(self, width: int, height: int) -> tuple[int, int]:
        """The measures of a picture scaled down into the box; it is never scaled up."""
        factor = min(self.width / width, self.height / height, 1.0)
        return max(1, round(width * factor)), max(1, round(height * factor))


SIZES = (Size("tile", 160, 160), Size("card", 480, 320), Size("page", 1280, 1280))


def small_name(source: PurePath, size: Size) -> str:
    """The name of a small picture: that of the big one with the size in it."""
    return f"{source.stem}.{size.name}.webp"
