"""What people have decided to live with: comments in code, entries of settings, and their age."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import wasmfit
from wasmfit.cli import main
from wasmfit.model.ignore import Ignore
from wasmfit.model.renderer import Style
from wasmfit.pipeline.options import Options
from wasmfit.pipeline.settle import _covers
from wasmfit.render import renderers
from wasmfit.stages.extract.comments import marks

FORK = "WF2202"


def found(path: str, text: str, language: str = "") -> list[tuple[int, int, tuple[str, ...], str]]:
    told = marks(path, language, text.encode("utf-8"))
    return [(mark.line, mark.covers, mark.rules, mark.reason) for mark in told]


MARK = "wasmfit: ignore[WF1] why"
COMMENTS = {
    "a.py": f"x()  # {MARK}",
    "a.pyi": f"x()  # {MARK}",
    "a.c": f"x();  // {MARK}",
    "b.c": f"x();  /* {MARK} */",
    "a.cpp": f'auto s = R"(// no)"; // {MARK}',
    "a.rs": f"let a: &'static str = b; // {MARK}",
    "a.go": f"x() // {MARK}",
    "go.mod": f"require x v1 // {MARK}",
    "a.js": f"x(`a`) // {MARK}",
    "a.tsx": f"x() /* {MARK} */",
    "a.java": f"x(); // {MARK}",
    "a.cs": f'x(@"c:\\"); // {MARK}',
    "a.php": f"x(); # {MARK}",
    "b.php": f"x(); // {MARK}",
    "a.rb": f"x() # {MARK}",
    "Gemfile": f"gem 'x' # {MARK}",
    "a.sh": f"x # {MARK}",
    "Dockerfile": f"RUN x # {MARK}",
    "pyproject.toml": f'x = "y" # {MARK}',
    "requirements.txt": f"x==1 # {MARK}",
    "a.yaml": f"x: don't # {MARK}",
    "setup.cfg": f"# {MARK}\nx = 1",
    "a.zig": f"x(); // {MARK}",
    "a.kt": f"x() // {MARK}",
}


@pytest.mark.parametrize("name", COMMENTS)
def test_comments_of_every_language(name):
    ((_, _, rules, reason),) = found(name, COMMENTS[name] + "\n")
    assert (rules, reason) == (("WF1",), "why")


STRINGS = {
    "a.py": [f'x = "# {MARK}"', f"x = '''\n# {MARK}\n'''", f'def f():\n    """# {MARK}"""',
             f'x = r"\\" # {MARK}"', f"x = f'# {MARK}'", f'x = "\\"# {MARK}"'],
    "a.c": [f'x = "// {MARK}";', f'x = "a\\\n// {MARK}";', f'x = "\\"// {MARK}";',
            f"c = '\"'; s = \"// {MARK}\";", f"# {MARK}"],
    "a.cpp": [f'x = R"(\n// {MARK}\n)";', f'x = R"q(")// {MARK})q";'],
    "a.rs": [f'x = "\n// {MARK}\n";', f'x = r#"" // {MARK}"#;',
             f"let c = '\"'; x = \"// {MARK}\";"],
    "a.go": [f"x := `\n// {MARK}\n`", f'x := "// {MARK}"'],
    "a.js": [f"x = `\n// {MARK}\n`", f"x = '// {MARK}'", f'x = "// {MARK}"'],
    "a.java": [f'x = "// {MARK}";', f'x = """\n// {MARK}\n""";'],
    "a.cs": [f'x = @"\n// {MARK}\n";'],
    "a.php": [f"x = '\n// {MARK}\n';", f'x = "# {MARK}";'],
    "a.rb": [f"x = '# {MARK}'", f"x = <<~EOS\n# {MARK}\nEOS", f'x = "# {MARK}"'],
    "a.sh": [f"x '# {MARK}'", f"x=a#{MARK}"],
    "pyproject.toml": [f'x = "# {MARK}"', f'x = """\n# {MARK}\n"""'],
    "requirements.txt": [f"git+x#{MARK}"],
    "a.json": [f'{{"x": 1}} // {MARK}'],
    "notes.md": [f"# {MARK}"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, all_ in STRINGS.items() for t in all_])
def test_strings_and_other_words_are_no_comments(name, text):
    assert found(name, text + "\n") == []


def test_an_unclosed_string_hides_the_rest_and_takes_no_time():
    assert found("a.c", "/* " * 500_000 + MARK)[0][2] == ("WF1",)
    assert found("a.py", '"""' + '\\"' * 300_000 + f"# {MARK}") == []
    assert found("a.py", "'" * 300_001 + f"\n# {MARK}\n")[:2] in ([], [(2, 3, ("WF1",), "why")])


