"""Sentences on what blocks as a whole: what all ways pass, the cheapest cut, other targets."""

from collections import Counter
from collections.abc import Iterator, Sequence

from wasmfit.model.graph import Move, Reached
from wasmfit.model.purl import readable
from wasmfit.model.report import Assessment, Finding, Placement, Plan, Report, UnitReport
from wasmfit.render._choice import decisive
from wasmfit.render._words import count

SHARED = ("module", "dependency", "native")
"""Kinds of nodes that are worth naming when all ways pass through them."""

STRANGER = "package.unknown"
"""The capability of a package of which nothing is known."""

MOST = 6
HIGH, LOW = 50, 70
"""Scores from which on a unit that stays, and up to which one that is ready, need a word."""

FEW = 3
"""Capabilities that are named per target; the JSON report has them all."""


def insights(report: Report, unit: UnitReport) -> tuple[str, ...]:
    """What a list of findings does not show, as plain sentences."""
    assessment = unit.assessments[decisive(unit)]
    return (
        *_gates(unit, assessment),
        *_cut(assessment),
        *_elsewhere(report, unit),
        *_odd(unit, assessment),
    )


def left(report: Report, plan: Plan) -> str:
    """What no step of a plan resolves, by what it is; empty when nothing is left."""
    if not plan.remainder:
        return ""
    kinds = {finding.id: finding.capability for finding in report.findings}
    found = Counter(kinds[name] for name in plan.remainder if name in kinds)
    strangers = found.pop(STRANGER, 0)
    told = [f"{name} ({number})" for name, number in found.most_common()]
    if strangers:
        packages = count(strangers, "package")
        told.append(f"{packages} that nobody has examined")
    return f"{count(len(plan.remainder), 'finding')} left after all: {named(told)}"


def way(finding: Finding) -> str:
    """From where a finding is reached, in a few words; empty where that says nothing."""
    if finding.reached is Reached.NEVER:
        return "no entry point leads there"
    calls = [hop for hop in finding.route if hop.scope is not None]
    if not calls:
        return f"from {finding.route[0].path}" if finding.route else ""
    first, *others = calls
    start = f"{first.scope}() in {first.path}" if first.scope else f"the top of {first.path}"
    start = f"once {start} is called" if finding.reached is Reached.DEFERRED else f"from {start}"
    return " -> ".join((start, *(f"{hop.scope}()" for hop in others)))


def granted(assessment: Assessment) -> tuple[str, ...]:
    """The least the host has to allow, one sentence per capability, with what the code names."""
    names: dict[str, set[str]] = {}
    unsaid: dict[str, int] = {}
    for grant in assessment.grants:
        names.setdefault(grant.capability, set()).update(grant.items)
        unsaid[grant.capability] = unsaid.get(grant.capability, 0) + grant.unsaid
    return tuple(
        _asked(capability, sorted(names[capability]), unsaid[capability])
        for capability in sorted(names)
    )


def _asked(capability: str, names: Sequence[str], unsaid: int) -> str:
    places = count(unsaid, "place") if unsaid else ""
    late = f"what {places} work{'s' if unsaid == 1 else ''} out at run time" if unsaid else ""
    return f"{capability}: {'; and '.join(filter(None, (named(names), late)))}"


def _odd(unit: UnitReport, assessment: Assessment) -> Iterator[str]:
    """Why score and verdict seem to contradict each other, where they do."""
    score, placement = assessment.score.value, unit.verdict.placement
    if not unit.languages:
        return
    if placement is Placement.KEEP and score >= HIGH:
        yield (
            "Its score is not low although it stays: the score counts what is in the way, and not "
            "how much of the code stands on it."
        )
    if placement is Placement.READY and score <= LOW:
        yield (
            "Its score is not high although it runs as it is: the score counts places that fail "
            "only where they are called, and what works in part."
        )


def _gates(unit: UnitReport, assessment: Assessment) -> Iterator[str]:
    """The last thing that all ways to several capabilities, or many uses, have in common."""
    behind: dict[str, list[str]] = {}
    uses = {blocker.capability: blocker.uses for blocker in assessment.blockers}
    for gate in assessment.gates:
        shared = [node for node in gate.nodes if node.partition(":")[0] in SHARED]
        if shared:
            behind.setdefault(shared[-1], []).append(gate.capability)
    for node, capabilities in sorted(behind.items(), key=lambda item: (-len(item[1]), item[0])):
        label = node.partition(":")[2]
        many = sum(uses.get(name, 0) for name in capabilities) > 1
        if many and label not in unit.unit.entries:
            yield f"Every way to {named(capabilities)} leads through {readable(label)}."


def _cut(assessment: Assessment) -> Iterator[str]:
    cut = assessment.cut
    if cut is None or not (cut.nodes or cut.stuck):
        return
    if cut.nodes:
        changes = count(len(cut.nodes), "change")
        yield f"The cheapest way to take all of it out: {changes}, {count(cut.effort, 'point')}."
    if cut.stuck:
        stuck = [name.removeprefix("capability:") for name in cut.stuck]
        yield f"No change in the code frees it of {named(stuck)}."


def _elsewhere(report: Report, unit: UnitReport) -> Iterator[str]:
    """What the other targets asked for free, those that free the same together."""
    moves = {move.profile: move for move in unit.moves}
    same: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    here = decisive(unit)
    for profile, _, _ in report.profiles:
        if profile != here:
            move = moves.get(profile, Move(profile=profile))
            same.setdefault((move.frees, move.perhaps), []).append(profile)
    if unit.assessments[here].blockers and same:
        yield f"What if: {'; '.join(_freed(*gone, names) for gone, names in same.items())}."
    if unit.nowhere:
        yield f"Through the toolchains of today no target gives {named(unit.nowhere)}."


def _freed(frees: Sequence[str], perhaps: Sequence[str], profiles: Sequence[str]) -> str:
    verb = "frees" if len(profiles) == 1 else "free"
    some = named(perhaps, FEW)
    sure = f"{verb} {named(frees, FEW)}" if frees else f"{verb} nothing"
    guessed = f"{verb} {some}, which nobody has verified" if perhaps else ""
    both = f"{sure}, and perhaps {some}" if frees and perhaps else guessed or sure
    return f"{named(profiles)} {both}"


def named(names: Sequence[str], most: int = MOST) -> str:
    """A list as people write it, cut short."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""
