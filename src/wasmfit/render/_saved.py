"""From a saved JSON report back to the report's values."""

from collections.abc import Mapping
from typing import Any

from wasmfit.errors import UsageError
from wasmfit.model import facts, graph, ignore, knowledge, place, project
from wasmfit.model import report as model
from wasmfit.model.condition import UNSURE
from wasmfit.render import _contract as wire
from wasmfit.render import _contract_code as code
from wasmfit.render._saved_system import system

Answers = Mapping[str, Mapping[str, knowledge.Answer]]


def read(data: bytes, label: str) -> model.Report:
    """The report that was written as JSON; guards keep their words, not their logic.

    Raises UsageError that names the file and the place when it is not one.
    """
    import msgspec

    try:
        found = msgspec.json.decode(data, type=wire.Report)
        return _report(found)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = f"{label}: no wasmfit report: {error} (write one with wasmfit scan -o json=FILE)"
        raise UsageError(message) from error
    except KeyError as error:
        message = f"{label}: refers to {error.args[0]!r}, which it does not hold (write it anew)"
        raise UsageError(message) from error


def _report(found: wire.Report) -> model.Report:
    answers = {
        name: {profile: _answer(answer) for profile, answer in given.items()}
        for name, given in found.answers.items()
    }
    profiles = [profile.id for profile in found.profiles]
    primary = dict(zip(profiles, profiles, strict=True))[found.primary]
    _refer(found)
    return model.Report(
        version=found.tool.version,
        knowledge=found.tool.knowledge,
        root=found.root,
        profiles=tuple((p.id, p.target, p.host) for p in found.profiles),
        primary=primary,
        units=tuple(_unit(unit, found) for unit in found.units),
        findings=tuple(_finding(finding, answers, profiles) for finding in found.findings),
        dependencies=tuple(_dependency(entry) for entry in found.dependencies),
        graph=graph.Graph(
            tuple(graph.Node(n.id, n.kind, n.label, n.effort) for n in found.graph.nodes),
            tuple(graph.Edge(e.source, e.target, e.kind) for e in found.graph.edges),
        ),
        gaps=tuple(facts.Gap(g.path, g.stage, g.reason, g.bytes, g.line) for g in found.gaps),
        coverage=_coverage(found.coverage),
        rules=tuple(_rule(rule) for rule in found.rules),
        notices=tuple(ignore.Notice(n.path, n.line, n.text) for n in found.notices),
        settings=found.settings,
        system=system(found.system, _location),
    )


def _refer(found: wire.Report) -> None:
    """Raise KeyError for a blocker that names a finding which is not there."""
    there = {finding.id: finding for finding in found.findings}
    for unit in found.units:
        for assessment in unit.assessments.values():
            for blocker in assessment.blockers:
                _ = [there[name] for name in blocker.findings]


def _answer(answer: code.Answer) -> knowledge.Answer:
    return knowledge.Answer(
        support=knowledge.Support(answer.support),
        failure=answer.failure,
        mechanism=answer.mechanism,
        note=answer.note,
        toolchain=answer.toolchain,
        confidence=knowledge.Confidence(answer.confidence),
        source=answer.source,
        checked=answer.checked,
    )


def _location(found: code.Location) -> place.Location:
    span = place.Span(found.start_line, found.start_column, found.end_line, found.end_column)
    return place.Location(found.path, span)


def _role(word: str) -> project.Role:
    """The role; a word that is none is a reference to something unknown."""
    return {role.value: role for role in project.Role}[word]


def _finding(found: code.Finding, answers: Answers, profiles: list[str]) -> model.Finding:
    given, levels, guard = answers[found.answer], found.levels, found.guard
    for profile in profiles:  # every format relies on them
        _ = given[profile], levels[profile]
    return model.Finding(
        id=found.id,
        rule=found.rule,
        rule_name=found.rule_name,
        capability=found.capability,
        unit=found.unit,
        kind=found.kind,
        symbol=found.symbol,
        location=_location(found.location),
        role=_role(found.role),
        certainty=facts.Certainty(found.certainty),
        message=found.message,
        answers=given,
        levels={profile: model.Level(level) for profile, level in levels.items()},
        active=found.active,
        scope=found.scope,
        guard=None if guard is None else facts.Guard(UNSURE, guard.text, guard.path, guard.line),
        purl=found.purl,
        via=_chains(found.via),
        suppressed=None if found.suppressed is None else found.suppressed.reason,
        suppressed_by="" if found.suppressed is None else found.suppressed.by,
        effort=found.effort,
        excerpt=found.excerpt,
        fingerprint=found.fingerprint,
        new=found.new,
        deferred=found.deferred,
        reached=found.reached,
        route=found.route,
    )


