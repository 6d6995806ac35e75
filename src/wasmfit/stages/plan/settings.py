"""Moves that change no code: what the host is told, flags, features."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from wasmfit.model.knowledge import Support
from wasmfit.model.project import Role
from wasmfit.model.purl import readable
from wasmfit.model.report import Finding, Grant
from wasmfit.stages.plan.draft import Draft, Situation, by_place, named, places

MOST_NAMES = 12
"""Names that a step lists; the report has all."""


def grants(findings: Sequence[Finding], situation: Situation) -> list[Draft]:
    """One move per setting of the host; it resolves all that needs what the setting allows.

    Reading and writing files are two capabilities and one ``--dir``.
    """
    needing: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        answer = finding.answers.get(situation.profile)
        is_source = finding.role is Role.SOURCE
        if is_source and answer is not None and answer.support is Support.GRANTED:
            needing[finding.capability].append(finding)
    settings = _settings(situation.grants)
    return [
        Draft(
            key=f"grant:{' and '.join(ways)}",
            action="grant",
            subject=", ".join(dict.fromkeys(one.capability for one in settings[ways])),
            text=_grant_text(settings[ways], ways),
            effort=1,
            findings=by_place(
                finding
                for capability in dict.fromkeys(one.capability for one in settings[ways])
                for finding in needing[capability]
            ),
        )
        for ways in sorted(settings)
    ]


def _settings(granted: Sequence[Grant]) -> Mapping[tuple[str, ...], list[Grant]]:
    """What has to be allowed, by the ways to allow it, in the order of the capabilities."""
    ways: defaultdict[str, set[str]] = defaultdict(set)
    for one in granted:
        ways[one.capability].add(one.detail)
    settings: defaultdict[tuple[str, ...], list[Grant]] = defaultdict(list)
    for one in sorted(granted, key=lambda one: (one.capability, one.detail)):
        settings[tuple(sorted(ways[one.capability]))].append(one)
    return settings


def flags(findings: Sequence[Finding], situation: Situation) -> list[Draft]:
    """One move per flag, library or feature that makes code work as it is written."""
    groups: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        answer = finding.answers[situation.profile]
        if answer.support is Support.SHIMMED:
            way = answer.mechanism or answer.note or finding.capability
            groups["feature" if finding.purl else "flag", way].append(finding)
    return [_flag(action, way, by_place(groups[action, way])) for action, way in sorted(groups)]


def _grant_text(granted: Sequence[Grant], ways: Sequence[str]) -> str:
    what = named((one.capability for one in granted), MOST_NAMES)
    how = named([way for way in ways if way])
    names = sorted({item for one in granted for item in one.items})
    return (
        f"Allow {what} where the unit is started"
        + (f": {how}." if how else ".")
        + _items_text(names, sum(one.unsaid for one in granted))
    )


def _items_text(names: Sequence[str], unsaid: int) -> str:
    """What the code names in so many words, and how often it does not."""
    told = f" The code names {named(names, MOST_NAMES)}." if names else ""
    if not unsaid:
        return told
    uses = "1 use works" if unsaid == 1 else f"{unsaid} uses work"
    return f"{told} {uses} it out at run time."


def _flag(action: str, way: str, findings: tuple[Finding, ...]) -> Draft:
    names = sorted({readable(one.symbol) for one in findings})
    what, work = named(names), "works" if len(names) == 1 else "work"
    text = f"Build with {way}: then {what} {work} as written ({places(findings)})."
    if action == "feature":
        told = f"{way[0].upper()}{way[1:].rstrip('.')}."
        text = f"{what} ({places(findings)}): {told} Then {what} {work} as written."
    return Draft(
        key=f"{action}:{way}",
        action=action,
        subject=way,
        text=text,
        effort=1,
        findings=findings,
    )
