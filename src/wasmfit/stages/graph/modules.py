"""The module graph of one unit: which code loads which, and what is reached."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wasmfit.model.condition import Truth
from wasmfit.model.facts import FileFacts, ModuleEdge
from wasmfit.model.project import Role, SourceFile, Unit, UnitKind
from wasmfit.model.report import Finding


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One module brings in another on a profile; ids are paths, or purls of packages.

    ``soft`` imports do not have to succeed for the module to load: they stand
    inside a function, or behind a guard that the profile cannot answer.
    """

    source: str
    target: str
    soft: bool = False
    names: tuple[str, ...] = ()


class Reached(StrEnum):
    """When a module is loaded: with the entry points, later, or never."""

    IMPORT = "import"
    DEFERRED = "deferred"
    NEVER = "never"


REACH_WEIGHT: Mapping[Reached, float] = {
    Reached.IMPORT: 1.0,
    Reached.DEFERRED: 0.75,
    Reached.NEVER: 0.5,
}
"""How much code counts by when it is loaded."""


def live_links(
    edges: Iterable[ModuleEdge], truth: Callable[[ModuleEdge], Truth]
) -> tuple[Link, ...]:
    """The imports that a profile keeps, one per pair of modules, sorted.

    ``truth`` says whether all guards of an edge hold there. A pair that is
    joined both ways, softly and firmly, is joined firmly.
    """
    firm: dict[tuple[str, str], bool] = {}
    names: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in edges:
        holds = truth(edge)
        if holds is False or edge.source == edge.target:
            continue
        pair = (edge.source, edge.target)
        firm[pair] = firm.get(pair, False) or (holds is True and not edge.deferred)
        names[pair].update(edge.names)
    return tuple(
        Link(*pair, soft=not firm[pair], names=tuple(sorted(names[pair]))) for pair in sorted(firm)
    )


def package_edges(
    files: Iterable[FileFacts], owner: Callable[[FileFacts, str], str | None]
) -> tuple[ModuleEdge, ...]:
    """Imports that lead out of the repository, as edges from a path to a purl.

    ``owner`` says which of the unit's packages provides a module as the file
    names it; None for the standard library and for modules of the repository.
    """
    return tuple(
        ModuleEdge(
            source=file.path,
            target=purl,
            names=found.names,
            line=found.line,
            guards=found.guards,
            deferred=bool(found.scope),
        )
        for file in files
        for found in file.imports
        if (purl := owner(file, found.module)) is not None
    )


def blocked_modules(findings: Iterable[Finding], profile: str) -> frozenset[str]:
    """What cannot be used as it is.

    Paths of modules with a blocker of role source of their own, purls of
    blocked packages and of those that bring them in.
    """
    blocked: set[str] = set()
    for finding in findings:
        if finding.role is not Role.SOURCE or not finding.is_blocker(profile):
            continue
        if finding.purl is None:
            blocked.add(finding.location.path)
        else:
            blocked.update((finding.purl, *(name for chain in finding.via for name in chain)))
    return frozenset(blocked)


def exposed(links: Iterable[Link], blocked: Collection[str]) -> frozenset[str]:
    """The modules that cannot load without a blocked one, the blocked ones included."""
    importers: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        if not link.soft:
            importers[link.target].append(link.source)
    return frozenset(_flood(sorted(blocked), importers))


def reach(
    unit: Unit, sources: Sequence[SourceFile], links: Iterable[Link]
) -> Mapping[str, Reached]:
    """When each source module of a unit is loaded.

    A service or application is entered where it says so; what it does not
    say, per language, and every library, is entered at the modules that
    nobody imports.
    """
    known = sorted(source.path for source in sources)
    firm: defaultdict[str, list[str]] = defaultdict(list)
    every: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        every[link.source].append(link.target)
        if not link.soft:
            firm[link.source].append(link.target)
    starts = _starts(unit, sources, every)
    at_import = _flood(starts, firm)
    later = _flood(starts, every)
    return {path: _when(path, at_import, later) for path in known}


def entered(unit: Unit, sources: Sequence[SourceFile], links: Iterable[Link]) -> frozenset[str]:
    """The modules through which a unit is entered: see :func:`reach`."""
    every: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        every[link.source].append(link.target)
    return frozenset(_starts(unit, sources, every))


def reach_weights(reached: Mapping[str, Reached]) -> Mapping[str, float]:
    """How much the code of each module counts, for the score."""
    return {path: REACH_WEIGHT[when] for path, when in reached.items()}


def route(starts: Iterable[str], target: str, links: Iterable[Link]) -> tuple[str, ...]:
    """The shortest chain of imports from a start to a module, both included.

    Empty when there is none; the first in alphabetical order among equals.
    """
    following: defaultdict[str, list[str]] = defaultdict(list)
    for link in sorted(links):
        following[link.source].append(link.target)
    parents: dict[str, str | None] = dict.fromkeys(sorted(starts))
    queue = deque(parents)
    while queue:
        here = queue.popleft()
        if here == target:
            return _walk_back(here, parents)
        for there in following[here]:
            if there not in parents:
                parents[there] = here
                queue.append(there)
    return ()


def _walk_back(end: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    chain = [end]
    while (parent := parents[chain[-1]]) is not None:
        chain.append(parent)
    return tuple(reversed(chain))


def _when(path: str, at_import: Collection[str], later: Collection[str]) -> Reached:
    if path in at_import:
        return Reached.IMPORT
    return Reached.DEFERRED if path in later else Reached.NEVER


def _flood(starts: Iterable[str], following: Mapping[str, Sequence[str]]) -> set[str]:
    seen = set(starts)
    stack = list(seen)
    while stack:
        for there in following.get(stack.pop(), ()):
            if there not in seen:
                seen.add(there)
                stack.append(there)
    return seen


def _starts(
    unit: Unit, sources: Sequence[SourceFile], following: Mapping[str, Sequence[str]]
) -> list[str]:
    """Declared entries, and for languages without one whatever nobody imports."""
    by_language: defaultdict[str, set[str]] = defaultdict(set)
    for source in sources:
        by_language[source.language].add(source.path)
    starts: list[str] = []
    for language in sorted(by_language):
        paths = by_language[language]
        entries = sorted(paths.intersection(unit.entries))
        starts += entries
        if not entries or unit.kind is UnitKind.LIBRARY:
            starts += _sources_of(paths - set(entries), following)
    return starts


def _sources_of(paths: set[str], following: Mapping[str, Sequence[str]]) -> list[str]:
    """Modules that together lead to all others.

    Those that nobody imports, and one per circle that nobody else leads to.
    """
    imported = {there for here in sorted(paths) for there in following.get(here, ())}
    starts = sorted(paths - imported)
    seen = _flood(starts, following)
    for path in sorted(paths):
        if path not in seen:
            starts.append(path)
            seen |= _flood([path], following)
    return starts
