"""Moves that change no code: what the host is told, flags, features."""

from collections import defaultdict
from collections.abc import Sequence

from wasmfit.model.knowledge import Support
from wasmfit.model.project import Role
from wasmfit.model.report import Finding
from wasmfit.stages.plan.draft import Draft, Situation, by_place, named, places

MOST_NAMES = 12
"""Names that a step lists; the report has all."""


def grants(findings: Sequence[Finding], situation: Situation) -> list[Draft]:
    """One move per thing the host has to allow; it resolves what needs it."""
    needing: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        answer = finding.answers.get(situation.profile)
        is_source = finding.role is Role.SOURCE
        if is_source and answer is not None and answer.support is Support.GRANTED:
            needing[finding.capability].append(finding)
    details: defaultdict[str, set[str]] = defaultdict(set)
    names: defaultdict[str, set[str]] = defaultdict(set)
    unsaid: defaultdict[str, int] = defaultdict(int)
    for grant in situation.grants:
        details[grant.capability].add(grant.detail)
        names[grant.capability].update(grant.items)
        unsaid[grant.capability] += grant.unsaid
    return [
        Draft(
            key=f"grant:{capability}",
            action="grant",
            subject=capability,
            text=_grant_text(capability, sorted(details[capability]))
            + _items_text(sorted(names[capability]), unsaid[capability]),
            effort=1,
            findings=by_place(needing[capability]),
        )
        for capability in sorted(details)
    ]


def flags(findings: Sequence[Finding], situation: Situation) -> list[Draft]:
    """One move per flag, library or feature that makes code work as it is written."""
    groups: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        answer = finding.answers[situation.profile]
        if answer.support is Support.SHIMMED:
            way = answer.mechanism or answer.note or finding.capability
            groups["feature" if finding.purl else "flag", way].append(finding)
    return [_flag(action, way, by_place(groups[action, way])) for action, way in sorted(groups)]


def _grant_text(capability: str, details: Sequence[str]) -> str:
    how = named([detail for detail in details if detail])
    return f"Allow {capability} where the unit is started" + (f": {how}." if how else ".")


def _items_text(names: Sequence[str], unsaid: int) -> str:
    """What the code names in so many words, and how often it does not."""
    told = f" The code names {named(names, MOST_NAMES)}." if names else ""
    if not unsaid:
        return told
    places = "1 place works" if unsaid == 1 else f"{unsaid} places work"
    return f"{told} {places} it out at run time."


def _flag(action: str, way: str, findings: tuple[Finding, ...]) -> Draft:
    what = named(one.symbol for one in findings)
    where = "Build" if action == "flag" else "Use the package"
    return Draft(
        key=f"{action}:{way}",
        action=action,
        subject=way,
        text=f"{where} with {way}: then {what} works as written ({places(findings)}).",
        effort=1,
        findings=findings,
    )
