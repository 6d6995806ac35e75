"""The second half of a scan: what was read is judged, scored, placed and planned."""

from collections import Counter as Count
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from wasmfit import languages, manifests
from wasmfit.model.facts import Dependency, FileFacts, Gap, ManifestFacts, ModuleEdge, Scope
from wasmfit.model.gaps import few
from wasmfit.model.knowledge import Answer, Support
from wasmfit.model.project import INTERPRETED, Project, Role, SourceFile, Unit, UnitKind
from wasmfit.model.reader import Manifest
from wasmfit.model.report import Coverage, Finding, Report
from wasmfit.pipeline.angle import Unread, Wiring
from wasmfit.pipeline.bench import Counter
from wasmfit.pipeline.doubles import said_once, without_doubles, without_echoes
from wasmfit.pipeline.settle import Revisit, shown
from wasmfit.pipeline.unit import UnitView, with_sources
from wasmfit.pipeline.unread import unread_gaps
from wasmfit.stages.discover import Discovery
from wasmfit.stages.graph import CallGraph, call_graph, merge, package_edges
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

COMPILED = (".pyx", ".pxd", ".pxi", ".f", ".f90", ".for")
"""Sources that a native build takes and no reader does: Cython, Fortran."""


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
        lacking = [one for unit in self.units for one in self._lacking(unit)]
        every = [*self.judged.findings, *blamed, *lacking, *more]
        every = sorted(every, key=lambda f: (*f.location.key, f.symbol, f.rule))
        settled = revisit.settle(every, tuple(counter.rules.values()))
        self.findings, self.notices = settled.findings, settled.notices
        self.granted = by_unit(self.judged.wants, revisit.read)

    def report(self, root: Path, found: Discovery) -> Report:
        """The report of the whole tree."""
        views = [self._view(unit, found) for unit in self.units]
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

    def _sources(self, unit: Unit) -> tuple[SourceFile, ...]:
        """The files of source role that the unit holds or shares, in the order of the project."""
        if not unit.shares:
            return self._code.get(unit.id, ())
        shared = set(unit.shares)
        every = (one for code in self._code.values() for one in code)
        own = (one for one in every if one.unit == unit.id or one.path in shared)
        return tuple(sorted(own, key=lambda one: one.path))

    @cached_property
    def _own(self) -> Mapping[str, set[str]]:
        """Paths of all sources by the id of their unit."""
        own: defaultdict[str, set[str]] = defaultdict(set)
        for source in self.project.sources:
            own[source.unit].add(source.path)
        return own

    @cached_property
    def _code(self) -> dict[str, tuple[SourceFile, ...]]:
        """Files of source role by the id of their unit, those apart that only describe a build."""
        found: dict[str, list[SourceFile]] = {}
        for one in self.project.sources:
            if one.role is Role.SOURCE and not self._describes(one):
                found.setdefault(one.unit, []).append(one)
        return {unit: tuple(code) for unit, code in found.items()}

    def _describes(self, source: SourceFile) -> bool:
        """Whether it only says how something is built: a Makefile is no code in C."""
        return source.path.rpartition("/")[2] in self._building[source.language]

    @cached_property
    def _building(self) -> dict[str, tuple[str, ...]]:
        """Names of files that describe a build, by language."""
        return {language.id: language.filenames for language in languages.readers()}

    def _foreign(self, unit: Unit) -> tuple[SourceFile, ...]:
        """Sources of the unit in languages that nobody reads."""
        own = (source for source in self.project.unread if source.unit == unit.id)
        return tuple(source for source in own if source.role is Role.SOURCE)

    def _lacking(self, unit: Unit) -> tuple[Finding, ...]:
        """Languages without a toolchain; one that is not read only if its toolchains are known."""
        sources, foreign = self._sources(unit), self._foreign(unit)
        languages = sorted({source.language for source in sources})
        answers: dict[str, Mapping[str, Answer]] = {
            language: self.counter.toolchains(language) for language in languages
        }
        answers |= self._loaded(unit, languages)
        for language in sorted({source.language for source in foreign}):
            told = self.counter.toolchains(language)
            if any(answer.support is not Support.UNKNOWN for answer in told.values()):
                answers[language] = told
        rule = self.counter.rules[TOOLCHAIN]
        return toolchain_findings(unit.id, (*sources, *foreign), answers, rule)

    def _loaded(self, unit: Unit, languages: list[str]) -> dict[str, Mapping[str, Answer]]:
        """Answers for compiled code that an interpreter of the unit loads.

        Its own toolchain does not matter there: the loader decides.
        """
        links = (f for f in self.judged.findings if f.unit == unit.id and f.kind == "link")
        native = next((f for f in links if f.capability == "ffi.native"), None)
        if native is None or not INTERPRETED.intersection(languages):
            return {}
        return {name: native.answers for name in languages if name not in INTERPRETED}

    def _view(self, unit: Unit, found: Discovery) -> UnitView:
        home = unit.home or unit.id
        dependencies = tuple(d for d in self.dependencies if d.dependency.unit == home)
        owner = owners([d.dependency for d in dependencies], self.counter.known.packages)
        sources = self._sources(unit)
        own = self._own[unit.id].union(unit.shares, (source.path for source in sources))
        mine = (file for file in self.linked.files if file.path in own) if dependencies else ()
        imported = package_edges(mine, owner)
        return UnitView(
            unit,
            sources,
            Wiring((*self.linked.edges, *imported), self._calls(unit)),
            tuple(self._findings(unit, imported)),
            dependencies,
            self._unread(unit, found),
        )

    def _calls(self, unit: Unit) -> CallGraph:
        """Who calls whom in the unit's own code."""
        own = {source.path for source in self._sources(unit)}
        return call_graph(file for file in self.linked.files if file.path in own)

    def _findings(self, unit: Unit, imported: Iterable[ModuleEdge]) -> Iterator[Finding]:
        """The unit's own; of a program, those of files it shares and packages they import."""
        shared = set(unit.shares)
        own = shared | self._own[unit.id]
        used = {edge.target for edge in imported if unit.home and edge.source in own}
        for finding in self.findings:
            if finding.unit == unit.id or finding.location.path in shared or finding.purl in used:
                yield finding

    def _unread(self, unit: Unit, found: Discovery) -> Unread:
        own = {source.path for source in self._sources(unit)}
        gaps = (gap for file in self.linked.files for gap in file.gaps if gap.path in own)
        return Unread(
            foreign=self._foreign(unit),
            lost=sum(gap.bytes for gap in gaps),
            compiled=sum(
                file.size
                for file in found.files
                if file.path.endswith(COMPILED) and self._nearest(file.path) == unit.id
            ),
            browsed=sum(
                source.size
                for source in self.project.sources
                if source.unit == unit.id and source.role is Role.BROWSER
            ),
        )

    def _nearest(self, path: str) -> str:
        """The id of the unit a path lies in: the deepest directory around it."""
        around = [u for u in self.units if u.path == "." or path.startswith(f"{u.path}/")]
        return max(around, key=lambda u: (u.path != ".", len(u.path))).id if around else ""

    def _gaps(self, found: Discovery) -> tuple[Gap, ...]:
        every = [*found.gaps, *(gap for facts in self.texts for gap in facts.gaps)]
        every += [gap for file in self.linked.files for gap in file.gaps]
        every += unread_gaps(self.units, self.project.unread)
        return few(every)

    def _coverage(self, found: Discovery) -> Coverage:
        sources = self.project.sources
        sizes: Count[str] = Count()
        for source in sources:
            if not self._describes(source):
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
