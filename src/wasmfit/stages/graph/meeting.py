"""When each finding is met, by which way, and how much it counts for that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.graph import Hop, Reached
from wasmfit.model.report import Finding
from wasmfit.stages.graph.calls import CallGraph, Ways, ways
from wasmfit.stages.graph.reach import REACH_WEIGHT, Reach


@dataclass(frozen=True, slots=True)
class Meeting:
    """How a unit's code is met on one profile: by imports, and from there by calls.

    ``called`` leads from where the unit starts, ``offered`` from definitions
    that nothing in the unit calls: handlers, callbacks, what a library offers.
    """

    reach: Reach
    graph: CallGraph
    called: Ways
    offered: Ways

    def when(self, finding: Finding) -> Reached | None:
        """When the code of a finding runs; None for what nothing loads as a module."""
        loaded = self.reach.when.get(finding.location.path)
        if loaded is not Reached.IMPORT or not finding.deferred:
            return loaded
        chain = self.called.to(finding.location.path, finding.scope)
        return Reached.DEFERRED if chain is None else Reached.CALLED

    def route(self, finding: Finding) -> tuple[Hop, ...]:
        """The way from an entry point, the entry first: imports, then calls where they are known.

        Where no calls lead from the start, from the definition that somebody
        else has to call.
        """
        path = finding.location.path
        if self.reach.when.get(path) is None:
            return ()
        calls = self.called.to(path, finding.scope) or self.offered.to(path, finding.scope)
        if not finding.deferred or not calls:
            return self.reach.route(path)
        return (*self.reach.route(calls[0].path), *calls)

    def weight(self, finding: Finding) -> float:
        """How much a finding counts; as if called where its reader does not tell of calls."""
        when = self.when(finding)
        if when is None:
            return 1.0
        path = finding.location.path
        loaded = self.reach.when[path]
        return REACH_WEIGHT[when if path in self.graph.told else loaded]


def meeting(reach: Reach, graph: CallGraph, entries: Iterable[str]) -> Meeting:
    """The ways through a unit whose modules are reached like that.

    It starts with all that stands outside of definitions in what is loaded,
    and with a definition ``main`` in one of the ``entries``.
    """
    loaded = [path for path, when in sorted(reach.when.items()) if when is Reached.IMPORT]
    starts = [*((path, "") for path in loaded), *((path, "main") for path in sorted(entries))]
    called = {one.target for made in graph.made.values() for one in made}
    offered = [place for place in sorted(graph.made) if place[1] and place not in called]
    return Meeting(reach, graph, ways(graph, starts), ways(graph, offered))


def weights(
    met: Meeting, findings: Iterable[Finding], imports: Mapping[str, Sequence[Hop]]
) -> Mapping[str, float]:
    """What findings count, by id, where that is not one.

    A package counts once per module that imports it, or what brings it in: each
    of them needs what the package needs. ``imports`` tells them by purl.
    """
    found = {one.id: _importers(one, imports) or met.weight(one) for one in findings}
    return {name: weight for name, weight in found.items() if weight != 1}


def _importers(finding: Finding, imports: Mapping[str, Sequence[Hop]]) -> int:
    """How many modules import the package of a finding; 0 when that is not known."""
    if finding.purl is None:
        return 0
    names = {finding.purl, *(chain[0] for chain in finding.via if chain)}
    return len({hop.path for name in names for hop in imports.get(name, ())})
