"""Why a verdict is what it is: two to five sentences with the findings behind them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from wasmfit.model.purl import readable
from wasmfit.model.report import Finding, Placement, Reason, Split
from wasmfit.stages.place.law import EVERYWHERE, FOREIGN, LACKING, STRANGE, STRAY
from wasmfit.stages.place.measures import Measures

MOST_CAPABILITIES = 2
"""Blocking capabilities that get a sentence; the report lists all."""

MOST_PARTIAL = 1
"""Capabilities that work in part and get a sentence."""

MOST_PACKAGES = 6
"""Packages that a sentence names; the plan lists the others."""

MOST = 5
"""Sentences of a verdict at most."""

MOST_IDS = 50
"""Findings a sentence refers to at most."""


BROWSED = Reason(
    "All its code runs in browsers, where its pages load it: WASI has no pages, and any server of "
    "static files, a Wasm one too, can send it."
)
"""Why a web front end is no candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a verdict on a profile rests on.

    ``blockers`` are the findings that block, ``partial`` those that work in
    part, ``granted`` the capabilities that the host has to allow. An instance
    ends with ``ends_with`` (a request, a call), which ``lasting`` uses are not
    made for. ``replaced`` are packages (purls) with a known replacement,
    ``strangers`` are findings of packages that nobody has examined.
    """

    profile: str
    blockers: Sequence[Finding]
    partial: Sequence[Finding]
    granted: Sequence[str]
    split: Split | None
    ends_with: str = ""
    lasting: Sequence[Finding] = ()
    replaced: Collection[str] = ()
    strangers: Sequence[Finding] = ()


def reasons(placement: Placement, measures: Measures, grounds: Grounds) -> tuple[Reason, ...]:
    """The sentences of one verdict."""
    if placement is Placement.UNKNOWN:
        return (_strange(measures, grounds.strangers) or _unread(measures),)
    if not measures.size and measures.lacking <= LACKING:
        return (BROWSED,)
    return tuple(_known(placement, measures, grounds)[:MOST])


def _known(placement: Placement, measures: Measures, grounds: Grounds) -> list[Reason]:
    """The sentences where enough is known to decide."""
    blockers, split, profile = grounds.blockers, grounds.split, grounds.profile
    toolchain = [one for one in blockers if one.kind == "toolchain"]
    others = [one for one in blockers if one.kind != "toolchain"]
    lacking = _toolchain(toolchain, profile) if measures.lacking > STRAY else ()
    found = [*lacking, *_ending(grounds)]
    if measures.lacking > LACKING:
        return [*found, Reason(f"That is {_percent(measures.lacking)} of its code.")]
    found += _capabilities(others, profile)
    if placement in (Placement.READY, Placement.ADAPT):
        found += _lost(grounds.partial, profile)
    if not blockers and placement is Placement.READY:
        found.append(_nothing(measures, profile))
    elif placement is Placement.READY:
        found += _edge(measures)
    elif placement is Placement.ADAPT:
        found += _bounded(measures)
    elif placement is Placement.SPLIT and split is not None:
        found += _line(measures, split)
    elif others or measures.foreign > FOREIGN:
        found += _under_everything(measures, grounds)
    if placement in (Placement.READY, Placement.ADAPT):
        found.append(_allowed(grounds.granted))
    return found


def _unread(measures: Measures) -> Reason:
    if measures.size:
        return Reason(f"{_percent(measures.unread)} of its code could not be read.")
    if measures.unread:
        return Reason("Its code is in languages that no reader takes yet.")
    return Reason("No source code in a language with rules was found.")


def _strange(measures: Measures, strangers: Sequence[Finding]) -> Reason | None:
    """That it is built on what nobody has examined, if that is why nothing can be said."""
    if not measures.size or measures.strange <= STRANGE:
        return None
    names = _named(_ranked(readable(one.symbol) for one in strangers), MOST_PACKAGES)
    return Reason(
        f"{_percent(measures.strange)} of its code uses packages that nobody has examined: "
        f"{names}. Nothing else in it is known to be missing.",
        _ids(strangers),
    )


def _toolchain(findings: Sequence[Finding], profile: str) -> Iterable[Reason]:
    for one in findings:
        yield Reason(f"No maintained toolchain takes {one.symbol} to {profile}.", (one.id,))


def _ending(grounds: Grounds) -> Iterable[Reason]:
    """What cannot go on where an instance does not outlive what it was started for."""
    if not grounds.ends_with or not grounds.lasting:
        return
    what = _named(_ranked(one.symbol for one in grounds.lasting), 3)
    yield Reason(
        f"An instance on {grounds.profile} ends with the {grounds.ends_with}: {what} "
        f"({_count(grounds.lasting, 'place')}) and what is kept in memory do not outlive it.",
        _ids(grounds.lasting),
    )


def _capabilities(findings: Sequence[Finding], profile: str) -> Iterable[Reason]:
    """The capabilities with the most blocking places, with symbols and modules."""
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        groups[one.capability].append(one)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    for capability, group in ranked[:MOST_CAPABILITIES]:
        support = _most(one.answers[profile].support.value for one in group)
        where = _named(_ranked(one.location.path for one in group), 2)
        what = _named(_ranked(readable(one.symbol) for one in group), 3)
        text = (
            f"{capability} is {support} on {profile}: {what} in {where} ({_count(group, 'place')})."
        )
        yield Reason(text, _ids(group))


def _lost(partial: Sequence[Finding], profile: str) -> Iterable[Reason]:
    """What works in part, packages first: a unit that moves loses the rest of it."""
    groups: defaultdict[tuple[bool, str], list[Finding]] = defaultdict(list)
    for one in partial:
        groups[one.purl is None, one.capability].append(one)
    for (_, capability), group in sorted(groups.items())[:MOST_PARTIAL]:
        what = _named(_ranked(readable(one.symbol) for one in group), 3)
        note = group[0].answers[profile].note.rstrip(".")
        said = f" ({note})" if note else ""
        yield Reason(f"{capability} works in part on {profile}: {what}{said}.", _ids(group))


def _nothing(measures: Measures, profile: str) -> Reason:
    return Reason(
        f"Nothing that its {_kilobytes(measures.size)} of source use is known to be missing "
        f"on {profile}."
    )


def _allowed(granted: Sequence[str]) -> Reason:
    if not granted:
        return Reason("The host has to allow nothing.")
    return Reason(f"The host has to allow {_named(granted, 4)}.")


def _edge(measures: Measures) -> Iterable[Reason]:
    yield Reason(
        f"{_percent(measures.clean)} of the code loads and works without these places "
        f"({measures.blockers}); they fail only where they are called."
    )


def _bounded(measures: Measures) -> Iterable[Reason]:
    if not measures.blockers:
        yield Reason("Nothing blocks it; what works in part is what it has to do without.")
        return
    yield Reason(
        f"Blocking places: {measures.blockers} of {_kinds(measures)}, of which "
        f"{_percent(measures.remedied)} have a remedy; all changes take {measures.effort} points."
    )
    yield Reason(f"{_percent(measures.clean)} of the code does not need them to load.")


def _line(measures: Measures, split: Split) -> Iterable[Reason]:
    cut = (
        f"once {_count(split.cut, 'import')} {'is' if len(split.cut) == 1 else 'are'} cut"
        if split.cut
        else "as it is"
    )
    yield Reason(
        f"{_percent(split.share)} of the code ({_count(split.portable, 'module')}) loads without "
        f"a blocker {cut}; the rest stays native."
    )
    yield Reason(
        f"Changing the rest in place would mean {measures.blockers} places of {_kinds(measures)}, "
        f"{measures.effort} points."
    )


def _under_everything(measures: Measures, grounds: Grounds) -> Iterable[Reason]:
    hopeless = [one for one in grounds.blockers if one.purl and one.purl not in grounds.replaced]
    if measures.packages:
        names = _named(_ranked(readable(one.symbol) for one in hopeless), MOST_PACKAGES)
        yield Reason(
            f"Packages it needs at run time that block and have no known replacement: {names}.",
            _ids(hopeless),
        )
    if measures.foreign > FOREIGN:
        yield Reason(
            f"{_percent(measures.foreign)} of its code is native and would have to be loaded by "
            "the rest, which no standard target can do."
        )
        yield Reason("Inside a Wasm unit something else has to take its place.")
    elif measures.density > EVERYWHERE:
        yield Reason(
            f"It blocks in {measures.blockers} places of {_kilobytes(measures.size)}: what blocks "
            "lies under everything it does."
        )
    else:
        yield Reason(
            f"Only {_percent(measures.portable)} of the code could be separated from what blocks."
        )


def _kinds(measures: Measures) -> str:
    return f"{measures.kinds} kind{'' if measures.kinds == 1 else 's'}"


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'' if len(items) == 1 else 's'}"


def _ids(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(sorted(one.id for one in findings)[:MOST_IDS])


def _ranked(names: Iterable[str]) -> list[str]:
    """Names, the most frequent first."""
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def _most(names: Iterable[str]) -> str:
    return _ranked(names)[0]


def _named(names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"  # noqa: PLR2004 - from three on a comma is needed
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _kilobytes(size: int) -> str:
    return f"{max(1, round(size / 1000))} kB"
