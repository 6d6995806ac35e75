"""Findings, imports and dependencies -> the blocker graph of one unit and profile.

Edges run from who needs to what is needed. No edge leads straight from a unit
or a module to a capability: there is always a use, a dependency, a native
library or a language between, because those are what can be changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from wasmfit.model.effort import for_places
from wasmfit.model.graph import Edge, Graph, Node
from wasmfit.model.project import SourceFile, Unit
from wasmfit.model.report import DependencyReport, Finding
from wasmfit.stages.graph.modules import Link

CUTTABLE = frozenset({"use", "dependency", "native"})
"""Kinds of nodes that a change can take out of the graph."""

KNOWN_EFFORT = 5
"""Points for replacing a dependency when the replacement is known."""

UNKNOWN_EFFORT = 8
"""Points for replacing a dependency when nobody says by what."""


@dataclass(slots=True)
class _Draft:
    """A graph while it is built; nothing outside this module sees it."""

    unit: str
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: set[tuple[str, str, str]] = field(default_factory=set)

    def node(self, kind: str, name: str, label: str, effort: int = 0) -> str:
        """Add a node or raise its effort; returns its id."""
        key = f"{kind}:{name}"
        old = self.nodes.get(key)
        if old is None or old.effort < effort:
            self.nodes[key] = Node(key, kind, label, effort)
        return key

    def edge(self, source: str, target: str, kind: str) -> None:
        """Add an edge once."""
        self.edges.add((source, target, kind))

    def take(self, edges: Iterable[Edge]) -> None:
        """Add edges that are there already."""
        self.edges.update((edge.source, edge.target, edge.kind) for edge in edges)

    def done(self) -> Graph:
        """The finished graph, sorted."""
        nodes = tuple(self.nodes[key] for key in sorted(self.nodes))
        return Graph(nodes, tuple(Edge(*edge) for edge in sorted(self.edges)))


def build(
    unit: Unit,
    sources: Sequence[SourceFile],
    links: Sequence[Link],
    findings: Sequence[Finding],
    packages: Graph,
    profile: str,
) -> Graph:
    """The blocker graph of one unit on one profile.

    ``sources`` are its files of source role, ``links`` the imports between
    them and of packages, ``findings`` its own, ``packages`` what :func:`outline`
    says of its dependencies. A finding counts when it costs something. Edge
    kinds: contains, imports, imports-later, depends, uses, links; to a
    capability ``blocks`` (level error) or ``needs``.
    """
    nodes = {node.id: node for node in packages.nodes}
    draft = _Draft(unit.id, nodes)
    draft.take(packages.edges)
    _add_modules(draft, sources, links)
    _add_findings(draft, [one for one in findings if one.costs(profile)], profile)
    return draft.done()


def outline(unit: Unit, dependencies: Iterable[DependencyReport]) -> Graph:
    """The unit and the packages it needs: the part of its graph that no profile changes."""
    draft = _Draft(unit.id)
    draft.node("unit", unit.id, unit.name)
    _add_dependencies(draft, tuple(dependencies))
    return draft.done()


def leading(packages: Graph, findings: Iterable[Finding]) -> Graph:
    """The part of an outline that leads to what findings are about."""
    above: defaultdict[str, list[str]] = defaultdict(list)
    for edge in packages.edges:
        above[edge.target].append(edge.source)
    stack = [
        f"dependency:{one.purl}" if one.purl else f"native:{one.symbol}"
        for one in findings
        if one.purl or one.kind == "link"
    ]
    kept = {node.id for node in packages.nodes if node.kind == "unit"}.union(stack)
    while stack:
        fresh = [key for key in above[stack.pop()] if key not in kept]
        kept.update(fresh)
        stack += fresh
    nodes = tuple(node for node in packages.nodes if node.id in kept)
    return Graph(nodes, tuple(edge for edge in packages.edges if edge.target in kept))


def merge(graphs: Sequence[Graph]) -> Graph:
    """Several units' graphs as one; what they share is one node."""
    if len(graphs) == 1:
        return graphs[0]
    draft = _Draft("")
    for graph in graphs:
        for node in graph.nodes:
            draft.node(node.kind, node.id.removeprefix(f"{node.kind}:"), node.label, node.effort)
        draft.take(graph.edges)
    return draft.done()


def _add_modules(draft: _Draft, sources: Sequence[SourceFile], links: Sequence[Link]) -> None:
    """Modules hang on the unit unless another module of the unit brings them in."""
    paths = {source.path for source in sources}
    inside = [link for link in links if link.source in paths and link.target in paths]
    imported = {link.target for link in inside}
    for source in sources:
        _module(draft, source.path, contained=source.path not in imported)
    for link in inside:
        kind = "imports-later" if link.soft else "imports"
        draft.edge(f"module:{link.source}", f"module:{link.target}", kind)
    for link in links:
        if link.source in paths and link.target.startswith("pkg:"):
            draft.edge(f"module:{link.source}", _package(draft, link.target), "depends")
    if imported:
        _anchor_circles(draft, sorted(imported))


