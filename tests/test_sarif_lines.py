"""Fingerprints of lines: the algorithm that code scanning documents, done again slowly."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import wasmfit
from wasmfit.model.renderer import Style
from wasmfit.render import renderers
from wasmfit.stages.excerpt import Page, excerpted

TEXTS = st.text(
    st.sampled_from(["a", "b", " ", "\t", "\n", "\r", "\u00e9", "\U0001f600"]), max_size=400
)


def rolled(text: str) -> list[str]:
    """Every line's fingerprint by a rolling window, one character after the other."""
    units: list[int] = []
    after_return = False
    for unit in utf16(text):
        if unit in (32, 9) or (after_return and unit == 10):
            after_return = False
            continue
        after_return = unit == 13
        units.append(10 if after_return else unit)
    units.append(65535)
    window, value = [0] * 100, 0
    started: dict[int, int] = {}
    found: dict[int, int] = {}
    line, fresh = 0, True
    for place, unit in enumerate([*units, *[0] * 100]):
        if place - 100 in started:
            found[started.pop(place - 100)] = value
        if fresh and place < len(units):
            line += 1
            started[place] = line
        fresh = unit == 10 and place < len(units)
        value = (value * 37 + unit - window[place % 100] * 37**100) % 2**64
        window[place % 100] = unit
    met: Counter[int] = Counter()
    told = []
    for number in sorted(found):
        met[found[number]] += 1
        told.append(f"{found[number]:x}:{met[found[number]]}")
    return told


def utf16(text: str) -> list[int]:
    data = text.encode("utf-16-le")
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]


def paged(text: str) -> list[str]:
    page = Page(text.encode())
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert page.fingerprint(lines + 1) == ""
    return [page.fingerprint(line) for line in range(1, lines + 1)]


@given(TEXTS)
@example("")
@example("x\n" * 150)
@example("a\r \nb")
@example("\n\n\n")
@example(f"{'x' * 100}a\n{'x' * 100}b\n{'x' * 99}")
def test_fingerprints_are_those_of_the_rolling_window(text):
    assert paged(text) == rolled(text)


def test_known_values():
    """The hash of an empty file, and a line that is found again."""
    assert paged("") == ["c129715d7a2bc9a3:1"]
    assert [mark[-2:] for mark in paged("same line\n" * 30)[:3]] == [":1", ":2", ":3"]


def test_line_ends_and_indentation_do_not_matter():
    assert paged("a\n  b\n") == paged("a\r\n\tb\r\n") == paged(" a\r b\r")


def test_moving_a_line_keeps_its_fingerprint():
    rest = "os.fork()\n" + "".join(f"line {n}\n" for n in range(40))
    assert Page(rest.encode()).fingerprint(1) == Page(f"# new\n{rest}".encode()).fingerprint(2)


def test_excerpts_are_lines_as_editors_count_them():
    page = Page("\ufeffone  \r\ntwo\rthree\u2028still\n".encode())
    assert [page.excerpt(n) for n in range(6)] == ["", "one", "two", "three\u2028still", "", ""]
    assert Page(b"x" * 201).excerpt(1) == ""
    assert Page(b"\n" * 400_000 + b"end").fingerprint(3) == ""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_bytes(b"import os\r\n\r\nos.fork()\r\n")
    return tmp_path


def test_a_scan_fingerprints_what_it_reports(tree):
    report = wasmfit.scan(tree)
    expected = rolled((tree / "app.py").read_bytes().decode())
    log = json.loads(renderers()["sarif"].render(report, Style()))
    results = log["runs"][0]["results"]
    assert results
    for result in results:
        line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == expected[line - 1]
    assert {finding.excerpt for finding in report.findings} <= {"import os", "os.fork()"}


def test_what_cannot_be_read_has_neither(tree):
    found = excerpted(wasmfit.scan(tree).findings, lambda _: b"")
    assert {one.excerpt for one in found} == {""}
