"""The way to each target: steps in order, and what the targets would cost beside each other."""

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.place import Location
from wasmfit.model.report import Plan, Report, Step, UnitReport
from wasmfit.render._choice import decisive
from wasmfit.render._insight import insights, left
from wasmfit.render._system import measured
from wasmfit.render._words import code, count, markdown, points, visible

WIDTH = 100
EMPTY = Plan(steps=(), remainder=())
MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Way:
    """What one profile would take: the score now and after every step, and the points."""

    profile: str
    score: float
    steps: int
    effort: int
    after: float
    remainder: int


def ways(unit: UnitReport) -> tuple[Way, ...]:
    """One per profile that was judged, in the report's order."""
    return tuple(_way(unit, profile) for profile in unit.assessments)


def _way(unit: UnitReport, profile: str) -> Way:
    plan, score = unit.plans.get(profile, EMPTY), unit.assessments[profile].score.value
    return Way(
        profile=profile,
        score=score,
        steps=len(plan.steps),
        effort=sum(step.effort for step in plan.steps),
        after=plan.steps[-1].score if plan.steps else score,
        remainder=len(plan.remainder),
    )


def as_text(report: Report) -> str:
    """For a person: every step with its places, then the targets side by side."""
    return "\n\n".join("\n".join(_unit_text(report, unit)) for unit in measured(report)) + "\n"


def _unit_text(report: Report, unit: UnitReport) -> Iterator[str]:
    here = decisive(unit)
    plan, now = unit.plans.get(here, EMPTY), unit.assessments[here].score
    yield f"{visible(unit.unit.name)} on {here}: score {points(now.value)} of 100"
    yield f"  {_placed(unit)}, {visible(unit.unit.path)}"
    if not plan.steps:
        yield "  nothing to do"
    costs = _costs(unit, plan.steps)
    for number, step in enumerate(plan.steps, 1):
        words = f"{number}. {step.action}: {visible(step.text)} {costs[step.id]}"
        yield from textwrap.wrap(
            words, WIDTH, initial_indent="  ", subsequent_indent="     ", break_on_hyphens=False
        )
    if plan.remainder:
        yield from textwrap.wrap(
            visible(left(report, plan)), WIDTH, initial_indent="  ", subsequent_indent="    "
        )
    yield ""
    for words in insights(report, unit):
        yield from textwrap.wrap(
            visible(words), WIDTH, initial_indent="  ", subsequent_indent="    "
        )
    yield from _aligned([("  profile", "score", "steps", "points", "then", "left"), *_rows(unit)])


def _placed(unit: UnitReport) -> str:
    return f"{unit.verdict.placement.value.upper()}, {unit.unit.kind.value}"


def _costs(unit: UnitReport, steps: Sequence[Step]) -> dict[str, str]:
    """For each step what it takes and where it leads, on other targets where it changes them."""
    before = {name: points(one.score.value) for name, one in unit.assessments.items()}
    told = {}
    for step in steps:
        now = {name: points(score) for name, score in step.scores.items()}
        moved = ", ".join(f"{name} {now[name]}" for name in now if now[name] != before.get(name))
        before = {**before, **now}
        then = f"then {points(step.score)}" + (f"; {moved}" if moved else "")
        told[step.id] = f"({count(step.effort, 'point')}, {then})"
    return told


def _rows(unit: UnitReport) -> Iterator[Sequence[str]]:
    for way in ways(unit):
        numbers = (way.steps, way.effort)
        cells = (points(way.score), *map(str, numbers), points(way.after), str(way.remainder))
        yield (f"  {way.profile}", *cells)


def _aligned(table: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first column to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for name, *numbers in table:
        cells = (text.rjust(width) for text, width in zip(numbers, widths[1:], strict=True))
        yield "  ".join((name.ljust(widths[0]), *cells))


def as_markdown(report: Report) -> str:
    """A list of tasks to tick off, per unit."""
    return "\n\n".join("\n".join(_unit_markdown(report, unit)) for unit in measured(report)) + "\n"


def _unit_markdown(report: Report, unit: UnitReport) -> Iterator[str]:
    here = decisive(unit)
    plan = unit.plans.get(here, EMPTY)
    score = points(unit.assessments[here].score.value)
    yield f"# {markdown(unit.unit.name)} on {code(here)}: score {score} of 100"
    yield ""
    yield f"{_placed(unit)}, {code(unit.unit.path)}"
    yield ""
    costs = _costs(unit, plan.steps)
    for step in plan.steps:
        yield f"- [ ] {step.id} **{step.action}** {markdown(step.text)} {costs[step.id]}"
        if step.after:
            yield f"  - after {', '.join(step.after)}"
        yield from (f"  - {code(place)}" for place in _places(step.locations))
        yield from (f"  - Or {markdown(other)}" for other in step.alternatives[1:])
    if not plan.steps:
        yield "Nothing to do."
    if plan.remainder:
        yield f"\n{markdown(left(report, plan))}."
    yield ""
    yield from (f"- {markdown(words)}" for words in insights(report, unit))
    yield "\n| Profile | Score | Steps | Points | Then | Left |"
    yield "| --- | --: | --: | --: | --: | --: |"
    for way in ways(unit):
        cells = (way.steps, way.effort, points(way.after), way.remainder)
        numbers = " | ".join(map(str, cells))
        yield f"| {code(way.profile)} | {points(way.score)} | {numbers} |"


def _places(locations: Sequence[Location]) -> Iterator[str]:
    for location in locations[:MOST_PLACES]:
        span = location.span
        yield f"{location.path}:{span.start_line}" if span else location.path
    if len(locations) > MOST_PLACES:
        yield f"and {len(locations) - MOST_PLACES} more places"


def as_json(report: Report) -> str:
    """Ways and steps, for programs."""
    units = {unit.unit.id: _unit_json(unit) for unit in report.units}
    document = {"schema_version": "1", "primary": report.primary, "units": units}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _unit_json(unit: UnitReport) -> dict[str, object]:
    here = decisive(unit)
    plan = unit.plans.get(here, EMPTY)
    return {
        "profile": here,
        "ways": {
            way.profile: {
                "score": round(way.score, 2),
                "steps": way.steps,
                "effort": way.effort,
                "after": round(way.after, 2),
                "remainder": way.remainder,
            }
            for way in ways(unit)
        },
        "steps": [
            {
                "id": step.id,
                "action": step.action,
                "subject": step.subject,
                "text": step.text,
                "locations": list(_places(step.locations)),
                "resolves": list(step.resolves),
                "effort": step.effort,
                "after": list(step.after),
                "score": round(step.score, 2),
                "scores": {name: round(score, 2) for name, score in step.scores.items()},
                "alternatives": list(step.alternatives),
            }
            for step in plan.steps
        ],
        "remainder": list(plan.remainder),
    }


WRITERS: Mapping[str, Callable[[Report], str]] = {
    "terminal": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
