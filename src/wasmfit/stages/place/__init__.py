"""Where a unit should live: one verdict from measures, by a law without names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.project import Role, Unit
from wasmfit.model.report import Finding, Grant, Placement, Reason, Split, Verdict
from wasmfit.stages.place.gain import gain
from wasmfit.stages.place.law import placement
from wasmfit.stages.place.measures import (
    Measures,
    Scene,
    doubted,
    is_counted_blocker,
    is_unverified,
    measure,
)
from wasmfit.stages.place.reasons import reasons

__all__ = ["Look", "Measures", "Scene", "doubted", "measure", "place", "placement"]

ORDER = tuple(Placement)
"""Placements, best for Wasm first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One unit on one standard profile, measured twice.

    ``firm`` counts verified blockers; ``doubtful`` is taken from the same
    findings through :func:`doubted`, as if everything unverified blocked.
    """

    profile: str
    findings: Sequence[Finding]
    firm: Measures
    doubtful: Measures
    split: Split | None = None
    grants: Sequence[Grant] = ()


def place(unit: Unit, looks: Sequence[Look], languages: Mapping[str, tuple[int, int]]) -> Verdict:
    """The verdict over all standard profiles: the best one decides.

    ``looks`` stand in order of preference, the primary profile first; it wins
    ties. ``languages`` maps each language to its files and bytes of source.
    """
    judged = [(_judge(look), look) for look in looks]
    (decided, alternative), look = min(judged, key=lambda item: ORDER.index(item[0][0]))
    why = _reasons(decided, alternative, look)
    granted = frozenset(grant.capability for grant in look.grants)
    return Verdict(
        placement=decided,
        profile=look.profile,
        confidence=_confidence(decided, alternative, look),
        reasons=why,
        gain=gain(unit, decided, look.findings, languages, granted),
        alternative=alternative,
    )


def _judge(look: Look) -> tuple[Placement, Placement | None]:
    """The placement, and the other one that unverified answers would allow.

    An unverified blocker never lets a unit be ready.
    """
    firm, doubtful = placement(look.firm), placement(look.doubtful)
    if firm is doubtful:
        return firm, None
    feared = any(
        is_unverified(one, look.profile) and one.answers[look.profile].failure is not None
        for one in look.findings
    )
    if firm is Placement.READY and feared:
        return doubtful, firm
    return firm, doubtful


def _reasons(decided: Placement, alternative: Placement | None, look: Look) -> tuple[Reason, ...]:
    firm = placement(look.firm)
    findings = look.findings if decided is firm else doubted(look.findings, look.profile)
    measures = look.firm if decided is firm else look.doubtful
    blockers = [one for one in findings if is_counted_blocker(one, look.profile)]
    why = reasons(decided, measures, blockers, look.split, look.profile)
    if alternative is None:
        return why
    unverified = sorted(one.id for one in look.findings if is_unverified(one, look.profile))
    other = Reason(
        f"{len(unverified)} answers are not verified; read the other way they make it "
        f"{alternative.value}.",
        tuple(unverified[:50]),
    )
    return (*why[:4], other)


def _confidence(decided: Placement, alternative: Placement | None, look: Look) -> str:
    """High when nothing unverified could change it, low when much could.

    Guards that nobody can answer make it medium, an alternative that is two
    placements away makes it low.
    """
    if decided is Placement.UNKNOWN:
        return "low"
    if alternative is not None:
        far = abs(ORDER.index(decided) - ORDER.index(alternative)) > 1
        return "low" if far else "medium"
    unanswered = any(
        one.role is Role.SOURCE and one.active.get(look.profile, True) is None
        for one in look.findings
    )
    return "medium" if unanswered else "high"
