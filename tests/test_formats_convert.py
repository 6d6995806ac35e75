"""A saved report is as good as a scan: read back, written again, in any format."""

import json
import sys
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from build_report import report
from wasmfit.cli import main
from wasmfit.cli._formats import formats
from wasmfit.errors import UsageError
from wasmfit.model.condition import UNSURE
from wasmfit.model.renderer import Style
from wasmfit.model.report import Report
from wasmfit.render import renderers
from wasmfit.render._saved import read


def saved(given: Report) -> bytes:
    return renderers()["json"].render(given, Style()).encode("utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_bytes(saved(report()))
    return path


def test_a_report_comes_back_with_the_same_bytes():
    data = saved(report())
    assert saved(read(data, "x")) == data


def test_only_the_logic_of_guards_and_what_a_scan_needs_is_lost():
    there, back = report(), read(saved(report()), "x")
    rules = tuple(replace(rule, matches=(), hits=(), misses=(), origin="") for rule in there.rules)
    findings = tuple(
        replace(one, guard=one.guard and replace(one.guard, condition=UNSURE))
        for one in there.findings
    )
    assert back == replace(there, rules=rules, findings=findings)


@pytest.mark.parametrize("name", formats())
def test_every_format_of_a_saved_report_is_that_of_the_scan(name, file, tmp_path, capsys):
    output = tmp_path / "out"
    assert main(["convert", str(file), "-o", f"{name}={output}", "--details"]) == 0
    capsys.readouterr()
    expected = renderers()[name].render(report(), Style(details=True))
    assert output.read_text("utf-8") == expected


@pytest.mark.parametrize("name", formats())
def test_points_are_rounded_alike_before_and_after_saving(name):
    """5.649 is saved as 5.65, which alone would be shown as 5.7."""
    given = report()
    unit = given.units[0]
    found = unit.assessments[given.primary]
    points = tuple(replace(one, points=5.649) for one in found.score.deductions)
    score = replace(found.score, value=78.4949, deductions=points)
    changed = replace(found, score=score)
    unit = replace(unit, assessments={**unit.assessments, given.primary: changed})
    given = replace(given, units=(unit,))
    render = renderers()[name].render
    assert render(given, Style()) == render(read(saved(given), "x"), Style())


def test_a_report_may_come_from_standard_input(file, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(file.read_bytes())))
    assert main(["convert", "-", "-o", "csv"]) == 0
    assert capsys.readouterr().out.startswith("unit,placement,path,")


def test_the_place_in_the_repository_can_be_named(file, capsys):
    assert main(["convert", str(file), "-o", "gitlab", "--base", "./services/api/"]) == 0
    paths = [entry["location"]["path"] for entry in json.loads(capsys.readouterr().out)]
    assert paths == ["services/api/app/jobs.py", "services/api/pyproject.toml"]


def broken(change) -> bytes:
    document = json.loads(saved(report()))
    change(document)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no wasmfit report: "),
        (b"[]", "no wasmfit report: Expected `object`"),
        (b"\xff\xfe", "no wasmfit report: "),
        (b"[" * 100_000, "no wasmfit report: "),
        (broken(lambda d: d.update(schema_version="2")), "no wasmfit report: Invalid enum value"),
        (broken(lambda d: d.update(primary="wasip9")), "refers to 'wasip9'"),
        (broken(lambda d: d["findings"][0].update(answer="a99")), "refers to 'a99'"),
        (broken(lambda d: d["findings"][0].update(levels={})), "refers to 'wasip2'"),
        (broken(lambda d: d["findings"][0]["levels"].pop("wasix")), "refers to 'wasix'"),
        (broken(lambda d: d["findings"].pop(0)), "refers to 'f1'"),
        (broken(lambda d: d["findings"][0].update(role="chorus")), "refers to 'chorus'"),
        (broken(lambda d: d["units"][0].update(assessments={})), "refers to 'wasip2'"),
    ],
)
def test_what_is_no_report_is_refused(data, said):
    with pytest.raises(UsageError) as error:
        read(data, "old.json")
    assert str(error.value).startswith(f"old.json: {said}")


def test_a_report_of_an_earlier_version_of_the_same_schema_is_read():
    later = ("rules", "notices", "settings")
    document = json.loads(saved(report()))
    for key in later:
        del document[key]
    for finding in document["findings"]:
        for key in ("effort", "excerpt", "fingerprint", "new"):
            del finding[key]
    back = read(json.dumps(document).encode(), "x")
    assert (back.rules, back.notices, back.settings) == ((), (), "")
    for name in formats():
        assert renderers()[name].render(back, Style())


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert main(["convert", str(tmp_path / "none.json")]) == 2
    assert "none.json: cannot be read: No such file" in capsys.readouterr().err
