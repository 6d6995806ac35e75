"""One dependency weighed: what is known of it, what the profiles answer, how bad that is."""

from collections.abc import Mapping
from dataclasses import dataclass

from wasmfit.model.condition import Truth
from wasmfit.model.facts import Dependency, Scope
from wasmfit.model.knowledge import Answer, Support
from wasmfit.model.project import Role
from wasmfit.model.report import Level
from wasmfit.stages.judge.known import Known
from wasmfit.stages.judge.levels import level_of

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


@dataclass(frozen=True, slots=True)
class Case:
    """A dependency, what is known of it per profile, and what the profiles answer.

    ``below`` counts the packages nobody knows that it brings in.
    """

    dependency: Dependency
    facts: Mapping[str, Known]
    answers: Mapping[str, Answer]
    active: Mapping[str, Truth]
    below: int

    @property
    def fix(self) -> str:
        """What to write into the manifest, on the primary profile."""
        return next((facts.fix for facts in self.facts.values()), "")

    def note(self, before: str) -> str:
        """What is known of the package beyond the message ``before``, as sentences of their own."""
        facts = next(iter(self.facts.values()), None)
        known = [facts.note, facts.fix] if facts else []
        said = [one for one in known if one[1:].rstrip(".") not in before]
        if self.below:
            said.append(f"{_counted(self.below)} it brings in {_are(self.below)} not known either")
        return "".join(f" {one[0].upper()}{one[1:].rstrip('.')}." for one in said if one)

    def needs(self) -> tuple[str, ...]:
        """Capabilities that the package needs on some profile."""
        return tuple(sorted({name for facts in self.facts.values() for name in facts.requires}))

    def status(self) -> dict[str, str]:
        """In a word per profile; what a condition keeps off does no harm."""
        return {
            profile: "works" if self.active.get(profile) is False else STATUS[answer.support]
            for profile, answer in self.answers.items()
        }

    def levels(self) -> dict[str, Level]:
        """The level on each profile."""
        role = ROLES[self.dependency.scope]
        return {
            profile: level_of(
                answer.support, self.active.get(profile, True), answer.confidence, role
            )
            for profile, answer in self.answers.items()
        }


def _counted(number: int) -> str:
    return "1 package" if number == 1 else f"{number} packages"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
