"""The module graph of one unit: which code loads which, and what is reached."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from wasmfit.model.condition import Truth
from wasmfit.model.facts import FileFacts, ModuleEdge
from wasmfit.model.graph import Hop
from wasmfit.model.project import Role
from wasmfit.model.report import Finding


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One module brings in another on a profile; ids are paths, or purls of packages.

    ``soft`` imports do not have to succeed for the module to load: they stand
    inside a function, or behind a guard that the profile cannot answer.
    ``line`` is the first that brings it in; ``implied`` means that no line does.
    What is ``joined`` is built as a whole: no line runs between the two.
    """

    source: str
    target: str
    soft: bool = False
    names: tuple[str, ...] = ()
    line: int = 1
    implied: bool = False
    joined: bool = False


def live_links(
    edges: Iterable[ModuleEdge], truth: Callable[[ModuleEdge], Truth]
) -> tuple[Link, ...]:
    """The imports that a profile keeps, one per pair of modules, sorted.

    ``truth`` says whether all guards of an edge hold there. A pair that is
    joined both ways, softly and firmly, is joined firmly.
    """
    kept: dict[tuple[str, str], Link] = {}
    for edge in edges:
        holds = truth(edge)
        if holds is False or edge.source == edge.target:
            continue
        pair = (edge.source, edge.target)
        link = Link(
            *pair,
            soft=holds is not True or edge.deferred,
            names=tuple(sorted(set(edge.names))),
            line=edge.line,
            implied=edge.implied,
            joined=edge.joined,
        )
        kept[pair] = _both(kept[pair], link) if pair in kept else link
    return tuple(kept[pair] for pair in sorted(kept))


def _both(one: Link, other: Link) -> Link:
    """What two imports between the same modules come to."""
    return Link(
        one.source,
        one.target,
        soft=one.soft and other.soft,
        names=tuple(sorted({*one.names, *other.names})),
        line=min(one.line, other.line),
        implied=one.implied and other.implied,
        joined=one.joined or other.joined,
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


@dataclass(frozen=True, slots=True)
class Blocked:
    """What a unit cannot use as it is.

    ``loading`` are paths of modules that cannot be loaded, purls of blocked
    packages and of those that bring them in. ``calling`` maps modules that do
    load to the number of their functions that block once they are called.
    """

    loading: frozenset[str] = frozenset()
    calling: Mapping[str, int] = field(default_factory=dict)

    @property
    def everywhere(self) -> frozenset[str]:
        """All of it, whenever it blocks."""
        return self.loading.union(self.calling)


def blocked_modules(findings: Iterable[Finding], profile: str) -> Blocked:
    """Where the blockers of role source are, and when they are met."""
    loading: set[str] = set()
    calling: defaultdict[str, set[str]] = defaultdict(set)
    for finding in findings:
        if finding.role is not Role.SOURCE or not finding.is_blocker(profile):
            continue
        if finding.purl is not None:
            loading.update((finding.purl, *(name for chain in finding.via for name in chain)))
        elif _is_called_only(finding, profile) or _is_named_only(finding, profile):
            calling[finding.location.path].add(finding.scope)
        else:
            loading.add(finding.location.path)
    late = {path: len(calling[path]) for path in sorted(calling) if path not in loading}
    return Blocked(frozenset(loading), late)


def _is_called_only(finding: Finding, profile: str) -> bool:
    """Whether it is met when a function is called; what does not build is met before."""
    return finding.deferred and finding.answers[profile].failure != "build"


def _is_named_only(finding: Finding, profile: str) -> bool:
    """Whether it only speaks of what is there and fails when it is used (``class A(Thread)``)."""
    return finding.kind == "ref" and finding.answers[profile].failure != "build"


def imports_of(links: Iterable[Link]) -> Mapping[str, tuple[Hop, ...]]:
    """The places that import a package, at once or later, by its purl."""
    found: defaultdict[str, list[Hop]] = defaultdict(list)
    for link in sorted(links):
        if link.target.startswith("pkg:"):
            found[link.target].append(Hop(link.source, link.line))
    return {purl: tuple(hops) for purl, hops in found.items()}


def importers(links: Iterable[Link]) -> Mapping[str, frozenset[str]]:
    """The modules that cannot load without a package, by its purl; none for a late import."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.target.startswith("pkg:"):
            found[link.target].update([] if link.soft else [link.source])
    return {purl: frozenset(found[purl]) for purl in sorted(found)}


def exposed(links: Iterable[Link], blocked: Collection[str]) -> frozenset[str]:
    """The modules that cannot do without a blocked one, the blocked ones included."""
    if not blocked:
        return frozenset()
    return leading_to(blocked, (link for link in links if not link.soft))


def leading_to(ends: Iterable[str], links: Iterable[Link]) -> frozenset[str]:
    """The modules and packages that imports lead from to one of the ends, and these."""
    importers: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        importers[link.target].append(link.source)
    return frozenset(flood(ends, importers))


def flood(
    starts: Iterable[str], following: Mapping[str, Collection[str]], seen: set[str] | None = None
) -> set[str]:
    """Everything that can be reached; what was ``seen`` before is not left again."""
    stack = list(starts)
    seen = set() if seen is None else seen
    seen.update(stack)
    while stack:
        for there in following.get(stack.pop(), ()):
            if there not in seen:
                seen.add(there)
                stack.append(there)
    return seen
