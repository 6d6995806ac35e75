"""What the worlds of all profiles say of guards, each condition asked once."""

from collections.abc import Mapping
from dataclasses import dataclass

from wasmfit.model.condition import Condition, Truth, World, evaluate
from wasmfit.model.facts import Guard

Truths = tuple[Truth, ...]
"""What the profiles say, in their order."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How guards leave what stands under them.

    ``active`` holds only profiles where it is not plainly reached; ``guard`` is
    the one that matters most: false somewhere, else unknown, else the innermost.
    """

    active: Mapping[str, Truth]
    guard: Guard | None = None


class Judges:
    """The worlds of one language, by profile, and what they have said."""

    def __init__(self, worlds: Mapping[str, World]) -> None:
        """``worlds`` stand in the order of the profiles."""
        self._worlds = worlds
        self._truths: dict[Condition, Truths] = {}
        self._standings: dict[int, tuple[tuple[Guard, ...], Standing]] = {}

    def standing(self, guards: tuple[Guard, ...]) -> Standing:
        """What guards that must all hold come to.

        Uses share their guards, which are therefore known by identity, and held.
        """
        known = self._standings.get(id(guards))
        if known is None:
            known = self._standings[id(guards)] = (guards, self._weighed(guards))
        return known[1]

    def truths(self, condition: Condition) -> Truths:
        """What the profiles say of one condition."""
        known = self._truths.get(condition)
        if known is None:
            worlds = self._worlds.values()
            known = self._truths[condition] = tuple(evaluate(condition, w) for w in worlds)
        return known

    def _weighed(self, guards: tuple[Guard, ...]) -> Standing:
        if not guards:
            return Standing({})
        told = [self.truths(guard.condition) for guard in guards]
        every = zip(self._worlds, zip(*told, strict=True), strict=True)
        joined = {profile: _all(truths) for profile, truths in every}
        ranks = [(False not in one, None not in one, -place) for place, one in enumerate(told)]
        return Standing(
            {profile: truth for profile, truth in joined.items() if truth is not True},
            guards[-min(ranks)[2]],
        )


def _all(truths: Truths) -> Truth:
    """Whether all of them hold."""
    if False in truths:
        return False
    return None if None in truths else True
