"""Dependencies weighed per profile: status, and a finding where one blocks."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from wasmfit.model.condition import Truth, World, evaluate
from wasmfit.model.facts import Certainty, Dependency, Guard
from wasmfit.model.knowledge import (
    FAILURE,
    Answer,
    Confidence,
    Package,
    Rule,
    Support,
    Variant,
)
from wasmfit.model.report import DependencyReport, Finding, Level
from wasmfit.stages.judge.case import ROLES, Case
from wasmfit.stages.judge.known import Known, guard_of, known, native
from wasmfit.stages.judge.uses import identity
from wasmfit.stages.judge.wording import message

ORDER = {support: place for place, support in enumerate(Support)}


@dataclass(frozen=True, slots=True)
class PackageView:
    """One profile: how it answers for packages of one ecosystem's language.

    ``measured`` answers for a package by purl where somebody tried it;
    ``answer`` for a capability its code needs. ``sign`` gives the capability
    that a sign of native code tells of, by purl and symbol. ``newest`` answers
    for a package as its newest release stands by default, which holds unless
    more is known of the version or the features that are asked for.
    """

    profile: str
    target: str
    measured: Callable[[str], Answer | None]
    answer: Callable[[str, str], Answer]
    world: Callable[[str], World]
    sign: Callable[[str, str], str | None] = lambda _, __: None
    newest: Callable[[str], Answer | None] = lambda _: None


def judge_dependencies(
    dependencies: Sequence[Dependency],
    packages: Mapping[str, Package],
    rules: tuple[Rule, Rule],
    views: Sequence[PackageView],
) -> tuple[tuple[DependencyReport, ...], tuple[Finding, ...]]:
    """Reports for all dependencies, findings for those that need something or are strangers.

    ``rules`` are the one for what a package needs and the one for a package
    that nobody has examined. Strangers that others bring in are told with the
    direct dependency that does.
    """
    reports, findings = [], []
    below = _strangers_below(dependencies, packages)
    told: Counter[str] = Counter()
    for dependency in sorted(dependencies, key=_key):
        package = packages.get(base(dependency.purl))
        case = _case(dependency, package, views, below)
        finding = _finding(case, rules, views)
        if finding is not None:
            told[finding.id] += 1
            finding = _distinct(finding, told[finding.id])
            findings.append(finding)
        reports.append(
            DependencyReport(
                dependency=dependency,
                status=case.status(),
                replacement=package.replacement if package else "",
                replacement_note=package.replacement_note if package else "",
                fix=case.fix,
                native=native(package),
                findings=(finding.id,) if finding else (),
            )
        )
    return tuple(reports), tuple(findings)


def base(purl: str) -> str:
    """A package URL without version, qualifiers and subpath."""
    stem = purl.partition("#")[0].partition("?")[0]
    head, at, _ = stem.rpartition("@")
    return head if at and "/" in head else stem


def _key(dependency: Dependency) -> tuple[str, str, tuple[str, int, int]]:
    return (dependency.unit, dependency.purl, dependency.location.key)


def _strangers_below(
    dependencies: Sequence[Dependency], packages: Mapping[str, Package]
) -> Counter[tuple[str, str]]:
    """How many packages that nobody knows come in through a direct dependency of a unit."""
    found: Counter[tuple[str, str]] = Counter()
    for one in dependencies:
        if one.via and not one.direct and base(one.purl) not in packages:
            found[one.unit, one.via[0][0]] += 1
    return found


def _case(
    dependency: Dependency,
    package: Package | None,
    views: Sequence[PackageView],
    below: Mapping[tuple[str, str], int],
) -> Case:
    guard = guard_of(package, dependency)
    facts = {view.profile: known(package, dependency, view.target) for view in views if package}
    answers = {view.profile: _answer(dependency, facts.get(view.profile), view) for view in views}
    active = _active(guard, dependency.purl, views)
    for profile, one in facts.items():
        if one.sure is None and active.get(profile, True) is True:
            active[profile] = None
    here = dependency if guard == dependency.guard else replace(dependency, guard=guard)
    return Case(here, facts, answers, active, below.get((dependency.unit, dependency.purl), 0))


def _answer(dependency: Dependency, facts: Known | None, view: PackageView) -> Answer:
    found = view.measured(dependency.purl)
    if found is not None:
        return found
    if facts is None:
        told = (view.sign(dependency.purl, sign) for sign in dependency.signs)
        capability = next((one for one in told if one), "")
        answer = view.answer(dependency.purl, capability)
        return replace(answer, confidence=Confidence.INFERRED) if capability else answer
    variant = facts.variant
    if variant is not None and variant.support is not None:
        return _tried(variant, variant.support, view, dependency)
    found = None if variant is not None else view.newest(dependency.purl)
    if found is not None:
        return found
    needs = [
        _no_surer(view.answer(dependency.purl, capability), facts) for capability in facts.requires
    ]
    return max(needs, key=lambda a: ORDER[a.support], default=_plain(facts, view, dependency))


def _no_surer(answer: Answer, facts: Known) -> Answer:
    """An answer for a capability, no surer than it is that the package needs it."""
    if facts.evidence.confidence is not Confidence.INFERRED:
        return answer
    return replace(answer, confidence=Confidence.INFERRED)


def _tried(variant: Variant, support: Support, view: PackageView, dependency: Dependency) -> Answer:
    """The answer that somebody found out for the package itself."""
    return Answer(
        support=support,
        failure=variant.failure or FAILURE[support],
        mechanism=variant.fix if support is Support.SHIMMED else "",
        note="",
        toolchain=view.answer(dependency.purl, "").toolchain,
        confidence=variant.evidence.confidence,
        source=variant.evidence.source,
        checked=variant.evidence.checked,
    )


def _plain(facts: Known, view: PackageView, dependency: Dependency) -> Answer:
    """The answer for a package that needs nothing special."""
    unsure = facts.variant is None and facts.package.pure is None
    like = view.answer(dependency.purl, "")
    return Answer(
        support=Support.UNKNOWN if unsure else Support.NATIVE,
        failure=None,
        mechanism="",
        note=facts.note,
        toolchain=like.toolchain,
        confidence=facts.evidence.confidence,
        source=facts.evidence.source,
        checked=facts.evidence.checked,
    )


def _finding(case: Case, rules: tuple[Rule, Rule], views: Sequence[PackageView]) -> Finding | None:
    """A finding when it is known to need something somewhere, or not known at all."""
    levels, primary = case.levels(), views[0]
    if all(level is Level.NONE for level in levels.values()):
        return None
    needs, purl = case.needs(), case.dependency.purl
    if not case.facts:
        signs = (primary.sign(purl, sign) for sign in case.dependency.signs)
        needs = tuple(sorted({capability for capability in signs if capability}))
        if not needs and not case.dependency.direct:
            return None
    tried = any(f.variant is not None and f.variant.support for f in case.facts.values())
    if case.facts and not needs and not tried:
        return None
    rule = rules[0] if needs or case.facts else rules[1]
    worst = {name: ORDER[primary.answer(purl, name).support] for name in needs}
    capability = max(needs, key=lambda name: worst[name], default=rule.capability)
    return _shown(case, replace(rule, capability=capability), primary.profile, levels)


def _shown(case: Case, rule: Rule, primary: str, levels: Mapping[str, Level]) -> Finding:
    dependency, reached = case.dependency, case.active.get(primary, True)
    name = dependency.purl.removeprefix("pkg:")
    said = message(rule, name, case.answers[primary], primary, reached)
    return Finding(
        id=identity(rule.number, dependency.location.path, base(dependency.purl)),
        rule=rule.number,
        rule_name=rule.name,
        capability=rule.capability,
        unit=dependency.unit,
        kind="dependency",
        symbol=base(dependency.purl),
        location=dependency.location,
        role=ROLES[dependency.scope],
        certainty=Certainty.HIGH,
        message=said + case.note(said),
        answers=case.answers,
        levels=levels,
        active=case.active,
        guard=dependency.guard,
        purl=dependency.purl,
        via=dependency.via,
        effort=rule.effort,
    )


def _distinct(finding: Finding, times: int) -> Finding:
    """A finding with an id of its own: several versions of a package, or units of a lockfile."""
    return finding if times == 1 else replace(finding, id=identity(finding.id, str(times)))


def _active(guard: Guard | None, purl: str, views: Sequence[PackageView]) -> dict[str, Truth]:
    if guard is None:
        return {}
    truths = {view.profile: evaluate(guard.condition, view.world(purl)) for view in views}
    return {profile: truth for profile, truth in truths.items() if truth is not True}
