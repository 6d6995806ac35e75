"""What holds a unit together on its profiles: imports in force, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wasmfit.model.condition import Truth
from wasmfit.model.facts import ModuleEdge
from wasmfit.model.graph import Hop
from wasmfit.model.project import SourceFile, Unit
from wasmfit.model.report import Split
from wasmfit.pipeline.bench import Counter
from wasmfit.stages import graph as graphs


@dataclass(frozen=True, slots=True)
class Barred:
    """What follows where some of a unit is blocked.

    ``exposed`` are the modules that cannot load because of that, ``touched``
    those that load one of these or hold a function that meets a blocker;
    ``split`` is the line through the unit.
    """

    exposed: frozenset[str]
    touched: frozenset[str]
    split: Split | None


class Net:
    """The imports of a unit that are in force on some profiles."""

    def __init__(
        self,
        unit: Unit,
        sources: Sequence[SourceFile],
        links: tuple[graphs.Link, ...],
        calls: graphs.CallGraph,
    ) -> None:
        """``sources`` are the unit's files of source role, ``calls`` those between their parts."""
        self.links = links
        self._unit, self._sources, self._calls = unit, sources, calls
        self._known: list[tuple[graphs.Blocked, Barred]] = []

    def barred(self, blocked: graphs.Blocked) -> Barred:
        """What follows from what is blocked; profiles that block the same are asked once."""
        for before, told in self._known:
            if before == blocked:
                return told
        told = Barred(
            exposed=graphs.exposed(self.links, blocked.loading),
            touched=graphs.exposed(self.links, blocked.everywhere),
            split=graphs.divide(self._sources, self.links, blocked),
        )
        self._known.append((blocked, told))
        return told

    @cached_property
    def meeting(self) -> graphs.Meeting:
        """How the unit's code is met."""
        reach = graphs.reach(self._unit, self._sources, self.links)
        return graphs.meeting(reach, self._calls, self._unit.entries)

    @cached_property
    def imports(self) -> Mapping[str, tuple[Hop, ...]]:
        """The places that import a package, by its purl."""
        return graphs.imports_of(self.links)

    @cached_property
    def importers(self) -> Mapping[str, frozenset[str]]:
        """The modules that cannot load without a package, by its purl."""
        return graphs.importers(self.links)

    @cached_property
    def entered(self) -> frozenset[str]:
        """The modules through which the unit is entered."""
        return graphs.entered(self._unit, self._sources, self.links)


class Nets:
    """The nets of a unit: profiles that keep the same imports share one."""

    def __init__(
        self,
        unit: Unit,
        sources: Sequence[SourceFile],
        edges: Sequence[ModuleEdge],
        calls: graphs.CallGraph,
    ) -> None:
        """``edges`` are the unit's imports, whatever their guards."""
        self._unit, self._sources, self._edges, self._calls = unit, sources, edges, calls
        self._languages = {source.path: source.language for source in sources}
        self._guarded = [edge for edge in edges if edge.guards]
        self._known: dict[tuple[Truth, ...], Net] = {}
        self._of: dict[str, Net] = {}

    def on(self, profile: str, counter: Counter) -> Net:
        """The one of a profile."""
        if profile not in self._of:
            self._of[profile] = self._asked(profile, counter)
        return self._of[profile]

    def _asked(self, profile: str, counter: Counter) -> Net:
        def holds(edge: ModuleEdge) -> Truth:
            if not edge.guards:
                return True
            judges = counter.judges(self._languages[edge.source])
            return judges.standing(edge.guards).active.get(profile, True)

        said = tuple(holds(edge) for edge in self._guarded)
        if said not in self._known:
            links = graphs.live_links(self._edges, holds)
            self._known[said] = Net(self._unit, self._sources, links, self._calls)
        return self._known[said]
