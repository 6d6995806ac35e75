"""Which symbols of a file can matter, seen from the rules."""

from dataclasses import dataclass
from functools import cached_property

from wasmfit.model.reader import Interest

Path = tuple[str, ...]
"""The segments of a path: ``std::fs::File`` is ``("std", "fs", "File")``."""

OWN = frozenset({"crate", "self", "super"})
"""First segments of paths that stay inside the crate."""

_FACADES = {"core": "std", "alloc": "std", "std2": "std"}
"""Crates whose public names the standard library has under the same path."""


def joined(path: Path) -> str:
    """The symbol of a path."""
    return "::".join(path)


@dataclass(frozen=True)
class Wanted:
    """The rules' interest, widened by what is known to be re-exported.

    ``hints`` maps symbols of the crate as written in this file
    (``crate::compat::Command``) to what they stand for.
    """

    interest: Interest
    hints: tuple[tuple[str, str], ...] = ()

    @cached_property
    def holders(self) -> frozenset[Path]:
        """Every path that holds a wanted symbol: ``std::fs`` for ``std::fs::File``."""
        known = (*self.interest.exact, *(p.rstrip(":") for p in self.interest.prefixes))
        found: set[Path] = set()
        for symbol in known:
            parts = tuple(symbol.split("::"))
            found.update(parts[:size] for size in range(1, len(parts) + 1))
        return frozenset(found)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The crates the rules speak of."""
        return frozenset(path[0] for path in self.holders if path[0].isidentifier())

    @cached_property
    def methods(self) -> frozenset[str]:
        """Names of wanted functions that belong to a type or trait."""
        paths = (tuple(symbol.split("::")) for symbol in self.interest.exact)
        return frozenset(p[-1] for p in paths if len(p) > 2 and p[-2][:1].isupper())  # noqa: PLR2004 - crate, type, function

    @cached_property
    def types(self) -> frozenset[Path]:
        """Types and traits with wanted functions."""
        paths = (tuple(symbol.split("::")) for symbol in self.interest.exact)
        return frozenset(p[:-1] for p in paths if len(p) > 2 and p[-2][:1].isupper())  # noqa: PLR2004 - crate, type, function

    @cached_property
    def _hints(self) -> dict[Path, Path]:
        return {tuple(a.split("::")): tuple(b.split("::")) for a, b in self.hints}

    def matters(self, path: Path) -> bool:
        """Whether a name bound to this path is worth following."""
        path = self.outside(path)
        return path in self.holders or joined(path).startswith(self.interest.prefixes)

    def outside(self, path: Path) -> Path:
        """The path with its longest hinted beginning replaced, and façades opened."""
        for size in range(len(path), 0, -1):
            meant = self._hints.get(path[:size])
            if meant is not None:
                path = (*meant, *path[size:])
                break
        return (_FACADES.get(path[0], path[0]), *path[1:]) if path else path

    def longest(self, path: Path) -> int:
        """How many segments of a path a rule matches; 0 for none.

        Below a prefix pattern all of them count.
        """
        exact = self.interest.exact
        sizes = range(len(path), 0, -1)
        best = next((size for size in sizes if joined(path[:size]) in exact), 0)
        below = joined(path).startswith(self.interest.prefixes)
        return len(path) if below and best < len(path) else best

    def below(self, path: Path) -> frozenset[str]:
        """Wanted names directly inside a module, for ``use module::*``."""
        path = self.outside(path)
        size = len(path)
        found = {held[size] for held in self.holders if len(held) > size and held[:size] == path}
        written = {held[size] for held in self._hints if len(held) > size and held[:size] == path}
        return frozenset(found | written)
