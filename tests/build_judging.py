"""Tiny builders for what the judging stages read."""

from collections.abc import Sequence

from wasmfit.model.facts import Certainty, Dependency, ModuleEdge, Scope
from wasmfit.model.knowledge import FAILURE, Answer, Confidence, Remedy, Rule, Support
from wasmfit.model.place import Location, Span
from wasmfit.model.project import Role, SourceFile, Unit, UnitKind
from wasmfit.model.report import DependencyReport, Finding, Level

PROFILE = "wasip2"


def answer(
    support: Support = Support.ABSENT,
    confidence: Confidence = Confidence.RAN,
    mechanism: str = "",
) -> Answer:
    return Answer(
        support=support,
        failure=FAILURE[support],
        mechanism=mechanism,
        note="",
        toolchain="t@1",
        confidence=confidence,
        source="a test",
        checked="2026-11-01",
    )


def level(support: Support, confidence: Confidence, active: bool | None) -> Level:
    """The table of levels, in the part the tests need."""
    firm = active is True and confidence is not Confidence.INFERRED
    if support in (Support.NATIVE, Support.GRANTED) or active is False:
        return Level.NONE
    if support in (Support.ABSENT, Support.STUBBED, Support.ALTERED):
        return Level.ERROR if firm else Level.WARNING
    if support is Support.PARTIAL:
        return Level.WARNING if firm else Level.NOTE
    return Level.NOTE


def finding(
    id: str = "f",
    capability: str = "proc.fork",
    support: Support = Support.ABSENT,
    *,
    path: str = "a.c",
    line: int = 1,
    symbol: str = "fork",
    rule: str = "WF1203",
    kind: str = "call",
    confidence: Confidence = Confidence.RAN,
    certainty: Certainty = Certainty.HIGH,
    role: Role = Role.SOURCE,
    active: bool | None = True,
    suppressed: str | None = None,
    effort: int = 5,
    purl: str | None = None,
    via: tuple[tuple[str, ...], ...] = (),
    mechanism: str = "",
    deferred: bool = False,
    scope: str = "",
    profiles: Sequence[str] = (PROFILE,),
) -> Finding:
    return Finding(
        id=id,
        rule=rule,
        rule_name="c-process-fork",
        capability=capability,
        unit="u",
        kind=kind,
        symbol=symbol,
        location=Location(path, Span(line, 1, line, 5)),
        role=role,
        certainty=certainty,
        message=f"calls {symbol}",
        answers={profile: answer(support, confidence, mechanism) for profile in profiles},
        levels={profile: level(support, confidence, active) for profile in profiles},
        active={} if active is True else dict.fromkeys(profiles, active),
        effort=effort,
        purl=purl,
        via=via,
        suppressed=suppressed,
        deferred=deferred,
        scope=scope,
    )


def unit(kind: UnitKind = UnitKind.APPLICATION, entries: Sequence[str] = ()) -> Unit:
    return Unit(id="u", path=".", name="u", kind=kind, entries=tuple(entries))


def source(path: str, size: int = 1000, language: str = "c") -> SourceFile:
    return SourceFile(path=path, size=size, language=language, role=Role.SOURCE, unit="u")


def edge(source: str, target: str, *, deferred: bool = False) -> ModuleEdge:
    return ModuleEdge(source, target, names=("x",), deferred=deferred)


def rule(
    number: str = "WF1203",
    capability: str = "proc.fork",
    remedies: Sequence[Remedy] = (),
    language: str = "c",
) -> Rule:
    return Rule(
        number=number,
        name="c-process-fork",
        language=language,
        summary="duplicates the process",
        why="there is no process table",
        capability=capability,
        effort=5,
        matches=(),
        remedies=tuple(remedies),
    )


def remedy(action: str = "rewrite", effort: int = 5, toolchains: Sequence[str] = ()) -> Remedy:
    return Remedy(action=action, text="Do otherwise.", effort=effort, toolchains=tuple(toolchains))


def dependency(
    purl: str,
    *,
    status: str = "blocked",
    replacement: str = "",
    via: tuple[tuple[str, ...], ...] = (),
    findings: tuple[str, ...] = (),
    scope: Scope = Scope.RUNTIME,
    profiles: Sequence[str] = (PROFILE,),
) -> DependencyReport:
    return DependencyReport(
        dependency=Dependency(
            purl=purl,
            scope=scope,
            direct=not via,
            location=Location("manifest.toml", Span(3, 1, 3, 9)),
            unit="u",
            via=via,
        ),
        status=dict.fromkeys(profiles, status),
        replacement=replacement,
        findings=findings,
    )