def test_a_language_without_a_suffix_is_told_by_its_name():
    assert found("tool", f"x() # {MARK}", "python")
    assert not found("tool", f"x() # {MARK}", "klingon")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x()  # wasmfit: ignore[A] b", [(1, 1, ("A",), "b")]),
        ("# wasmfit: ignore[A] b\nx()", [(1, 2, ("A",), "b")]),
        ("# wasmfit: ignore[A] b\n# more\nx()", [(1, 3, ("A",), "b")]),
        ("# wasmfit: ignore[A] b\n# wasmfit: ignore[B] c\nx()",
         [(1, 3, ("A",), "b"), (2, 3, ("B",), "c")]),
        ("# wasmfit: ignore[A] b\n\nx()", [(1, 2, ("A",), "b")]),
        ("# wasmfit: ignore[A, b-c ,] d", [(1, 2, ("A", "b-c"), "d")]),
        ("# wasmfit:ignore[A]: d", [(1, 2, ("A",), "d")]),
        ("# wasmfit: ignore[A]", [(1, 2, ("A",), "")]),
        ("# wasmfit: ignore", [(1, 2, (), "")]),
        ("# wasmfit: ignored[A] b", []),
        ("# wasmfit: is nice", []),
        ("# see https://x/wasmfit: ignore[A] b", [(1, 2, ("A",), "b")]),
        ("\ufeff# wasmfit: ignore[A] b\r\nx()\r\n", [(1, 2, ("A",), "b")]),
    ],
)  # fmt: skip
def test_what_a_comment_says_and_which_line_it_covers(text, expected):
    assert found("a.py", text.removeprefix("\ufeff")) == expected


def test_a_block_comment_covers_the_line_below_its_end():
    text = f"/*\n * {MARK}\n */\nx();\n"
    assert found("a.c", text) == [(2, 4, ("WF1",), "why")]
    assert found("a.c", f"/* {MARK} */ x();\n") == [(1, 1, ("WF1",), "why")]


SOURCE = """\
import os

os.fork()  # wasmfit: ignore[WF2202] the server stays native
# wasmfit: ignore[python-process-fork] so does this
os.fork()
x = "# wasmfit: ignore[WF2202] no"
os.fork()
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    (folder / "old").mkdir(parents=True)
    (folder / "app.py").write_text(SOURCE, "utf-8")
    return folder


def silenced(folder: Path, **options: Any) -> dict[tuple[str, int], str]:
    report = wasmfit.scan(folder, Options(**options))
    return {
        one.location.key[:2]: f"{one.suppressed_by}: {one.suppressed}"
        for one in report.findings
        if one.suppressed is not None
    }


def test_the_rule_that_these_tests_are_about(tree):
    report = wasmfit.scan(tree)
    assert {(one.rule, one.rule_name) for one in report.findings if one.kind == "call"} == {
        (FORK, "python-process-fork")
    }


def test_comments_silence_by_number_and_by_name(tree):
    assert silenced(tree) == {
        ("app.py", 3): "source: the server stays native",
        ("app.py", 5): "source: so does this",
    }


def entry(**other: Any) -> Ignore:
    return Ignore(**{"path": "", "rule": FORK, "reason": "r", "origin": "f: ignores 1", **other})


@pytest.mark.parametrize(
    ("path", "covered"),
    [
        ("", True), ("app.py", True), ("*.py", True), ("old/", False), ("/app.py", True),
        ("**/app.py", True), ("b.py", False), ("APP.py", False),
    ],
)  # fmt: skip
def test_entries_of_settings_cover_paths_as_gitignore_does(tree, path, covered):
    found = silenced(tree, ignores=(entry(path=path),))
    assert (("app.py", 7) in found) is covered


def test_a_folder_covers_what_is_below():
    assert _covers("old/")("old/deep/a.py")
    assert _covers("old")("old/deep/a.py")
    assert not _covers("old/")("new/old.py")


def test_an_entry_for_a_path_silences_every_rule_there(tree):
    found = silenced(tree, ignores=(entry(path="app.py", rule=""),))
    assert found["app.py", 7] == "settings: r"
    assert found["app.py", 3] == "source: the server stays native"


def notices(folder: Path, **options: Any) -> list[str]:
    return [str(notice) for notice in wasmfit.scan(folder, Options(**options)).notices]


def test_an_entry_counts_up_to_its_day_and_is_reported_after_it(tree):
    ignores = (entry(expires=date(2027, 1, 31)),)
    for today, count in ((None, 3), (date(2027, 1, 31), 3), (date(2027, 2, 1), 2)):
        assert len(silenced(tree, ignores=ignores, today=today)) == count
    assert notices(tree, ignores=ignores, today=date(2027, 2, 1)) == [
        "f: ignores 1 expired on 2027-01-31 and counts no more (mend it, or give it a new day)"
    ]


def test_what_silences_nothing_is_reported(tree):
    assert notices(tree) == []
    (tree / "b.py").write_text(
        "x = 1  # wasmfit: ignore[WF2202] nothing here\n"
        "import os\n"
        "os.fork()  # wasmfit: ignore[WF2202, WF9999] one of two\n"
        "os.fork()  # wasmfit: ignore\n"
        "os.fork()  # wasmfit: ignore[WF2202]\n",
        "utf-8",
    )
    assert notices(tree, ignores=(entry(path="none.py"),)) == [
        "b.py:1: ignore[WF2202] matches no finding (remove it)",
        "b.py:3: ignore[WF9999] matches no finding (remove it)",
        "b.py:4: an ignore that names no rule counts for nothing (write ignore[rule] reason)",
        "b.py:5: an ignore without a reason (say why after it)",
        "f: ignores 1 matches no finding (remove it)",
    ]


def test_suppressed_findings_count_nowhere(tree, capsys):
    (tree / "app.py").write_text("import os\nos.fork()  # wasmfit: ignore[WF2202] x\n", "utf-8")
    report = wasmfit.scan(tree)
    (unit,) = report.units
    assessment = unit.assessments["wasip2"]
    assert assessment.score.value == 100
    assert (assessment.levels, assessment.blockers) == ({"note": 0, "warning": 0, "error": 0}, ())
    assert unit.plans["wasip2"].remainder == ()
    assert not [node for node in report.graph.nodes if node.kind in ("use", "capability")]
    assert main(["scan", str(tree), "--fail-on", "note", "--fail-under", "100"]) == 0
    capsys.readouterr()


def test_they_are_in_the_json_report_with_their_reason_and_nowhere_else(tree):
    report = wasmfit.scan(tree)
    found = json.loads(renderers()["json"].render(report, Style()))["findings"]
    told = [one["suppressed"] for one in found if one["suppressed"]]
    assert {"reason": "so does this", "by": "source"} in told
    for name, renderer in renderers().items():
        if name not in ("json", "html"):
            assert "so does this" not in renderer.render(report, Style(details=True)), name


def test_workers_see_comments_too(tree, monkeypatch):
    from wasmfit.stages.extract import reading

    alone = renderers()["json"].render(wasmfit.scan(tree), Style())
    (tree / "b.py").write_text("x = 1\n", "utf-8")
    alone = renderers()["json"].render(wasmfit.scan(tree), Style())
    monkeypatch.setattr(reading, "ALONE", 0)
    assert renderers()["json"].render(wasmfit.scan(tree, Options(jobs=2)), Style()) == alone


NEEDY = """
[evidence.test]
source = "a test"
checked = "2026-11-01"
confidence = "source"

