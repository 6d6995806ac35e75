"""Formats for other programs: what each of them demands, and nothing a stranger could inject."""

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from build_report import CALL, PACKAGE, report
from wasmfit.model.facts import Gap
from wasmfit.model.ignore import Notice
from wasmfit.model.place import Location, Span
from wasmfit.model.renderer import Style
from wasmfit.model.report import Level, Placement, Report
from wasmfit.render import renderers
from wasmfit.render._words import cell, code, markdown, percent, xml

HOSTILE = "]](x)|`**<img src=x>\"'&\x1b[31m\r\n::error::=1+1,%0A@someone"


def shown(name: str, given: Report | None = None, **style: Any) -> str:
    return renderers()[name].render(given or report(), Style(**style))


def hostile() -> Report:
    """A report in which everything a stranger can name is an attack."""
    odd = replace(
        CALL,
        symbol=HOSTILE,
        message=f"`{HOSTILE}` {HOSTILE}.",
        location=Location(f"{HOSTILE}.py", Span(7, 5, 7, 19)),
        excerpt=HOSTILE,
    )
    unit = report().units[0]
    named = replace(unit, unit=replace(unit.unit, name=HOSTILE))
    return replace(
        report(),
        root=HOSTILE,
        units=(named,),
        findings=(odd, PACKAGE),
        gaps=(Gap(HOSTILE, "extract", HOSTILE),),
        notices=(Notice(HOSTILE, 1, HOSTILE),),
    )


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - we wrote it


def levels(level: Level) -> dict[str, Level]:
    return {"wasip2": level, "wasix": Level.NONE}


def many(number: int, level: Level = Level.ERROR) -> Report:
    found = tuple(
        replace(CALL, id=f"m{n}", location=Location("a.py", Span(n, 1, n, 9)), levels=levels(level))
        for n in range(1, number + 1)
    )
    return replace(report(), findings=(*found, CALL, PACKAGE), system=None)


MACHINES = ("csv", "github", "gitlab", "junit", "markdown", "sarif", "sonar")


@pytest.mark.parametrize("name", MACHINES)
def test_suppressed_findings_are_nowhere(name):
    assert "only used by developers" not in shown(name)
    assert "\u00e9t\u00e9" not in shown(name)
    assert "%C3%A9t%C3%A9" not in shown(name)


@pytest.mark.parametrize("name", [*MACHINES, "json"])
def test_two_runs_give_the_same_bytes(name):
    assert shown(name) == shown(name)


@pytest.mark.parametrize("name", ["gitlab", "junit", "sarif", "sonar"])
def test_the_place_in_the_repository_is_put_in_front(name):
    assert "services/api/app/jobs.py" in shown(name, base="services/api/")


@pytest.mark.parametrize("name", [*MACHINES, "json", "terminal"])
def test_no_control_character_of_a_stranger_gets_through(name):
    assert {c for c in shown(name, hostile(), details=True) if c < " "} <= {"\n"}


