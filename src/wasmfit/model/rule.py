"""Rules: which evidence in code needs which capability."""

from dataclasses import dataclass


def _fits(pattern: str, symbol: str) -> bool:
    if pattern.endswith("*"):
        return symbol.startswith(pattern[:-1])
    return symbol == pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What to do. ``action`` is a step kind; ``effort`` is 1, 3, 5, 8 or 13 points.

    ``toolchains`` limits it to those toolchains, ``symbols`` (patterns, as in
    a match) to uses of those symbols; empty means all.
    """

    action: str
    text: str
    effort: int
    toolchains: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()

    def is_for(self, symbol: str) -> bool:
        """Whether it speaks of uses of this symbol."""
        return not self.symbols or any(_fits(pattern, symbol) for pattern in self.symbols)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Code on which a rule must fire (``symbol`` set) or must stay silent."""

    code: str
    symbol: str = ""
    line: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Patterns of one kind: call, use, import, include, link, syntax or path.

    A pattern is a symbol, or a prefix followed by ``*``.
    """

    kind: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Evidence -> capability. Never names a target."""

    number: str
    name: str
    language: str
    summary: str
    why: str
    capability: str
    effort: int
    matches: tuple[Match, ...]
    remedies: tuple[Remedy, ...] = ()
    references: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    hits: tuple[Example, ...] = ()
    misses: tuple[Example, ...] = ()
    retired: bool = False
    origin: str = ""
