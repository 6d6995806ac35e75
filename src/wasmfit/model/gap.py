"""What could not be read: a part of every report, and of the smallest scan."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read, and why. ``bytes`` is how much was lost."""

    path: str
    stage: str
    reason: str
    bytes: int = 0
    line: int | None = None
