"""The cache changes how long a scan takes and nothing else, whatever happens to its file."""

import os
import sqlite3
import threading
import time
from dataclasses import fields, replace
from pathlib import Path

import msgspec
import pytest

from wasmfit import languages
from wasmfit.cli import _scanning, main
from wasmfit.model.condition import NEVER, All, Any, Atom, Constant, Not
from wasmfit.model.facts import (
    Alias,
    Calls,
    Certainty,
    FileFacts,
    Flag,
    Gap,
    Guard,
    Import,
    Use,
    UseKind,
)
from wasmfit.model.ignore import Mark
from wasmfit.model.place import Span
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest
from wasmfit.pipeline import memory, reading
from wasmfit.stages.extract import Tasks, cache, extract
from wasmfit.stages.extract.cache import Cache
from wasmfit.stages.extract.packed import pack, unpack
from wasmfit.stages.extract.stamps import stamps

FORK = "import os\nos.fork()\n"
KILL = "import os\nos.kill()\n"
INTEREST = Interest(frozenset({"os.fork", "os.kill"}), ())
OLD = 1_700_000_000


class Scan:
    """A tree of Python files that is read over and over."""

    def __init__(self, folder: Path) -> None:
        self.root, self.folder = folder / "tree", folder / "cache"
        self.root.mkdir()
        self.read: list[str] = []
        self.sources: list[SourceFile] = []
        self.interest = INTEREST
        self.hints: dict[str, dict[str, str]] = {}

    def put(self, name: str, text: str, *, age: int = OLD) -> SourceFile:
        path = self.root / name
        path.write_text(text, "utf-8")
        os.utime(path, (age, age))
        source = SourceFile(
            path=name, size=len(text), language="python", role=Role.SOURCE, unit="."
        )
        self.sources = [*(s for s in self.sources if s.path != name), source]
        return source

    def run(self) -> tuple[FileFacts, ...]:
        """Extract with the cache, and see that the result is that of reading anew."""
        self.read.clear()
        reader = next(one for one in languages.readers() if one.id == "python")

        def noted(source, data, interest, hints):
            self.read.append(source.path)
            return reader.read(source, data, interest, hints)

        interests = {"python": self.interest}
        spy = Tasks(self.root, {"python": replace(reader, read=noted)}, interests, self.hints)
        kept = Cache.opened(self.folder, self.root, stamps(interests))
        found = extract(spy, self.sources, cache=kept)
        if kept:
            kept.close()
        plain = Tasks(self.root, {"python": reader}, interests, self.hints)
        assert found == extract(plain, self.sources)
        return found.files

    def symbols(self) -> list[str]:
        return [use.symbol for facts in self.run() for use in facts.uses if use.kind == "call"]


@pytest.fixture
def scan(tmp_path: Path) -> Scan:
    made = Scan(tmp_path)
    made.put("a.py", FORK)
    made.put("b.py", KILL)
    return made


def test_what_has_not_changed_is_not_read_again(scan):
    assert scan.symbols() == ["os.fork", "os.kill"]
    assert scan.read == ["a.py", "b.py"]
    assert scan.symbols() == ["os.fork", "os.kill"]
    assert scan.read == []


def test_what_has_changed_is_read_again(scan):
    scan.run()
    scan.put("a.py", KILL, age=OLD + 1)
    assert scan.symbols() == ["os.kill", "os.kill"]
    assert scan.read == ["a.py"]


def test_a_touched_file_is_known_by_its_content(scan):
    scan.run()
    scan.put("a.py", FORK, age=OLD + 1)
    scan.run()
    assert scan.read == []


def test_a_change_within_the_grain_of_the_clock_is_seen(scan):
    now = int(time.time()) + 1
    scan.put("a.py", FORK, age=now)
    scan.run()
    scan.put("a.py", KILL, age=now)  # as large, and of the same time
    assert scan.symbols() == ["os.kill", "os.kill"]


def test_the_state_that_the_walk_saw_counts(scan):
    """What is changed after the walk shows next time, and a young file is not believed."""
    scan.run()
    walked = {"a.py": (18, 1, 2, 3, 4), "b.py": ()}
    for _ in range(2):
        kept = Cache.opened(scan.folder, scan.root, stamps({"python": INTEREST}), walked)
        assert kept is not None
        found = kept.known(scan.sources, {})
        kept.close()
        assert sorted(found) == ["a.py", "b.py"], "known by their content"
    (file,) = scan.folder.iterdir()
    with sqlite3.connect(file) as connection:
        seen = dict(connection.execute("SELECT path, status FROM seen"))
    connection.close()
    assert seen == {"a.py": "18 1 2 3 4", "b.py": ""}
    scan.put("b.py", FORK)
    assert scan.symbols() == ["os.fork", "os.fork"]


