"""What the user has decided to live with, and what there is to say about these decisions."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """An entry of the configuration that silences findings.

    ``path`` is a pattern as in ``.gitignore``, ``rule`` a number or name; an
    empty one stands for all. It counts up to and including the day
    ``expires``. ``origin`` names file and entry for messages.
    """

    path: str
    rule: str
    reason: str
    origin: str
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A comment ``wasmfit: ignore[rule, ...] reason`` in a source file.

    ``line`` is where the comment starts, ``covers`` the line whose findings
    it silences. ``rules`` is empty when it names none, which silences nothing.
    """

    line: int
    covers: int
    rules: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """Something about the user's own settings or comments; ``line`` 0 is none."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        """The sentence with its place in front."""
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"
