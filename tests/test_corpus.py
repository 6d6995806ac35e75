"""The applications of corpus/: what is found is exactly what is true of them, line by line.

Every ``expect.toml`` was written from reading the application and from what was
measured, not from what a scan says. It lists

- ``find``: uses that must be found, at their line, with their level per profile;
  no other line may have an error on the primary profile;
- ``silent``: lines (or one symbol of a line) that may have no finding above a level;
- ``dependency``: what the manifests ask for, with the answers that are not wrong;
- name, kind and entries of the unit, the placements a person would agree to, and a
  band for the score of each profile.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import wasmfit
from wasmfit.model.report import Finding, Level, Report, UnitReport

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
EXPECTED = {
    path.parent.name: tomllib.loads(path.read_text("utf-8"))
    for path in sorted(CORPUS.glob("*/expect.toml"))
}
APPLICATIONS = [name for name, wanted in EXPECTED.items() if "service" not in wanted]
"""Those of one unit; systems of several services are told of in test_corpus_systems.py."""

PRIMARY = "wasip2"
OTHERS = ("emscripten", "linux")
LEVELS = list(Level)
DECLARED = ("dependency", "toolchain")
"""Kinds of findings that come from manifests, not from lines of code."""

BY_WASM_FITNESS = (
    ("procman",),
    (
        "thumbnailer", "feedbot", "notes-service", "rust-jobd", "js-backup", "c-eventd",
        "go-watchd", "c-sysprobe", "c-pager", "c-kvlog", "cpp-jobs",
    ),
    ("textkit", "wordcount", "rust-csvsum", "js-slugs", "go-linkcheck", "cpp-shapes"),
)  # fmt: skip
"""Groups of applications, each easier to move than those of the group before."""


@cache
def report(name: str) -> Report:
    return wasmfit.scan(CORPUS / name, wasmfit.Options(profiles=(primary(name), *OTHERS)))


def expected(name: str) -> dict[str, Any]:
    return EXPECTED[name]


def primary(name: str) -> str:
    """The profile that decides: of a language whose toolchain stops there, an older one."""
    return str(expected(name).get("primary", PRIMARY))


def unit(name: str) -> UnitReport:
    (only,) = report(name).units
    return only


def entries(table: str) -> list[Any]:
    return [
        pytest.param(name, entry, id=f"{name}-{entry['path']}:{entry['line']}-{number}")
        for name in APPLICATIONS
        for number, entry in enumerate(expected(name).get(table, []))
    ]


def at_line(name: str, path: str, line: int) -> list[Finding]:
    return [
        finding
        for finding in report(name).findings
        if finding.location.path == path
        and finding.location.span is not None
        and finding.location.span.start_line == line
    ]


def errors(name: str) -> Iterator[tuple[str, int, str]]:
    for finding in report(name).findings:
        if finding.levels[primary(name)] is Level.ERROR and finding.kind not in DECLARED:
            assert finding.location.span is not None
            yield (finding.location.path, finding.location.span.start_line, finding.symbol)


def test_every_application_says_what_is_expected() -> None:
    folders = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())
    assert folders == sorted(EXPECTED)
    assert {name for group in BY_WASM_FITNESS for name in group} == set(APPLICATIONS)


@pytest.mark.parametrize(
    ("name", "entry"), [*entries("find"), *entries("silent"), *entries("dependency")]
)
def test_expectations_point_at_what_they_mean(name: str, entry: dict[str, Any]) -> None:
    lines = (CORPUS / name / entry["path"]).read_text("utf-8").split("\n")
    assert entry["text"] in lines[entry["line"] - 1]


@pytest.mark.parametrize(("name", "entry"), entries("find"))
def test_must_find(name: str, entry: dict[str, Any]) -> None:
    found = [
        finding
        for finding in at_line(name, entry["path"], entry["line"])
        if finding.symbol == entry["symbol"]
    ]
    assert found
    levels = {profile: {str(one.levels[profile]) for one in found} for profile in entry["levels"]}
    assert levels == {profile: {level} for profile, level in entry["levels"].items()}


@pytest.mark.parametrize(("name", "entry"), entries("silent"))
def test_must_not_find(name: str, entry: dict[str, Any]) -> None:
    for finding in at_line(name, entry["path"], entry["line"]):
        if entry.get("symbol", finding.symbol) == finding.symbol:
            for profile, most in entry["most"].items():
                level = finding.levels[profile]
                assert LEVELS.index(level) <= LEVELS.index(Level(most)), (finding.symbol, profile)


@pytest.mark.parametrize("name", APPLICATIONS)
def test_no_error_that_is_not_true(name: str) -> None:
    wanted = {
        (entry["path"], entry["line"], entry["symbol"])
        for entry in expected(name).get("find", [])
        if entry["levels"][primary(name)] == "error"
    }
    assert set(errors(name)) == wanted


@pytest.mark.parametrize("name", APPLICATIONS)
def test_nothing_is_wrong_on_the_reference(name: str) -> None:
    levels = {finding.levels["linux"] for finding in report(name).findings}
    assert levels <= {Level.NONE}


@pytest.mark.parametrize(("name", "entry"), entries("dependency"))
def test_dependencies(name: str, entry: dict[str, Any]) -> None:
    (found,) = [
        one
        for one in report(name).dependencies
        if one.dependency.purl == entry["purl"]
        and one.dependency.location.path == entry["path"]
        and one.dependency.location.span is not None
        and one.dependency.location.span.start_line == entry["line"]
    ]
    assert str(found.dependency.scope) == entry["scope"]
    assert found.status[primary(name)] in entry[primary(name)]


@pytest.mark.parametrize("name", APPLICATIONS)
def test_unit(name: str) -> None:
    wanted, found = expected(name), unit(name).unit
    assert (found.name, str(found.kind)) == (wanted["name"], wanted["kind"])
    assert list(found.entries) == wanted["entries"]


@pytest.mark.parametrize("name", APPLICATIONS)
def test_placement(name: str) -> None:
    verdict = unit(name).verdict
    assert str(verdict.placement) in expected(name)["placement"], verdict.reasons


@pytest.mark.parametrize("name", APPLICATIONS)
def test_score_band(name: str) -> None:
    for profile, (low, high) in expected(name)["score"].items():
        score = unit(name).assessments[profile].score
        assert low <= score.value <= high, profile
        assert score.low <= score.value <= score.high


def test_scores_agree_with_what_a_person_would_move_first() -> None:
    scores = [
        [unit(name).assessments[primary(name)].score.value for name in group]
        for group in BY_WASM_FITNESS
    ]
    for harder, easier in pairwise(scores):
        assert max(harder) < min(easier)


@pytest.mark.parametrize("name", APPLICATIONS)
def test_nothing_is_left_unread(name: str) -> None:
    assert report(name).gaps == ()
