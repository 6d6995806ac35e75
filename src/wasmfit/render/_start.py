"""Where to start in a tree of several units: which to move first, and what helps many."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from wasmfit.model.project import UnitKind
from wasmfit.model.purl import readable
from wasmfit.model.report import Placement, Plan, Report, Step, UnitReport
from wasmfit.render._choice import decisive
from wasmfit.render._system import measured
from wasmfit.render._words import count, points

MOST = 3
"""Units of a kind that are named, and moves that several units share."""

STUB = 1_000
"""Bytes of source below which a unit is not worth naming first, some 30 lines."""

MOVING = (Placement.ADAPT, Placement.SPLIT)
WORTH = {kind: place for place, kind in enumerate((UnitKind.SERVICE, UnitKind.APPLICATION))}
"""What is run moves before what only others use."""

EMPTY = Plan(steps=(), remainder=())


def starts(report: Report) -> tuple[str, ...]:
    """Sentences on what to do first over all; none for a single unit, whose own plan says it."""
    units = [unit for unit in measured(report) if unit.languages]
    if len(units) < 2:  # noqa: PLR2004 - one unit has a plan of its own
        return ()
    worth = [unit for unit in units if _bytes(unit) >= STUB]
    found = (*_ready(worth), *_moving(worth), *_shared(units))
    return found or ("Nothing here moves first: what could be read stays, for the reasons below.",)


def _ready(units: Sequence[UnitReport]) -> Iterator[str]:
    """What can be built as it is."""
    found = [unit for unit in units if unit.verdict.placement is Placement.READY]
    found.sort(key=lambda unit: (_doubt(unit), WORTH.get(unit.unit.kind, 2), -_bytes(unit)))
    if found:
        more = len(found) - MOST
        rest = f", and {count(more, 'more unit')}" if more > 0 else ""
        named = ", ".join(_called(unit, "with") for unit in found[:MOST])
        yield f"Build as it is: {named}{rest}."


def _moving(units: Sequence[UnitReport]) -> Iterator[str]:
    """What takes the least work, each with its first step."""
    found = [unit for unit in units if unit.verdict.placement in MOVING and _work(unit)]
    found.sort(
        key=lambda unit: (
            MOVING.index(unit.verdict.placement),
            _doubt(unit),
            WORTH.get(unit.unit.kind, 2),
            sum(step.effort for step in _work(unit)),
            unit.unit.path,
        )
    )
    for unit in found[:MOST]:
        steps = _work(unit)
        effort = sum(step.effort for step in steps)
        score = points(unit.assessments[decisive(unit)].score.value)
        yield (
            f"{_verb(unit)} {_called(unit, 'on')}: {count(len(steps), 'step')}, "
            f"{count(effort, 'point')}, from {score} to {points(steps[-1].score)} of 100. "
            f"First: {steps[0].action}: {steps[0].text}"
        )
    if len(found) > MOST:
        yield f"{count(len(found) - MOST, 'more unit')} to change: wasmfit plan lists them."


def _verb(unit: UnitReport) -> str:
    return "Adapt" if unit.verdict.placement is Placement.ADAPT else "Split"


def _shared(units: Sequence[UnitReport]) -> Iterator[str]:
    """Changes of packages that several units need, the most needed first."""
    found: defaultdict[str, list[Step]] = defaultdict(list)
    for unit in units:
        if unit.verdict.placement is not Placement.KEEP:
            for subject, step in {s.subject: s for s in _work(unit)}.items():
                if subject.startswith("pkg:"):
                    found[readable(subject)].append(step)
    many = {name: steps for name, steps in found.items() if len(steps) > 1}
    for name in sorted(many, key=lambda name: (-len(many[name]), name))[:MOST]:
        step = many[name][0]
        yield f"{len(many[name])} units need the same: {step.action} {name}."


def _called(unit: UnitReport, link: str) -> str:
    """Its name, where it is, and the toolchain or the target it moves to."""
    here = decisive(unit)
    through = ", ".join(unit.toolchains.get(here, {}).values())
    to = f"for {here} with {through}" if link == "with" and through else f"on {here}"
    where = unit.unit.kind.value + (f", {unit.unit.path}" if unit.unit.path != "." else "")
    return f"{unit.unit.name} ({where}) {to}"


def _work(unit: UnitReport) -> list[Step]:
    """Steps that change something, in their order."""
    plan = unit.plans.get(decisive(unit), EMPTY)
    return [step for step in plan.steps if step.action not in ("grant", "keep")]


def _doubt(unit: UnitReport) -> int:
    return ("high", "medium", "low").index(unit.verdict.confidence)


def _bytes(unit: UnitReport) -> int:
    return sum(size for _, size in unit.languages.values())
