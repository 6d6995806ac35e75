"""What the user has decided to live with: findings that are known and do not count."""

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