def test_facts_under_the_key_of_another_file_are_not_taken(scan):
    scan.run()
    (file,) = scan.folder.iterdir()
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT packed, key FROM facts").fetchall()
        (one, first), (other, second) = rows
        connection.executemany(
            "UPDATE facts SET packed = ? WHERE key = ?", [(other, first), (one, second)]
        )
    connection.close()
    assert scan.symbols() == ["os.fork", "os.kill"]
    assert scan.read == ["a.py", "b.py"]


def test_more_files_than_are_asked_for_at_once(scan, monkeypatch):
    monkeypatch.setattr(cache, "ASKED", 3)
    for number in range(7):
        scan.put(f"m{number}.py", KILL)
    scan.run()
    assert scan.symbols() == ["os.fork", *["os.kill"] * 8]
    assert scan.read == []


def test_role_interest_hints_and_guards_are_part_of_the_key(scan):
    scan.run()
    scan.sources[0] = replace(scan.sources[0], role=Role.TEST)
    assert scan.run()[0].role is Role.TEST
    scan.interest = replace(INTEREST, exact=frozenset({"os.fork"}))
    assert scan.symbols() == ["os.fork"]
    scan.interest = replace(INTEREST, guards=frozenset({"x"}))
    scan.run()
    assert scan.read == ["a.py", "b.py"]
    scan.put("c.py", "from .compat import f\nf()\n")
    scan.interest = replace(INTEREST, local=frozenset({"compat"}))
    scan.run()
    scan.hints = {"c.py": {".compat.f": "os.fork"}}
    assert "os.fork" in [use.symbol for use in scan.run()[2].uses]


def test_the_same_file_elsewhere_is_another_file(scan, tmp_path):
    scan.run()
    moved = tmp_path / "moved"
    scan.root.rename(moved)
    scan.root = moved
    (moved / "a.py").write_text(KILL, "utf-8")
    os.utime(moved / "a.py", (OLD, OLD))
    assert scan.symbols() == ["os.kill", "os.kill"]


def test_what_could_not_be_read_is_tried_again(scan):
    scan.root.joinpath("a.py").unlink()
    (gap,) = scan.run()[0].gaps
    assert gap.reason.startswith("cannot be read")
    scan.put("a.py", FORK)
    assert scan.symbols() == ["os.fork", "os.kill"]


@pytest.mark.parametrize("damage", ["text", "empty", "folder", "value", "shape", "seen"])
def test_a_damaged_cache_is_as_good_as_none(damage, scan):
    scan.run()
    (file,) = scan.folder.iterdir()
    if damage in ("text", "empty", "folder"):
        file.unlink()
        file.mkdir() if damage == "folder" else file.write_text("x" * (damage == "text"))
    elif damage == "seen":
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE seen SET status = 7, digest = 'x'")
        connection.close()
    else:
        packed = b"\xc1" if damage == "value" else msgspec.msgpack.encode([99, 1])
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE facts SET packed = ?", (packed,))
        connection.close()
    assert scan.symbols() == ["os.fork", "os.kill"]


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(scan):
    scan.folder = scan.root / "a.py" / "below"
    assert scan.symbols() == ["os.fork", "os.kill"]


def test_a_locked_cache_is_waited_for_and_then_done_without(scan, monkeypatch):
    monkeypatch.setattr(cache, "PATIENCE", 0.05)
    scan.run()
    (file,) = scan.folder.iterdir()
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert scan.symbols() == ["os.fork", "os.kill"]
        other.execute("ROLLBACK")
    other.close()


def test_runs_at_the_same_time_do_not_harm_each_other(scan, tmp_path):
    others = []
    for name in "xyz":
        (tmp_path / name).mkdir()
        other = Scan(tmp_path / name)
        other.folder = scan.folder
        for number in range(30):
            other.put(f"m{number}.py", FORK + f"# {name}\n")
        others.append(other)
    wrong: list[BaseException] = []

    def run(one: Scan) -> None:
        try:
            for _ in range(5):
                assert len(one.run()) == 30
        except BaseException as error:  # noqa: BLE001 - shown below, in the main thread
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    for other in others:
        other.run()
        assert other.read == []