[[package]]
purl = "pkg:pypi/forks"
requires = ["proc.fork"]
evidence = "test"
"""


def test_a_comment_in_a_manifest_silences_a_dependency(tmp_path):
    (tmp_path / "rules" / "packages").mkdir(parents=True)
    (tmp_path / "rules" / "packages" / "pypi.toml").write_text(NEEDY, "utf-8")
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "requirements.txt").write_text("forks  # wasmfit: ignore[WF8001] a\n", "utf-8")
    (folder / "a.py").write_text("import forks\n", "utf-8")
    report = wasmfit.scan(folder, Options(rules=(tmp_path / "rules",)))
    (finding,) = (one for one in report.findings if one.kind == "dependency")
    assert (finding.suppressed, finding.excerpt) == ("a", "forks  # wasmfit: ignore[WF8001] a")


def test_the_program_says_what_it_leaves_out_and_what_is_of_no_use(tree, capsys):
    (tree / "wasmfit.toml").write_text(
        'exclude = ["old/"]\n[[ignores]]\nrule = "WF2202"\nreason = "r"\n'
        '[[ignores]]\nrule = "WF1"\nreason = "r"\nexpires = 2020-01-01\n',
        "utf-8",
    )
    assert main(["scan", str(tree), "-o", f"json={tree.parent / 'r.json'}"]) == 0
    first, second = capsys.readouterr().err.splitlines()
    assert first == (
        "wasmfit: note: wasmfit.toml leaves things out (1 in exclude, 2 in ignores;"
        " --no-repo-config distrusts it)"
    )
    assert second == (
        "wasmfit: note: wasmfit.toml: ignores 2 expired on 2020-01-01 and counts no more"
        " (mend it, or give it a new day)"
    )
    document = json.loads((tree.parent / "r.json").read_text("utf-8"))
    assert document["settings"] == "wasmfit.toml"
    assert [notice["path"] for notice in document["notices"]] == ["wasmfit.toml"]
