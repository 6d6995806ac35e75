"""Which symbols of a file can matter, seen from the rules."""

from dataclasses import dataclass
from functools import cached_property

from wasmfit.model.reader import Interest

DYNAMIC = frozenset({"importlib", "__import__"})


@dataclass(frozen=True)
class Wanted:
    """The rules' interest, widened by what is known to be re-exported.

    ``hints`` maps symbols of the repository as written in this file
    (``.compat.sp``) to what they stand for (``subprocess``).
    """

    interest: Interest
    hints: tuple[tuple[str, str], ...] = ()

    @cached_property
    def holders(self) -> frozenset[str]:
        """Every symbol that holds a wanted one: ``os`` for ``os.fork``."""
        found: set[str] = set()
        for symbol in (*self.interest.exact, *(p.rstrip(".") for p in self.interest.prefixes)):
            parts = symbol.split(".")
            found.update(".".join(parts[:size]) for size in range(1, len(parts) + 1))
        return frozenset(found)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The top-level names the rules speak of."""
        return frozenset(symbol.partition(".")[0] for symbol in self.holders)

    @cached_property
    def builtins(self) -> frozenset[str]:
        """Wanted names that need no import."""
        start = "builtins."
        found = (s[len(start) :] for s in self.interest.exact if s.startswith(start))
        return frozenset(name for name in found if "." not in name)

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

    def is_local(self, symbol: str) -> bool:
        """Whether a symbol may belong to the repository."""
        return symbol.startswith(".") or symbol.partition(".")[0] in self.interest.local

    def matters(self, symbol: str) -> bool:
        """Whether a name bound to this symbol is worth following."""
        return symbol in self.holders or symbol in self._hinted or self._below_prefix(symbol)

    def _below_prefix(self, symbol: str) -> bool:
        return symbol.startswith(self.interest.prefixes)

    def outside(self, symbol: str) -> str:
        """The symbol with the longest hinted beginning replaced by what it stands for."""
        written = symbol
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
        parts = symbol.split(".")
        sizes = range(len(parts), 0, -1)
        exact = next((n for n in sizes if ".".join(parts[:n]) in self.interest.exact), 0)
        return max(exact, self._below(symbol, parts, imported))

    def _below(self, symbol: str, parts: list[str], imported: frozenset[str]) -> int:
        if not self._below_prefix(symbol):
            return 0
        held = [prefix for prefix in self.interest.prefixes if symbol.startswith(prefix)]
        size = max(prefix.count(".") for prefix in held) + 1
        while size < len(parts) and ".".join(parts[:size]) in imported:
            size += 1
        return size

    def starred(self, module: str) -> frozenset[str]:
        """Names that ``from module import *`` may bring in and that matter."""
        start = module if module.endswith(".") else f"{module}."
        known = (*self.holders, *(written for written, _ in self.hints))
        names = (symbol[len(start) :] for symbol in known if symbol.startswith(start))
        return frozenset(name for name in names if name and "." not in name)
