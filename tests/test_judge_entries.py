"""What a container starts with: which entries are findings, and what they weigh."""

import pytest

from wasmfit.knowledge import load
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.model.deployment import Entry
from wasmfit.model.knowledge import Answer
from wasmfit.model.place import Location, Span
from wasmfit.model.project import Role
from wasmfit.model.report import Finding, Level
from wasmfit.stages.judge import entry_findings

KNOWN = load(())
VIEWS = [Answers(KNOWN, profile_of(KNOWN, name), {}) for name in ("wasip2", "linux")]


def answers(symbol: str, capability: str) -> dict[str, Answer]:
    return {view.profile.id: view.answer("", symbol, capability) for view in VIEWS}


def entry(through: str, detail: str = "run.sh", line: int = 3) -> Entry:
    place = Location("app/Dockerfile", Span(line, 1, line, 1))
    return Entry(command=("app",), location=place, through=through, detail=detail)


def findings(*entries: Entry) -> tuple[Finding, ...]:
    return entry_findings([("app", one) for one in entries], KNOWN.structure, answers)


def test_a_program_is_no_finding() -> None:
    assert findings(entry("")) == ()


@pytest.mark.parametrize(
    ("through", "rule", "level", "role"),
    [
        ("shell", "WF8101", Level.NOTE, Role.BUILD),
        ("script", "WF8101", Level.NOTE, Role.BUILD),
        ("supervisor", "WF8102", Level.ERROR, Role.SOURCE),
        ("shell-program", "WF8103", Level.ERROR, Role.SOURCE),
    ],
)
def test_what_stands_before_the_program_is_one(
    through: str, rule: str, level: Level, role: Role
) -> None:
    (found,) = findings(entry(through))
    assert (found.rule, found.role, found.kind) == (rule, role, "service")
    assert found.levels == {"wasip2": level, "linux": Level.NONE}
    assert found.location.path == "app/Dockerfile"
    assert "on wasip2 it is not there" in found.message


def test_two_services_of_one_image_are_one_finding() -> None:
    assert len(findings(entry("script"), entry("script", line=9))) == 1


def test_a_long_command_line_is_cut() -> None:
    (found,) = findings(entry("shell", "x" * 200))
    assert len(found.symbol) == 60
