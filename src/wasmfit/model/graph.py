"""Who needs what, and what follows from it: the blocker graph, its cuts, the ways in."""

from dataclasses import dataclass
from enum import StrEnum


class Reached(StrEnum):
    """When code is met: as the unit is loaded or started, once something is called, or never.

    ``CALLED`` means that a chain of calls leads there from where the unit
    starts, ``DEFERRED`` that somebody has to call it and nobody is known to,
    ``NEVER`` that no chain of imports leads there from an entry point.
    """

    IMPORT = "import"
    CALLED = "called"
    DEFERRED = "deferred"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Hop:
    """A file on the way to another, and the line in it that brings in the next.

    On a way along calls ``scope`` is the definition whose ``line`` calls the next
    one; None on a way along imports.
    """

    path: str
    line: int
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the blocker graph; ``effort`` is what changing it costs (points)."""

    id: str
    kind: str
    label: str
    effort: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """From who needs to what is needed."""

    source: str
    target: str
    kind: str


@dataclass(frozen=True, slots=True)
class Graph:
    """The blocker graph, as plain data."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The cheapest set of changes that leaves no way to a blocking capability.

    ``nodes`` are the ids to change, ``effort`` their points together.
    ``stuck`` are capabilities that no change inside the unit can free (a
    missing toolchain); ``nodes`` frees all others.
    """

    nodes: tuple[str, ...]
    effort: int
    stuck: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What every way to a blocking capability passes through, outermost first.

    ``nodes`` are ids of the graph: the dominators of the capability, without
    the unit.
    """

    capability: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What another profile would change, in capabilities.

    ``frees`` block on the profile of the verdict and not there, ``perhaps`` would not
    as far as anybody knows but nobody has verified it, ``adds`` block there
    alone. ``score`` is the unit's there, None when the profile was not judged
    and only asked about what blocks on that one.
    """

    profile: str
    frees: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    score: float | None = None
