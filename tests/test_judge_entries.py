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
from wasmfit.stages.judge import entry_findings, heap_findings
from wasmfit.stages.judge.heaps import heaps

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("java -Xmx8g -jar app.jar", [("-Xmx8g", None)]),
        ("java -Xms6144m -Xmx512m", [("-Xms6144m", True)]),
        ("-XX:MaxHeapSize=4294967296", [("-XX:MaxHeapSize=4294967296", None)]),
        ("node --max-old-space-size=8192 a.js", [("--max-old-space-size=8192", None)]),
        ("node --max_old_space_size 4096 a.js", [("--max_old_space_size 4096", None)]),
        ("java -Xmx4095m -Xss512k", []),
        ("JAVA_OPTS=-Xmx6g", [("-Xmx6g", None)]),
        ("NODE_OPTIONS='--max-old-space-size=6000' node a", [("--max-old-space-size=6000", None)]),
        ("GOMEMLIMIT=6GiB", [("GOMEMLIMIT=6GiB", None)]),
        ("GOMEMLIMIT=4294967296", [("GOMEMLIMIT=4294967296", None)]),
        ("GOMEMLIMIT=4294967295B", []),
        ("GOMEMLIMIT=3500MiB NOTGOMEMLIMIT=9GiB GOMEMLIMIT=off", []),
        ("node --max-old-space-size=2048", []),
        ("echo no-Xmx8g -Xmx8gb -Xmx${HEAP}", []),
    ],
)
def test_flags_that_ask_for_more_than_a_guest_has(
    text: str, expected: list[tuple[str, bool | None]]
) -> None:
    assert heaps(text) == expected


def test_a_heap_taken_at_once_blocks_and_one_that_may_grow_warns() -> None:
    place = Location("app/compose.yaml", Span(4, 1, 4, 1))
    said = [("app", "-Xms5g -Xmx9g", place), ("app", "-Xms5g", place)]
    found = {one.symbol: one for one in heap_findings(said, KNOWN.structure, answers)}
    assert sorted(found) == ["-Xms5g", "-Xmx9g"]
    assert found["-Xms5g"].levels == {"wasip2": Level.ERROR, "linux": Level.NONE}
    assert found["-Xmx9g"].levels == {"wasip2": Level.WARNING, "linux": Level.NONE}
    assert found["-Xmx9g"].active == {"wasip2": None, "linux": None}
    assert found["-Xmx9g"].capability == "mem.64bit"
