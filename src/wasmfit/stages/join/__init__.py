"""One dependency, whichever files name it: manifests say what is asked for, lockfiles what came.

A lockfile speaks for the manifests beside and below it. For each unit, what
its manifests ask for is looked up there, and what that pulls in is followed:
so a package has one place, one scope and its paths per unit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import normpath, relpath

from wasmfit.model.facts import Dependency
from wasmfit.stages.join.environment import developing
from wasmfit.stages.join.graph import Graph
from wasmfit.stages.join.inherit import Source, inheritor
from wasmfit.stages.join.merge import base, merged

__all__ = ["Source", "base", "developing", "join"]

MOST = 60_000
"""Entries told in all: many units that share one lockfile repeat no more than that."""


def join(sources: Sequence[Source]) -> list[Dependency]:
    """Every dependency once per unit, with the unit set.

    A bill of materials, which has no ecosystem, adds what nobody else tells.
    """
    bills = [source for source in sources if source.lock and not source.ecosystem]
    locks = [source for source in sources if source.lock and source.ecosystem]
    below: dict[str, list[Source]] = {lock.facts.path: [] for lock in locks}
    alone: list[Source] = []
    for source in map(inheritor(sources), sources):
        if not source.lock:
            nearest = _nearest(source, locks)
            (below[nearest.facts.path] if nearest is not None else alone).append(source)
    found = [one for group in _by_unit(alone).values() for one in _asked(group).values()]
    for lock in locks:
        found += _resolved(lock, below[lock.facts.path], MOST - len(found))
    for bill in bills:
        known = {base(one.purl) for one in found}
        found += (one for one in _resolved(bill, (), MOST) if base(one.purl) not in known)
    own = {(one.ecosystem, one.facts.name.lower()) for one in sources if one.facts.name}
    return [one for one in found if _named(one.purl) not in own]


def _named(purl: str) -> tuple[str, str]:
    """The ecosystem and the name of a package, as its own manifest would say them."""
    kind, _, name = base(purl).removeprefix("pkg:").partition("/")
    return kind, name.replace("%40", "@").lower()


def _nearest(source: Source, locks: Sequence[Source]) -> Source | None:
    """The lockfile that speaks for a manifest: the one in the deepest folder around it."""
    around = [
        lock for lock in locks if lock.ecosystem == source.ecosystem and lock.is_around(source)
    ]
    return max(around, key=_depth, default=None)


def _depth(lock: Source) -> tuple[int, bool, str]:
    """How near it is; of several in one folder the one that knows who needs whom."""
    depth = 0 if lock.folder == "." else lock.folder.count("/") + 1
    return depth, any(one.needs for one in lock.facts.dependencies), lock.facts.path


def _by_unit(sources: Iterable[Source]) -> dict[tuple[str, str], list[Source]]:
    groups: dict[tuple[str, str], list[Source]] = {}
    for source in sources:
        groups.setdefault((source.unit, source.ecosystem), []).append(source)
    return groups


def _asked(group: Sequence[Source]) -> dict[str, Dependency]:
    """What the manifests of one unit ask for, by purl without version; each package once."""
    found: dict[str, Dependency] = {}
    for source in group:
        for one in source.facts.dependencies:
            mine = replace(one, unit=source.unit)
            known = found.get(base(one.purl))
            found[base(one.purl)] = mine if known is None else merged(known, mine)
    return found


def _resolved(lock: Source, manifests: Sequence[Source], room: int) -> Iterator[Dependency]:
    """The packages of one lockfile, for each unit that it speaks for; then what nobody asks for."""
    graph = Graph(lock.facts.dependencies)
    seen: set[str] = set()
    told: dict[str, Dependency] = {}
    for (unit, _), group in _by_unit(manifests).items():
        asked = _asked(group)
        told |= asked
        starts = _starts(graph, lock, group, asked)
        reached = list(graph.reached(unit, starts.values(), alone=room <= 0))
        room -= len(reached)
        seen.update(one.purl for one in reached)
        yield from (one for name, one in asked.items() if name not in starts)
        yield from reached
    rest = {purl: _as_asked(one, told) for purl, one in graph.packages.items() if purl not in seen}
    if not graph.linked and any(not one.direct for one in told.values()):
        return  # the manifests name the indirect ones themselves: what else there is, is not used
    below = {need for one in rest.values() for need in one.needs}
    forks = (one for one in rest.values() if base(one.purl) in told and one.purl not in below)
    heads = [*(one for one in rest.values() if one.direct), *forks]
    for one in graph.reached(lock.unit, heads):
        if rest.pop(one.purl, None):
            yield one
    yield from (replace(one, unit=lock.unit) for one in rest.values())


def _as_asked(one: Dependency, told: Mapping[str, Dependency]) -> Dependency:
    """Another version of what a manifest asks for is needed when that is: a lockfile may fork."""
    known = told.get(base(one.purl))
    return one if known is None else replace(one, scope=known.scope)


def _starts(
    graph: Graph, lock: Source, group: Sequence[Source], asked: Mapping[str, Dependency]
) -> dict[str, Dependency]:
    """What is asked for and locked: the manifest's place and word, the lockfile's version."""
    wanted = {base(purl): purl for source in group for purl in _root(source, lock)}
    found: dict[str, Dependency] = {}
    for name, one in asked.items():
        locked = graph.packages.get(wanted.get(name) or graph.version_of(name, one.requested))
        if locked is not None:
            found[name] = replace(
                one,
                purl=locked.purl,
                direct=one.direct or graph.linked,
                via=(),
                guard=one.guard or locked.guard,
                needs=locked.needs,
                signs=tuple(sorted({*one.signs, *locked.signs})),
                features=one.features if one.features is not None else locked.features,
            )
    return found


def _root(source: Source, lock: Source) -> tuple[str, ...]:
    """What the lockfile says that this manifest's package asks for."""
    path = normpath(relpath(source.folder, lock.folder))
    for root in lock.facts.roots:
        if (root.path == path) if root.path else (root.name and root.name == source.facts.name):
            return root.needs
    return ()