def test_csv_has_a_row_per_finding_and_a_level_per_profile():
    rows = list(csv.DictReader(io.StringIO(shown("csv"))))
    assert [row["id"] for row in rows] == ["f1", "f4"]
    assert (rows[0]["level:wasip2"], rows[0]["level:wasix"]) == ("error", "none")
    assert (rows[1]["level:wasip2"], rows[1]["level:wasix"]) == ("warning", "note")
    assert (rows[0]["placement"], rows[0]["line"], rows[0]["effort"]) == ("split", "7", "5")
    assert rows[0]["new"] == ""
    compared = replace(report(), findings=(replace(CALL, new=True), replace(PACKAGE, new=False)))
    told = csv.DictReader(io.StringIO(shown("csv", compared)))
    assert [row["new"] for row in told] == ["new", "known"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_is_a_formula(text):
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    odd = replace(report(), findings=(replace(CALL, symbol=text),))
    (row,) = csv.DictReader(io.StringIO(shown("csv", odd)))
    assert row["symbol"] == cell(text)


def test_gitlab_gets_what_it_demands():
    entries = json.loads(shown("gitlab"))
    assert entries[0] == {
        "description": CALL.message,
        "check_name": "WF2201 python-process-spawn",
        "fingerprint": "f1",
        "severity": "critical",
        "location": {"path": "app/jobs.py", "lines": {"begin": 7, "end": 7}},
    }
    assert [entry["severity"] for entry in entries] == ["critical", "major"]


def test_gitlab_fingerprints_are_unique_whatever_the_findings_are():
    same = replace(report(), findings=(CALL, CALL, CALL))
    marks = [entry["fingerprint"] for entry in json.loads(shown("gitlab", same))]
    assert marks == ["f1", "f1-2", "f1-3"]


def test_sonar_gets_columns_from_zero_in_utf16_units():
    excerpt = "    # \U0001f600\u00e9 fork()"
    odd = replace(CALL, excerpt=excerpt, location=Location("a.py", Span(7, 10, 7, 14)))
    (issue,) = json.loads(shown("sonar", replace(report(), findings=(odd,))))["issues"]
    assert issue["primaryLocation"]["textRange"] == {
        "startLine": 7,
        "endLine": 7,
        "startColumn": 10,
        "endColumn": 14,
    }
    assert issue["effortMinutes"] == 150
    assert set(issue) == {"ruleId", "effortMinutes", "primaryLocation"}


def test_sonar_gets_no_columns_that_a_line_may_not_have():
    odd = replace(CALL, excerpt="short")
    (issue,) = json.loads(shown("sonar", replace(report(), findings=(odd,))))["issues"]
    assert issue["primaryLocation"]["textRange"] == {"startLine": 7, "endLine": 7}


def test_sonar_gets_every_rule_once_with_its_worst_level():
    note = replace(CALL, id="n", levels=levels(Level.NOTE))
    document = json.loads(shown("sonar", replace(report(), findings=(note, CALL, PACKAGE))))
    told = {rule["id"]: rule["impacts"][0]["severity"] for rule in document["rules"]}
    assert told == {"WF2201": "HIGH", "WF8001": "MEDIUM"}
    assert {rule["engineId"] for rule in document["rules"]} == {"wasmfit"}
    assert {issue["ruleId"] for issue in document["issues"]} == set(told)


def test_junit_fails_a_case_per_error_and_warning():
    root = parsed(shown("junit"))
    assert (root.get("tests"), root.get("failures")) == ("2", "2")
    (suite,) = root.findall("testsuite")
    kinds = [failure.get("type") for failure in suite.findall("testcase/failure")]
    assert kinds == ["error", "warning"]
    properties = {p.get("name"): p.get("value") for p in suite.iter("property")}
    assert properties == {"placement": "split", "score": "52"}


def test_junit_of_a_unit_without_blockers_passes():
    note = replace(CALL, levels=levels(Level.NOTE))
    root = parsed(shown("junit", replace(report(), findings=(note,))))
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


def test_junit_holds_hostile_words_as_words():
    root = parsed(shown("junit", hostile()))
    first = next(root.iter("failure"))
    assert HOSTILE.replace("\x1b", "\ufffd") in first.attrib["message"]


def annotations(given: Report, **style: Any) -> list[str]:
    aside = renderers()["github"].aside
    assert aside is not None
    return aside(given, Style(**style)).splitlines()


def test_annotations_are_the_ten_worst_and_a_count():
    lines = annotations(many(30, Level.NOTE))
    assert len(lines) == 11
    assert lines[0].startswith("::error file=app/jobs.py,line=7,endLine=7,col=5,endColumn=19,")
    assert lines[1].startswith("::warning file=pyproject.toml,")
    assert all(line.startswith("::notice ") for line in lines[2:10])
    assert lines[10] == "wasmfit: 1 error, 1 warning, 30 notes on wasip2, 10 of 32 shown above"


def test_annotations_leave_known_findings_out():
    given = replace(report(), findings=(replace(CALL, new=False), replace(PACKAGE, new=True)))
    first, last = annotations(given)
    assert first.startswith("::warning ")
    assert last == "wasmfit: 1 error, 1 warning, 0 notes on wasip2, 1 of them new"


def test_an_annotation_is_one_command_whatever_its_words_are():
    first, *others = annotations(hostile(), base="a,b:c/")
    assert len(others) == 2
    head, _, message = first.partition("::error ")[2].partition("::")
    assert head.startswith("file=a%2Cb%3Ac/")
    assert re.fullmatch(r"(\w+=[^,:\r\n]*,)*\w+=[^,:\r\n]*", head)
    assert "\\x0d\\x0a" in message


def test_the_summary_stays_below_its_limit_and_keeps_the_verdict(monkeypatch):
    from wasmfit.render import as_github

    monkeypatch.setattr(as_github, "LARGEST", 1600)
    text = shown("github", many(400))
    assert len(text.encode()) < 1700
    assert "**SPLIT** on `wasip2`" in text
    assert text.endswith("1 section left out for their size; see the JSON report.\n")
    assert shown("github") == shown("markdown") or "left out" in shown("github")


def test_markdown_is_a_page_with_everything_that_matters():
    text = shown("markdown")
    for words in (
        "# wasmfit: app",
        "**1 error, 1 warning, 0 notes**",
        "**SPLIT** on `wasip2`",
        "| `wasip2` | 52 | 40 to 64 |",
        "| `proc.spawn` | 1 | `app/jobs.py:7` `subprocess.run` |",
        "| 1 | replace | Call the library behind the command. | 5 | 88 |",
        "1 file can move (62% of the code).",
        "## Not read",
        "- app/old.py:3: this comment silences nothing",
        "Settings: `wasmfit.toml`.",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("placement", "score", "words"),
    [
        (Placement.KEEP, 60.0, "not low although it stays"),
        (Placement.KEEP, 20.0, ""),
        (Placement.READY, 60.0, "not high although it runs as it is"),
        (Placement.READY, 90.0, ""),
        (Placement.ADAPT, 60.0, ""),
    ],
)
def test_a_score_that_seems_to_contradict_the_verdict_is_explained(
    placement: Placement, score: float, words: str
) -> None:
    given = report()
    (unit,) = given.units
    found = unit.assessments["wasip2"]
    found = replace(found, score=replace(found.score, value=score))
    verdict = replace(unit.verdict, placement=placement)
    changed = replace(unit, verdict=verdict, assessments={**unit.assessments, "wasip2": found})
    text = shown("terminal", replace(given, units=(changed,)), width=400)
    assert ("although it" in text) is bool(words)
    assert words in text


def test_markdown_lists_a_hundred_findings_and_counts_the_rest():
    text = shown("markdown", many(150))
    assert text.count("| WF2201 |") == 100
    assert "and 52 more findings" in text


def test_markdown_shows_only_what_is_new_where_something_was_compared():
    given = replace(report(), findings=(replace(CALL, new=False), replace(PACKAGE, new=True)))
    text = shown("markdown", given)
    assert "| WF8001 |" in text
    assert "| WF2201 |" not in text
    assert "Compared with an earlier state, 1 of them are new." in text


def outside_code(text: str) -> str:
    """A Markdown page without its code spans."""
    return re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", text)


def test_words_of_strangers_are_no_markup():
    text = outside_code(shown("markdown", hostile()))
    assert not re.search(r"(?<!\\)<img", text)
    assert not re.search(r"(?<!\\)\]\(", text)
    assert "@someone" not in text
    for row in (line for line in text.splitlines() if line.startswith("| error")):
        assert len(re.findall(r"(?<!\\)\|", row)) == 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a_b *c* <d>", r"a\_b \*c\* \<d\>"),
        ("- not a list", r"\- not a list"),
        ("# no heading #1", r"\# no heading \#1"),
        ("write-ahead (x)", "write-ahead (x)"),
        ("1. one", "1\u200b. one"),
        ("@all", "@\u200ball"),
        ("![i](u)", r"\!\[i\](u)"),
        ("a\nb", r"a\\x0ab"),
    ],
)
def test_markdown_words(text, expected):
    assert markdown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fork", "`fork`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("", "`  `"),
        ("a|b", r"`a\|b`"),
        ("\x1b", r"`\x1b`"),
    ],
)
def test_code_spans(text, expected):
    assert code(text) == expected


