"""Repositories in languages that no reader takes: an honest report from their manifests alone."""

from pathlib import Path

import pytest

from wasmfit import scan
from wasmfit.cli import main
from wasmfit.model.report import Placement, Report

GEMFILE = 'source "https://example.org"\ngem "rack"\n'
PROJECT = (
    '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>'
    '<PackageReference Include="Acme.Http" Version="1.0" /></ItemGroup></Project>\n'
)
TREES = {
    "crystal": {"src/a.cr": "puts 1\n" * 50, "package.json": '{"dependencies": {"ws": "8"}}'},
    "csharp": {"src/Shop/Shop.csproj": PROJECT, "src/Shop/Program.cs": "class A {}\n" * 50},
    "ruby": {"Gemfile": GEMFILE, "app.rb": "puts 1\n" * 50, "site.js": "document.title\n"},
}


def written(tree: Path, name: str) -> Path:
    for path, text in TREES[name].items():
        place = tree / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return tree


def gaps(report: Report, language: str) -> list[str]:
    return [f"{gap.path}: {gap.reason}" for gap in report.gaps if f"of {language} " in gap.reason]


@pytest.mark.parametrize("name", sorted(TREES))
def test_nothing_is_ready_that_nobody_has_read(tmp_path: Path, name: str) -> None:
    report = scan(written(tmp_path, name))
    assert report.dependencies
    (unit,) = report.units
    assert unit.verdict.placement in (Placement.UNKNOWN, Placement.KEEP)
    assert unit.assessments["wasip2"].score.low < 25
    assert len(gaps(report, name)) == 1


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    (told,) = gaps(scan(written(tmp_path, "csharp")), "csharp")
    assert told == "src/Shop: 1 file of csharp (550 bytes): no reader takes that language yet"


def test_the_command_succeeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(written(tmp_path, "ruby")), "-o", "json=-"]) == 0
    assert "pkg:gem/rack" in capsys.readouterr().out


def test_a_few_files_of_another_language_change_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import json\nprint(json.dumps(1))\n" * 50, "utf-8")
    (tmp_path / "one.rb").write_text("puts 1\n", "utf-8")
    (unit,) = scan(tmp_path).units
    assert unit.verdict.placement is Placement.READY
