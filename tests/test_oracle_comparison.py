"""Holding a report against the oracle: what counts as right, wrong, found and missed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.accuracy.compare import Measure, Outcome, compare
from tools.accuracy.names import Knowledge, enclosing, fits, load_knowledge
from tools.accuracy.python_oracle import find_uses

RULES = """
language = "python"
[[rule]]
number = "WF1"
[rule.match]
call = ["os.fork", "subprocess.Popen"]
[[rule]]
number = "WF2"
[rule.match]
import = ["fcntl"]
use = ["fcntl*"]
"""

TABLE = """symbol,kind,support,failure,mechanism,note,evidence
fcntl,module,absent,,,,run
os.fork,name,absent,,,,run
os.getppid,name,altered,,,,run
os.getcwd,name,native,,,,run
subprocess.Popen,name,stubbed,,,,run
"""


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    rules = tmp_path / "rules"
    (rules / "toolchains" / "componentize-py").mkdir(parents=True)
    (rules / "toolchains" / "componentize-py" / "wasip2.csv").write_text(TABLE)
    (rules / "languages" / "python").mkdir(parents=True)
    (rules / "languages" / "python" / "all.toml").write_text(RULES)
    return load_knowledge(rules)


def finding(line: int, symbol: str, rule: str = "WF1", **changes: Any) -> dict[str, Any]:
    place = {"path": "main.py", "start_line": line, "start_column": 1}
    base = {"kind": "call", "symbol": symbol, "rule": rule, "location": place, "active": {}}
    return base | changes


def outcome(folder: Path, knowledge: Knowledge, text: str, *findings: dict[str, Any]) -> Outcome:
    root = folder / "repository"
    root.mkdir()
    (root / "main.py").write_text(text)
    report = folder / "report.json"
    report.write_text(json.dumps({"profiles": [{"id": "linux"}], "findings": findings}))
    return compare(find_uses(root), report, knowledge)


def test_enclosing_names_and_patterns() -> None:
    assert list(enclosing("os.path.join")) == ["os.path.join", "os.path", "os"]
    assert fits("fcntl.LOCK_*", "fcntl.LOCK_EX")
    assert not fits("os.fork", "os.forkpty")


def test_names_are_those_that_are_not_native(knowledge: Knowledge) -> None:
    assert knowledge.matters("fcntl.anything.below")
    assert knowledge.matters("os.fork")
    assert not knowledge.matters("os.getcwd")


def test_full_agreement(tmp_path: Path, knowledge: Knowledge) -> None:
    text = "import os, fcntl\nos.fork()\n"
    found = [finding(2, "os.fork"), finding(1, "fcntl", "WF2", kind="import")]
    result = outcome(tmp_path, knowledge, text, *found)
    assert result.by_symbol == Measure(right=2, wrong=0, hit=2, missed=0)
    assert (result.by_symbol.precision, result.by_symbol.recall) == (1.0, 1.0)
    assert result.by_line == result.by_symbol


def test_an_invented_finding_is_wrong(tmp_path: Path, knowledge: Knowledge) -> None:
    result = outcome(tmp_path, knowledge, "x.fork()\n", finding(1, "os.fork"))
    assert result.by_symbol == Measure(right=0, wrong=1, hit=0, missed=0)
    assert result.by_line == Measure(right=0, wrong=1, hit=0, missed=0)
    assert result.by_symbol.precision == 0.0


def test_an_unseen_use_is_missed(tmp_path: Path, knowledge: Knowledge) -> None:
    result = outcome(tmp_path, knowledge, "import os\nos.fork()\n")
    assert [(use.line, use.symbol) for use in result.missed] == [(2, "os.fork")]
    assert result.by_symbol.recall == 0.0


def test_the_wrong_symbol_on_the_right_line_is_half_right(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    found = finding(2, "subprocess.Popen")
    result = outcome(tmp_path, knowledge, "import os\nos.fork()\n", found)
    assert result.by_symbol == Measure(right=0, wrong=1, hit=0, missed=1)
    assert result.by_line == Measure(right=0, wrong=1, hit=1, missed=0)


def test_kinds_that_no_rule_speaks_of_are_not_expected(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    text = "import subprocess\nisinstance(x, subprocess.Popen)\n"
    assert outcome(tmp_path, knowledge, text).by_symbol == Measure(0, 0, 0, 0)


def test_a_call_rule_that_fires_on_a_test_is_wrong(tmp_path: Path, knowledge: Knowledge) -> None:
    text = "import subprocess\nisinstance(x, subprocess.Popen)\n"
    result = outcome(tmp_path, knowledge, text, finding(2, "subprocess.Popen", kind="ref"))
    assert len(result.wrong) == 1


def test_names_without_a_rule_are_counted_apart(tmp_path: Path, knowledge: Knowledge) -> None:
    result = outcome(tmp_path, knowledge, "import os\nos.getppid()\n")
    assert result.uncovered == {"os.getppid": 1}
    assert result.missed == ()


def test_findings_outside_the_universe_are_left_out(tmp_path: Path, knowledge: Knowledge) -> None:
    result = outcome(
        tmp_path,
        knowledge,
        "x = 1\n",
        finding(1, "builtins.open"),
        finding(1, "uvloop.run"),
        finding(1, "/proc/*", kind="path"),
        finding(1, "os.fork", location={"path": "a.c", "start_line": 1, "start_column": 1}),
    )
    assert result.wrong == ()
    assert set(result.left_out) == {
        "builtin",
        "third-party package",
        "kind path",
        "file the oracle does not read",
    }


@pytest.mark.parametrize(("active", "wrong"), [({}, 1), ({"linux": False}, 0)])
def test_code_for_type_checkers_must_be_inactive(
    tmp_path: Path, knowledge: Knowledge, active: dict[str, bool], wrong: int
) -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import fcntl\n"
    found = finding(3, "fcntl", "WF2", kind="import", active=active)
    result = outcome(tmp_path, knowledge, text, found)
    assert (len(result.wrong), result.missed) == (wrong, ())


def test_a_longer_name_counts_for_the_part_a_rule_names(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    text = "import subprocess\nsubprocess.Popen.wait(x)\n"
    result = outcome(tmp_path, knowledge, text, finding(2, "subprocess.Popen", kind="ref"))
    assert (result.wrong, result.missed) == ((), ())


def test_a_finding_on_the_last_line_of_a_long_name_counts(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    text = "import os\n(os\n   .fork())\n"
    result = outcome(tmp_path, knowledge, text, finding(3, "os.fork"))
    assert (result.wrong, result.missed) == ((), ())


def test_a_name_that_stands_for_a_part_mentions_the_part_only(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    text = "import subprocess\ncount = subprocess.Popen.limit\nprint(count)\n"
    result = outcome(tmp_path, knowledge, text)
    assert [use.line for use in result.missed] == [2]


def test_a_bare_module_is_no_use_of_what_lies_in_it(tmp_path: Path, knowledge: Knowledge) -> None:
    text = "import fcntl\nfcntl is None\nfcntl.flock(1, 2)\n"
    result = outcome(tmp_path, knowledge, text)
    assert [(use.line, use.symbol) for use in result.missed] == [(1, "fcntl"), (3, "fcntl.flock")]
