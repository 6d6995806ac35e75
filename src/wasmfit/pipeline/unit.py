"""One unit, looked at from every profile."""

from collections.abc import Callable

from wasmfit.model.condition import Truth, World, evaluate
from wasmfit.model.facts import ModuleEdge
from wasmfit.model.project import SourceFile, Unit
from wasmfit.model.report import Assessment, Blocker, DependencyReport, Finding, Grant, Level
from wasmfit.stages.graph import Link, live_links, reach, reach_weights
from wasmfit.stages.score import score

Truths = Callable[[ModuleEdge], Truth]


class UnitView:
    """A unit's own files, imports, findings and dependencies."""

    def __init__(
        self,
        unit: Unit,
        sources: tuple[SourceFile, ...],
        edges: tuple[ModuleEdge, ...],
        findings: tuple[Finding, ...],
        dependencies: tuple[DependencyReport, ...],
    ) -> None:
        """``sources`` are its files of source role; the rest is already its own."""
        self.unit, self.sources, self.edges = unit, sources, edges
        self.findings, self.dependencies = findings, dependencies

    @property
    def languages(self) -> dict[str, tuple[int, int]]:
        """Files and bytes of source role per language."""
        found: dict[str, tuple[int, int]] = {}
        for source in self.sources:
            files, size = found.get(source.language, (0, 0))
            found[source.language] = (files + 1, size + source.size)
        return dict(sorted(found.items()))

    def links(self, truth: Truths) -> tuple[Link, ...]:
        """The imports between its files that a profile keeps."""
        own = {source.path for source in self.sources}
        inside = (edge for edge in self.edges if edge.source in own and edge.target in own)
        return live_links(inside, truth)

    def assess(
        self, profile: str, links: tuple[Link, ...], grants: tuple[Grant, ...]
    ) -> Assessment:
        """The unit on one profile."""
        weights = reach_weights(reach(self.unit, self.sources, links))
        counted = [f for f in self.findings if f.suppressed is None]
        levels = [f.levels[profile] for f in counted]
        return Assessment(
            profile=profile,
            score=score(self.findings, profile, weights),
            levels={level.value: levels.count(level) for level in Level if level is not Level.NONE},
            guarded=sum(f.active.get(profile, True) is False for f in counted),
            blockers=self._blockers(profile),
            grants=grants,
        )

    def _blockers(self, profile: str) -> tuple[Blocker, ...]:
        """Capabilities that block, the one with the most uses first."""
        found: dict[str, list[str]] = {}
        for finding in self.findings:
            if finding.is_blocker(profile):
                found.setdefault(finding.capability, []).append(finding.id)
        return tuple(
            Blocker(capability=capability, uses=len(ids), findings=tuple(ids))
            for capability, ids in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        )


def edge_truth(edge: ModuleEdge, world: World) -> Truth:
    """Whether all guards of an import hold in a world."""
    truths = [evaluate(guard.condition, world) for guard in edge.guards]
    if False in truths:
        return False
    return None if None in truths else True