def _chains(via: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(chain) for chain in via)


def _unit(found: wire.Unit, report: wire.Report) -> model.UnitReport:
    plans = {p: _plan(units[found.id]) for p, units in report.plans.items() if found.id in units}
    assessments = {name: _assessment(name, one) for name, one in found.assessments.items()}
    _ = assessments[report.primary]
    return model.UnitReport(
        unit=project.Unit(
            id=found.id,
            path=found.path,
            name=found.name,
            kind=project.UnitKind(found.kind),
            entries=tuple(found.entries),
        ),
        languages={name: (share.files, share.bytes) for name, share in found.languages.items()},
        toolchains=found.toolchains,
        assessments=assessments,
        verdict=_verdict(found.verdict),
        split=None if found.split is None else _split(found.split),
        plans=plans,
        moves=found.moves,
        nowhere=found.nowhere,
    )


def _verdict(found: wire.Verdict) -> model.Verdict:
    return model.Verdict(
        placement=model.Placement(found.placement),
        profile=found.profile,
        confidence=found.confidence,
        reasons=tuple(model.Reason(r.text, tuple(r.findings)) for r in found.reasons),
        gain=found.gain,
        alternative=None if found.alternative is None else model.Placement(found.alternative),
    )


def _assessment(profile: str, found: wire.Assessment) -> model.Assessment:
    return model.Assessment(
        profile=profile,
        score=model.Score(
            value=found.score,
            low=found.range[0],
            high=found.range[1],
            deductions=tuple(
                model.Deduction(capability=d.capability, points=d.points, uses=d.uses)
                for d in found.deductions
            ),
        ),
        levels={
            "note": found.levels.note,
            "warning": found.levels.warning,
            "error": found.levels.error,
        },
        guarded=found.guarded,
        blockers=tuple(
            model.Blocker(capability=b.capability, uses=b.uses, findings=tuple(b.findings))
            for b in found.blockers
        ),
        grants=found.grants,
        cut=found.cut,
        gates=found.gates,
    )


def _split(found: wire.Split) -> model.Split:
    return model.Split(
        portable=tuple(found.portable),
        share=found.share,
        cut=_crossings(found.cut),
        boundary=_crossings(found.boundary),
        changed=tuple(found.changed),
    )


def _crossings(found: list[wire.Crossing]) -> tuple[model.Crossing, ...]:
    return tuple(model.Crossing(c.source, c.target, tuple(c.names)) for c in found)


def _plan(found: wire.Plan) -> model.Plan:
    steps = (
        model.Step(
            id=step.id,
            action=step.action,
            subject=step.subject,
            text=step.text,
            locations=tuple(_location(location) for location in step.locations),
            resolves=tuple(step.resolves),
            effort=step.effort,
            after=tuple(step.after),
            score=step.score,
            scores=step.scores,
            alternatives=step.alternatives,
        )
        for step in found.steps
    )
    return model.Plan(steps=tuple(steps), remainder=tuple(found.remainder))


def _dependency(found: code.Dependency) -> model.DependencyReport:
    instead = found.replacement
    return model.DependencyReport(
        dependency=facts.Dependency(
            purl=found.purl,
            scope=facts.Scope(found.scope),
            direct=found.direct,
            location=_location(found.location),
            unit=found.unit,
            requested=found.requested,
            via=_chains(found.via),
        ),
        status=_plain(found.status),
        replacement="" if instead is None else instead.purl or instead.text or "",
        replacement_note="" if instead is None else instead.note,
        fix=found.fix,
        native=tuple(found.native),
        findings=tuple(found.findings),
    )


def _plain(status: Mapping[str, Any]) -> dict[str, str]:
    return dict(status)


def _rule(found: code.Rule) -> knowledge.Rule:
    return knowledge.Rule(
        number=found.number,
        name=found.name,
        language=found.language,
        summary=found.summary,
        why=found.why,
        capability=found.capability,
        effort=found.effort,
        matches=(),
        remedies=tuple(
            knowledge.Remedy(
                action=r.action, text=r.text, effort=r.effort, toolchains=tuple(r.toolchains)
            )
            for r in found.remedies
        ),
        references=tuple(found.references),
        aliases=tuple(found.aliases),
    )


def _coverage(found: wire.Coverage) -> model.Coverage:
    files = found.files
    return model.Coverage(
        seen=files.seen,
        read=files.read,
        parsed=files.parsed,
        skipped=files.skipped,
        bytes=found.bytes,
        by_language=found.by_language,
        by_role=found.by_role,
        unjudged=found.unjudged,
    )
