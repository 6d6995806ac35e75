"""The way there: ordered steps for one unit on one profile, and what they leave."""

from collections.abc import Mapping, Sequence

from wasmfit.model.effort import for_places
from wasmfit.model.report import Finding, Plan
from wasmfit.stages.plan.draft import Draft, Situation, by_place, named
from wasmfit.stages.plan.order import Gauge, ordered
from wasmfit.stages.plan.packages import packages
from wasmfit.stages.plan.remedies import changes
from wasmfit.stages.plan.settings import flags, grants

__all__ = ["Gauge", "Situation", "plan"]

CUT_EFFORT = 3
"""Points for cutting one import at the split line."""


def plan(
    findings: Sequence[Finding],
    situation: Situation,
    gauge: Gauge,
    others: Mapping[str, Gauge] | None = None,
) -> Plan:
    """The steps for a unit's findings, and the ids of the findings they leave.

    ``gauge`` measures those same findings, ``others`` do so on other profiles.
    Only findings that cost something on the profile are worked on; what nobody
    has a remedy for, and what nobody knows the answer to, is the remainder.
    Together the steps resolve exactly the rest: nothing twice, nothing left out.
    """
    open_ones = [one for one in findings if one.costs(situation.profile)]
    here = [one for one in open_ones if one.id not in situation.moved]
    moved = [one for one in open_ones if one.id in situation.moved]
    counted = [one for one in findings if one.suppressed is None]
    drafts = grants(counted, situation)
    drafts += flags(here, situation)
    here = _unresolved(here, drafts)
    drafts += packages(here, situation)
    drafts += changes([one for one in here if one.purl is None], situation)
    drafts += _split(moved, situation)
    left = _unresolved(open_ones, drafts)
    drafts += _keep([one for one in left if one.is_blocker(situation.profile)], situation.profile)
    steps = ordered(drafts, gauge, others or {})
    return Plan(steps=steps, remainder=tuple(sorted(one.id for one in left)))


def _unresolved(findings: Sequence[Finding], drafts: Sequence[Draft]) -> list[Finding]:
    done = {one.id for draft in drafts for one in draft.findings}
    return [one for one in findings if one.id not in done]


def _split(moved: Sequence[Finding], situation: Situation) -> list[Draft]:
    """One move that leaves everything behind that stays native."""
    if situation.split is None or not moved:
        return []
    cut = situation.split.cut
    imports = named([f"{crossing.source} imports {crossing.target}" for crossing in cut], 3)
    text = (
        f"Build the {len(situation.split.portable)} portable modules as a unit of their own and "
        f"leave the rest where it is. " + (f"Cut {len(cut)}: {imports}." if cut else "")
    )
    return [
        Draft(
            key="split",
            action="split",
            subject=f"{len(cut)} imports" if cut else "modules that nothing portable imports",
            text=text.strip(),
            effort=for_places(CUT_EFFORT, max(1, len(cut))),
            findings=by_place(moved),
        )
    ]


def _keep(left: Sequence[Finding], profile: str) -> list[Draft]:
    """What is left blocks, and no step changes that: say where it has to live."""
    if not left:
        return []
    capabilities = named(sorted({one.capability for one in left}))
    languages = [one.symbol for one in left if one.kind == "toolchain"]
    others = [one for one in left if one.kind != "toolchain"]
    said = []
    if languages:
        said.append(
            f"Keep the code in {named(languages)} where it is: no maintained toolchain takes it "
            f"to {profile}."
        )
    if others:
        needed = named(sorted({one.capability for one in others}))
        paths = named(sorted({one.location.path for one in others}), 3)
        said.append(
            f"Keep what needs {needed} in a native process ({paths}): nothing is known that "
            "would take its place."
        )
    text = " ".join(said)
    return [Draft(key="keep", action="keep", subject=capabilities, text=text, effort=1)]
