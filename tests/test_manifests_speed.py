"""A large lockfile costs little, however many packages it lists."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from wasmfit import Options, scan
from wasmfit.model.facts import Dependency, Scope
from wasmfit.model.graph import Graph as Drawing
from wasmfit.model.place import Location, Span
from wasmfit.model.project import Unit
from wasmfit.model.report import DependencyReport
from wasmfit.stages import graph as graphs
from wasmfit.stages.join.graph import Graph

PACKAGES = 3_000


def lockfile() -> str:
    """More than 30,000 lines: a tree of packages that need two others each."""
    packages: dict[str, object] = {"": {"name": "app", "dependencies": {"p0": "^1.0.0"}}}
    for number in range(PACKAGES):
        packages[f"node_modules/p{number}"] = {
            "version": "1.0.0",
            "resolved": f"https://registry.example/p{number}/-/p{number}-1.0.0.tgz",
            "integrity": "sha512-abc",
            "dependencies": {f"p{2 * number + n}": "^1.0.0" for n in (1, 2)},
            "engines": {"node": ">=18"},
        }
    return json.dumps({"lockfileVersion": 3, "packages": packages}, indent=2)


def test_thirty_thousand_lines_are_scanned_quickly(tmp_path: Path) -> None:
    text = lockfile()
    assert text.count("\n") > 30_000
    (tmp_path / "package-lock.json").write_text(text)
    named = {"name": "app", "dependencies": {"p0": "^1.0.0"}}
    (tmp_path / "package.json").write_text(json.dumps(named))
    start = time.process_time()
    report = scan(tmp_path, Options())
    seconds = time.process_time() - start
    assert len(report.dependencies) == PACKAGES
    assert all(one.dependency.direct or one.dependency.via for one in report.dependencies)
    assert seconds < 3, "half a second on a machine of its own; this one may be shared"


def steps(packages: int, asked: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the ways through a lockfile look below a package."""
    entries = [
        Dependency(
            purl=purl(number),
            scope=Scope.RUNTIME,
            direct=number < asked,
            location=Location("package-lock.json", Span(number + 1, 1, number + 1, 2)),
            needs=tuple(purl((number * k + k) % packages) for k in (7, 11, 13)),
        )
        for number in range(packages)
    ]
    looks = 0
    below = Graph._below

    def counted(graph: Graph, name: str) -> tuple[str, ...]:
        nonlocal looks
        looks += 1
        return below(graph, name)

    with monkeypatch.context() as patched:
        patched.setattr(Graph, "_below", counted)
        found = list(Graph(entries).reached("u", entries[:asked]))
    assert all(one.direct or one.via for one in found)
    return looks


def purl(number: int) -> str:
    return f"pkg:npm/p{number}@1.0.0"


def test_ways_cost_what_the_lockfile_holds_not_what_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few, many = steps(1000, 3, monkeypatch), steps(1000, 400, monkeypatch)
    assert many < 1.5 * few
    assert steps(2000, 3, monkeypatch) < 2.5 * few


def test_packages_are_laid_out_once_for_all_profiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlines: list[str] = []
    whole = graphs.outline

    def counted(unit: Unit, dependencies: Sequence[DependencyReport]) -> Drawing:
        outlines.append(unit.id)
        return whole(unit, dependencies)

    monkeypatch.setattr(graphs, "outline", counted)
    (tmp_path / "package.json").write_text('{"name": "app", "dependencies": {"sharp": "^0.33"}}')
    (tmp_path / "index.js").write_text("require('sharp')\n")
    scan(tmp_path, Options(profiles=("wasip2", "wasip1", "wasix")))
    assert outlines == ["."]
