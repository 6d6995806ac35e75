"""The second half of a scan: what was read is judged, scored, placed and planned."""

from collections import Counter as Count
from dataclasses import replace
from pathlib import Path

from wasmfit import manifests
from wasmfit.model.facts import Dependency, FileFacts, Gap, ManifestFacts
from wasmfit.model.project import Project, Role, SourceFile, Unit
from wasmfit.model.report import Coverage, Finding, Report
from wasmfit.pipeline.bench import Counter
from wasmfit.pipeline.settle import Settle, shown
from wasmfit.pipeline.unit import UnitView
from wasmfit.stages.discover import Discovery
from wasmfit.stages.graph import merge, package_edges
from wasmfit.stages.judge import (
    DEPENDENCY,
    TOOLCHAIN,
    judge_dependencies,
    judge_uses,
    toolchain_findings,
)
from wasmfit.stages.resolve import Resolved, owners
from wasmfit.version import __version__


class Assessor:
    """Judges everything once, then looks at each unit."""

    def __init__(
        self,
        project: Project,
        linked: Resolved,
        texts: tuple[ManifestFacts, ...],
        counter: Counter,
        settle: Settle,
    ) -> None:
        """Judge all uses, dependencies and languages, then let the user's word count."""
        self.project, self.linked, self.texts, self.counter = project, linked, texts, counter
        self.units = _with_sources(project)
        known = {unit.id for unit in self.units}
        taken = (*project.sources, *project.manifests)
        self.unit_of = {s.path: s.unit if s.unit in known else "" for s in taken}
        self.judged = judge_uses((*linked.files, *self._described()), self.unit_of, counter.bench())
        self.dependencies, blamed = judge_dependencies(
            self._declared(), counter.known.packages, counter.rules[DEPENDENCY], counter.packages()
        )
        lacking = [one for unit in self.units for one in self._lacking(unit)]
        every = [*self.judged.findings, *blamed, *lacking]
        every = sorted(every, key=lambda f: (*f.location.key, f.symbol, f.rule))
        settled = settle(every, tuple(counter.rules.values()))
        self.findings, self.notices = settled.findings, settled.notices

    def report(self, root: Path, found: Discovery) -> Report:
        """The report of the whole tree."""
        views = [self._view(unit) for unit in self.units]
        units = [(view, view.report(self.counter, self.judged.grants)) for view in views]
        profiles = self.counter.profiles
        return Report(
            version=__version__,
            knowledge=self.counter.known.version,
            root=root.resolve().name,
            profiles=tuple((p.id, p.target.id, p.host.id if p.host else None) for p in profiles),
            primary=profiles[0].id,
            units=tuple(report for _, report in units),
            findings=self.findings,
            dependencies=self.dependencies,
            graph=merge(view.graph(self.counter) for view in views),
            gaps=self._gaps(found),
            coverage=self._coverage(found),
            rules=shown(tuple(self.counter.rules.values()), self.findings),
            notices=self.notices,
        )

    def _described(self) -> list[FileFacts]:
        """What manifests say of native code, as facts of their own language."""
        languages = {source.path: source.language for source in self.project.manifests}
        spoken = {m.id: m.languages[0] for m in manifests.readers() if m.languages}
        return [
            FileFacts(path=facts.path, language=spoken[languages[facts.path]], uses=facts.uses)
            for facts in self.texts
            if facts.uses and languages[facts.path] in spoken
        ]

    def _declared(self) -> list[Dependency]:
        return [
            replace(dependency, unit=self.unit_of[facts.path])
            for facts in self.texts
            for dependency in facts.dependencies
        ]

    def _sources(self, unit: Unit) -> tuple[SourceFile, ...]:
        own = (source for source in self.project.sources if source.unit == unit.id)
        return tuple(source for source in own if source.role is Role.SOURCE)

    def _lacking(self, unit: Unit) -> tuple[Finding, ...]:
        sources = self._sources(unit)
        languages = sorted({source.language for source in sources})
        answers = {language: self.counter.toolchains(language) for language in languages}
        return toolchain_findings(unit.id, sources, answers, self.counter.rules[TOOLCHAIN])

    def _view(self, unit: Unit) -> UnitView:
        dependencies = tuple(d for d in self.dependencies if d.dependency.unit == unit.id)
        owner = owners([d.dependency for d in dependencies], self.counter.known.packages)
        return UnitView(
            unit,
            self._sources(unit),
            (*self.linked.edges, *package_edges(self.linked.files, owner)),
            tuple(f for f in self.findings if f.unit == unit.id),
            dependencies,
        )

    def _gaps(self, found: Discovery) -> tuple[Gap, ...]:
        every = [*found.gaps, *(gap for facts in self.texts for gap in facts.gaps)]
        every += [gap for file in self.linked.files for gap in file.gaps]
        return tuple(sorted(every, key=lambda gap: (gap.path, gap.line or 0, gap.reason)))

    def _coverage(self, found: Discovery) -> Coverage:
        sources = self.project.sources
        sizes: Count[str] = Count()
        for source in sources:
            sizes[source.language] += source.size
        lost = sum(
            any(gap.line is None and gap.bytes for gap in file.gaps) for file in self.linked.files
        )
        return Coverage(
            seen=found.seen,
            read=len(sources) + len(self.project.manifests),
            parsed=len(sources) - lost,
            skipped=found.skipped,
            bytes=sum(sizes.values()),
            by_language=dict(sorted(sizes.items())),
            by_role=dict(sorted(Count(source.role.value for source in sources).items())),
            unjudged=self._unjudged(),
        )

    def _unjudged(self) -> int:
        """Findings and dependencies that the primary profile has no answer for."""
        primary = self.counter.profiles[0].id
        open_uses = sum(f.answers[primary].support.value == "unknown" for f in self.findings)
        return open_uses + sum(d.status[primary] == "unknown" for d in self.dependencies)


def _with_sources(project: Project) -> tuple[Unit, ...]:
    """The units that hold code of their own; a folder of tests alone becomes no binary.

    When there is none at all, every unit is reported, so that nothing is silent.
    """
    holding = {source.unit for source in project.sources if source.role is Role.SOURCE}
    return tuple(unit for unit in project.units if unit.id in holding) or project.units
