"""What one rule makes of a symbol that is used in one way, wherever that is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wasmfit.model.condition import Truth
from wasmfit.model.knowledge import Answer, Rule
from wasmfit.model.project import Role
from wasmfit.model.report import Level
from wasmfit.stages.judge.levels import level_of

Key = tuple[tuple[tuple[str, Truth], ...], Role, bool]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A rule, and what the profiles answer to the need that it sees.

    ``links`` says that native code is built or linked, ``notable`` that some
    target fails on it. ``granted`` are the profiles that have to be told to
    allow it, and how.
    """

    rule: Rule
    answers: Mapping[str, Answer]
    links: bool
    notable: bool
    granted: tuple[tuple[str, str], ...]
    _levels: dict[Key, Mapping[str, Level]] = field(default_factory=dict)

    def levels(
        self, active: Mapping[str, Truth], role: Role, *, unsure: bool
    ) -> Mapping[str, Level]:
        """The level on each profile, of a use that is reached as ``active`` says.

        An ``unsure`` reading counts like a guard that nobody can answer.
        """
        key = (tuple(active.items()), role, unsure)
        found = self._levels.get(key)
        if found is None:
            found = self._levels[key] = {
                profile: level_of(
                    answer.support, _reached(active, profile, unsure), answer.confidence, role
                )
                for profile, answer in self.answers.items()
            }
        return found


def _reached(active: Mapping[str, Truth], profile: str, unsure: bool) -> Truth:  # noqa: FBT001 - passed on
    truth = active.get(profile, True)
    return None if truth is True and unsure else truth
