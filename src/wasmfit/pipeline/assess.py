"""The second half of a scan: what was read is judged, scored, placed and planned."""

from collections import Counter as Count
from pathlib import Path

from wasmfit.model.facts import Dependency, ManifestFacts
from wasmfit.model.project import Project, Role, SourceFile, Unit
from wasmfit.model.report import (
    Coverage,
    Finding,
    Graph,
    Report,
    UnitReport,
)
from wasmfit.pipeline.bench import Counter
from wasmfit.stages import graph as graphs
from wasmfit.stages.discover import Discovery
from wasmfit.stages.judge import (
    DEPENDENCY,
    judge_dependencies,
    judge_uses,
    toolchain_findings,
)
from wasmfit.stages.resolve import Resolved
from wasmfit.version import __version__


class Assessor:
    """Judges everything once, then looks at each unit."""

    def __init__(
        self,
        project: Project,
        linked: Resolved,
        texts: tuple[ManifestFacts, ...],
        counter: Counter,
    ) -> None:
        """Judge all uses, dependencies and languages."""
        self.project, self.linked, self.texts, self.counter = project, linked, texts, counter
        self.unit_of = {source.path: source.unit for source in project.sources}
        self.unit_of |= {source.path: source.unit for source in project.manifests}
        self.judged = judge_uses(linked.files, self.unit_of, counter.bench())
        self.dependencies, blamed = judge_dependencies(
            self._declared(), counter.known.packages, DEPENDENCY, counter.packages()
        )
        lacking = [one for unit in project.units for one in self._lacking(unit)]
        every = (*self.judged.findings, *blamed, *lacking)
        self.findings = tuple(sorted(every, key=lambda f: (*f.location.key, f.symbol, f.rule)))

    def report(self, root: Path, found: Discovery) -> Report:
        """The report of the whole tree."""
        units = tuple(self._unit(unit) for unit in self.project.units)
        return Report(
            version=__version__,
            knowledge=self.counter.known.version,
            root=root.resolve().name,
            profiles=tuple(
                (p.id, p.target.id, None if p.host is None else p.host.id)
                for p in self.counter.profiles
            ),
            primary=self.counter.profiles[0].id,
            units=tuple(report for report, _ in units),
            findings=self.findings,
            dependencies=self.dependencies,
            graph=graphs.merge(graph for _, graph in units),
            gaps=self._gaps(found),
            coverage=self._coverage(found),
        )

    def _declared(self) -> list[Dependency]:
        from dataclasses import replace

        return [
            replace(dependency, unit=self.unit_of[facts.path])
            for facts in self.texts
            for dependency in facts.dependencies
        ]

    def _sources(self, unit: Unit) -> list[SourceFile]:
        return [
            source
            for source in self.project.sources
            if source.unit == unit.id and source.role is Role.SOURCE
        ]

    def _lacking(self, unit: Unit) -> tuple[Finding, ...]:
        sources = self._sources(unit)
        languages = sorted({source.language for source in sources})
        answers = {language: self.counter.toolchains(language) for language in languages}
        return toolchain_findings(unit.id, sources, answers)

    def _view(self, unit: Unit) -> UnitView:
        return UnitView(
            unit=unit,
            sources=tuple(self._sources(unit)),
            edges=self.linked.edges,
            findings=tuple(f for f in self.findings if f.unit == unit.id),
            dependencies=tuple(d for d in self.dependencies if d.dependency.unit == unit.id),
        )

    def _unit(self, unit: Unit) -> tuple[UnitReport, Graph]:
        view = self._view(unit)
        links = {a.profile.id: view.links(self._truth(a)) for a in self.counter.answers}
        assessments = {
            profile: view.assess(
                profile, links[profile], self.judged.grants.get((unit.id, profile), ())
            )
            for profile in links
        }
        return self._decided(view, links, assessments)

    def _truth(self, answers: Answers) -> Truths:
        languages = {source.path: source.language for source in self.project.sources}
        return lambda edge: edge_truth(edge, answers.world(languages[edge.source]))

    def _gaps(self, found: Discovery) -> tuple[object, ...]:
        every = [*found.gaps, *(gap for facts in self.texts for gap in facts.gaps)]
        every += [gap for file in self.linked.files for gap in file.gaps]
        return tuple(sorted(every, key=lambda gap: (gap.path, gap.line or 0, gap.reason)))

    def _coverage(self, found: Discovery) -> Coverage:
        sources = self.project.sources
        unread = {gap.path for file in self.linked.files for gap in file.gaps if gap.line is None}
        roles = Count(source.role.value for source in sources)
        sizes: Count[str] = Count()
        for source in sources:
            sizes[source.language] += source.size
        return Coverage(
            seen=found.seen,
            read=len(sources) + len(self.project.manifests),
            parsed=len(sources) - len(unread & {source.path for source in sources}),
            skipped=found.skipped,
            bytes=sum(sizes.values()),
            by_language=dict(sorted(sizes.items())),
            by_role=dict(sorted(roles.items())),
            unjudged=self._unjudged(),
        )

    def _unjudged(self) -> int:
        """Findings and dependencies that the primary profile has no answer for."""
        primary = self.counter.profiles[0].id
        open_uses = sum(f.answers[primary].support.value == "unknown" for f in self.findings)
        return open_uses + sum(d.status[primary] == "unknown" for d in self.dependencies)
