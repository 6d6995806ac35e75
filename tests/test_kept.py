"""A tree that has not changed gives the report that was kept, any change a new one."""

import os
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from wasmfit.cli import main
from wasmfit.errors import NothingToScanError
from wasmfit.model.renderer import Style
from wasmfit.model.report import Report
from wasmfit.model.unchanged import GRAIN
from wasmfit.pipeline import Options, memory, scan
from wasmfit.render import as_json, renderers
from wasmfit.stages import discover
from wasmfit.stages import recall as kept

OLD = time.time() - 100
KEPT = memory.WORTH_KEEPING


class Tree:
    """A folder with sources that were left alone for a while, and a place for the cache."""

    def __init__(self, place: Path) -> None:
        self.root, self.folder = place / "tree", place / "cache"
        self.root.mkdir()
        self.put("a.py", "import os\nos.fork()\n")
        self.put("b.py", "import socket\n")

    def put(self, name: str, text: str, when: float = OLD) -> None:
        (self.root / name).write_text(text, "utf-8")
        os.utime(self.root / name, (when, when))

    def scan(self, **more) -> Report:
        plain = Options(profiles=("wasip2",), cache=self.folder)
        return scan(self.root, replace(plain, **more))


def text(report: Report) -> str:
    return renderers()["json"].render(report, Style())


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """One entry per real scan."""
    found: list[str] = []
    whole = memory._keep  # only what was scanned is kept

    def noted(*given):
        found.append("scanned")
        return whole(*given)

    monkeypatch.setattr(memory, "_keep", noted)
    return found


@pytest.fixture
def tree(tmp_path, monkeypatch) -> Tree:
    monkeypatch.setattr(memory, "WORTH_KEEPING", 0)
    # Setting the time of a file changes its status now; only that of its bytes is looked at.
    monkeypatch.setattr(discover, "state_of", _state)
    return Tree(tmp_path)


def _state(seen: os.stat_result, now: int) -> tuple[int, ...]:
    young = seen.st_mtime_ns > now - GRAIN
    return () if young else (seen.st_size, seen.st_mtime_ns)


def test_nothing_changed(tree, asked):
    first = text(tree.scan())
    assert text(tree.scan()) == first == text(tree.scan(cache=None))
    assert asked == ["scanned"]


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.put("a.py", "import os\nos.getpid()\n"),
        lambda tree: tree.put("a.py", "import os\nos.fork()\n", OLD + 1),
        lambda tree: tree.put("c.py", "import os\nos.fork()\n"),
        lambda tree: (tree.root / "b.py").unlink(),
        lambda tree: (tree.root / "b.py").rename(tree.root / "d.py"),
        lambda tree: tree.put(".gitignore", "b.py\n"),
    ],
    ids=["content", "time", "added", "removed", "renamed", "ignored"],
)
def test_a_change_is_seen(tree, asked, change):
    tree.scan()
    change(tree)
    assert text(tree.scan()) == text(tree.scan(cache=None))
    assert asked == ["scanned", "scanned"]


def test_another_question_is_another_report(tree, asked):
    tree.scan()
    assert tree.scan(profiles=("wasip1",)).primary == "wasip1"
    assert tree.scan(excludes=("a.py",)).coverage.seen == tree.scan().coverage.seen
    assert asked == ["scanned"] * 3
    tree.scan(jobs=2)
    assert asked == ["scanned"] * 3, "how it is read is no question"


def test_a_young_file_is_not_believed(tree, asked):
    tree.put("a.py", "import os\n", time.time() + 50)
    tree.scan()
    tree.scan()
    assert asked == [], "nothing was kept"


def test_other_rules_or_code_are_another_state(tree, asked, monkeypatch):
    tree.scan()
    monkeypatch.setattr(kept, "states", lambda _folders: ["another"])
    tree.scan()
    assert asked == ["scanned"] * 2


@pytest.mark.parametrize("packed", [b"", b"no", 7, b"x\x9c+.\x01\x00\x01\xa9\x00\xe6"])
def test_a_damaged_report_is_scanned_anew(tree, asked, packed):
    first = text(tree.scan())
    with sqlite3.connect(tree.folder / kept.LAYOUT) as file:
        file.execute("UPDATE reports SET packed = ?", (packed,))
    file.close()
    assert text(tree.scan()) == first
    assert asked == ["scanned"] * 2


