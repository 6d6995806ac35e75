"""Where a unit should live: one verdict from measures, by a law without names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.knowledge import Support
from wasmfit.model.project import Role, Unit
from wasmfit.model.report import Finding, Grant, Placement, Reason, Split, Verdict
from wasmfit.stages.place.counted import (
    doubted,
    is_counted_blocker,
    is_lasting,
    is_partial,
    is_stranger,
    is_unverified,
)
from wasmfit.stages.place.gain import Bearing, gain
from wasmfit.stages.place.law import placement
from wasmfit.stages.place.measures import Measures, Scene, measure
from wasmfit.stages.place.reasons import Grounds, reasons

__all__ = ["Look", "Measures", "Scene", "doubted", "measure", "place", "placement"]

ORDER = tuple(Placement)
"""Placements, best for Wasm first."""

BLIND = 0.05
"""More than this share unread and a verdict is not certain."""

EXPERIMENTAL = 0.5
"""More than this share of the code on toolchains that nobody maintains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One unit on one standard profile, measured twice.

    ``firm`` counts verified blockers; ``doubtful`` is taken from the same
    findings through :func:`doubted`, as if everything unverified blocked.
    ``ends_with`` is what an instance on the profile's host ends with
    (``request``, ``call``), empty where it lives on. ``replaced`` are
    packages (purls) with a known replacement.
    """

    profile: str
    findings: Sequence[Finding]
    firm: Measures
    doubtful: Measures
    split: Split | None = None
    grants: Sequence[Grant] = ()
    ends_with: str = ""
    replaced: frozenset[str] = frozenset()


def place(unit: Unit, looks: Sequence[Look], languages: Mapping[str, tuple[int, int]]) -> Verdict:
    """The verdict over all standard profiles: the best one decides.

    Best is the profile whose placement is best even if everything unverified
    blocks there: what is known least about must not win by that. Experimental
    toolchains come last. ``looks`` stand in order of preference, the primary
    profile first; it wins ties. ``languages`` maps each language to its files and bytes of source.
    """
    look = min(looks, key=_fear)
    decided, alternative = _judge(look)
    why = _reasons(decided, alternative, look)
    return Verdict(
        placement=decided,
        profile=look.profile,
        confidence=_confidence(decided, alternative, look),
        reasons=why,
        gain=gain(unit, decided, _bearing(look, languages)),
        alternative=alternative,
    )


def _bearing(look: Look, languages: Mapping[str, tuple[int, int]]) -> Bearing:
    """What decides what moving brings: what the code wants and is not simply there."""
    asked = {grant.capability for grant in look.grants}
    needs = set(asked)
    for one in look.findings:
        answer = one.answers.get(look.profile)
        if one.role is Role.SOURCE and answer and answer.support is not Support.NATIVE:
            needs.add(one.capability)
    browsed = look.firm.browsed > 0 and not look.firm.size
    return Bearing(languages=languages, needs=needs, asked=asked, browsed=browsed)


def _fear(look: Look) -> tuple[bool, int]:
    return (look.firm.experimental > EXPERIMENTAL, ORDER.index(placement(look.doubtful)))


def _judge(look: Look) -> tuple[Placement, Placement | None]:
    """The placement, and the other one that unverified answers would allow.

    An unverified blocker never lets a unit be ready: there is something to
    change until somebody has shown that there is not.
    """
    firm, doubtful = placement(look.firm), placement(look.doubtful)
    if firm is doubtful or firm is Placement.UNKNOWN:
        return firm, None
    feared = any(_is_feared(one, look.profile) for one in look.findings)
    if firm is not Placement.READY or not feared:
        return firm, doubtful
    if doubtful is Placement.ADAPT:
        return doubtful, firm
    return Placement.ADAPT, doubtful


def _reasons(decided: Placement, alternative: Placement | None, look: Look) -> tuple[Reason, ...]:
    firm = placement(look.firm)
    findings = look.findings if decided is firm else doubted(look.findings, look.profile)
    measures = look.firm if decided is firm else look.doubtful
    grounds = Grounds(
        profile=look.profile,
        blockers=[one for one in findings if is_counted_blocker(one, look.profile)],
        partial=[one for one in look.findings if is_partial(one, look.profile)],
        granted=sorted({grant.capability for grant in look.grants}),
        split=look.split,
        ends_with=look.ends_with,
        replaced=look.replaced,
        strangers=[one for one in look.findings if is_stranger(one, look.profile)],
        lasting=[one for one in look.findings if is_lasting(one, look.profile)],
    )
    why = reasons(decided, measures, grounds)
    if alternative is None:
        return why
    unverified = sorted(one.id for one in look.findings if is_unverified(one, look.profile))
    other = Reason(
        f"Answers that nobody has verified: {len(unverified)}; read the other way they make it "
        f"{alternative.value}.",
        tuple(unverified[:50]),
    )
    return (*why[:4], other)


def _confidence(decided: Placement, alternative: Placement | None, look: Look) -> str:
    """High when nothing unverified bears on it, low when much would change.

    Guards that nobody can answer, blockers that nobody verified and code that
    could not be read make it medium; an alternative that is two placements
    away makes it low.
    """
    if decided is Placement.UNKNOWN:
        return "low"
    if alternative is not None:
        far = abs(ORDER.index(decided) - ORDER.index(alternative)) > 1
        return "low" if far else "medium"
    unsure = any(
        _is_unanswered(one, look.profile) or _is_feared(one, look.profile) for one in look.findings
    )
    return "medium" if unsure or look.firm.unread > BLIND else "high"


def _is_unanswered(finding: Finding, profile: str) -> bool:
    counts = finding.role is Role.SOURCE and finding.suppressed is None
    return counts and finding.active.get(profile, True) is None


def _is_feared(finding: Finding, profile: str) -> bool:
    """Whether it probably blocks, and nobody has verified that."""
    if not is_unverified(finding, profile):
        return False
    return finding.answers[profile].support is not Support.UNKNOWN
