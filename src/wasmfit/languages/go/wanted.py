"""Which symbols of a file can matter, seen from the rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wasmfit.languages.go.results import RESULTS
from wasmfit.model.reader import Interest

METHOD_PARTS = 2

ENDING = 2
"""Bytes before a colon that tell whether a wanted key may stand there."""

_FROM_RULES = (
    *("_names", "_whole", "packages", "methods", "method_names", "endings", "types", "makers"),
)
"""What hints change nothing of."""

_SPLIT = re.compile(r"(.*?(?:\.v\d+)?)\.((?:\w+)(?:\.\w+)*)")


def split(symbol: str) -> tuple[str, tuple[str, ...]]:
    """The package of a symbol and the names below it: ``os.File.Chmod`` has two."""
    folder, slash, last = symbol.rpartition("/")
    found = _SPLIT.fullmatch(last)
    if found is None:
        return symbol, ()
    return f"{folder}{slash}{found[1]}", tuple(found[2].split("."))


@dataclass(frozen=True)
class Wanted:
    """The rules' interest, and what other files of the repository told.

    ``known`` maps members of types (``.server.cmd``) and results of functions
    (``.open()#0``) to types, both as written in this file.
    """

    interest: Interest
    known: Mapping[str, str] = field(default_factory=dict)

    def told(self, hints: Mapping[str, str]) -> "Wanted":
        """The same with what other files told; what the rules say is not worked out again."""
        if not hints:
            return self
        found = Wanted(self.interest, hints)
        for name in (
            "_names",
            "_whole",
            "packages",
            "methods",
            "method_names",
            "endings",
            "types",
            "makers",
        ):
            found.__dict__[name] = getattr(self, name)
        return found

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for symbol in self.interest.exact:
            package, names = split(symbol)
            if names:
                found.setdefault(package, set()).add(names[0])
        return found

    @cached_property
    def _whole(self) -> tuple[str, ...]:
        """Beginnings of symbols below which everything is wanted."""
        return tuple(one for one in self.interest.prefixes if not one.startswith("/"))

    @cached_property
    def packages(self) -> frozenset[str]:
        """Packages from which single names are wanted."""
        return frozenset(self._names)

    def matters(self, package: str) -> bool:
        """Whether something of a package is wanted."""
        return package in self._names or self.is_whole(package)

    def is_whole(self, package: str) -> bool:
        """Whether more of a package may be wanted than single names."""
        start = f"{package}."
        return any(one.startswith(start) or start.startswith(one) for one in self._whole)

    def names(self, package: str) -> frozenset[str]:
        """The single names that are wanted from a package."""
        return frozenset(self._names.get(package, ()))

    def matched(self, package: str, *names: str) -> str:
        """The symbol that a rule speaks of, for names below a package; "" for none."""
        for size in range(len(names), 0, -1):
            symbol = f"{package}.{'.'.join(names[:size])}"
            if symbol in self.interest.exact:
                return symbol
        symbol = f"{package}.{names[0]}"
        return symbol if symbol.startswith(self._whole) else ""

    @cached_property
    def methods(self) -> dict[str, frozenset[str]]:
        """Wanted methods by name, with the types that have them."""
        found: dict[str, set[str]] = {}
        for symbol in self.interest.exact:
            package, names = split(symbol)
            if len(names) == METHOD_PARTS:
                found.setdefault(names[1], set()).add(f"{package}.{names[0]}")
        return {name: frozenset(types) for name, types in found.items()}

    @cached_property
    def method_names(self) -> frozenset[bytes]:
        """Their names as they stand in a file."""
        return frozenset(name.encode() for name in self.methods)

    @cached_property
    def endings(self) -> frozenset[bytes]:
        """What may stand right before the colon after one of them as a key, blanks included."""
        blanks = {bytes((first, last)) for first in range(256) for last in b" \t"}
        return frozenset(blanks | {name[-ENDING:] for name in self.method_names})

    @cached_property
    def types(self) -> frozenset[str]:
        """Types with wanted methods, and types from which one comes to them."""
        found = {owner for owners in self.methods.values() for owner in owners}
        while True:
            holders = {
                member.rpartition(".")[0]
                for member, result in RESULTS.items()
                if result in found and len(split(member.partition("(")[0])[1]) == METHOD_PARTS
            }
            if holders <= found:
                return frozenset(found)
            found |= holders

    @cached_property
    def makers(self) -> dict[str, frozenset[str]]:
        """By package: names of wanted types, and of what gives them."""
        found: dict[str, set[str]] = {}
        given = {name for name, result in RESULTS.items() if result in self.types}
        for member in given | self.types:
            package, names = split(member.partition("(")[0])
            if names:
                found.setdefault(package, set()).add(names[0])
        return {package: frozenset(names) for package, names in found.items()}
