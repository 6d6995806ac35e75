"""The order of a plan: settings of the build, the split, the most score for the least work."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from wasmfit.model.report import Finding, Step
from wasmfit.stages.plan.draft import Draft

PHASE: Mapping[str, int] = {"flag": 0, "feature": 0, "split": 1, "grant": 3, "keep": 4}
"""What is built comes before what is changed, and what is allowed to whoever runs it after that."""

CHANGING = 2
"""Phase of every action that changes code or packages."""


class Gauge(Protocol):
    """What a plan has to know of a score: it falls and rises with findings."""

    @property
    def value(self) -> float:
        """The score, 0 to 100."""
        ...

    def gain(self, findings: Iterable[Finding]) -> float:
        """What resolving these findings alone wins, as a share of the logarithm."""
        ...

    def without(self, findings: Iterable[Finding]) -> "Gauge":
        """The gauge once these findings are resolved."""
        ...


def ordered(drafts: Sequence[Draft], gauge: Gauge, others: Mapping[str, Gauge]) -> tuple[Step, ...]:
    """The steps, numbered, each with the score that it reaches, on ``others`` too.

    A step comes after all that it needs. Among those that could be next: the
    earlier phase, then the least effort for what it would gain alone.
    """
    ranks = {draft.key: _rank(draft, gauge) for draft in drafts}
    drafts_by_key = {draft.key: draft for draft in drafts}
    waiting = {draft.key: set(draft.after) for draft in drafts}
    followers: defaultdict[str, list[str]] = defaultdict(list)
    for draft in drafts:
        for before in draft.after:
            followers[before].append(draft.key)
    ready = [(ranks[key], key) for key in sorted(waiting) if not waiting[key]]
    heapq.heapify(ready)
    numbers: dict[str, str] = {}
    steps = []
    while ready:
        _, key = heapq.heappop(ready)
        numbers[key] = f"s{len(numbers) + 1}"
        done = drafts_by_key[key].findings
        gauge = gauge.without(done)
        others = {profile: other.without(done) for profile, other in others.items()}
        scores = {profile: other.value for profile, other in others.items()}
        steps.append(_step(drafts_by_key[key], numbers, gauge.value, scores))
        for follower in followers[key]:
            waiting[follower].discard(key)
            if not waiting[follower]:
                heapq.heappush(ready, (ranks[follower], follower))
    return tuple(steps)


def _rank(draft: Draft, gauge: Gauge) -> tuple[int, float, int]:
    gain = gauge.gain(draft.findings)
    price = draft.effort / gain if gain > 0 else float("inf")
    return (PHASE.get(draft.action, CHANGING), price, draft.effort)


def _step(
    draft: Draft, numbers: Mapping[str, str], score: float, scores: Mapping[str, float]
) -> Step:
    spots = dict.fromkeys(one.location for one in draft.findings)
    return Step(
        id=numbers[draft.key],
        action=draft.action,
        subject=draft.subject,
        text=draft.text,
        locations=tuple(sorted(spots, key=lambda location: location.key)),
        resolves=tuple(sorted(one.id for one in draft.findings)),
        effort=draft.effort,
        after=tuple(sorted((numbers[key] for key in draft.after), key=lambda name: int(name[1:]))),
        score=score,
        scores=scores,
        alternatives=draft.alternatives,
    )
