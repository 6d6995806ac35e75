"""Which words of a file can matter, seen from the rules."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from wasmfit.model.reader import Interest

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")

IN_STD = frozenset(
    {
        "abort", "asctime", "atexit", "at_quick_exit", "clock", "clock_t", "ctime", "exit", "fopen",
        "freopen", "getenv", "gmtime", "localeconv", "localtime", "longjmp", "mktime", "perror",
        "quick_exit", "raise", "remove", "rename", "setlocale", "signal", "strftime", "system",
        "time", "timespec_get", "tmpfile", "tmpnam", "_Exit", "feclearexcept", "feraiseexcept",
        "fegetround", "fesetround", "fegetenv", "fesetenv", "feholdexcept", "fetestexcept",
        "feupdateenv", "fegetexceptflag", "fesetexceptflag",
    }
)  # fmt: skip
"""Names of the C library that C++ also has in ``std``."""


@dataclass(frozen=True)
class Wanted:
    """The rules' interest, sorted by how it is looked for."""

    interest: Interest

    @cached_property
    def names(self) -> frozenset[str]:
        """Plain C names."""
        return frozenset(name for name in self.interest.exact if _IDENTIFIER.match(name))

    @cached_property
    def in_std(self) -> dict[str, tuple[str, ...]]:
        """Names of ``std`` by their last part: ``thread`` -> ``std::thread``."""
        found: dict[str, tuple[str, ...]] = {}
        for name in sorted(self.interest.exact):
            if name.startswith("std::"):
                last = name.rpartition("::")[2]
                found[last] = (*found.get(last, ()), name)
        return found

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """Beginnings of C names."""
        return tuple(prefix for prefix in self.interest.prefixes if _IDENTIFIER.match(prefix))

    @cached_property
    def paths(self) -> tuple[bytes, ...]:
        """Beginnings of file names, and whole ones."""
        exact = (name for name in self.interest.exact if name.startswith("/"))
        starts = (prefix for prefix in self.interest.prefixes if prefix.startswith("/"))
        return tuple(sorted({name.encode() for name in (*exact, *starts)}))

    def words(self, found: frozenset[bytes], *, cxx: bool) -> frozenset[str]:
        """Those of a file's words that can matter."""
        kept = found & self._bytes
        if self.prefixes:
            starts = tuple(prefix.encode() for prefix in self.prefixes)
            kept |= {word for word in found if word.startswith(starts)}
        if cxx:
            kept |= found & {name.encode() for name in self.in_std}
        return frozenset(word.decode() for word in kept)

    @cached_property
    def _bytes(self) -> frozenset[bytes]:
        return frozenset(name.encode() for name in self.names)

    def is_wanted(self, name: str) -> bool:
        """Whether a rule may match a plain C name."""
        return name in self.names or bool(self.prefixes and name.startswith(self.prefixes))


@lru_cache(maxsize=16)
def wanted(interest: Interest) -> Wanted:
    """What an interest looks for (worked out once)."""
    return Wanted(interest)
