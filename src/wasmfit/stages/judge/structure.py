"""Rules about a unit as a whole, and the finding that a toolchain is missing."""

from collections.abc import Mapping, Sequence

from wasmfit.model.condition import Truth
from wasmfit.model.facts import Certainty
from wasmfit.model.knowledge import Answer, Rule
from wasmfit.model.place import START, Location
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.report import Finding, Level
from wasmfit.stages.judge.levels import level_of
from wasmfit.stages.judge.uses import identity
from wasmfit.stages.judge.wording import message

REACHED: Truth = True
"""What is said of a unit as a whole is always reached."""

DEPENDENCY = "WF8001"
"""The rule for a package whose code needs something."""

STRANGER = "WF8002"
"""The rule for a package that nobody has examined."""

TOOLCHAIN = "WF9001"
"""The rule for a language without a toolchain."""


def toolchain_findings(
    unit: str,
    files: Sequence[SourceFile],
    answers: Mapping[str, Mapping[str, Answer]],
    rule: Rule,
) -> tuple[Finding, ...]:
    """One finding per language of a unit that some profile has no toolchain for.

    ``answers`` maps language to profile to the answer for ``toolchain``; the
    first profile is the primary one. The finding stands at the first file.
    """
    found = []
    for language, given in sorted(answers.items()):
        paths = sorted(file.path for file in files if file.language == language)
        if paths and any(level is not Level.NONE for level in _levels(given).values()):
            found.append(_finding(unit, language, paths[0], given, rule))
    return tuple(found)


def _finding(
    unit: str, language: str, path: str, answers: Mapping[str, Answer], rule: Rule
) -> Finding:
    primary = next(iter(answers))
    return Finding(
        id=identity(rule.number, unit, language),
        rule=rule.number,
        rule_name=rule.name,
        capability=rule.capability,
        unit=unit,
        kind="toolchain",
        symbol=language,
        location=Location(path, START),
        role=Role.SOURCE,
        certainty=Certainty.HIGH,
        message=message(rule, language, answers[primary], primary, REACHED),
        answers=answers,
        levels=_levels(answers),
        active={},
        effort=rule.effort,
    )


def _levels(answers: Mapping[str, Answer]) -> dict[str, Level]:
    return {
        profile: level_of(answer.support, REACHED, answer.confidence, Role.SOURCE)
        for profile, answer in answers.items()
    }
