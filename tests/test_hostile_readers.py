"""What every reader makes of texts that were made to cost: facts or a gap, soon."""

import random
import time
from collections.abc import Iterator

import pytest

from tools.fuzz_inputs import inputs
from tools.fuzz_readers import Target, targets
from wasmfit.cli import main
from wasmfit.errors import TooSlowError

SIZE = 6_000
SOON = 3.0
"""Seconds of processor time for a text of that size; an ordinary one takes a hundredth."""

TARGETS = tuple(targets())
OTHERS = {name for name, *_ in inputs()}

REPEATED = (
    b"(", b"[", b"{", b"<a>", b"<", b'"', b"'", b"a", b"9", b"a.", b"-", b"- ", b": ", b"a:\n",
    b" ", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\\", b"\\\n", b"/*", b"//", b"#", b"#if a\n",
    b"->", b"!a ", b"a{", b"{{", b"{{-", b"${", b"$(", b"&a ", b"*a ", b"\xff", b"\xed\xa0\x80",
    b"\xef\xbb\xbf", b"[[a]]\n", b"a = 1\n", b"a, ", b"<!--", b"&lt;", b"\xf0\x9f\x92\xa9",
    b'{"a":', b"[1,", b"a=[", b"<<<<<<< a\n=======\n>>>>>>> b\n",
)  # fmt: skip
"""Nesting, one endless line, one endless word, marks of merges, and what no text holds."""


def texts(target: Target) -> Iterator[bytes]:
    """The same before, behind and inside a file that the reader likes."""
    chance = random.Random(target.name)  # noqa: S311 - no secret
    for part in REPEATED:
        _, seed = chance.choice(target.seeds)
        start = seed[: chance.randint(0, min(len(seed), 400))]
        yield start + part * (SIZE // len(part))
    _, seed = chance.choice(target.seeds)
    text = seed.decode("utf-8", "replace")
    for encoding in ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "utf-7"):
        yield text.encode(encoding)
    for end in (b"\r", b"\r\n", b"\n\r", b"\x0c", b"\xe2\x80\xa8"):
        yield seed.replace(b"\n", end)
    for at in (1, 3, 7, 20, 100, len(seed) // 2, len(seed) - 1):
        yield seed[:at]
        yield seed[:at] + b"\0" + seed[at:]


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_a_reader_ends_soon_with_facts_or_a_gap(target, monkeypatch):
    monkeypatch.setattr("wasmfit.syntax.tree.PATIENCE", 0.05)
    name = target.seeds[0][0]
    for data in texts(target):
        start = time.process_time()
        try:
            assert isinstance(target.read(name, data), target.gives)
        except (RecursionError, TooSlowError):
            pass  # a gap, see test_a_scan_of_such_files_ends
        except ValueError as error:
            raise AssertionError(data[:80]) from error
        assert time.process_time() - start < SOON, data[:80]


def test_the_other_inputs_are_among_them():
    assert {target.name for target in TARGETS} >= OTHERS


def test_a_scan_of_such_files_ends(tmp_path, monkeypatch):
    """Each becomes at most one gap that a person can read; what is beside it is read."""
    monkeypatch.setattr("wasmfit.syntax.tree.PATIENCE", 0.2)
    monkeypatch.setattr("wasmfit.stages.extract.fence.PATIENCE", 1.0)
    tree = tmp_path / "tree"
    for number, part in enumerate(REPEATED):
        folder = tree / str(number)
        folder.mkdir(parents=True)
        for name, start in (
            ("a.js", b"require('child_process').spawn('x')\n"),
            ("a.py", b"import os\nos.fork()\n"),
            ("package.json", b"{"),
            ("compose.yaml", b"services:\n"),
            ("pom.xml", b"<project>"),
            ("requirements.txt", b""),
        ):
            (folder / name).write_bytes(start + part * (SIZE // len(part)))
    (tree / "good.py").write_text("import os\nos.kill(1, 9)\n")
    report = tmp_path / "report.json"
    assert main(["scan", str(tree), "--no-cache", "--jobs", "1", "-o", f"json={report}"]) == 0
    import json

    told = json.loads(report.read_text("utf-8"))
    assert "os.kill" in {finding["symbol"] for finding in told["findings"]}
    assert all(gap["reason"].isprintable() and len(gap["reason"]) < 400 for gap in told["gaps"])
    stages = [(gap["path"], gap["stage"]) for gap in told["gaps"] if gap["stage"] == "extract"]
    lost = [gap for gap in told["gaps"] if "took too long" in gap["reason"]]
    assert {gap["path"].rpartition("/")[2] for gap in lost} <= {"a.js"}, lost
    assert lost
    assert len(stages) <= 3 * len({path for path, _ in stages})
