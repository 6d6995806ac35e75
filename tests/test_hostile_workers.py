"""Files that eat memory, hang or kill, and what is left of a run that is interrupted."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from wasmfit.errors import TooSlowError
from wasmfit.model.facts import FileFacts, Use, UseKind
from wasmfit.model.place import Span
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest, Language, Linked
from wasmfit.stages.extract import Crew, Tasks, confine, extract, fence, reading, workers
from wasmfit.syntax.tree import parse

NOTHING = Interest(frozenset(), ())


def read(file: SourceFile, data: bytes, _: Interest, __: Mapping[str, str]) -> FileFacts:
    """A reader that does what the file says."""
    word = data.split(b"\n", 1)[0]
    if word == b"eat":
        # Addresses without pages: what is limited is what is asked for.
        len(bytearray(confine.MEMORY + 1))
    if word == b"spin":
        with suppress(Exception):
            spin()
        spin()
    use = Use(kind=UseKind.CALL, symbol=word.decode(), span=Span(1, 1, 1, 2))
    return FileFacts(path=file.path, language=file.language, uses=(use,))


def spin() -> None:
    while True:
        pass


def link(files: Sequence[FileFacts], _: Interest) -> Linked:
    return Linked(tuple(files), ())


TOY = Language(
    id="toy",
    title="Toy",
    suffixes=(".toy",),
    read=read,
    link=link,
)


def extracted(root: Path, jobs: int, *words: str):
    """What came of files that hold these words: (path, reason) of gaps, and the words read."""
    for number, word in enumerate(words):
        (root / f"{number}.toy").write_text(f"{word}\n")
    sources = [
        SourceFile(path=f"{n}.toy", size=8, language="toy", role=Role.SOURCE, unit=".")
        for n in range(len(words))
    ]
    with closing(Crew(jobs)) as crew:
        found = extract(Tasks(root, {"toy": TOY}, {"toy": NOTHING}), sources, crew)
    gaps = [(gap.path, gap.reason) for gap in found.gaps]
    return gaps, [facts.uses[0].symbol for facts in found.files if facts.uses]


@pytest.fixture
def always_spread(monkeypatch):
    monkeypatch.setattr(reading, "ALONE", 0)
    monkeypatch.setattr(workers, "BATCH", 30)


@pytest.mark.usefixtures("always_spread")
def test_a_file_that_eats_memory_becomes_a_gap_and_no_other_suffers(tmp_path):
    gaps, words = extracted(tmp_path, 2, "a", "eat", "c", "d", "e")
    assert gaps == [("1.toy", "needs more memory to read than there is for one file")]
    assert words == ["a", "c", "d", "e"]


def test_a_lack_of_memory_in_this_process_is_a_gap(tmp_path, monkeypatch):
    monkeypatch.setattr(confine, "MEMORY", sys.maxsize - 1_000)
    gaps, words = extracted(tmp_path, 1, "a", "eat", "c")
    assert gaps == [("1.toy", "needs more memory to read than there is for one file")]
    assert words == ["a", "c"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_is_read_for_ever_becomes_a_gap(jobs, tmp_path, monkeypatch):
    """Without workers, too, and whatever the reader suppresses."""
    monkeypatch.setattr(fence, "PATIENCE", 0.1)
    if jobs == 2:
        monkeypatch.setattr(reading, "ALONE", 0)
        monkeypatch.setattr(workers, "PATIENCE", 2.0)
    gaps, words = extracted(tmp_path, jobs, "a", "spin", "c")
    assert [path for path, _ in gaps] == ["1.toy"]
    assert gaps[0][1].startswith("took too long to read")
    assert words == ["a", "c"]


def test_the_limit_holds_inside_expressions_and_leaves_nothing_behind(monkeypatch):
    import re

    monkeypatch.setattr(fence, "PATIENCE", 0.1)
    with pytest.raises(TooSlowError, match="given up"), fence.fence(0):
        re.match("(a+)+b", "a" * 40)
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0


def test_other_threads_and_other_timers_are_left_alone(monkeypatch):
    monkeypatch.setattr(fence, "PATIENCE", 0.05)
    ended = []

    def work() -> None:
        with fence.fence(0):
            end = time.thread_time() + 0.3
            while time.thread_time() < end:
                pass
        ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    before = signal.signal(signal.SIGVTALRM, signal.SIG_IGN)
    try:
        work()
        assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert ended == [True, True]


def test_a_text_that_takes_hours_to_parse_is_given_up(monkeypatch):
    """Found by trying: the time for this grows with the third power of its length."""
    monkeypatch.setattr("wasmfit.syntax.tree.PATIENCE", 0.2)
    start = time.process_time()
    with pytest.raises(TooSlowError, match="parsing was given up"):
        parse("tree_sitter_javascript", b"->" * 5_000)
    assert time.process_time() - start < 5
    assert parse("tree_sitter_javascript", b"a();\n").root_node.children[0].text == b"a();"


# --- what an interrupted run leaves ------------------------------------------------------------

INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
from wasmfit.cli import main
sys.exit(main())
"""


@pytest.fixture
def busy(tmp_path) -> Iterator[subprocess.Popen[bytes]]:
    """A scan with two workers that have enough to do, in a process group of its own."""
    tree = tmp_path / "tree"
    tree.mkdir()
    source = b"import os\n" + b"os.fork(a[1:2], b)\nvalue = {1: [2, (3, 4)]}\n" * 20_000
    for number in range(12):
        (tree / f"m{number}.py").write_bytes(source)
    (tmp_path / "report.json").write_text("old")
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", INTERRUPTED, "scan", str(tree), "--jobs", "2",
         "-o", f"json={tmp_path / 'report.json'}"],
        env={**os.environ, "WASMFIT_CACHE_DIR": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: len(group(process.pid)) >= 3)
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def wait_until(done) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def group(number: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = entry.read_text().rpartition(")")[2].split()
            if int(words[2]) == number and words[0] != "Z":
                found.append(int(entry.parent.name))
    return found


@pytest.mark.parametrize(
    ("number", "code", "whole"),
    [
        (signal.SIGINT, 130, True),
        (signal.SIGINT, 130, False),
        (signal.SIGTERM, 143, True),
        (signal.SIGTERM, 143, False),
        (signal.SIGHUP, 129, True),
    ],
)
def test_an_interrupted_scan_leaves_nothing_behind(number, code, whole, busy, tmp_path):
    """Whether the keyboard interrupts the group, or a supervisor the process."""
    os.killpg(busy.pid, number) if whole else os.kill(busy.pid, number)
    out, err = busy.communicate(timeout=30)
    assert (busy.returncode, out, err) == (code, b"", b"")
    wait_until(lambda: group(busy.pid) == [])
    left = sorted(path.name for path in tmp_path.iterdir())
    assert [name for name in left if name != "cache"] == ["report.json", "tree"]
    assert (tmp_path / "report.json").read_text() == "old"


def test_workers_end_with_a_parent_that_was_killed(busy):
    busy.kill()
    busy.wait()
    wait_until(lambda: group(busy.pid) == [])
