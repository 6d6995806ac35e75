"""How far a unit is from running as it is: 0 to 100, every lost point named.

``100 x product over capabilities of (1 - d)``, each ``d`` saturating in the
weighted number of uses. The law and its reasons stand in ``docs/score.md``.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wasmfit.model.facts import Certainty
from wasmfit.model.knowledge import BLOCKING, Confidence, Support
from wasmfit.model.report import Deduction, Finding, Score

SUPPORT_WEIGHT: Mapping[Support, float] = {
    Support.NATIVE: 0.0,
    Support.GRANTED: 0.0,
    Support.SHIMMED: 0.05,
    Support.UNKNOWN: 0.1,
    Support.PARTIAL: 0.25,
    Support.ALTERED: 1.0,
    Support.STUBBED: 1.0,
    Support.ABSENT: 1.0,
}
"""What one use costs by the support it meets; a blocking one is the unit."""

CERTAINTY_WEIGHT: Mapping[Certainty, float] = {
    Certainty.HIGH: 1.0,
    Certainty.MEDIUM: 0.75,
    Certainty.LOW: 0.4,
}
"""How much a reading counts by how sure it is."""

DOUBT = 0.4
"""Factor for a guard nobody can answer, and for a blocking answer nobody verified."""

EFFORT_UNIT = 5
"""Points of a use that counts once; one of 13 points counts 2.6 times."""

GRAIN = 1_000_000
"""Weights are whole millionths, so that sums do not depend on their order."""

DIGITS = 6
"""Decimals of a score and of its deductions."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Saturation in the weighted number of uses.

    ``ceiling`` is the most one capability can take, ``half`` how many uses
    take half of that. A ``steepness`` over 1 spares what is small or doubtful.
    """

    ceiling: float
    half: float
    steepness: int = 1

    def share(self, uses: float) -> float:
        """What is lost (0 to ``ceiling``) to that weighted number of uses."""
        strength = (uses / self.half) ** self.steepness
        return self.ceiling * strength / (strength + 1)


CURVE = Curve(0.5, 4.0)
TOOLCHAIN = "toolchain"
DECISIVE: Mapping[str, Curve] = {TOOLCHAIN: Curve(0.99, 0.7, steepness=2)}
"""Capabilities without which nothing else matters."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What findings weigh, in millionths of a use: at worst, by the facts, at best."""

    worst: int = 0
    given: int = 0
    best: int = 0
    uses: int = 0

    def __sub__(self, other: "Weight") -> "Weight":
        """The one without the other."""
        return Weight(
            self.worst - other.worst,
            self.given - other.given,
            self.best - other.best,
            self.uses - other.uses,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """The weights of a unit's findings on one profile, by capability, sorted.

    It exists so that a plan can ask for the score after each step without
    weighing everything again. ``each`` maps ids to what single findings weigh,
    ``left`` says what each capability leaves of the score (1 - d).
    """

    each: Mapping[str, Weight]
    weights: Mapping[str, Weight]
    left: Mapping[str, float]

    def without(self, findings: Iterable[Finding]) -> "Tally":
        """The tally once these findings, all counted in it, are resolved."""
        changed = self._changed(findings)
        left = {name: _left(name, weight.given) for name, weight in changed.items()}
        return replace(self, weights={**self.weights, **changed}, left={**self.left, **left})

    def gain(self, findings: Iterable[Finding]) -> float:
        """What resolving these findings wins, as a share of the score's logarithm."""
        return math.fsum(
            math.log(_left(name, weight.given)) - math.log(self.left[name])
            for name, weight in self._changed(findings).items()
        )

    @property
    def value(self) -> float:
        """The score alone, 0 to 100."""
        return _points(self.left.values())

    def score(self) -> Score:
        """The score with its range and the points every capability costs."""
        weights = self.weights.items()
        return Score(
            value=self.value,
            low=_points(_left(name, weight.worst) for name, weight in weights),
            high=_points(_left(name, weight.best) for name, weight in weights),
            deductions=_deductions(self.left, self.weights),
        )

    def _changed(self, findings: Iterable[Finding]) -> dict[str, Weight]:
        changed: dict[str, Weight] = {}
        for finding in findings:
            weight = self.each.get(finding.id)
            if weight is not None:
                name = finding.capability
                changed[name] = changed.get(name, self.weights[name]) - weight
        return changed


def score(
    findings: Sequence[Finding],
    profile: str,
    reach: Mapping[str, float] | None = None,
    shares: Mapping[str, float] | None = None,
) -> Score:
    """The score of one unit on one profile.

    ``findings`` are the unit's; only those of role source that nobody
    suppressed and no guard keeps off the profile count. ``reach`` maps their
    ids to how much they count for the way they are met, ``shares`` languages to their part of
    the unit, by which a missing toolchain counts (0 to 1, 1 when not listed).
    """
    return tally(findings, profile, reach, shares).score()


def tally(
    findings: Sequence[Finding],
    profile: str,
    reach: Mapping[str, float] | None = None,
    shares: Mapping[str, float] | None = None,
) -> Tally:
    """The weights behind :func:`score`, with the same arguments."""
    languages = {_language(name): share for name, share in (shares or {}).items()}
    known = {**(reach or {}), **languages}
    each: dict[str, Weight] = {}
    found: defaultdict[str, list[Weight]] = defaultdict(list)
    for finding in findings:
        weight = weigh(finding, profile, known)
        if weight.uses:
            each[finding.id] = weight
            found[finding.capability].append(weight)
    weights = {name: _sum(found[name]) for name in sorted(found)}
    left = {name: _left(name, weight.given) for name, weight in weights.items()}
    return Tally(each, weights, left)


def _sum(weights: Sequence[Weight]) -> Weight:
    """All together."""
    return Weight(
        worst=sum(one.worst for one in weights),
        given=sum(one.given for one in weights),
        best=sum(one.best for one in weights),
        uses=sum(one.uses for one in weights),
    )


def weigh(finding: Finding, profile: str, counting: Mapping[str, float]) -> Weight:
    """What one finding weighs on a profile; nothing at all when it does not count."""
    if not finding.costs(profile):
        return Weight()
    answer = finding.answers[profile]
    where = _language(finding.symbol) if finding.kind == TOOLCHAIN else finding.id
    return _weight(
        finding.effort / EFFORT_UNIT * counting.get(where, 1.0),
        answer.support,
        finding.certainty,
        unverified=answer.support in BLOCKING and answer.confidence is Confidence.INFERRED,
        unguarded=finding.active.get(profile, True) is True,
    )


@lru_cache(maxsize=4096)
def _weight(
    size: float, support: Support, certainty: Certainty, *, unverified: bool, unguarded: bool
) -> Weight:
    """The weight of a use that counts ``size`` times; there are few different ones."""
    full = SUPPORT_WEIGHT[support]
    given = full * CERTAINTY_WEIGHT[certainty]
    given *= DOUBT if unverified else 1.0
    given *= 1.0 if unguarded else DOUBT
    doubtful = (
        support is Support.UNKNOWN or unverified or not unguarded or certainty is Certainty.LOW
    )
    worst = SUPPORT_WEIGHT[Support.ABSENT] if support is Support.UNKNOWN else full
    return Weight(
        worst=_grains(worst * size),
        given=_grains(given * size),
        best=0 if doubtful else _grains(given * size),
        uses=1,
    )


def _language(name: str) -> str:
    """The key of a language beside ids, which hold no such character."""
    return f"\0{name}"


def _grains(weight: float) -> int:
    return round(weight * GRAIN)


def _left(capability: str, grains: int) -> float:
    return 1 - DECISIVE.get(capability, CURVE).share(grains / GRAIN)


def _points(left: Iterable[float]) -> float:
    return round(100 * math.prod(left), DIGITS)


def _deductions(left: Mapping[str, float], weights: Mapping[str, Weight]) -> tuple[Deduction, ...]:
    """Log shares of what is lost, dearest first; rounded, they still add up."""
    losses = {name: -math.log(share) for name, share in left.items() if share < 1}
    total = math.fsum(losses.values())
    units = round((100 - _points(left.values())) * 10**DIGITS)
    exact = {name: units * loss / total for name, loss in losses.items()}
    whole = {name: math.floor(share) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
    for name in by_remainder[: units - sum(whole.values())]:
        whole[name] += 1
    return tuple(
        Deduction(
            capability=name,
            points=round(whole[name] / 10**DIGITS, DIGITS),
            uses=weights[name].uses,
        )
        for name in sorted(whole, key=lambda name: (-whole[name], name))
    )
