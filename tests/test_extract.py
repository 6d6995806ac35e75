"""Reading in one process or in several, and what a bad file costs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from wasmfit.model.facts import FileFacts, Use, UseKind
from wasmfit.model.place import Span
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest, Language, Linked
from wasmfit.stages.extract import Crew, Reading, Tasks, extract, reading, workers

NOTHING = Interest(frozenset(), ())


def read(file: SourceFile, data: bytes, _: Interest, hints: Mapping[str, str]) -> FileFacts:
    """A reader that does what the file says."""
    word = data.split(b"\n", 1)[0]
    if word == b"die":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == b"hang":
        time.sleep(60)
    if word == b"raise":
        int("odd bytes")
    symbol = hints.get("say", word.decode())
    use = Use(kind=UseKind.CALL, symbol=symbol, span=Span(1, 1, 1, 2))
    return FileFacts(path=file.path, language=file.language, uses=(use,))


def link(files: Sequence[FileFacts], _: Interest) -> Linked:
    return Linked(tuple(files), ())


TOY = Language(id="toy", title="Toy", suffixes=(".toy",), read=read, link=link)


def tree(root: Path, *words: str) -> list[SourceFile]:
    for number, word in enumerate(words):
        (root / f"{number}.toy").write_text(f"{word}\n")
    return [
        SourceFile(path=f"{n}.toy", size=8, language="toy", role=Role.SOURCE, unit=".")
        for n in range(len(words))
    ]


def tasks(root: Path, hints: Mapping[str, Mapping[str, str]] | None = None) -> Tasks:
    return Tasks(root, {"toy": TOY}, {"toy": NOTHING}, hints or {})


def test_files_are_read_in_order_and_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    found = extract(tasks(tmp_path), tree(tmp_path, "a", "b"), progress=told.append)
    assert [facts.uses[0].symbol for facts in found.files] == ["a", "b"]
    assert told == [1, 2]


def test_hints_reach_the_reader(tmp_path: Path) -> None:
    found = extract(tasks(tmp_path, {"0.toy": {"say": "x"}}), tree(tmp_path, "a"))
    assert found.files[0].uses[0].symbol == "x"


def test_a_reader_that_fails_costs_one_file(tmp_path: Path) -> None:
    found = extract(tasks(tmp_path), tree(tmp_path, "a", "raise"))
    assert [facts.path for facts in found.files] == ["0.toy", "1.toy"]
    assert [gap.reason for gap in found.gaps] == [
        "the Toy reader failed: ValueError: invalid literal for int() with base 10: 'odd bytes'"
    ]


def test_a_file_that_is_gone_is_a_gap(tmp_path: Path) -> None:
    sources = tree(tmp_path, "a", "b")
    (tmp_path / "1.toy").unlink()
    (gap,) = extract(tasks(tmp_path), sources).gaps
    assert (gap.path, gap.reason) == ("1.toy", "cannot be read: No such file or directory")


def spread_over_two(given: Tasks, sources: list[SourceFile]) -> Reading:
    with closing(Crew(2)) as crew:
        return extract(given, sources, crew)


@pytest.fixture
def always_spread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ALONE", 0)
    monkeypatch.setattr(workers, "BATCH", 30)


@pytest.mark.usefixtures("always_spread")
def test_workers_find_what_one_process_finds(tmp_path: Path) -> None:
    sources = tree(tmp_path, *"abcdefghij")
    alone = extract(tasks(tmp_path), sources)
    assert spread_over_two(tasks(tmp_path), sources) == alone


@pytest.mark.usefixtures("always_spread")
def test_a_file_that_kills_its_worker_becomes_a_gap_and_no_other_suffers(tmp_path: Path) -> None:
    found = spread_over_two(tasks(tmp_path), tree(tmp_path, "a", "die", "c", "d", "e"))
    assert [(gap.path, gap.reason) for gap in found.gaps] == [
        ("1.toy", "ended the reading process")
    ]
    assert [facts.uses[0].symbol for facts in found.files if facts.uses] == ["a", "c", "d", "e"]


@pytest.mark.usefixtures("always_spread")
def test_a_file_that_hangs_becomes_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "PATIENCE", 1.0)
    found = spread_over_two(tasks(tmp_path), tree(tmp_path, "a", "hang", "c"))
    assert [(gap.path, gap.reason) for gap in found.gaps] == [("1.toy", "took too long to read")]


@pytest.mark.usefixtures("always_spread")
def test_without_workers_this_process_reads_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise workers.NoWorkerError

    sources = tree(tmp_path, "a", "b", "c")
    alone = extract(tasks(tmp_path), sources)
    monkeypatch.setattr(workers, "_start", refuse)
    assert spread_over_two(tasks(tmp_path), sources) == alone


@pytest.mark.usefixtures("always_spread")
def test_a_crew_is_kept_and_told_of_new_hints(tmp_path: Path) -> None:
    sources = tree(tmp_path, *"abcdef")
    with closing(Crew(2)) as crew:
        first = extract(tasks(tmp_path), sources, crew)
        started = {worker.process.pid for worker in crew._workers}
        again = extract(tasks(tmp_path, {"0.toy": {"say": "x"}}), sources, crew)
        assert {worker.process.pid for worker in crew._workers} == started
    assert [facts.uses[0].symbol for facts in first.files] == list("abcdef")
    assert [facts.uses[0].symbol for facts in again.files] == list("xbcdef")


def test_a_program_without_a_main_guard_may_scan_with_workers(tmp_path: Path) -> None:
    """It runs once, not once more in each worker."""
    source = tmp_path / "tree"
    source.mkdir()
    for number in range(2):
        (source / f"m{number}.py").write_text("import os\nos.fork()\n" + "x = 1\n" * 150_000)
    script = tmp_path / "audit.py"
    script.write_text(
        "from pathlib import Path\n"
        "from wasmfit import Options, scan\n"
        f"report = scan(Path({str(source)!r}), Options(jobs=2))\n"
        "print(sum(one.symbol == 'os.fork' for one in report.findings), flush=True)\n"
    )
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True
    )
    assert (ran.stdout, ran.stderr) == ("2\n", "")
