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

DEPENDENCY = Rule(
    number="WF8001",
    name="dependency-needs-capability",
    language="",
    summary="is a package whose code needs something the target lacks",
    why="What a dependency does counts like what the project does itself.",
    capability="ffi.native",
    effort=5,
    matches=(),
)
TOOLCHAIN = Rule(
    number="WF9001",
    name="language-without-toolchain",
    language="",
    summary="is a language that needs a maintained toolchain",
    why="Without a toolchain nothing of the unit reaches the target, whatever it calls.",
    capability="toolchain",
    effort=13,
    matches=(),
)


def toolchain_findings(
    unit: str, files: Sequence[SourceFile], answers: Mapping[str, Mapping[str, Answer]]
) -> tuple[Finding, ...]:
    """One finding per language of a unit that some profile has no toolchain for.

    ``answers`` maps language to profile to the answer for ``toolchain``; the
    first profile is the primary one. The finding stands at the first file.
    """
    found = []
    for language, given in sorted(answers.items()):
        levels = {
            profile: level_of(answer.support, REACHED, answer.confidence, Role.SOURCE)
            for profile, answer in given.items()
        }
        paths = sorted(file.path for file in files if file.language == language)
        if paths and any(level is not Level.NONE for level in levels.values()):
            found.append(_finding(unit, language, paths[0], given, levels))
    return tuple(found)


def _finding(
    unit: str,
    language: str,
    path: str,
    answers: Mapping[str, Answer],
    levels: Mapping[str, Level],
) -> Finding:
    primary = next(iter(answers))
    return Finding(
        id=identity(TOOLCHAIN.number, unit, language),
        rule=TOOLCHAIN.number,
        rule_name=TOOLCHAIN.name,
        capability="toolchain",
        unit=unit,
        kind="toolchain",
        symbol=language,
        location=Location(path, START),
        role=Role.SOURCE,
        certainty=Certainty.HIGH,
        message=message(TOOLCHAIN, language, answers[primary], primary, REACHED),
        answers=answers,
        levels=levels,
        active={},
        effort=TOOLCHAIN.effort,
    )
