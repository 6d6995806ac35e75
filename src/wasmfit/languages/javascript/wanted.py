"""Which symbols of a file can matter, seen from the rules."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from wasmfit.languages.javascript.names import GLOBALS, HOLDERS, OWN
from wasmfit.model.reader import Interest

REMEMBERED = 50_000
"""Symbols whose match with the rules is not looked up again."""


class Spoken:
    """What the rules speak of: the same for every file."""

    def __init__(self, interest: Interest) -> None:
        """Index what the rules name; ``holders`` hold a wanted one: ``node:fs``."""
        self._interest = interest
        self.holders = frozenset(self._holders())
        self.globals = (GLOBALS & self.holders) | HOLDERS | {"require"}
        self.longest = lru_cache(REMEMBERED)(self._longest)
        self.below_prefix = lru_cache(REMEMBERED)(self._below_prefix)

    def _holders(self) -> set[str]:
        found: set[str] = set()
        prefixes = (prefix.rstrip(".") for prefix in self._interest.prefixes)
        for symbol in (*self._interest.exact, *prefixes):
            parts = symbol.split(".")
            found.update(".".join(parts[:size]) for size in range(1, len(parts) + 1))
        return found

    def _below_prefix(self, symbol: str) -> bool:
        return symbol.startswith(self._interest.prefixes)

    def _longest(self, symbol: str) -> str:
        parts = symbol.split(".")
        sizes = range(len(parts), 0, -1)
        exact = next((n for n in sizes if ".".join(parts[:n]) in self._interest.exact), 0)
        held = [p.count(".") + 1 for p in self._interest.prefixes if symbol.startswith(p)]
        size = max(exact, min(max(held, default=0), len(parts)))
        return ".".join(parts[:size])


@lru_cache(maxsize=8)
def _spoken(interest: Interest) -> Spoken:
    return Spoken(interest)


@dataclass(frozen=True)
class Wanted:
    """The rules' interest, widened by what is known to be re-exported.

    ``hints`` maps symbols of the repository as written in this file
    (``./compat!spawn``) to what they stand for (``node:child_process.spawn``).
    """

    interest: Interest
    hints: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _spoken(self) -> Spoken:
        return _spoken(self.interest)

    @property
    def globals(self) -> frozenset[str]:
        """Wanted names that need no import, and the objects that hold them."""
        return self._spoken.globals

    @cached_property
    def _hints(self) -> dict[str, str]:
        return dict(self.hints)

    @cached_property
    def _hinted(self) -> frozenset[str]:
        found: set[str] = set()
        for written, _ in self.hints:
            module, _, names = written.partition(OWN)
            parts = names.split(".")
            found.add(f"{module}{OWN}")
            found.update(
                f"{module}{OWN}{'.'.join(parts[:size])}" for size in range(1, len(parts) + 1)
            )
        return frozenset(found)

    def matters(self, symbol: str) -> bool:
        """Whether a name bound to this symbol is worth following."""
        if OWN in symbol:
            return symbol in self._hinted or any(
                symbol.startswith(f"{written}.") for written, _ in self.hints
            )
        return symbol in self._spoken.holders or self._spoken.below_prefix(symbol)

    def outside(self, symbol: str) -> str:
        """The symbol with the longest hinted beginning replaced by what it stands for."""
        if OWN not in symbol or not self.hints:
            return symbol
        written = symbol
        while written:
            if written in self._hints:
                rest = symbol[len(written) :].lstrip(".")
                meant = self._hints[written]
                return f"{meant}.{rest}" if rest else meant
            written = written.rpartition(".")[0]
        module = symbol.partition(OWN)[0] + OWN
        if module in self._hints:
            return f"{self._hints[module]}.{symbol[len(module) :]}".rstrip(".")
        return symbol

    def longest(self, symbol: str) -> str:
        """The longest beginning of a symbol that a rule matches; "" for none.

        Below a prefix pattern one name more than the pattern is taken:
        ``node:fs.*`` gives ``node:fs.readFile`` for ``node:fs.readFile.length``.
        """
        return self._spoken.longest(symbol)
