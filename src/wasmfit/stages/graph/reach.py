"""From which entry point a module is reached, when, and by which way."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from wasmfit.model.graph import Hop, Reached
from wasmfit.model.project import SourceFile, Unit, UnitKind
from wasmfit.stages.graph.modules import Link, flood

REACH_WEIGHT: Mapping[Reached, float] = {
    Reached.IMPORT: 1.0,
    Reached.CALLED: 1.0,
    Reached.DEFERRED: 0.75,
    Reached.NEVER: 0.5,
}
"""How much code counts by when it is met."""

MOST = 0.5
"""Entries that lead to less of the code (bytes) are not all that there are."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How a unit's modules are reached.

    ``when`` says it of every source module; a way leads along ``parents``,
    back to an entry point, which has none.
    """

    when: Mapping[str, Reached]
    parents: Mapping[str, Hop | None]

    def route(self, path: str) -> tuple[Hop, ...]:
        """The shortest way to a module, the entry point first, without the module.

        Of imports that are carried out at once where there is such a way, the
        first in alphabetical order among equals; empty for an entry point and
        for what nothing leads to.
        """
        hops: list[Hop] = []
        hop = self.parents.get(path)
        while hop is not None:
            hops.append(hop)
            hop = self.parents[hop.path]
        return tuple(reversed(hops))


def reach(unit: Unit, sources: Sequence[SourceFile], links: Iterable[Link]) -> Reach:
    """When and how each source module of a unit is loaded.

    A service or application is entered where it says so; what it does not
    say, per language, and every library, is entered at the modules that
    nobody imports too.
    """
    firm: defaultdict[str, list[Link]] = defaultdict(list)
    every: defaultdict[str, list[Link]] = defaultdict(list)
    for link in sorted(links):
        every[link.source].append(link)
        if not link.soft:
            firm[link.source].append(link)
    at_import = _ways(dict.fromkeys(sorted(entered(unit, sources, links))), firm)
    later = _ways(at_import, every)
    return Reach(
        when={path: _when(path, at_import, later) for path in sorted(s.path for s in sources)},
        parents=later,
    )


def entered(unit: Unit, sources: Sequence[SourceFile], links: Iterable[Link]) -> frozenset[str]:
    """The modules through which a unit is entered: see :func:`reach`."""
    every: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        if not link.implied:
            every[link.source].append(link.target)
    return frozenset(_starts(unit, sources, every))


def _ways(
    known: Mapping[str, Hop | None], following: Mapping[str, Sequence[Link]]
) -> dict[str, Hop | None]:
    """What is known and the shortest ways from there to everything else."""
    parents = dict(known)
    queue = deque(parents)
    while queue:
        here = queue.popleft()
        for link in following.get(here, ()):
            if link.target not in parents:
                parents[link.target] = Hop(here, link.line)
                queue.append(link.target)
    return parents


def _when(path: str, at_import: Collection[str], later: Collection[str]) -> Reached:
    if path in at_import:
        return Reached.IMPORT
    return Reached.DEFERRED if path in later else Reached.NEVER


def _starts(
    unit: Unit, sources: Sequence[SourceFile], following: Mapping[str, Sequence[str]]
) -> list[str]:
    """Declared entries, and for languages without one whatever nobody imports."""
    by_language: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for source in sources:
        by_language[source.language][source.path] = source.size
    starts: list[str] = []
    for language in sorted(by_language):
        sizes = by_language[language]
        entries = sorted(sizes.keys() & unit.entries)
        starts += entries
        if unit.kind is UnitKind.LIBRARY or not _lead_to_most(entries, sizes, following):
            starts += _sources_of(sizes.keys() - set(entries), following)
    return starts


def _lead_to_most(
    entries: Sequence[str], sizes: Mapping[str, int], following: Mapping[str, Sequence[str]]
) -> bool:
    """Whether the entries load most of the code; otherwise something loads it by name.

    A framework that is told its parts in a settings file imports them itself.
    """
    reached = flood(entries, following)
    loaded = sum(size for path, size in sizes.items() if path in reached)
    return loaded >= sum(sizes.values()) * MOST


def _sources_of(paths: AbstractSet[str], following: Mapping[str, Sequence[str]]) -> list[str]:
    """Modules that together lead to all others.

    Those that nobody imports, and one per circle that nobody else leads to.
    """
    imported = {there for here in sorted(paths) for there in following.get(here, ())}
    starts = sorted(paths - imported)
    seen = flood(starts, following)
    for path in sorted(paths):
        if path not in seen:
            starts.append(path)
            flood([path], following, seen)
    return starts