def _module(draft: _Draft, path: str, *, contained: bool) -> str:
    key = draft.node("module", path, path)
    if contained:
        draft.edge(f"unit:{draft.unit}", key, "contains")
    return key


def _anchor_circles(draft: _Draft, imported: Sequence[str]) -> None:
    """Modules that only import each other are still part of the unit."""
    following: dict[str, list[str]] = {}
    for here, there, _ in draft.edges:
        following.setdefault(here, []).append(there)
    seen = {f"unit:{draft.unit}"}
    stack = list(seen)
    waiting = list(reversed(imported))
    while True:
        while stack:
            fresh = [key for key in following.get(stack.pop(), ()) if key not in seen]
            seen.update(fresh)
            stack += fresh
        while waiting and f"module:{waiting[-1]}" in seen:
            waiting.pop()
        if not waiting:
            return
        stack = [_module(draft, waiting.pop(), contained=True)]
        seen.update(stack)


def _add_dependencies(draft: _Draft, dependencies: Sequence[DependencyReport]) -> None:
    for report in dependencies:
        purl = report.dependency.purl
        effort = KNOWN_EFFORT if report.replacement else UNKNOWN_EFFORT
        draft.node("dependency", purl, purl, effort)
    _add_chains(draft, [(one.dependency.purl, one.dependency.via) for one in dependencies])
    for report in dependencies:
        for library in report.native:
            name = library.rpartition("/")[2]
            key = draft.node("native", name, name, UNKNOWN_EFFORT)
            draft.edge(f"dependency:{report.dependency.purl}", key, "links")


def _add_chains(draft: _Draft, packages: Iterable[tuple[str, tuple[tuple[str, ...], ...]]]) -> None:
    """From the unit along every chain that pulls a package in.

    Chains share most of their steps, so each step becomes an edge only once.
    """
    for here, there in frozenset().union(*(_steps(purl, chains) for purl, chains in packages)):
        source = _package(draft, here) if here else f"unit:{draft.unit}"
        draft.edge(source, _package(draft, there), "depends")


@lru_cache(maxsize=4096)
def _steps(purl: str, chains: tuple[tuple[str, ...], ...]) -> frozenset[tuple[str, str]]:
    """From which package to which, "" for the unit. The programs of a folder need the same."""
    found: set[tuple[str, str]] = set()
    for chain in chains or ((),):
        names = (*(link for link in chain if link != purl), purl)
        found.update(pairwise(("", *names)))
    return frozenset(found)


def _package(draft: _Draft, purl: str) -> str:
    key = f"dependency:{purl}"
    return key if key in draft.nodes else draft.node("dependency", purl, purl, UNKNOWN_EFFORT)


def _add_findings(draft: _Draft, findings: Sequence[Finding], profile: str) -> None:
    places: dict[str, int] = {}
    for finding in findings:
        key = _bearer(draft, finding)
        places[key] = places.get(key, 0) + 1
        _raise_effort(draft, key, for_places(finding.effort, places[key]))
        capability = draft.node("capability", finding.capability, finding.capability)
        draft.edge(key, capability, "blocks" if finding.is_blocker(profile) else "needs")


def _raise_effort(draft: _Draft, key: str, effort: int) -> None:
    node = draft.nodes[key]
    if node.kind in CUTTABLE and node.effort < effort:
        draft.nodes[key] = Node(node.id, node.kind, node.label, effort)


def _bearer(draft: _Draft, finding: Finding) -> str:
    """The node that needs the capability, hung on who holds it."""
    path = finding.location.path
    if finding.kind == "toolchain":
        key = draft.node("language", f"{draft.unit}:{finding.symbol}", finding.symbol)
        draft.edge(f"unit:{draft.unit}", key, "contains")
        return key
    known = f"module:{path}" in draft.nodes
    if finding.purl is not None:
        listed = f"dependency:{finding.purl}" in draft.nodes
        key = _package(draft, finding.purl)
        if known:
            draft.edge(f"module:{path}", key, "depends")
        elif not listed:
            _add_chains(draft, [(finding.purl, finding.via)])
        return key
    holder = _module(draft, path, contained=not known)
    if finding.kind == "link":
        key = draft.node("native", finding.symbol, finding.symbol, effort=1)
        draft.edge(holder, key, "links")
        return key
    name = f"{path}:{finding.symbol}:{finding.capability}"
    key = draft.node("use", name, finding.symbol, effort=1)
    draft.edge(holder, key, "uses")
    return key
