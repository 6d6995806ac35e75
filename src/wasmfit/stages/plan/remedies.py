"""Moves in the code: one per rule, remedy and module; a flag once for all.

A rule lists its remedies best first: what keeps the code doing what it is
there for stands before what leaves it out.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from wasmfit.model.effort import for_places
from wasmfit.model.knowledge import Remedy, Support
from wasmfit.model.report import Finding
from wasmfit.stages.plan.draft import Draft, Situation, by_place, named, places, unreached

NO_MOVE = frozenset({"keep", "grant"})
"""Actions that leave the code's need as it is."""

FLAG = "flag"
"""An action of the build as a whole."""

DECLARING = frozenset({"include", "import"})
"""Kinds of findings that only announce a use."""


def fitting_remedies(finding: Finding, situation: Situation) -> list[Remedy]:
    """The remedies of a finding's rule that fit its symbol and the toolchains, best first.

    Empty when the rule knows none, or when the answer itself is unknown.
    """
    rule = situation.rules.get(finding.rule)
    if rule is None or finding.answers[situation.profile].support is Support.UNKNOWN:
        return []
    return [
        remedy
        for remedy in rule.remedies
        if remedy.action not in NO_MOVE
        and remedy.is_for(finding.symbol)
        and (not remedy.toolchains or situation.toolchains.intersection(remedy.toolchains))
    ]


def changes(findings: Sequence[Finding], situation: Situation) -> list[Draft]:
    """One move per rule and module for what has a remedy."""
    groups: defaultdict[tuple[str, ...], list[Finding]] = defaultdict(list)
    known: dict[tuple[str, str, bool], list[Remedy]] = {}
    for finding in findings:
        declaring = "declaring" if finding.kind in DECLARING else "using"
        answer = finding.answers[situation.profile]
        asked = (finding.rule, finding.symbol, answer.support is Support.UNKNOWN)
        if asked not in known:
            known[asked] = fitting_remedies(finding, situation)
        if known[asked]:
            groups[_key(finding, known[asked][0], declaring)].append(finding)
    drafts = [_change(key, by_place(groups[key]), situation) for key in sorted(groups)]
    return _declarations_last(drafts)


def _key(finding: Finding, remedy: Remedy, declaring: str) -> tuple[str, ...]:
    """What is done at once; a flag is set once for all the code that wants it."""
    if remedy.action == FLAG:
        return ("", "", remedy.text, "using")
    return (finding.location.path, finding.rule, remedy.text, declaring)


def _change(key: tuple[str, ...], findings: tuple[Finding, ...], situation: Situation) -> Draft:
    remedy, *others = fitting_remedies(findings[0], situation)
    symbols = named(one.symbol for one in findings)
    spots = {one.location.key for one in findings}
    paths = list(dict.fromkeys(one.location.path for one in findings))
    once = remedy.action == FLAG
    return Draft(
        key="change:" + ":".join(key),
        action=remedy.action,
        subject=f"{symbols} in {named(paths, 3)}",
        text=f"{places(findings)}: {symbols}. {remedy.text}{_otherwise(others)}"
        + unreached(findings),
        effort=remedy.effort if once else for_places(remedy.effort, len(spots)),
        findings=findings,
        alternatives=tuple(f"{other.action}: {other.text}" for other in others),
    )


def _otherwise(others: Sequence[Remedy]) -> str:
    """The next best remedy, for a reader who sees that the first does not fit."""
    return f" Or {others[0].action}: {others[0].text}" if others else ""


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
