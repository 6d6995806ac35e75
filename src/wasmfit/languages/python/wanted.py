"""Which symbols of a file can matter, seen from the rules."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from wasmfit.model.reader import Interest

DYNAMIC = frozenset({"importlib", "__import__"})
BUILTINS = "builtins."
REMEMBERED = 50_000
"""Symbols whose match with the rules is not looked up again."""


class Spoken:
    """What the rules speak of: the same for every file."""

    def __init__(self, interest: Interest) -> None:
        """Index what the rules name."""
        self._interest = interest
        self.holders = frozenset(self._holders())
        self.roots = frozenset(symbol.partition(".")[0] for symbol in self.holders)
        self.members = _members(self.holders)
        named = (one.removeprefix(BUILTINS) for one in interest.exact if one.startswith(BUILTINS))
        self.builtins = frozenset(name for name in named if "." not in name)
        self.below_prefix = lru_cache(REMEMBERED)(self._below_prefix)
        self.sizes = lru_cache(REMEMBERED)(self._sizes)

    def _holders(self) -> set[str]:
        found: set[str] = set()
        prefixes = (prefix.rstrip(".") for prefix in self._interest.prefixes)
        for symbol in (*self._interest.exact, *prefixes):
            parts = symbol.split(".")
            found.update(".".join(parts[:size]) for size in range(1, len(parts) + 1))
        return found

    def _below_prefix(self, symbol: str) -> bool:
        return symbol.startswith(self._interest.prefixes)

    def _sizes(self, symbol: str) -> tuple[int, int]:
        """How many parts of a symbol an exact rule matches, and how many one with a prefix."""
        parts = symbol.split(".")
        sizes = range(len(parts), 0, -1)
        exact = next((n for n in sizes if ".".join(parts[:n]) in self._interest.exact), 0)
        if not self.below_prefix(symbol):
            return exact, 0
        held = [prefix for prefix in self._interest.prefixes if symbol.startswith(prefix)]
        return exact, max(prefix.count(".") for prefix in held) + 1


def _members(symbols: frozenset[str]) -> dict[str, frozenset[str]]:
    """The names below each beginning that ends with a dot."""
    found: dict[str, set[str]] = {}
    for symbol in symbols:
        around, dot, name = symbol.rpartition(".")
        if name:
            found.setdefault(around + dot, set()).add(name)
    return {start: frozenset(names) for start, names in found.items()}


@lru_cache(maxsize=8)
def _spoken(interest: Interest) -> Spoken:
    return Spoken(interest)


@dataclass(frozen=True)
class Wanted:
    """The rules' interest, widened by what is known to be re-exported.

    ``hints`` maps symbols of the repository as written in this file
    (``.compat.sp``) to what they stand for (``subprocess``).
    """

    interest: Interest
    hints: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _spoken(self) -> Spoken:
        return _spoken(self.interest)

    @property
    def roots(self) -> frozenset[str]:
        """The top-level names the rules speak of."""
        return self._spoken.roots

    @property
    def builtins(self) -> frozenset[str]:
        """Wanted names that need no import."""
        return self._spoken.builtins

    @cached_property
    def _hints(self) -> dict[str, str]:
        return dict(self.hints)

    @cached_property
    def _hinted(self) -> frozenset[str]:
        found: set[str] = set()
        for written, _ in self.hints:
            dots = len(written) - len(written.lstrip("."))
            parts = written[dots:].split(".")
            found.update("." * dots + ".".join(parts[:size]) for size in range(1, len(parts) + 1))
        return frozenset(found)

    @cached_property
    def _members(self) -> dict[str, frozenset[str]]:
        return _members(frozenset(self._hints))

    def is_local(self, symbol: str) -> bool:
        """Whether a symbol may belong to the repository."""
        return symbol.startswith(".") or symbol.partition(".")[0] in self.interest.local

    def matters(self, symbol: str) -> bool:
        """Whether a name bound to this symbol is worth following."""
        spoken = self._spoken
        return symbol in spoken.holders or symbol in self._hinted or spoken.below_prefix(symbol)

    def outside(self, symbol: str) -> str:
        """The symbol with the longest hinted beginning replaced by what it stands for."""
        written = symbol if self._hints else ""
        while written:
            if written in self._hints:
                return self._hints[written] + symbol[len(written) :]
            written = written.rpartition(".")[0]
        return symbol

    def longest(self, symbol: str, imported: frozenset[str]) -> int:
        """How many parts of a dotted symbol a rule matches; 0 for none.

        Below a prefix pattern one part more than the pattern or than the
        deepest module that the file imports is taken: ``ctypes.*`` gives
        ``ctypes.CDLL`` for ``ctypes.CDLL.restype``.
        """
        exact, below = self._spoken.sizes(symbol)
        parts = symbol.split(".") if below else ()
        while 0 < below < len(parts) and ".".join(parts[:below]) in imported:
            below += 1
        return max(exact, below)

    def starred(self, module: str) -> frozenset[str]:
        """Names that ``from module import *`` may bring in and that matter."""
        start = module if module.endswith(".") else f"{module}."
        none: frozenset[str] = frozenset()
        return self._spoken.members.get(start, none) | self._members.get(start, none)
