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
    rules: tuple[Rule, Rule],
    views: Sequence[PackageView],
) -> tuple[tuple[DependencyReport, ...], tuple[Finding, ...]]:
    """Reports for all dependencies, findings for those that need something or are strangers.

    ``rules`` are the one for what a package needs and the one for a package
    that nobody has examined.
    """
    reports, findings = [], []
    for dependency in sorted(dependencies, key=_key):
        package = packages.get(base(dependency.purl))
        answers = {view.profile: _answer(dependency, package, view) for view in views}
        case = Case(dependency, package, answers, _active(dependency, views))
        finding = _finding(case, rules, views[0])
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


@dataclass(frozen=True, slots=True)
class Case:
    """A dependency, what is known of it, and what the profiles answer."""

    dependency: Dependency
    package: Package | None
    answers: Mapping[str, Answer]
    active: Mapping[str, Truth]

    @property
    def note(self) -> str:
        """What is known of the package, as a sentence of its own."""
        note = self.package.note if self.package else ""
        return f" {note[0].upper()}{note[1:].rstrip('.')}." if note else ""

    def levels(self) -> dict[str, Level]:
        """The level on each profile."""
        role = ROLES[self.dependency.scope]
        return {
            profile: level_of(
                answer.support, self.active.get(profile, True), answer.confidence, role
            )
            for profile, answer in self.answers.items()
        }


def _finding(case: Case, rules: tuple[Rule, Rule], primary: PackageView) -> Finding | None:
    """A finding when it is known to need something somewhere, or not known at all."""
    package, levels = case.package, case.levels()
    needs = package.requires if package else ()
    if (package and not needs) or all(level is Level.NONE for level in levels.values()):
        return None
    purl = case.dependency.purl
    rule = rules[0] if package else rules[1]
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
        message=said + case.note,
        answers=case.answers,
        levels=levels,
        active=case.active,
        guard=dependency.guard,
        purl=dependency.purl,
        via=dependency.via,
        effort=rule.effort,
    )


def _active(dependency: Dependency, views: Sequence[PackageView]) -> dict[str, Truth]:
    if dependency.guard is None:
        return {}
    truths = {
        view.profile: evaluate(dependency.guard.condition, view.world(dependency.purl))
        for view in views
    }
    return {profile: truth for profile, truth in truths.items() if truth is not True}
