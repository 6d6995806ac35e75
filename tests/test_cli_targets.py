"""``wasmfit targets``: the matrix in every format."""

import csv
import io
import json
import re

import pytest

from wasmfit.cli import _matrix, targets
from wasmfit.cli._main import main
from wasmfit.knowledge import load
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.model.knowledge import Answer, Capability, Confidence, Support


def answer(support, confidence=Confidence.RAN):
    return Answer(
        support=support,
        failure=None,
        mechanism="",
        note="a | b",
        toolchain="",
        confidence=confidence,
        source="ran it",
        checked="2026-11-23",
    )


MATRIX = _matrix.Matrix(
    profiles=("wasip1", "wasip2"),
    language="",
    rows=(
        _matrix.Row(
            Capability("fs.read", "read files"),
            (answer(Support.GRANTED), answer(Support.ABSENT, Confidence.INFERRED)),
        ),
        _matrix.Row(
            Capability("proc.fork", "copy itself"),
            (answer(Support.UNKNOWN, Confidence.INFERRED), answer(Support.STUBBED)),
        ),
    ),
)


def test_text():
    table, _, legend = _matrix.as_text(MATRIX).partition("\n\n")
    assert table.split("\n") == [
        "capability  wasip1  wasip2",
        "fs.read     G       -~",
        "proc.fork   ?       F",
        "unknown     50%     0%",
        "inferred    0%      50%",
    ]
    assert legend.count("\n") == len(Support) + 1


def test_every_support_has_a_letter_of_its_own_and_a_line_of_the_legend():
    assert set(_matrix.LETTERS) == set(Support)
    assert len(set(_matrix.LETTERS.values())) == len(Support)
    explained = {line.split(" ")[0]: line.split(" ")[1].rstrip(":") for line in _matrix.LEGEND}
    assert {letter: support.value for support, letter in _matrix.LETTERS.items()} == {
        letter: word for letter, word in explained.items() if letter != "~"
    }
    assert set(targets.COLORS) == set(_matrix.LETTERS.values())


def test_markdown():
    lines = _matrix.as_markdown(MATRIX).split("\n")
    assert lines[:6] == [
        "| capability | wasip1 | wasip2 |",
        "| --- | :-: | :-: |",
        "| `fs.read` read files | G | -~ |",
        "| `proc.fork` copy itself | ? | F |",
        "| *unknown* | 50% | 0% |",
        "| *inferred* | 0% | 50% |",
    ]
    assert "- `N` native: works as written" in lines


def test_csv():
    rows = list(csv.DictReader(io.StringIO(_matrix.as_csv(MATRIX))))
    assert [(it["capability"], it["profile"], it["support"]) for it in rows] == [
        ("fs.read", "wasip1", "granted"),
        ("fs.read", "wasip2", "absent"),
        ("proc.fork", "wasip1", "unknown"),
        ("proc.fork", "wasip2", "stubbed"),
    ]
    assert rows[1]["confidence"] == "inferred"
    assert rows[0]["note"] == "a | b"


def test_json():
    document = json.loads(_matrix.as_json(MATRIX))
    assert document["language"] is None
    assert document["shares"] == {
        "wasip1": {"unknown": 0.5, "inferred": 0.0},
        "wasip2": {"unknown": 0.0, "inferred": 0.5},
    }
    assert document["capabilities"][0]["answers"]["wasip2"]["support"] == "absent"


def test_the_command_shows_every_capability_and_target(capsys):
    assert main(["targets"]) == 0
    lines = capsys.readouterr().out.split("\n")
    known = load()
    assert lines[0].split() == [
        "capability",
        "wasip1",
        "wasip2",
        "wasip3",
        *(it.id for it in known.targets.values() if not it.standard and not it.reference),
    ]
    shown = [line.split()[0] for line in lines[1 : lines.index("") - 2]]
    assert shown == [name for name in known.capabilities if name != "toolchain"]


def test_through_the_toolchains_of_a_language(capsys):
    assert main(["targets", "--language", "python", "--target", "wasip2", "-o", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    known = load(["python"])
    answers = Answers(known, profile_of(known, "wasip2"))
    expected = {name: answers.answer("python", "", name).support for name in known.capabilities}
    shown = {it["id"]: it["answers"]["wasip2"] for it in document["capabilities"]}
    assert {name: it["support"] for name, it in shown.items()} == expected
    assert shown["toolchain"]["toolchain"].startswith("componentize-py@")


def test_files_are_written(tmp_path, capsys):
    table, data = tmp_path / "table.md", tmp_path / "data.json"
    asked = ["-o", f"markdown={table}", "-o", f"json={data}", "-o", "csv=-"]
    assert main(["targets", "--target", "wasip1", *asked]) == 0
    assert table.read_text(encoding="utf-8").startswith("| capability | wasip1 |")
    assert json.loads(data.read_text(encoding="utf-8"))["profiles"] == ["wasip1"]
    assert capsys.readouterr().out.startswith("capability,profile,support,")


def test_a_file_that_cannot_be_written(tmp_path, capsys):
    assert main(["targets", "-o", f"json={tmp_path}/no/such/folder"]) == 2
    assert capsys.readouterr().err == (
        f"wasmfit: error: {tmp_path}/no/such/folder: cannot write: No such file or directory"
        " (name a file that can be written)\n"
    )


@pytest.mark.parametrize("plain", [True, False])
def test_a_terminal_gets_colours_unless_it_asks_for_none(plain, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if plain:
        monkeypatch.setenv("NO_COLOR", "1")
    assert main(["targets", "--target", "wasip1"]) == 0
    out = capsys.readouterr().out
    assert ("\x1b[" in out) is not plain
    assert "capability" in out


def test_colours_change_no_character(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    targets._print_colored(MATRIX)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert plain.rstrip("\n") == _matrix.as_text(MATRIX).rstrip("\n")


def test_only_some_capabilities(capsys):
    code = targets_of("--capability", "thread", "--capability", "proc.fork", "--target", "wasip1")
    lines = capsys.readouterr().out.split("\n\n")[0].splitlines()
    names = [line.split()[0] for line in lines[1:-2]]
    assert code == 0
    assert names == [
        it for it in load().capabilities if it.startswith("thread.") or it == "proc.fork"
    ]


def test_only_rows_with_some_support(capsys):
    assert targets_of("--support", "stubbed", "--target", "wasip1", "-o", "json") == 0
    rows = json.loads(capsys.readouterr().out)["capabilities"]
    assert rows
    assert {row["answers"]["wasip1"]["support"] for row in rows} == {"stubbed"}


def test_a_capability_that_is_none(capsys):
    assert targets_of("--capability", "treads") == 2
    assert "--capability treads: no such capability (did you mean thread?)" in (
        capsys.readouterr().err
    )


def targets_of(*words):
    return main(["targets", *words])
