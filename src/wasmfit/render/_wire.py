"""From the report's values to the types of the JSON contract."""

from wasmfit.model import knowledge, place
from wasmfit.model import report as model
from wasmfit.model.facts import Guard
from wasmfit.model.graph import Graph
from wasmfit.render import _contract as wire
from wasmfit.render import _contract_code as code
from wasmfit.render import _wire_system
from wasmfit.render._answers import Answers

HUNDREDTHS = 2


def to_wire(report: model.Report) -> wire.Report:
    """The whole report."""
    table = Answers()
    findings = [_finding(finding, table) for finding in report.findings]
    return wire.Report(
        schema_version="1",
        tool=wire.Tool(name="wasmfit", version=report.version, knowledge=report.knowledge),
        root=report.root,
        primary=report.primary,
        profiles=[wire.Profile(id=i, target=t, host=h) for i, t, h in report.profiles],
        units=[_unit(unit) for unit in report.units],
        answers=table.named,
        findings=findings,
        dependencies=[_dependency(entry) for entry in report.dependencies],
        plans={
            profile: {unit.unit.id: _plan(unit.plans[profile]) for unit in report.units}
            for profile, _, _ in report.profiles
            if all(profile in unit.plans for unit in report.units)
        },
        graph=_graph(report.graph),
        gaps=[
            code.Gap(path=g.path, stage=g.stage, reason=g.reason, bytes=g.bytes, line=g.line)
            for g in report.gaps
        ],
        coverage=_coverage(report.coverage),
        rules=[_rule(rule) for rule in report.rules],
        notices=[code.Notice(path=n.path, line=n.line, text=n.text) for n in report.notices],
        settings=report.settings,
        system=None if report.system is None else _wire_system.to_wire(report.system, _location),
    )


def _hundredths(points: float) -> float:
    """Always a float, so that a report which was read again has the same bytes."""
    return float(round(points, HUNDREDTHS))


def _location(location: place.Location) -> code.Location:
    span = location.span or place.START
    return code.Location(
        path=location.path,
        start_line=span.start_line,
        start_column=span.start_column,
        end_line=span.end_line,
        end_column=span.end_column,
    )


def _guard(guard: Guard | None) -> code.Guard | None:
    return None if guard is None else code.Guard(text=guard.text, path=guard.path, line=guard.line)


def _finding(finding: model.Finding, table: Answers) -> code.Finding:
    return code.Finding(
        id=finding.id,
        rule=finding.rule,
        rule_name=finding.rule_name,
        capability=finding.capability,
        unit=finding.unit,
        kind=finding.kind,  # type: ignore[arg-type] # checked by the schema test
        symbol=finding.symbol,
        purl=finding.purl,
        via=[list(chain) for chain in finding.via],
        location=_location(finding.location),
        role=finding.role.value,
        scope=finding.scope,
        guard=_guard(finding.guard),
        certainty=finding.certainty.value,
        message=finding.message,
        answer=table.name(finding.answers),
        levels=table.levels(finding.levels),  # type: ignore[arg-type] # as above
        active=dict(finding.active),
        suppressed=None
        if finding.suppressed is None
        else code.Suppressed(reason=finding.suppressed, by=finding.suppressed_by),  # type: ignore[arg-type] # as above
        effort=finding.effort,
        excerpt=finding.excerpt,
        fingerprint=finding.fingerprint,
        new=finding.new,
        deferred=finding.deferred,
        reached=finding.reached,
        route=finding.route,
    )


def _unit(unit: model.UnitReport) -> wire.Unit:
    return wire.Unit(
        id=unit.unit.id,
        name=unit.unit.name,
        path=unit.unit.path,
        kind=unit.unit.kind.value,
        languages={
            name: wire.LanguageShare(files=files, bytes=size)
            for name, (files, size) in unit.languages.items()
        },
        toolchains={profile: dict(chosen) for profile, chosen in unit.toolchains.items()},
        verdict=_verdict(unit.verdict),
        assessments={name: _assessment(found) for name, found in unit.assessments.items()},
        split=None if unit.split is None else _split(unit.split),
        entries=list(unit.unit.entries),
        moves=unit.moves,
        nowhere=unit.nowhere,
    )