def test_the_oldest_give_way(scan, monkeypatch):
    days = iter(range(100, 200))
    day = [next(days)]
    monkeypatch.setattr(cache, "_today", lambda: day[0])
    for number in range(40):
        day[0] = next(days)
        scan.sources = []
        scan.put(f"old{number}.py", FORK * 50)
        scan.run()
    (file,) = scan.folder.iterdir()
    before = rows(file)
    monkeypatch.setattr(cache, "LARGEST", sum(size for _, size in before) // 2)
    day[0] = next(days)
    scan.sources = []
    scan.put("new.py", FORK)
    scan.run()
    after = rows(file)
    assert sum(size for _, size in after) <= cache.LARGEST
    assert min(used for used, _ in after) > sorted(used for used, _ in before)[15]
    assert max(used for used, _ in after) == day[0]


def rows(file: Path) -> list[tuple[int, int]]:
    connection = sqlite3.connect(file)
    found = connection.execute("SELECT used, LENGTH(packed) FROM facts").fetchall()
    connection.close()
    return found


CONDITION = All((Not(Atom("a", "==", "1")), Any((Atom("b"), Constant(None)))))


GUARD = Guard(CONDITION, "if b", "a.py", 3)
SPAN = Span(1, 2, 3, 4)
USE = Use(kind=UseKind.CALL, symbol="x", span=SPAN, guards=(GUARD,), deferred=True)
FACTS = FileFacts(
    path="a.py",
    language="python",
    role=Role.TEST,
    uses=(USE, replace(USE, guards=(), certainty=Certainty.LOW, detail="d"), USE),
    imports=(Import(module="m", names=("a", "b"), line=7, guards=(GUARD, GUARD), scope="f"),),
    aliases=(Alias("a", "b"), Alias("c", "d", (GUARD,))),
    flags=(Flag("f", CONDITION), Flag("g", NEVER)),
    defines=("x", "y"),
    traits=("main",),
    mentions=(".m",),
    gaps=(Gap("a", "b", "c", 1), Gap("a", "b", "c", 0, 5)),
    marks=(Mark(line=1, covers=2, rules=("WF1",), reason=""),),
    calls=(Calls(scope="", made=("f",), lines=(3,)),),
)


@pytest.mark.parametrize("facts", [FACTS, FileFacts(path="", language=""), replace(FACTS, uses=())])
def test_facts_come_back_as_they_were(facts):
    for given in fields(facts):
        assert getattr(FACTS, given.name) != given.default, "every field takes part"
    packed = msgspec.msgpack.encode(pack(facts))
    back = unpack(msgspec.msgpack.decode(packed))
    assert back == facts
    assert repr(back) == repr(facts)
    if facts.uses:
        assert back.uses[0].guards is back.uses[2].guards


@pytest.mark.parametrize(
    "packed",
    [
        None,
        7,
        [],
        [[], []],
        [[], ["a", "go", "no role"]],
        [[], ["a", "go", "source", [["call"]]]],
        [[], ["a", "go", "source", [["call", "x", [1, 2, 3, 4], "", 9]]]],
        [[[[[9, []], "text", "path", 1]]], ["a", "go"]],
        [[], ["a", *[1] * 20]],
    ],
)
def test_what_is_no_facts_is_refused(packed):
    with pytest.raises(cache.DAMAGED):
        unpack(packed)


def test_a_scan_gives_the_same_bytes_with_and_without(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "WORTH_KEEPING", 0)
    monkeypatch.setattr(memory, "WORTH_KEEPING", 10**9)
    monkeypatch.setenv("WASMFIT_CACHE_DIR", str(tmp_path / "kept"))
    tree = Path(__file__).resolve().parent.parent / "corpus" / "notes-service"
    outputs = []
    for number, options in enumerate(([], [], ["--no-cache"])):
        file = tmp_path / f"{number}.json"
        assert main(["scan", str(tree), "-o", f"json={file}", *options]) == 0
        outputs.append(file.read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]
    assert (tmp_path / "kept").is_dir()


def test_without_a_place_there_is_no_cache(monkeypatch):
    for name in ("WASMFIT_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert _scanning.cache_folder() == Path("/somewhere/wasmfit")
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    assert _scanning.cache_folder() is None
