"""Moves that change which packages a unit depends on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from wasmfit.model.knowledge import Remedy, Support
from wasmfit.model.purl import readable
from wasmfit.model.report import DependencyReport, Finding
from wasmfit.stages.plan.draft import Draft, Situation, by_place, named, places
from wasmfit.stages.plan.remedies import fitting_remedies

FIX_EFFORT = 1
"""Points for a change of the manifest alone: a feature, an extra, a version."""

FEW_IMPORTS = 2
"""A package that more places import cannot just be left out."""

DO_WITHOUT_EFFORT = 5
"""Points for leaving such a package out, or for carrying what is needed of it."""

THROUGH_EFFORT = 8
"""Points for changing a package that another package brings in."""


def packages(findings: Sequence[Finding], situation: Situation) -> list[Draft]:
    """One move per package that can be upgraded, configured or replaced.

    A package that only comes in through packages with a move of their own
    goes with the last of them.
    """
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.purl is not None:
            groups[finding.purl].append(finding)
    reports = {report.dependency.purl: report for report in situation.dependencies}
    drafts = {}
    for purl in sorted(groups):
        draft = _own(purl, by_place(groups[purl]), reports.get(purl), situation)
        if draft is not None:
            drafts[purl] = draft
    return list(_carried(groups, drafts).values())


def _own(
    purl: str, findings: tuple[Finding, ...], report: DependencyReport | None, situation: Situation
) -> Draft | None:
    """What to do about the package itself, when something is known."""
    remedy = next(iter(fitting_remedies(findings[0], situation)), None)
    if report is not None and report.fix:
        remedy = Remedy(action="feature", text=report.fix, effort=FIX_EFFORT)
    elif report is not None and report.replacement:
        remedy = _replacement(purl, report, findings[0].effort)
    if remedy is None:
        return _done_without(purl, findings, situation)
    heads = _heads(purl, findings)
    through = _through(heads)
    return Draft(
        key=f"package:{purl}",
        action=remedy.action,
        subject=purl,
        text=f"{remedy.text} ({places(findings)}){through}",
        effort=max(remedy.effort, THROUGH_EFFORT) if heads else remedy.effort,
        findings=findings,
    )


def _through(heads: Sequence[str]) -> str:
    """What is said of a package that others bring in."""
    if not heads:
        return ""
    follow = "which has to follow" if len(heads) == 1 else "which have to follow"
    return f" It comes in through {named(map(readable, heads))}, {follow}."


def _done_without(purl: str, findings: tuple[Finding, ...], situation: Situation) -> Draft | None:
    """The move where nothing takes a package's place, and hardly anything needs it."""
    imports = situation.imports.get(purl, ())
    if not 0 < len(imports) <= FEW_IMPORTS or _heads(purl, findings):
        return None
    if any(one.answers[situation.profile].support is Support.UNKNOWN for one in findings):
        return None
    spots = named([f"{hop.path}, line {hop.line}" for hop in imports])
    name = readable(purl)
    return Draft(
        key=f"package:{purl}",
        action="guard",
        subject=purl,
        text=f"Do without {name}: it is only imported in {spots}. Import it where it is used and "
        "catch that it is missing, or carry a copy of the part that is needed.",
        effort=DO_WITHOUT_EFFORT,
        findings=findings,
    )


def _replacement(purl: str, report: DependencyReport, effort: int) -> Remedy:
    """What takes a package's place; a sentence of the rules says itself what to do."""
    said, name = report.replacement_note, readable(purl)
    by = readable(report.replacement)
    note = (f", {said}" if said.startswith("or ") else f": {said}") if said else ""
    text = f"Replace {name} by {by}{note}".rstrip(".") + "."
    if by.endswith("."):
        text = f"{name}: {by}"
    return Remedy(action="replace", text=text, effort=effort)


def _carried(
    groups: Mapping[str, Sequence[Finding]], drafts: Mapping[str, Draft]
) -> dict[str, Draft]:
    """The moves, each with the packages that disappear with it."""
    direct = {purl: draft for purl, draft in drafts.items() if not _heads(purl, groups[purl])}
    result = dict(drafts)
    for purl in sorted(groups):
        heads = _heads(purl, groups[purl])
        if not heads or not direct.keys() >= set(heads):
            continue
        result.pop(purl, None)
        *before, last = heads
        old = result[last]
        result[last] = replace(
            old,
            findings=by_place([*old.findings, *groups[purl]]),
            after=old.after | {result[head].key for head in before},
        )
    return result


def _heads(purl: str, findings: Sequence[Finding]) -> list[str]:
    """The direct dependencies that bring a package in; none when it is one itself."""
    chains = [[name for name in chain if name != purl] for one in findings for chain in one.via]
    if not all(chains):
        return []
    return sorted({chain[0] for chain in chains})