def _verdict(verdict: model.Verdict) -> wire.Verdict:
    return wire.Verdict(
        placement=verdict.placement.value,
        profile=verdict.profile,
        confidence=verdict.confidence,  # type: ignore[arg-type] # checked by the schema test
        alternative=None if verdict.alternative is None else verdict.alternative.value,
        reasons=[wire.Reason(text=r.text, findings=list(r.findings)) for r in verdict.reasons],
        gain=verdict.gain,
    )


def _assessment(found: model.Assessment) -> wire.Assessment:
    score = found.score
    return wire.Assessment(
        score=_hundredths(score.value),
        range=(_hundredths(score.low), _hundredths(score.high)),
        levels=wire.Levels(
            error=found.levels.get("error", 0),
            warning=found.levels.get("warning", 0),
            note=found.levels.get("note", 0),
        ),
        guarded=found.guarded,
        deductions=[
            wire.Deduction(capability=d.capability, points=_hundredths(d.points), uses=d.uses)
            for d in score.deductions
        ],
        blockers=[
            wire.Blocker(capability=b.capability, uses=b.uses, findings=list(b.findings))
            for b in found.blockers
        ],
        grants=found.grants,
        cut=found.cut,
        gates=found.gates,
    )


def _split(split: model.Split) -> wire.Split:
    return wire.Split(
        portable=list(split.portable),
        share=float(round(split.share, 4)),
        cut=_crossings(split.cut),
        boundary=_crossings(split.boundary),
        changed=list(split.changed),
    )


def _crossings(found: tuple[model.Crossing, ...]) -> list[wire.Crossing]:
    return [wire.Crossing(source=c.source, target=c.target, names=list(c.names)) for c in found]


def _dependency(entry: model.DependencyReport) -> code.Dependency:
    found = entry.dependency
    return code.Dependency(
        purl=found.purl,
        unit=found.unit,
        scope=found.scope.value,
        direct=found.direct,
        location=_location(found.location),
        via=[list(chain) for chain in found.via],
        status=dict(entry.status),  # type: ignore[arg-type] # checked by the schema test
        replacement=_replacement(entry),
        requested=found.requested,
        fix=entry.fix,
        native=list(entry.native),
        findings=list(entry.findings),
    )


def _replacement(entry: model.DependencyReport) -> code.Replacement | None:
    if not entry.replacement:
        return None
    is_purl = entry.replacement.startswith("pkg:")
    return code.Replacement(
        note=entry.replacement_note,
        purl=entry.replacement if is_purl else None,
        text=None if is_purl else entry.replacement,
    )


def _plan(plan: model.Plan) -> wire.Plan:
    return wire.Plan(steps=[_step(step) for step in plan.steps], remainder=list(plan.remainder))


def _step(step: model.Step) -> wire.Step:
    return wire.Step(
        id=step.id,
        action=step.action,  # type: ignore[arg-type] # checked by the schema test
        subject=step.subject,
        text=step.text,
        locations=[_location(location) for location in step.locations],
        resolves=list(step.resolves),
        effort=step.effort,
        after=list(step.after),
        score=_hundredths(step.score),
        scores={profile: _hundredths(score) for profile, score in step.scores.items()},
        alternatives=step.alternatives,
    )


def _graph(graph: Graph) -> wire.Graph:
    return wire.Graph(
        nodes=[
            wire.Node(id=n.id, kind=n.kind, label=n.label, effort=n.effort) for n in graph.nodes
        ],
        edges=[wire.Edge(source=e.source, target=e.target, kind=e.kind) for e in graph.edges],
    )


def _coverage(found: model.Coverage) -> wire.Coverage:
    return wire.Coverage(
        files=wire.Files(
            seen=found.seen, read=found.read, parsed=found.parsed, skipped=found.skipped
        ),
        bytes=found.bytes,
        by_language=dict(found.by_language),
        by_role=dict(found.by_role),
        unjudged=found.unjudged,
    )


def _rule(rule: knowledge.Rule) -> code.Rule:
    return code.Rule(
        number=rule.number,
        name=rule.name,
        language=rule.language,
        summary=rule.summary,
        why=rule.why,
        capability=rule.capability,
        effort=rule.effort,
        remedies=[
            code.Remedy(
                action=remedy.action,  # type: ignore[arg-type] # checked by the schema test
                text=remedy.text,
                effort=remedy.effort,
                toolchains=list(remedy.toolchains),
            )
            for remedy in rule.remedies
        ],
        references=list(rule.references),
        aliases=list(rule.aliases),
    )
