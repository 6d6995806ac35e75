"""Moves in the code: one per rule and module, by the rule's cheapest remedy."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from wasmfit.model.effort import for_places
from wasmfit.model.knowledge import Remedy, Support
from wasmfit.model.report import Finding
from wasmfit.stages.plan.draft import Draft, Situation, by_place, named, places

NO_MOVE = frozenset({"keep", "grant"})
"""Actions that leave the code's need as it is."""

DECLARING = frozenset({"include", "import"})
"""Kinds of findings that only announce a use."""


def best_remedy(finding: Finding, situation: Situation) -> Remedy | None:
    """The cheapest remedy of a finding's rule for the unit's toolchains.

    The first among equals; None when the rule knows none, or when the answer
    itself is unknown.
    """
    rule = situation.rules.get(finding.rule)
    if rule is None or finding.answers[situation.profile].support is Support.UNKNOWN:
        return None
    fitting = [
        remedy
        for remedy in rule.remedies
        if remedy.action not in NO_MOVE
        and (not remedy.toolchains or situation.toolchains.intersection(remedy.toolchains))
    ]
    return min(fitting, key=lambda remedy: remedy.effort, default=None)


def changes(findings: Sequence[Finding], situation: Situation) -> list[Draft]:
    """One move per rule and module for what has a remedy."""
    groups: defaultdict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        declaring = "declaring" if finding.kind in DECLARING else "using"
        if best_remedy(finding, situation) is not None:
            groups[finding.location.path, finding.rule, declaring].append(finding)
    drafts = [_change(key, by_place(groups[key]), situation) for key in sorted(groups)]
    return _declarations_last(drafts)


def _change(
    key: tuple[str, str, str], findings: tuple[Finding, ...], situation: Situation
) -> Draft:
    remedy = best_remedy(findings[0], situation)
    if remedy is None:
        message = f"a change without a remedy: {key}"
        raise ValueError(message)
    spots = {one.location.key for one in findings}
    return Draft(
        key="change:" + ":".join(key),
        action=remedy.action,
        subject=f"{named(one.symbol for one in findings)} in {findings[0].location.path}",
        text=f"{places(findings)}: {named(one.symbol for one in findings)}. {remedy.text}",
        effort=for_places(remedy.effort, len(spots)),
        findings=findings,
    )


def _declarations_last(drafts: Sequence[Draft]) -> list[Draft]:
    """An include or import can only go when nothing in the module uses it any more."""
    using: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.key.endswith(":using"):
            for one in draft.findings:
                using[one.location.path, one.capability].add(draft.key)
    return [
        draft
        if draft.key.endswith(":using")
        else replace(
            draft,
            after=frozenset().union(
                *(using[one.location.path, one.capability] for one in draft.findings)
            ),
        )
        for draft in drafts
    ]