def test_percent_and_xml():
    assert percent("a/b-c.d_e~f") == "a/b-c.d_e~f"
    assert percent("\u00e9 %") == "%C3%A9%20%25"
    assert xml('<a b="c">&\'\n\x00\ud800') == "&lt;a b=&quot;c&quot;&gt;&amp;'&#10;\ufffd\ufffd"


def crowd(number: int) -> Report:
    """A report with so many units."""
    (one,) = report().units
    units = tuple(
        replace(one, unit=replace(one.unit, id=f"u{n}", path=f"services/u{n}", name=f"unit-{n}"))
        for n in range(number)
    )
    return replace(report(), units=units)


def test_few_units_are_told_at_length_and_many_in_a_table():
    assert shown("terminal", crowd(6)).count("Gain: ") == 6
    many = shown("terminal", crowd(7))
    assert "7 units, each with its score on the target that fits it best" in many
    assert "Gain: " not in many
    assert "--details says more of each unit and lists them." in many
    first, table = many.split("7 units, ")
    assert "Where to start" in first
    assert "Split unit-0 (service, services/u0) on wasip2: 1 step, 5 points" in first
    rows = [line for line in table.splitlines() if "unit-" in line]
    assert len(rows) == 7
    assert all("SPLIT" in row and "proc.spawn" in row for row in rows)
    assert shown("terminal", crowd(7), details=True).count("Gain: ") == 7


@pytest.mark.parametrize("width", [20, 60, 80])
def test_the_terminal_report_keeps_to_its_columns(width):
    for line in shown("terminal", crowd(9), width=width).splitlines():
        assert len(line) <= max(width, 60)
    told = shown("terminal", width=width).splitlines()
    assert max(map(len, told)) <= max(width, 60)
    score = next(n for n, line in enumerate(told) if line.startswith("  Score"))
    assert all(line.startswith("  ") for line in told[score : told.index("")] if line)
