"""Every sentence of SECURITY.md has a test of its own, and that test exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (?P<promise>[^|]+) \| (?P<tests>[^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(?P<file>tests/\w+\.py)::(?P<name>\w+)`")


def promises(text: str) -> dict[str, list[tuple[str, str]]]:
    """What a scan never does, and the tests that hold it, as (file, name)."""
    rows = [match for match in ROW.finditer(text) if match["promise"] != "a scan never"]
    return {row["promise"]: TEST.findall(row["tests"]) for row in rows}


def named_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


TEXT = (ROOT / "SECURITY.md").read_text("utf-8")


def test_every_promise_is_held_by_tests_that_exist():
    found = promises(TEXT)
    assert len(found) >= 20
    assert len(found) == TEXT.count("\n| ") - 1, "a row is not understood"
    for promise, tests in found.items():
        assert tests, promise
        for file, name in tests:
            assert name in named_in(file), promise


def test_a_promise_without_a_test_is_seen():
    (tests,) = promises("| runs anything | a look at the code |\n").values()
    assert tests == []
    assert "test_no_such_thing" not in named_in("tests/test_security.py")
