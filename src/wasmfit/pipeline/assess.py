"""The second half of a scan: what was read is judged, scored, placed and planned."""

from collections import Counter as Count
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from wasmfit import manifests
from wasmfit.model.facts import Dependency, FileFacts, Gap, ManifestFacts, ModuleEdge, Scope
from wasmfit.model.gaps import few
from wasmfit.model.knowledge import Answer, Support
from wasmfit.model.project import INTERPRETED, Project, Role, SourceFile, Unit, UnitKind
from wasmfit.model.reader import Manifest
from wasmfit.model.report import Coverage, Finding, Report
from wasmfit.pipeline.angle import Wiring
from wasmfit.pipeline.bench import Counter
from wasmfit.pipeline.doubles import said_once, without_doubles, without_echoes
from wasmfit.pipeline.holdings import Holdings, places, places_of, with_sources
from wasmfit.pipeline.settle import Revisit, shown
from wasmfit.pipeline.unit import UnitView
from wasmfit.pipeline.unread import unread_gaps
from wasmfit.stages.discover import Discovery
from wasmfit.stages.graph import call_graph, merge, package_edges
from wasmfit.stages.join import Source, developing, join
from wasmfit.stages.judge import (
    DEPENDENCY,
    STRANGER,
    TOOLCHAIN,
    judge_dependencies,
    judge_uses,
    toolchain_findings,
)
from wasmfit.stages.literals import by_unit
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
        revisit: Revisit,
        more: Sequence[Finding] = (),
    ) -> None:
        """Judge all uses, dependencies and languages, then let the user's word count.

        ``more`` are findings of what is deployed.
        """
        self.project, self.linked, self.texts, self.counter = project, linked, texts, counter
        self.units = with_sources(project)
        self.holdings = Holdings(self.units, project, linked)
        known = {unit.id for unit in self.units}
        taken = (*project.sources, *project.manifests, *project.unread)
        self.unit_of = {s.path: s.unit if s.unit in known else "" for s in taken}
        judged = judge_uses((*linked.files, *self._described()), self.unit_of, counter.bench())
        self.judged = replace(judged, findings=without_echoes(judged.findings, texts))
        said = {one.location for one in self.judged.findings}
        self.dependencies, blamed = judge_dependencies(
            without_doubles(self._declared(), counter.known.packages, said),
            counter.known.packages,
            (counter.rules[DEPENDENCY], counter.rules[STRANGER]),
            counter.packages(),
        )
        native = self._native()
        lacking = [one for unit in self.units for one in self._lacking(unit, native)]
        every = [*self.judged.findings, *blamed, *lacking, *more]
        every = sorted(every, key=lambda f: (*f.location.key, f.symbol, f.rule))
        settled = revisit.settle(every, tuple(counter.rules.values()))
        self.findings, self.notices = settled.findings, settled.notices
        self.granted = by_unit(self.judged.wants, revisit.read)

    def report(self, root: Path, found: Discovery) -> Report:
        """The report of the whole tree."""
        compiled = self.holdings.compiled(found.files)
        views = [self._view(unit, compiled) for unit in self.units]
        units = [(view, view.report(self.counter, self.granted)) for view in views]
        profiles = self.counter.profiles
        return Report(
            version=__version__,
            knowledge=self.counter.known.version,
            root=root.resolve().name,
            profiles=tuple((p.id, p.target.id, p.host.id if p.host else None) for p in profiles),
            primary=profiles[0].id,
            units=tuple(report for _, report in units),
            findings=self._traced(views),
            dependencies=self.dependencies,
            graph=merge([view.graph(self.counter) for view in views]),
            gaps=self._gaps(found),
            coverage=self._coverage(found),
            rules=shown(tuple(self.counter.rules.values()), self.findings),
            notices=self.notices,
        )

    def _traced(self, views: Sequence[UnitView]) -> tuple[Finding, ...]:
        """All findings, in their order, with the ways that lead to them."""
        traced = {one.id: one for view in views for one in view.traced(self.counter)}
        return tuple(traced.get(one.id, one) for one in self.findings)

    def _described(self) -> list[FileFacts]:
        """What manifests say of native code, as facts of their own language."""
        languages = {source.path: source.language for source in self.project.manifests}
        spoken = {m.id: m.languages[0] for m in manifests.readers() if m.languages}
        return [
            FileFacts(path=facts.path, language=spoken[languages[facts.path]], uses=facts.uses)
            for facts in said_once(self.texts)
            if facts.uses and languages[facts.path] in spoken
        ]

    def _declared(self) -> list[Dependency]:
        """What manifests and lockfiles together say, each package once per unit."""
        formats = {manifest.id: manifest for manifest in manifests.readers()}
        files = {source.path: source for source in self.project.manifests}
        kinds = {facts.path: formats[files[facts.path].language] for facts in self.texts}
        return join(
            [
                Source(
                    facts=self._timed(facts, files[facts.path], kinds),
                    unit=self.unit_of[facts.path],
                    ecosystem=kinds[facts.path].ecosystem,
                    lock=kinds[facts.path].lock,
                )
                for facts in self.texts
            ]
        )

    def _timed(
        self, facts: ManifestFacts, file: SourceFile, kinds: Mapping[str, Manifest]
    ) -> ManifestFacts:
        """The facts of a manifest, with what its place says of when things are needed."""
        if file.role is not Role.SOURCE:
            named = (replace(one, scope=Scope.DEV) for one in facts.dependencies)
            return replace(facts, dependencies=tuple(named))
        libraries = {unit.id for unit in self.project.units if unit.kind is UnitKind.LIBRARY}
        kind = kinds[facts.path]
        if not kind.environment or file.unit not in libraries:
            return facts
        return developing(
            facts, [one for one in self.texts if kinds[one.path].ecosystem == kind.ecosystem]
        )

    def _lacking(self, unit: Unit, native: Mapping[str, Finding]) -> tuple[Finding, ...]:
        """Languages without a toolchain; one that is not read only if its toolchains are known."""
        sources, foreign = self.holdings.sources(unit), self.holdings.foreign(unit)
        spoken = sorted({source.language for source in sources})
        answers: dict[str, Mapping[str, Answer]] = {
            language: self.counter.toolchains(language) for language in spoken
        }
        if unit.id in native and INTERPRETED.intersection(spoken):
            told = native[unit.id].answers
            answers |= {name: told for name in spoken if name not in INTERPRETED}
        for language in sorted({source.language for source in foreign}):
            known = self.counter.toolchains(language)
            if any(answer.support is not Support.UNKNOWN for answer in known.values()):
                answers[language] = known
        rule = self.counter.rules[TOOLCHAIN]
        return toolchain_findings(unit.id, (*sources, *foreign), answers, rule)

    def _native(self) -> dict[str, Finding]:
        """By unit the first sign of compiled code that an interpreter of the unit would load.

        Its own toolchain does not matter there: the loader decides.
        """
        signs = (f for f in self.judged.findings if f.kind == "link")
        found: dict[str, Finding] = {}
        for sign in signs:
            if sign.capability == "ffi.native":
                found.setdefault(sign.unit, sign)
        return found

    def _view(self, unit: Unit, compiled: Mapping[str, int]) -> UnitView:
        home = unit.home or unit.id
        dependencies = tuple(d for d in self.dependencies if d.dependency.unit == home)
        owner = owners([d.dependency for d in dependencies], self.counter.known.packages)
        sources, holdings = self.holdings.sources(unit), self.holdings
        mine = holdings.files(holdings.paths(unit)) if dependencies else ()
        imported = package_edges(mine, owner)
        own = [source.path for source in sources]
        return UnitView(
            unit,
            sources,
            Wiring((*holdings.edges(own), *imported), call_graph(holdings.files(own))),
            self._findings(unit, imported),
            dependencies,
            holdings.unread(unit, compiled),
        )

    def _findings(self, unit: Unit, imported: Iterable[ModuleEdge]) -> tuple[Finding, ...]:
        """The unit's own; of a program, those of files it shares and packages they import."""
        own = self.holdings.paths(unit)
        used = {edge.target for edge in imported if unit.home and edge.source in own}
        where = {
            *self._places["unit"].get(unit.id, ()),
            *places_of(self._places["path"], unit.shares),
            *places_of(self._places["purl"], used),
        }
        return tuple(self.findings[place] for place in sorted(where))

    @cached_property
    def _places(self) -> dict[str, dict[str, list[int]]]:
        """Where the findings of a unit, of a file and about a package stand."""
        return {
            "unit": places(one.unit for one in self.findings),
            "path": places(one.location.path for one in self.findings),
            "purl": places(one.purl or "" for one in self.findings),
        }

    def _gaps(self, found: Discovery) -> tuple[Gap, ...]:
        every = [*found.gaps, *(gap for facts in self.texts for gap in facts.gaps)]
        every += [gap for file in self.linked.files for gap in file.gaps]
        every += unread_gaps(self.units, self.project.unread)
        return few(every)

    def _coverage(self, found: Discovery) -> Coverage:
        sources = self.project.sources
        sizes: Count[str] = Count()
        for source in sources:
            if not self.holdings.describes(source):
                sizes[source.language] += source.size
        lost = sum(
            any(gap.line is None and gap.bytes for gap in file.gaps) for file in self.linked.files
        )
        return Coverage(
            seen=found.seen,
            read=len({source.path for source in (*sources, *self.project.manifests)}),
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
