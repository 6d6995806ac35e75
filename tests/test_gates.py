"""Thresholds, baselines and changed lines: what a scan ends with, and why."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from build_report import CALL, PACKAGE, SILENCED, report
from test_promises import hostile, watched
from wasmfit.cli import _baseline, _gates, _since, main
from wasmfit.errors import UsageError
from wasmfit.model.renderer import Style
from wasmfit.model.report import Level, Placement, Report
from wasmfit.render import renderers


def said(*wanted: str, lowest: float | None = None, given: Report | None = None) -> list[str]:
    return list(_gates.crossed(given or report(), wanted, lowest))


def judged(placement: Placement) -> Report:
    unit = report().units[0]
    return replace(
        report(), units=(replace(unit, verdict=replace(unit.verdict, placement=placement)),)
    )


def leveled(level: Level, **other: Any) -> Report:
    finding = replace(CALL, levels={"wasip2": level, "wasix": Level.ERROR}, **other)
    return replace(report(), findings=(finding,))


@pytest.mark.parametrize(
    ("word", "caught"),
    [
        ("error", ["error"]),
        ("warning", ["error", "warning"]),
        ("note", ["error", "warning", "note"]),
    ],
)
def test_a_level_catches_itself_and_what_is_worse_on_the_primary_profile(word, caught):
    for level in Level:
        assert bool(said(word, given=leveled(level))) is (level.value in caught)


@pytest.mark.parametrize(
    ("word", "caught"),
    [
        ("adapt", ["adapt", "split", "keep"]),
        ("split", ["split", "keep"]),
        ("keep", ["keep"]),
        ("unknown", ["unknown"]),
    ],
)
def test_a_verdict_catches_itself_and_what_is_worse(word, caught):
    for placement in Placement:
        assert bool(said(word, given=judged(placement))) is (placement.value in caught)


def test_a_failure_catches_errors_that_show_themselves_so():
    for failure in ("build", "run", "silent"):
        answers = {**CALL.answers, "wasip2": replace(CALL.answers["wasip2"], failure=failure)}
        given = leveled(Level.ERROR, answers=answers)
        assert [w for w in ("build", "run", "silent") if said(w, given=given)] == [failure]
        assert not said(failure, given=leveled(Level.WARNING, answers=answers))


def test_suppressed_and_known_findings_count_nowhere():
    quiet = (SILENCED, replace(CALL, new=False), replace(PACKAGE, new=False))
    given = replace(report(), findings=quiet)
    assert said("error", "warning", "note", "build", "run", "silent", "new", given=given) == []


def test_new_catches_errors_and_warnings_that_were_not_there():
    assert said("new", given=leveled(Level.WARNING, new=True)) == [
        "1 finding of level error or warning that are new (--fail-on new)"
    ]
    assert said("new", given=leveled(Level.NOTE, new=True)) == []
    assert said("new", given=leveled(Level.ERROR)) == []


def test_a_score_is_compared_as_it_is_shown():
    assert said(lowest=52.25) == []
    assert said(lowest=52.26) == ["app scores 52.25 (--fail-under 52.26)"]


def test_every_reason_is_named():
    assert said("warning", "split", lowest=60) == [
        "2 findings of level warning or worse (--fail-on warning)",
        "app: verdict split (--fail-on split)",
        "app scores 52.25 (--fail-under 60)",
    ]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "app.py").write_text("import os\n\n\ndef a():\n    os.fork()\n", "utf-8")
    return folder


def scan(tree: Path, *options: str) -> int:
    return main(["scan", str(tree), *options])


def test_exit_codes_of_thresholds(tree, capsys):
    assert scan(tree) == 0
    assert scan(tree, "--fail-on", "none") == 0
    assert scan(tree, "--fail-on", "silent,unknown") == 0
    capsys.readouterr()
    assert scan(tree, "--fail-on", "error") == 1
    assert capsys.readouterr().err == (
        "wasmfit: threshold crossed: 1 finding of level error (--fail-on error)\n"
    )


def test_settings_set_thresholds_and_the_command_line_replaces_them(tree):
    (tree / "wasmfit.toml").write_text('fail_on = ["error"]\n', "utf-8")
    assert scan(tree) == 1
    assert scan(tree, "--fail-on", "none") == 0
    assert scan(tree, "--no-repo-config") == 0


def test_settings_may_ask_for_what_is_new_in_runs_that_compare(tree, tmp_path):
    (tree / "wasmfit.toml").write_text('fail_on = ["new"]\n', "utf-8")
    file = tmp_path / "known.json"
    assert main(["baseline", str(tree), "-o", str(file)]) == 0
    (tree / "b.py").write_text("import os\nos.fork()\n", "utf-8")
    assert scan(tree) == 0
    assert scan(tree, "--baseline", str(file)) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fail-on", "errors"], "--fail-on errors: no such condition (use none, new, error, "),
        (["--fail-on", "new"], "--fail-on new: nothing to compare with (add --baseline FILE or "),
        (["--baseline", "a", "--since", "b"], "--baseline, --since: each says what is new (use "),
        (["--baseline", "none.json"], "none.json: cannot be read: No such file"),
        (["--since", "HEAD"], "--since: "),
        (["--fail-under", "high"], "argument --fail-under: invalid float value"),
    ],
)
def test_bad_gates_are_one_line_and_two(tree, options, words, capsys):
    assert scan(tree, *options) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(f"wasmfit: error: {words}")
    assert captured.err.count("\n") == 1
    assert captured.out == ""


@pytest.mark.parametrize("kind", ["baseline", "report"])
def test_what_a_baseline_holds_does_not_count(tree, tmp_path, kind):
    file = tmp_path / "known.json"
    if kind == "baseline":
        assert main(["baseline", str(tree), "-o", f"json={file}"]) == 0
        text = file.read_text("utf-8")
        assert main(["baseline", str(tree), "-o", str(file)]) == 0
        assert file.read_text("utf-8") == text
    else:
        assert scan(tree, "-o", f"json={file}") == 0
    gates = ["--baseline", str(file), "--fail-on", "error,new"]
    assert scan(tree, *gates) == 0
    path = tree / "app.py"
    path.write_text("# moved\n" + path.read_text("utf-8"), "utf-8")
    assert scan(tree, *gates) == 0
    path.write_text(path.read_text("utf-8") + "    os.fork()\n", "utf-8")
    assert scan(tree, *gates) == 1


def test_a_baseline_is_a_text_that_people_can_review():
    document = json.loads(_baseline.text_of(report()))
    assert document["primary"] == "wasip2"
    assert document["findings"][0] == {
        "id": "f1",
        "level": "error",
        "rule": "WF2201",
        "path": "app/jobs.py",
        "symbol": "subprocess.run",
    }
    assert [entry["id"] for entry in document["findings"]] == ["f1", "f2", "f4"]


def known(tmp_path: Path, given: Report) -> Path:
    file = tmp_path / "known.json"
    file.write_text(_baseline.text_of(given), "utf-8")
    return file


def news(given: Report, file: Path) -> list[bool | None]:
    return [finding.new for finding in _baseline.compared(given, file).findings]


def test_a_finding_that_got_worse_is_new(tmp_path):
    file = known(tmp_path, leveled(Level.WARNING))
    assert news(leveled(Level.ERROR), file) == [True]
    assert news(leveled(Level.WARNING), file) == [False]
    assert news(leveled(Level.NOTE), file) == [False]


def test_a_suppressed_finding_is_not_known(tmp_path):
    silenced = leveled(Level.ERROR, suppressed="later")
    assert news(leveled(Level.ERROR), known(tmp_path, silenced)) == [True]


def test_a_finding_that_a_saved_report_suppresses_is_not_known(tmp_path):
    file = tmp_path / "report.json"
    file.write_text(renderers()["json"].render(report(), Style()), "utf-8")
    again = replace(report(), findings=(CALL, replace(SILENCED, suppressed=None)))
    assert news(again, file) == [False, True]


def test_a_baseline_of_another_profile_is_refused(tmp_path):
    file = known(tmp_path, report())
    with pytest.raises(UsageError, match="knows wasip2, this scan judges wasix"):
        _baseline.compared(replace(report(), primary="wasix"), file)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"primary": 1}', '{"findings": [{}]}', "[" * 9999]
)
def test_what_is_no_baseline_is_refused(tmp_path, text):
    file = tmp_path / "odd.json"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="neither a baseline nor a JSON report"):
        _baseline.compared(report(), file)


def git(folder: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"]
    command = ["git", *settings, "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def repository(tree: Path) -> Path:
    git(tree, "init", "-q", "-b", "main")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "one")
    return tree


SINCE = ("--fail-on", "error", "--since")


def test_only_changed_lines_count(repository):
    assert scan(repository, *SINCE, "HEAD") == 0
    path = repository / "app.py"
    path.write_text("# new\n" + path.read_text("utf-8") + "\n", "utf-8")
    assert scan(repository, *SINCE, "HEAD") == 0
    path.write_text(path.read_text("utf-8").replace("    os.fork()", "    os.fork()  # x"), "utf-8")
    assert scan(repository, *SINCE, "HEAD") == 1


def test_new_files_count_whether_git_knows_them_or_not(repository):
    (repository / "b.py").write_text("import os\nos.fork()\n", "utf-8")
    assert scan(repository, *SINCE, "HEAD") == 1
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "two")
    assert scan(repository, *SINCE, "HEAD") == 0
    assert scan(repository, *SINCE, "HEAD~1") == 1
    git(repository, "tag", "-a", "-m", "x", "v1", "HEAD~1")
    for name in (git(repository, "rev-parse", "HEAD~1"), "v1", "main^", "HEAD^1"):
        assert scan(repository, *SINCE, name) == 1


def test_a_branch_answers_for_what_it_did_itself(repository):
    git(repository, "checkout", "-q", "-b", "work")
    (repository / "c.py").write_text("x = 1\n", "utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "ours")
    git(repository, "checkout", "-q", "main")
    (repository / "app.py").write_text("x = 1\n", "utf-8")
    git(repository, "commit", "-q", "-a", "-m", "theirs")
    git(repository, "checkout", "-q", "work")
    assert scan(repository, *SINCE, "main") == 0


def test_a_folder_of_a_repository_and_packed_objects(repository):
    (repository / "sub").mkdir()
    shutil.move(repository / "app.py", repository / "sub" / "app.py")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "two")
    git(repository, "gc", "-q")
    assert scan(repository / "sub", *SINCE, "HEAD") == 0
    assert scan(repository / "sub", *SINCE, "HEAD~1") == 1
    assert scan(repository / "sub" / "app.py", *SINCE, "HEAD") == 0


def test_line_ends_are_no_change(repository):
    path = repository / "app.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert scan(repository, *SINCE, "HEAD") == 0


def test_a_shallow_clone_compares_with_the_commit_itself(repository, tmp_path):
    (repository / "c.py").write_text("x = 1\n", "utf-8")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "two")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(clone))
    assert scan(clone, *SINCE, "HEAD") == 0
    assert scan(clone, *SINCE, "HEAD~1") == 2


@pytest.mark.parametrize(
    "ref", ["nowhere", "v1.0", "0" * 40, "", "HEAD~9", "a..b", "HEAD:app.py", "~"]
)
def test_a_commit_that_is_not_there_is_said(repository, ref, capsys):
    assert scan(repository, f"--since={ref}") == 2
    assert f"--since {ref}: no such commit here" in capsys.readouterr().err


def test_a_bare_repository_has_no_lines(tmp_path, capsys):
    bare = tmp_path / "bare"
    git(tmp_path, "init", "-q", "--bare", str(bare))
    (bare / "a.py").write_text("import os\nos.fork()\n", "utf-8")
    assert scan(bare, *SINCE, "HEAD") == 2
    assert "bare repository" in capsys.readouterr().err


def damaged(repository: Path, how: str) -> None:
    inside = repository / ".git"
    if how == "config":
        (inside / "config").write_text("[core\n= broken", "utf-8")
    elif how == "version":
        (inside / "config").write_text("[core]\nrepositoryformatversion = 9\n", "utf-8")
    elif how == "objects":
        for path in inside.glob("objects/??/*"):
            path.chmod(0o644)
            path.write_bytes(b"no object")
    elif how == "pack":
        git(repository, "gc", "-q")
        for path in inside.glob("objects/pack/*"):
            path.chmod(0o644)
            path.write_bytes(b"no pack at all, but long enough to look at" * 40)
    else:
        (inside / "HEAD").write_text("ref: refs/heads/nowhere\n", "utf-8")


@pytest.mark.parametrize("how", ["config", "version", "objects", "pack", "head"])
def test_a_broken_repository_is_an_error_of_one_line(repository, how, capsys):
    damaged(repository, how)
    assert scan(repository, "--since", "HEAD") == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("wasmfit: error: --since")
    assert captured.err.count("\n") == 1


def test_nothing_that_git_would_run_is_run(tmp_path):
    """Hooks, filters and monitors of a stranger's repository stay text."""
    tree = hostile(tmp_path / "tree")
    git(tree, "init", "-q")
    git(tree, "add", ".")
    git(tree, "commit", "-q", "-m", "x")
    trap = f"{sys.executable} {tree / 'setup.py'}"
    for key in ("core.fsmonitor", "filter.x.smudge", "filter.x.clean", "diff.x.textconv"):
        git(tree, "config", key, trap)
    (tree / ".gitattributes").write_text("* filter=x diff=x\n", "utf-8")
    hook = tree / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{trap}\n", "utf-8")
    hook.chmod(0o755)
    options = ["--since", "HEAD", "--jobs", "1", "-o", f"json={tmp_path / 'report.json'}"]
    seen = watched([sys.executable, "-P", "-m", "wasmfit", "scan", ".", *options], tree)
    assert seen.code == 0, seen.said
    assert seen.of("ran", "run", "compile", "start", "subprocess.", "os.system", "os.exec") == []
    assert seen.of("socket.", "urllib.", "http.") == []
    findings = json.loads((tmp_path / "report.json").read_text("utf-8"))["findings"]
    assert {finding["new"] for finding in findings} == {False}


def test_changed_lines():
    def changed(before: str, after: str) -> set[int]:
        return set(_since._changed(before.encode(), after.encode()))

    assert changed("a\nb\n", "a\nb\n") == set()
    assert changed("", "a\nb") == {1, 2}
    assert changed("a\nb\nc\n", "a\nx\nb\nc\n") == {2}
    assert changed("a\nb\nc\n", "a\nc\n") == set()
    assert changed("a\na\na\n", "a\na\na\na\n") == {4}
    assert changed("a\nb\nc\nd\n", "x\nb\ny\nd\n") == {1, 3}


def test_what_would_take_too_long_to_compare_counts_as_changed(monkeypatch):
    monkeypatch.setattr(_since, "MOST_PAIRS", 3)
    assert set(_since._changed(b"a\n1\n2\n3\nz", b"a\n3\n2\n1\nz")) == {2, 3, 4}
