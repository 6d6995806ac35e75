"""What all lockfiles say: packages, and which of them needs which."""

from dataclasses import dataclass

from wasmfit.model.facts import Guard, Scope
from wasmfit.model.place import Span


@dataclass(frozen=True, slots=True)
class Need:
    """One package is needed, perhaps under a condition. ``key`` is an entry's."""

    key: str
    guard: Guard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One package of a lockfile.

    ``key`` tells it from the others of the file; a need whose key stands for
    nothing is skipped. ``base`` is its package URL without version. ``local``
    ones are of the repository itself: they are in no list, what they need is
    direct. ``scope`` None: the file does not tell. ``signs`` are what it tells
    of native code in the package.
    """

    key: str
    base: str
    version: str
    span: Span
    needs: tuple[Need, ...] = ()
    scope: Scope | None = None
    guard: Guard | None = None
    signs: tuple[str, ...] = ()
    local: bool = False

    @property
    def purl(self) -> str:
        """Its package URL with version."""
        return f"{self.base}@{self.version}" if self.version else self.base
