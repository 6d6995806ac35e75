"""What one look at a unit costs, whatever the machine: how often the large things are made."""

import gc
from collections import Counter as Count
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from wasmfit.pipeline import Options, line, scan
from wasmfit.pipeline.calm import uncollected
from wasmfit.stages import graph

CORPUS = Path(__file__).parent.parent / "corpus"
PROFILES = ("wasip2", "wasip1", "wasix")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Count[str]:
    """Counts how often imports are weighed and graphs, or parts of them, are drawn."""
    counts: Count[str] = Count()

    def counting(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any) -> Any:
            counts[name] += 1
            return function(*given)

        return counted

    for name in ("live_links", "build", "blocking"):
        monkeypatch.setattr(graph, name, counting(name, getattr(graph, name)))
    return counts


def test_the_graph_is_drawn_once_and_its_part_for_other_profiles(
    tmp_path: Path, made: Count[str]
) -> None:
    (tmp_path / "a.py").write_text("import b\n")
    (tmp_path / "b.py").write_text("import os\nos.fork()\n")
    report = scan(tmp_path, Options(profiles=PROFILES))
    assert len(report.units) == 1
    assert made == {"live_links": 1, "build": 1, "blocking": len(PROFILES) - 1}


def test_imports_are_weighed_once_for_all_profiles_that_keep_the_same(
    tmp_path: Path, made: Count[str]
) -> None:
    guarded = "import sys\nif sys.platform == 'emscripten':\n    import b\n"
    (tmp_path / "a.py").write_text(guarded)
    (tmp_path / "b.py").write_text("import os\nos.fork()\n")
    scan(tmp_path, Options(profiles=("wasip1", "wasip2", "emscripten")))
    assert made["live_links"] == 2


def test_judging_makes_no_circular_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[int] = []

    @contextmanager
    def counted() -> Iterator[None]:
        gc.collect()
        with uncollected():
            yield
            met.append(gc.collect())

    monkeypatch.setattr(line, "uncollected", counted)
    for tree in ("procman", "go-watchd"):
        scan(CORPUS / tree)
    assert met == [0, 0]


@pytest.mark.parametrize("on", [True, False])
def test_the_search_for_garbage_is_left_as_it_was(*, on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with pytest.raises(ZeroDivisionError), uncollected():
            _fail(gc.isenabled())
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()


def _fail(on: bool) -> None:
    assert not on
    raise ZeroDivisionError
