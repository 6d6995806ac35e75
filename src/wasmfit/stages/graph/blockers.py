"""What everything that blocks passes through, and the cheapest way to take it out."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from wasmfit.model.graph import Cut, Gate, Graph
from wasmfit.model.project import SourceFile, Unit
from wasmfit.model.report import Finding
from wasmfit.stages.graph.build import CUTTABLE, build
from wasmfit.stages.graph.dominators import immediate_dominators
from wasmfit.stages.graph.flow import sink_side
from wasmfit.stages.graph.modules import Link, leading_to

_TOP = "\x00top"
_BOTTOM = "\x00bottom"


def contract(graph: Graph) -> Graph:
    """The part of a graph that leads from a unit to a blocking capability."""
    following, preceding = _neighbours(graph)
    units = [node.id for node in graph.nodes if node.kind == "unit"]
    kept = _flood(units, following) & _flood(_capabilities(graph), preceding)
    nodes = tuple(node for node in graph.nodes if node.id in kept)
    edges = tuple(
        edge
        for edge in graph.edges
        if edge.kind != "needs" and edge.source in kept and edge.target in kept
    )
    return Graph(nodes, edges)


def blocking(
    unit: Unit,
    sources: Sequence[SourceFile],
    links: Sequence[Link],
    findings: Sequence[Finding],
    packages: Graph,
    profile: str,
) -> Graph:
    """What :func:`build` draws, as far as it leads to blockers and a little farther.

    Whoever imports a module that leads to a blocker leads there, too, so that part is
    whole. A package or library may be brought in by a finding that does not block itself.
    """
    ends = {node.label for node in packages.nodes}
    for one in findings:
        if one.purl is not None:
            ends.update((one.purl, *(name for chain in one.via for name in chain)))
        if one.purl is not None or one.kind == "link" or one.is_blocker(profile):
            ends.add(one.location.path)
    leads = leading_to(ends, links)
    return build(
        unit,
        [one for one in sources if one.path in leads],
        [link for link in links if link.target in leads],
        [one for one in findings if one.kind == "toolchain" or one.location.path in leads],
        packages,
        profile,
    )


def assessed(graph: Graph) -> tuple[Cut, tuple[Gate, ...]]:
    """The cheapest cut, and :func:`dominators` as values of the report, by capability."""
    small = contract(graph)
    gates = tuple(
        Gate(capability=key.removeprefix("capability:"), nodes=nodes)
        for key, nodes in sorted(_dominators(small).items())
    )
    return _cheapest_cut(small), gates


def dominators(graph: Graph) -> Mapping[str, tuple[str, ...]]:
    """For each blocking capability, the nodes every way to it passes through.

    Outermost first, without the unit and the capability themselves; ids of
    nodes. Capabilities that no unit reaches are left out.
    """
    return _dominators(contract(graph))


def _dominators(small: Graph) -> dict[str, tuple[str, ...]]:
    following, _ = _neighbours(small)
    units = sorted(node.id for node in small.nodes if node.kind == "unit")
    parents = immediate_dominators({**following, _TOP: units}, _TOP)
    return {key: _chain(key, parents, units) for key in _capabilities(small)}


def frees(graph: Graph) -> Mapping[str, tuple[str, ...]]:
    """For each node that can be changed, the blocking capabilities it alone lets in.

    Changing such a node frees the unit of those capabilities; nodes that free
    nothing by themselves are left out.
    """
    kinds = {node.id: node.kind for node in graph.nodes}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for capability, chain in sorted(dominators(graph).items()):
        for key in chain:
            if kinds[key] in CUTTABLE:
                found[key].append(capability)
    return {key: tuple(found[key]) for key in sorted(found)}


def cheapest_cut(graph: Graph) -> Cut:
    """The minimum-effort set of uses, dependencies and native libraries to change.

    A minimum-weight vertex cut between the units and the blocking
    capabilities; among equals the one closest to the capabilities.
    """
    return _cheapest_cut(contract(graph))


def _cheapest_cut(small: Graph) -> Cut:
    effort = {node.id: node.effort for node in small.nodes if node.kind in CUTTABLE}
    following, _ = _neighbours(small)
    units = [node.id for node in small.nodes if node.kind == "unit"]
    fixed = _flood(units, following, through=lambda key: key not in effort)
    core = {key for key in fixed if key not in effort}
    capabilities = set(_capabilities(small))
    stuck = capabilities & core
    front = {there for here in core for there in following[here] if there in effort}
    wanted = capabilities - stuck
    forced = {key for key in front if wanted.intersection(following[key])}
    chosen = set(forced)
    if front > forced:
        chosen |= _flow_cut(front - forced, wanted, forced, effort, following)
    return Cut(
        nodes=tuple(sorted(chosen)),
        effort=sum(effort[key] for key in chosen),
        stuck=tuple(sorted(stuck)),
    )


def _flow_cut(
    front: Collection[str],
    wanted: Collection[str],
    gone: Collection[str],
    effort: Mapping[str, int],
    following: Mapping[str, Collection[str]],
) -> set[str]:
    """The cut where chains of changeable nodes leave a choice, by node splitting.

    Every node becomes two, joined by an edge that bears its effort.
    """
    alive = sorted(_flood(front, following, through=lambda key: key not in gone) - set(gone))
    open_ended = sum(effort.values()) + 1
    top, bottom = (_TOP, 0), (_BOTTOM, 0)
    arcs = [(top, (key, 0), open_ended) for key in sorted(front)]
    for key in alive:
        leaves = (key, int(key in effort))
        if key in effort:
            arcs.append(((key, 0), leaves, effort[key]))
        arcs += [(leaves, (there, 0), open_ended) for there in following[key] if there not in gone]
        if key in wanted:
            arcs.append((leaves, bottom, open_ended))
    below = sink_side(arcs, top, bottom)
    return {key for key in alive if (key, 1) in below and (key, 0) not in below}


def _chain(
    capability: str, parents: Mapping[str, str], outside: Collection[str]
) -> tuple[str, ...]:
    chain = []
    here = parents.get(capability)
    while here is not None and here != _TOP:
        chain.append(here)
        here = parents.get(here)
    return tuple(key for key in reversed(chain) if key not in outside)


def _capabilities(graph: Graph) -> list[str]:
    return sorted({edge.target for edge in graph.edges if edge.kind == "blocks"})


def _neighbours(graph: Graph) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    following: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    preceding: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    for edge in graph.edges:
        if edge.kind != "needs":
            following[edge.source].append(edge.target)
            preceding[edge.target].append(edge.source)
    return following, preceding


def _flood(
    starts: Iterable[str],
    following: Mapping[str, Collection[str]],
    through: Callable[[str], bool] = bool,
) -> set[str]:
    """Everything that can be reached; ``through`` says where to go on (always)."""
    seen = set(starts)
    stack = list(seen)
    while stack:
        here = stack.pop()
        if through(here):
            fresh = [there for there in following[here] if there not in seen]
            seen.update(fresh)
            stack += fresh
    return seen