def test_a_report_is_not_taken_for_that_of_another_place(tree, asked):
    first, second = text(tree.scan()), text(tree.scan(profiles=("wasip1",)))
    with sqlite3.connect(tree.folder / kept.LAYOUT) as file:
        rows = file.execute("SELECT proof, notices, packed, place FROM reports").fetchall()
        places = [row[-1] for row in rows][::-1]
        swapped = [(*row[:-1], place) for row, place in zip(rows, places, strict=True)]
        change = "UPDATE reports SET proof = ?, notices = ?, packed = ? WHERE place = ?"
        file.executemany(change, swapped)
    file.close()
    assert (text(tree.scan()), text(tree.scan(profiles=("wasip1",)))) == (first, second)
    assert asked == ["scanned"] * 4


def test_a_text_that_is_no_report_is_scanned_anew(tree, asked, monkeypatch):
    monkeypatch.setattr(as_json, "encoded", lambda _: b"[]")
    first = tree.scan()
    assert tree.scan() == first
    assert asked == ["scanned"]


def test_a_link_to_a_file_is_another_file_when_the_file_changes(tree, asked):
    link = tree.root.parent / "link.py"
    link.symlink_to(tree.root / "a.py")
    plain = Options(profiles=("wasip2",), cache=tree.folder)
    assert len(scan(link, plain).findings) == 1
    assert len(scan(link, plain).findings) == 1
    tree.put("a.py", "import os\nos.getcwd()\n", OLD + 1)
    assert scan(link, plain).findings == ()
    assert asked == ["scanned"] * 2


def test_what_is_written_is_what_was_kept(tree, asked, monkeypatch, tmp_path, capsys):
    """Notices, thresholds and every format are those of the first scan."""
    tree.put("a.py", "import os\nos.fork()  # wasmfit: ignore[WF999999] no such rule\n")
    monkeypatch.setenv("WASMFIT_CACHE_DIR", str(tree.folder))
    monkeypatch.chdir(tmp_path)
    seen = []
    for name in ("first", "again"):
        given = [f"{form}={name}.{form}" for form in ("json", "sarif", "html", "terminal")]
        asks = [word for one in given for word in ("-o", one)]
        code = main(["scan", str(tree.root), "--fail-on", "error", *asks])
        files = {path.suffix: path.read_bytes() for path in sorted(tmp_path.glob(f"{name}.*"))}
        seen.append((code, capsys.readouterr().err, files))
    assert seen[0] == seen[1]
    assert (seen[0][0], len(seen[0][2])) == (1, 4)
    assert "WF999999" in seen[0][1]
    assert asked == ["scanned"]


def test_saying_it_again_loads_nothing_that_reads_or_judges(tree, tmp_path):
    code = "import sys; from wasmfit.cli import main; main(sys.argv[1:]);print(*sys.modules)"
    given = ["scan", str(tree.root), "-o", f"json={tmp_path / 'report.json'}"]
    place = {**os.environ, "WASMFIT_CACHE_DIR": str(tree.folder)}
    tree.put("large.py", f"text = {'x' * KEPT!r}\n")
    for heavy in (True, False):
        run = subprocess.run(
            [sys.executable, "-c", code, *given],
            capture_output=True,
            text=True,
            check=True,
            env=place,
        )
        loaded = set(run.stdout.split())
        unneeded = {"msgspec", "wasmfit.pipeline.line", "wasmfit.model.facts", "tree_sitter"}
        assert loaded & unneeded == (unneeded if heavy else set())


def test_a_file_that_is_no_database_costs_only_time(tree):
    tree.folder.mkdir()
    (tree.folder / kept.LAYOUT).write_bytes(b"no database" * 1000)
    assert text(tree.scan()) == text(tree.scan(cache=None))


def test_the_oldest_reports_give_way(tree, monkeypatch):
    tree.scan()
    tree.scan(profiles=("wasip1",))
    with sqlite3.connect(tree.folder / kept.LAYOUT) as file:
        sizes = [size for (size,) in file.execute("SELECT LENGTH(packed) FROM reports")]
    file.close()
    monkeypatch.setattr(kept, "LARGEST", sum(sizes) + min(sizes) // 2)
    tree.scan(profiles=("wasip3",))
    with sqlite3.connect(tree.folder / kept.LAYOUT) as file:
        (left,) = file.execute("SELECT COUNT(*) FROM reports").fetchone()
    file.close()
    assert left == 2


def test_nothing_to_scan_stays_an_error(tree):
    for path in tree.root.iterdir():
        path.unlink()
    tree.put("picture.bin", "x")
    with pytest.raises(NothingToScanError):
        tree.scan()
