"""Which symbols of a file can matter, seen from the rules."""

from dataclasses import dataclass
from functools import cached_property

from wasmfit.languages.javascript.names import GLOBALS, HOLDERS, OWN
from wasmfit.model.reader import Interest


@dataclass(frozen=True)
class Wanted:
    """The rules' interest, widened by what is known to be re-exported.

    ``hints`` maps symbols of the repository as written in this file
    (``./compat!spawn``) to what they stand for (``node:child_process.spawn``).
    """

    interest: Interest
    hints: tuple[tuple[str, str], ...] = ()

    @cached_property
    def holders(self) -> frozenset[str]:
        """Every symbol that holds a wanted one: ``node:fs`` for ``node:fs.watch``."""
        found: set[str] = set()
        for symbol in (*self.interest.exact, *(p.rstrip(".") for p in self.interest.prefixes)):
            parts = symbol.split(".")
            found.update(".".join(parts[:size]) for size in range(1, len(parts) + 1))
        return frozenset(found)

    @cached_property
    def globals(self) -> frozenset[str]:
        """Wanted names that need no import, and the objects that hold them."""
        return (GLOBALS & self.holders) | HOLDERS | {"require"}

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
        return symbol in self.holders or symbol.startswith(self.interest.prefixes)

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
        parts = symbol.split(".")
        sizes = range(len(parts), 0, -1)
        exact = next((n for n in sizes if ".".join(parts[:n]) in self.interest.exact), 0)
        held = [p.count(".") + 1 for p in self.interest.prefixes if symbol.startswith(p)]
        size = max(exact, min(max(held, default=0), len(parts)))
        return ".".join(parts[:size])
