"""The systems of corpus/: every service where it belongs, and what connects them.

The ``expect.toml`` of a system was written from reading its files. It lists every

- ``service`` once: its unit, the placements a person would agree to, what that rests on,
  and the formats that declare it;
- ``edge``, with what is spoken;
- ``host`` that is worth a look: who becomes a component and who stays (a service of which
  a part moves does both), and through which interface;
- ``find``: findings that must be there, as for applications; no other line may have an error.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import wasmfit
from wasmfit.model.report import Level, Placement, Report
from wasmfit.model.system import System

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
EXPECTED = {
    path.parent.name: wanted
    for path in sorted(CORPUS.glob("*/expect.toml"))
    if "service" in (wanted := tomllib.loads(path.read_text("utf-8")))
}
PROFILES = ("wasip2", "linux")


@cache
def report(name: str) -> Report:
    return wasmfit.scan(CORPUS / name, wasmfit.Options(profiles=PROFILES))


def system(name: str) -> System:
    found = report(name).system
    assert found is not None
    return found


def entries(table: str) -> list[Any]:
    return [
        pytest.param(name, entry, id=f"{name}-{table}-{number}")
        for name, wanted in EXPECTED.items()
        for number, entry in enumerate(wanted.get(table, []))
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_service_is_found_once(name: str) -> None:
    wanted = sorted(entry["name"] for entry in EXPECTED[name]["service"])
    assert [one.name for one in system(name).services] == wanted


@pytest.mark.parametrize(("name", "entry"), entries("service"))
def test_service(name: str, entry: dict[str, Any]) -> None:
    (found,) = [one for one in system(name).services if one.name == entry["name"]]
    assert found.placement.value in entry["placement"]
    assert found.unit == entry["unit"]
    assert found.basis.value == entry["basis"]
    assert sorted({place.format for place in found.places}) == entry["formats"]
    assert entry["why"]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_service_has_its_unit_and_every_unit_its_service(name: str) -> None:
    units = {unit.unit.id for unit in report(name).units}
    assert units == {one.unit for one in system(name).services}


@pytest.mark.parametrize("name", EXPECTED)
def test_edges(name: str) -> None:
    wanted = {(one["from"], one["to"], one["protocol"]) for one in EXPECTED[name]["edge"]}
    assert {(one.source, one.target, one.protocol) for one in system(name).edges} == wanted


@pytest.mark.parametrize(("name", "entry"), entries("host"))
def test_host(name: str, entry: dict[str, Any]) -> None:
    (after,) = [one for one in system(name).after if one.host == entry["id"]]
    split = {one.id for one in system(name).services if one.placement is Placement.SPLIT}
    assert set(after.components) - split == set(entry["components"])
    assert set(after.containers) | split >= set(entry["containers"])
    through = {f"{one.source} -> {one.target}": one.through for one in after.connections}
    assert {pair: through[pair] for pair in entry["through"]} == entry["through"]


@pytest.mark.parametrize(("name", "entry"), entries("find"))
def test_must_find(name: str, entry: dict[str, Any]) -> None:
    lines = (CORPUS / name / entry["path"]).read_text("utf-8").split("\n")
    assert entry["text"] in lines[entry["line"] - 1]
    found = [
        finding
        for finding in report(name).findings
        if finding.location.path == entry["path"]
        and finding.location.span is not None
        and finding.location.span.start_line == entry["line"]
        and finding.symbol == entry["symbol"]
    ]
    assert found
    for profile, level in entry["levels"].items():
        assert {str(finding.levels[profile]) for finding in found} == {level}


@pytest.mark.parametrize("name", EXPECTED)
def test_no_error_that_is_not_true(name: str) -> None:
    wanted = {(entry["path"], entry["line"]) for entry in EXPECTED[name]["find"]}
    for finding in report(name).findings:
        if finding.levels["wasip2"] is Level.ERROR:
            assert finding.location.span is not None
            assert (finding.location.path, finding.location.span.start_line) in wanted


@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_is_left_unread(name: str) -> None:
    assert report(name).gaps == ()
