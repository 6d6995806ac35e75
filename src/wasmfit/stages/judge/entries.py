"""What a container starts with, where that is no program of the unit: shells and supervisors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from wasmfit.model.deployment import Entry
from wasmfit.model.facts import Certainty
from wasmfit.model.knowledge import Answer, Rule
from wasmfit.model.place import START, Location
from wasmfit.model.project import Role
from wasmfit.model.report import Finding
from wasmfit.stages.judge.levels import level_of
from wasmfit.stages.judge.structure import REACHED
from wasmfit.stages.judge.uses import identity
from wasmfit.stages.judge.wording import message

SHELL = "WF8101"
"""The rule for a shell between the container and its program."""

SUPERVISOR = "WF8102"
"""The rule for a program that starts several."""

SCRIPT = "WF8103"
"""The rule for a script that is the program itself."""

_RULES = {"shell": SHELL, "script": SHELL, "supervisor": SUPERVISOR, "shell-program": SCRIPT}
_HOST_SIDE = frozenset({SHELL})
"""What the host's configuration takes over: it does not count for the unit's own code."""

_LONGEST = 60


def entry_findings(
    entries: Sequence[tuple[str, Entry]],
    rules: Mapping[str, Rule],
    answers: Callable[[str, str], Mapping[str, Answer]],
) -> tuple[Finding, ...]:
    """One finding per entry that is not just a program.

    ``entries`` come with the ids of their units, ``answers`` gives what each
    profile says to a symbol and a capability, the primary one first.
    """
    found: dict[str, Finding] = {}
    for unit, entry in entries:
        number = _RULES.get(entry.through)
        if number is not None:
            one = _finding(unit, entry, rules[number], answers)
            found.setdefault(one.id, one)
    return tuple(found[name] for name in sorted(found))


def _finding(
    unit: str, entry: Entry, rule: Rule, answers: Callable[[str, str], Mapping[str, Answer]]
) -> Finding:
    symbol = _symbol(entry)
    given = answers(symbol, rule.capability)
    primary = next(iter(given))
    plain = replace(given[primary], failure=None, note="")  # its note is about calls in code
    role = Role.BUILD if rule.number in _HOST_SIDE else Role.SOURCE
    return Finding(
        id=identity(rule.number, entry.location.path, symbol),
        rule=rule.number,
        rule_name=rule.name,
        capability=rule.capability,
        unit=unit,
        kind="service",
        symbol=symbol,
        location=Location(entry.location.path, entry.location.span or START),
        role=role,
        certainty=Certainty.HIGH,
        message=message(rule, symbol, plain, primary, REACHED),
        answers=given,
        levels={
            profile: level_of(answer.support, REACHED, answer.confidence, role)
            for profile, answer in given.items()
        },
        active={},
        effort=rule.effort,
    )


def _symbol(entry: Entry) -> str:
    """The script or supervisor by its name, a command line cut to a readable length."""
    text = entry.detail or " ".join(entry.command)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
