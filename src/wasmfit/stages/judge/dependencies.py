"""Dependencies weighed per profile: status, and a finding where one blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from wasmfit.model.condition import Truth, World, evaluate
from wasmfit.model.facts import Certainty, Dependency, Scope
from wasmfit.model.knowledge import Answer, Package, Rule, Support
from wasmfit.model.project import Role
from wasmfit.model.report import DependencyReport, Finding, Level
from wasmfit.stages.judge.levels import level_of
from wasmfit.stages.judge.uses import identity
from wasmfit.stages.judge.wording import message

STATUS: Mapping[Support, str] = {
    Support.NATIVE: "works",
    Support.GRANTED: "works",
    Support.SHIMMED: "shimmed",
    Support.PARTIAL: "partial",
    Support.UNKNOWN: "unknown",
    Support.ALTERED: "blocked",
    Support.STUBBED: "blocked",
    Support.ABSENT: "blocked",
}
ROLES: Mapping[Scope, Role] = {
    Scope.RUNTIME: Role.SOURCE,
    Scope.OPTIONAL: Role.EXAMPLE,
    Scope.DEV: Role.TEST,
    Scope.BUILD: Role.BUILD,
}
"""A dependency that is not needed at run time weighs no more than such a file."""

ORDER = {support: place for place, support in enumerate(Support)}


@dataclass(frozen=True, slots=True)
class PackageView:
    """One profile: how it answers for packages of one ecosystem's language.

    ``measured`` answers for a package by purl where somebody tried it;
    ``answer`` for a capability its code needs.
    """

    profile: str
    measured: Callable[[str], Answer | None]
    answer: Callable[[str, str], Answer]
    world: Callable[[str], World]


def judge_dependencies(
    dependencies: Sequence[Dependency],
    packages: Mapping[str, Package],
    rule: Rule,
    views: Sequence[PackageView],
) -> tuple[tuple[DependencyReport, ...], tuple[Finding, ...]]:
    """Reports for all dependencies and findings for those that need something."""
    reports, findings = [], []
    for dependency in sorted(dependencies, key=_key):
        package = packages.get(base(dependency.purl))
        answers = {view.profile: _answer(dependency, package, view) for view in views}
        finding = _finding(dependency, package, rule, answers, views)
        if finding is not None:
            findings.append(finding)
        reports.append(
            DependencyReport(
                dependency=dependency,
                status={profile: STATUS[answer.support] for profile, answer in answers.items()},
                replacement=package.replacement if package else "",
                replacement_note=package.replacement_note if package else "",
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


def _answer(dependency: Dependency, package: Package | None, view: PackageView) -> Answer:
    found = view.measured(dependency.purl)
    if found is not None:
        return found
    if package is None:
        return view.answer(dependency.purl, "")
    needs = [view.answer(dependency.purl, capability) for capability in package.requires]
    return max(needs, key=lambda a: ORDER[a.support], default=_plain(package, view, dependency))


def _plain(package: Package, view: PackageView, dependency: Dependency) -> Answer:
    """The answer for a package that needs nothing special."""
    unsure = package.pure is None
    like = view.answer(dependency.purl, "")
    return Answer(
        support=Support.UNKNOWN if unsure else Support.NATIVE,
        failure=None,
        mechanism="",
        note=package.note,
        toolchain=like.toolchain,
        confidence=package.evidence.confidence,
        source=package.evidence.source,
        checked=package.evidence.checked,
    )


def _finding(
    dependency: Dependency,
    package: Package | None,
    rule: Rule,
    answers: Mapping[str, Answer],
    views: Sequence[PackageView],
) -> Finding | None:
    """A finding when the package is known to need something on some profile."""
    if package is None or not package.requires:
        return None
    active = _active(dependency, views)
    role = ROLES[dependency.scope]
    levels = {
        profile: level_of(answer.support, active.get(profile, True), answer.confidence, role)
        for profile, answer in answers.items()
    }
    if all(level is Level.NONE for level in levels.values()):
        return None
    primary = views[0]
    needs = {name: primary.answer(dependency.purl, name) for name in package.requires}
    capability = max(package.requires, key=lambda name: ORDER[needs[name].support])
    name = dependency.purl.removeprefix("pkg:")
    return Finding(
        id=identity(rule.number, dependency.location.path, base(dependency.purl)),
        rule=rule.number,
        rule_name=rule.name,
        capability=capability,
        unit=dependency.unit,
        kind="dependency",
        symbol=base(dependency.purl),
        location=dependency.location,
        role=role,
        certainty=Certainty.HIGH,
        message=_sentence(rule, name, capability, answers[primary.profile], primary.profile, active)
        + (f" {package.note[0].upper()}{package.note[1:].rstrip('.')}." if package.note else ""),
        answers=answers,
        levels=levels,
        active=active,
        guard=dependency.guard,
        purl=dependency.purl,
        via=dependency.via,
        effort=rule.effort,
    )


def _sentence(
    rule: Rule,
    name: str,
    capability: str,
    answer: Answer,
    profile: str,
    active: Mapping[str, Truth],
) -> str:
    said = replace(rule, capability=capability)
    return message(said, name, answer, profile, active.get(profile, True))


def _active(dependency: Dependency, views: Sequence[PackageView]) -> dict[str, Truth]:
    if dependency.guard is None:
        return {}
    truths = {
        view.profile: evaluate(dependency.guard.condition, view.world(dependency.purl))
        for view in views
    }
    return {profile: truth for profile, truth in truths.items() if truth is not True}
