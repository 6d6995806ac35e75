"""One unit, looked at from every profile: score, blockers, verdict, plan, graph."""

from collections import Counter as Count
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from wasmfit.knowledge.answer import Answers
from wasmfit.model.graph import Graph, Move, Reached
from wasmfit.model.knowledge import Support
from wasmfit.model.project import Role, SourceFile, Unit, UnitKind
from wasmfit.model.report import (
    Assessment,
    Blocker,
    DependencyReport,
    Finding,
    Grant,
    Level,
    Placement,
    Plan,
    Score,
    UnitReport,
)
from wasmfit.pipeline.angle import Angle, Unread, Wiring, ends_with
from wasmfit.pipeline.bench import Counter
from wasmfit.pipeline.elsewhere import elsewhere
from wasmfit.pipeline.net import Nets
from wasmfit.stages import graph as graphs
from wasmfit.stages.compare import compare
from wasmfit.stages.place import Look, Measures, Scene, doubted, measure, place
from wasmfit.stages.plan import Situation, plan
from wasmfit.stages.score import tally

Granted = Mapping[tuple[str, str], tuple[Grant, ...]]


class UnitView:
    """A unit's own files, imports, findings and dependencies."""

    def __init__(
        self,
        unit: Unit,
        sources: tuple[SourceFile, ...],
        wiring: Wiring,
        findings: tuple[Finding, ...],
        dependencies: tuple[DependencyReport, ...],
        unread: Unread,
    ) -> None:
        """``sources`` are its files of source role."""
        own = {source.path for source in sources}
        reachable = own | {entry.dependency.purl for entry in dependencies}
        self.unit, self.sources = unit, sources
        self.edges = tuple(e for e in wiring.edges if e.source in own and e.target in reachable)
        self.findings, self.dependencies = findings, dependencies
        self.unread = unread
        self._nets = Nets(unit, sources, self.edges, wiring.calls)
        self._drawn: Graph | None = None
        self._traced: tuple[Finding, ...] | None = None
        self._packages = graphs.outline(unit, dependencies)
        self._leading = graphs.leading(self._packages, findings)

    def report(self, counter: Counter, granted: Granted) -> UnitReport:
        """Everything the report says about the unit."""
        self.findings = self.traced(counter)
        angles = [self._angle(answers, counter, granted) for answers in counter.answers]
        plans = self._plans(angles)
        looks = [self._look(a, plans[a.profile]) for a in self._standing(angles, counter)]
        verdict = place(self.unit, looks, self.languages)
        decided = next((a for a in angles if a.profile == verdict.profile), angles[0])
        moves, nowhere = self._compared(angles, decided.profile, counter)
        return UnitReport(
            unit=self.unit,
            languages=self.languages,
            toolchains=self._toolchains(counter),
            assessments={angle.profile: self._assess(angle, counter) for angle in angles},
            verdict=verdict,
            split=decided.split if verdict.placement is Placement.SPLIT else None,
            plans=self._divided_plans(angles) if verdict.placement is Placement.SPLIT else plans,
            moves=moves,
            nowhere=nowhere,
        )

    def _compared(
        self, angles: list[Angle], here: str, counter: Counter
    ) -> tuple[tuple[Move, ...], tuple[str, ...]]:
        languages = {source.path: source.language for source in self.sources}
        scores = {angle.profile: angle.tally.value for angle in angles}
        others = elsewhere(counter, languages, scores, here)
        return compare(self._code, here, others)

    def traced(self, counter: Counter) -> tuple[Finding, ...]:
        """The unit's findings, with the way to each from an entry point of the primary profile."""
        if self._traced is None:
            met = self._nets.on(counter.answers[0].profile.id, counter).meeting
            self._traced = tuple(_traced(one, met) for one in self.findings)
        return self._traced

    @cached_property
    def _code(self) -> tuple[Finding, ...]:
        """The findings in code that counts."""
        return tuple(one for one in self.findings if one.role is Role.SOURCE)

    @cached_property
    def _alike(self) -> list[tuple[Finding, int]]:
        """Of the findings that count one for all with the same levels, and how many they are."""
        counted = [one for one in self.findings if one.suppressed is None]
        keys = [(id(one.levels), id(one.active)) for one in counted]
        numbers = Count(keys)
        return [(one, numbers[key]) for key, one in dict(zip(keys, counted, strict=True)).items()]

    def graph(self, counter: Counter) -> Graph:
        """The blocker graph on the primary profile."""
        if self._drawn is None:
            profile = counter.answers[0].profile.id
            links = self._nets.on(profile, counter).links
            self._drawn = graphs.build(
                self.unit, self.sources, links, self._code, self._packages, profile
            )
        return self._drawn

    @cached_property
    def languages(self) -> dict[str, tuple[int, int]]:
        """Files and bytes of source role per language."""
        found: dict[str, tuple[int, int]] = {}
        for source in self.sources:
            files, size = found.get(source.language, (0, 0))
            found[source.language] = (files + 1, size + source.size)
        return dict(sorted(found.items()))

    def _shares(self) -> dict[str, float]:
        """Each language's part of the unit's bytes, 0 to 1."""
        total = sum(size for _, size in self.languages.values())
        return {name: size / total for name, (_, size) in self.languages.items() if total}

    def _toolchains(self, counter: Counter) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for answers in counter.answers:
            chosen = {language: answers.toolchain(language) for language in self.languages}
            found[answers.profile.id] = {name: t.label for name, t in chosen.items() if t}
        return found

    def _angle(self, answers: Answers, counter: Counter, granted: Granted) -> Angle:
        profile = answers.profile.id
        net = self._nets.on(profile, counter)
        costly = tuple(one for one in self._code if one.costs(profile))
        blocked = graphs.blocked_modules(costly, profile)
        reached = graphs.weights(net.meeting, costly, net.imports)
        chosen = (answers.toolchain(language) for language in self.languages)
        return Angle(
            profile=profile,
            net=net,
            costly=costly,
            blocked=blocked,
            tally=tally(costly, profile, reached, self._shares()),
            situation=Situation(
                profile=profile,
                rules=counter.rules,
                toolchains=frozenset(toolchain.id for toolchain in chosen if toolchain),
                grants=granted.get((self.unit.id, profile), ()),
                dependencies=self.dependencies,
                imports=net.imports,
            ),
            ends_with=ends_with(answers),
        )

    def _standing(self, angles: list[Angle], counter: Counter) -> list[Angle]:
        """The angles that decide: standard targets, or all when none was asked for."""
        standard = {a.profile.id for a in counter.answers if a.profile.target.standard}
        return [angle for angle in angles if angle.profile in standard] or angles

    def _look(self, angle: Angle, found: Plan) -> Look:
        """A profile as the verdict sees it.

        The plan goes by answers and not by levels, so it stands in doubt, too.
        """
        seen = self._seen(angle)
        doubtful = doubted(seen, angle.profile)
        firm = measure(self._scene(angle, found, seen, angle.blocked))
        return Look(
            profile=angle.profile,
            findings=self._code,
            firm=firm,
            doubtful=self._doubted(angle, found, doubtful) if doubtful != seen else firm,
            split=angle.split,
            grants=angle.situation.grants,
            ends_with=angle.ends_with,
            replaced=frozenset(d.dependency.purl for d in self.dependencies if d.replacement),
        )

    def _seen(self, angle: Angle) -> tuple[Finding, ...]:
        """What measures are taken from: what costs something, and languages without a toolchain."""
        lacking = (one for one in self._code if one.kind == "toolchain")
        return (*(one for one in lacking if not one.costs(angle.profile)), *angle.costly)

    def _doubted(self, angle: Angle, found: Plan, findings: tuple[Finding, ...]) -> Measures:
        """The measures where findings are doubted."""
        blocked = graphs.blocked_modules(findings, angle.profile)
        return measure(self._scene(angle, found, findings, blocked))

    def _scene(
        self, angle: Angle, found: Plan, findings: tuple[Finding, ...], blocked: graphs.Blocked
    ) -> Scene:
        net, barred = angle.net, angle.net.barred(blocked)
        return Scene(
            profile=angle.profile,
            sources=self.sources,
            findings=findings,
            dependencies=self.dependencies,
            exposed=barred.exposed,
            touched=barred.touched,
            starts=net.entered,
            uses=net.importers,
            program=self.unit.kind is not UnitKind.LIBRARY,
            split=barred.split,
            plan=found,
            foreign=self.unread.foreign,
            lost=self.unread.lost,
            compiled=self.unread.compiled,
            browsed=self.unread.browsed,
        )

    def _assess(self, angle: Angle, counter: Counter) -> Assessment:
        levels: Count[Level] = Count()
        for one, number in self._alike:
            levels[one.levels[angle.profile]] += number
        off = (n for one, n in self._alike if one.active.get(angle.profile, True) is False)
        cut, gates = graphs.assessed(self._blocking(angle, counter))
        return Assessment(
            profile=angle.profile,
            score=self._widened(angle.tally.score()),
            levels={level.value: levels[level] for level in Level if level is not Level.NONE},
            guarded=sum(off),
            blockers=_blockers(angle.costly, angle.profile),
            grants=angle.situation.grants,
            cut=cut,
            gates=gates,
        )

    def _blocking(self, angle: Angle, counter: Counter) -> Graph:
        """The graph on a profile, or the part of it that leads to blockers."""
        if angle.profile == counter.answers[0].profile.id:
            return self.graph(counter)
        given = (self.unit, self.sources, angle.net.links, angle.costly)
        return graphs.blocking(*given, self._leading, angle.profile)

    def _widened(self, score: Score) -> Score:
        """A score whose lower end takes code that nobody has read as absent, too."""
        foreign = sum(source.size for source in self.unread.foreign)
        read = sum(source.size for source in self.sources)
        return replace(score, low=score.low * read / (read + foreign)) if foreign else score

    def _plans(self, angles: list[Angle]) -> dict[str, Plan]:
        tallies = {angle.profile: angle.tally for angle in angles}
        return {
            angle.profile: plan(
                (*angle.costly, *self._granted(angle.profile)),
                angle.situation,
                angle.tally,
                {name: other for name, other in tallies.items() if name != angle.profile},
            )
            for angle in angles
        }

    def _granted(self, profile: str) -> Iterator[Finding]:
        """The findings that the host of a profile only has to allow."""
        for one in self._code:
            answer = one.answers.get(profile)
            if answer is not None and answer.support is Support.GRANTED:
                yield one

    def _divided_plans(self, angles: list[Angle]) -> dict[str, Plan]:
        """The plans of a unit whose portable part is to be built by itself."""
        return self._plans([self._divided_angle(angle) for angle in angles])

    def _divided_angle(self, angle: Angle) -> Angle:
        if angle.split is None:
            return angle
        moved = graphs.left_behind(angle.split, self.sources, angle.net.links, self._code)
        situation = replace(angle.situation, split=angle.split, moved=moved)
        return replace(angle, situation=situation)


def _blockers(findings: Sequence[Finding], profile: str) -> tuple[Blocker, ...]:
    """Capabilities that block, the one with the most uses first; reached findings first."""
    found: dict[str, list[str]] = {}
    for finding in sorted(findings, key=lambda one: one.reached is Reached.NEVER):
        if finding.is_blocker(profile):
            found.setdefault(finding.capability, []).append(finding.id)
    return tuple(
        Blocker(capability=capability, uses=len(ids), findings=tuple(ids))
        for capability, ids in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )


def _traced(finding: Finding, met: graphs.Meeting) -> Finding:
    when, route = met.when(finding), met.route(finding)
    if when is finding.reached and route == finding.route:
        return finding
    return replace(finding, reached=when, route=route)
