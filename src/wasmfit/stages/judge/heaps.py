"""Heaps that a program is started with: what is larger than the memory of a guest."""

from collections.abc import Callable, Mapping, Sequence

from wasmfit.model.condition import Truth
from wasmfit.model.facts import Certainty
from wasmfit.model.heap import stated
from wasmfit.model.knowledge import Answer, Rule
from wasmfit.model.place import START, Location
from wasmfit.model.project import Role
from wasmfit.model.report import Finding
from wasmfit.stages.judge.levels import level_of
from wasmfit.stages.judge.structure import REACHED
from wasmfit.stages.judge.uses import identity
from wasmfit.stages.judge.wording import message

HEAP = "WF8104"
"""The rule for a heap that no 32-bit memory holds."""

GUEST = 4 * 1024**3
"""Bytes that a guest with 32-bit addresses can have at most, all in all."""


def heap_findings(
    said: Sequence[tuple[str, str, Location]],
    rules: Mapping[str, Rule],
    answers: Callable[[str, str], Mapping[str, Answer]],
) -> tuple[Finding, ...]:
    """One finding per place and flag that asks for 4 GiB or more.

    ``said`` are command lines and values of variables, with the ids of their
    units and their places. ``answers`` is as for entries. A heap that only may
    grow so far is a need that nobody is sure of.
    """
    rule = rules[HEAP]
    found: dict[str, Finding] = {}
    for unit, text, location in said:
        for flag, needed in heaps(text):
            given = answers(flag, rule.capability)
            one = _finding(unit, flag, location, given, needed, rule)
            found.setdefault(one.id, one)
    return tuple(found[name] for name in sorted(found))


def heaps(text: str) -> list[tuple[str, Truth]]:
    """Flags in a command line that ask for 4 GiB or more, and whether they take it at once."""
    return [(one.flag, True if one.at_once else None) for one in stated(text) if one.size >= GUEST]


def _finding(
    unit: str,
    flag: str,
    location: Location,
    answers: Mapping[str, Answer],
    needed: Truth,
    rule: Rule,
) -> Finding:
    primary = next(iter(answers))
    return Finding(
        id=identity(rule.number, location.path, flag),
        rule=rule.number,
        rule_name=rule.name,
        capability=rule.capability,
        unit=unit,
        kind="service",
        symbol=flag,
        location=Location(location.path, location.span or START),
        role=Role.SOURCE,
        certainty=Certainty.HIGH if needed else Certainty.MEDIUM,
        message=message(rule, flag, answers[primary], primary, REACHED),
        answers=answers,
        levels={
            profile: level_of(answer.support, needed, answer.confidence, Role.SOURCE)
            for profile, answer in answers.items()
        },
        active={} if needed else dict.fromkeys(answers),
        effort=rule.effort,
    )
