"""What one look at a unit costs, whatever the machine: how often the large things are made."""

from collections import Counter as Count
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wasmfit.pipeline import Options, scan
from wasmfit.stages import graph

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
