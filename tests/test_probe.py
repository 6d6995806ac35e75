"""A sample of the tables is measured again, with Zig's compiler and Wasmtime from their wheels."""

import pytest

from tools import measure_c, measure_c_runs, probe, probe_labs
from tools.guest_tables import Outcome, Row, graded, write_table
from tools.probe_bench import Bench, Verdict
from tools.probe_python import placed


@pytest.fixture
def bench(tmp_path):
    """Twenty names to compile and link, and twenty functions to call."""
    return Bench(tmp_path, tmp_path, 20)


def test_a_sample_of_forty_agrees_with_the_table(bench):
    verdicts = list(probe_labs.zig(bench))
    assert len(verdicts) == 40
    assert [it for it in verdicts if not it.agrees] == []
    assert {it.found for it in verdicts} >= {"there", "absent", "ok"}


def test_a_row_that_is_wrong_is_found_out(bench, monkeypatch):
    """What the table says wrongly about a call, a header and a name that nobody has."""
    rows = {
        "chmod": {"kind": "symbol", "support": "native"},
        "stdio.h": {"kind": "header", "support": "absent"},
        "sys/stat.h": {"kind": "header", "support": "native"},
        "fork": {"kind": "symbol", "support": "native"},
        "printf": {"kind": "symbol", "support": "native"},
    }
    monkeypatch.setattr(probe_labs, "table", lambda *_: rows)
    monkeypatch.setattr(measure_c_runs, "probes", lambda: {"chmod": CHMOD})
    wrong = {it.symbol for it in probe_labs.zig(bench) if not it.agrees}
    assert wrong == {"stdio.h", "fork", "chmod()"}


CHMOD = 'return file("c") && chmod("c", 0640) == 0;'


@pytest.mark.parametrize(
    ("support", "found", "agrees"),
    [
        ("absent", "absent", True),
        ("absent", "declared", True),
        ("absent", "there", False),
        ("native", "there", True),
        ("stubbed", "there", True),
        ("native", "shimmed", False),
        ("altered", "shimmed", True),
        ("native", "absent", False),
        ("unknown", "there", False),
    ],
)
def test_what_a_compiler_says_fits_a_support(support, found, agrees):
    assert measure_c.agrees(support, found) is agrees


@pytest.mark.parametrize(
    ("support", "outcome", "agrees"),
    [
        ("native", "ok", True),
        ("native", "errno ENOSYS", False),
        ("native", "silent", False),
        ("stubbed", "errno ENOSYS", True),
        ("stubbed", "ok", False),
        ("altered", "silent", True),
        ("stubbed", "trap", True),
        ("absent", "absent", True),
        ("stubbed", "absent", False),
    ],
)
def test_what_a_call_came_to_fits_a_support(support, outcome, agrees):
    assert measure_c_runs.agrees(support, outcome) is agrees


@pytest.mark.parametrize(
    ("outcome", "support", "failure"),
    [
        (Outcome("ok", ""), "native", ""),
        (Outcome("value", "42"), "altered", ""),
        (Outcome("raised", "LoadError: x"), "absent", "run"),
        (Outcome("raised", "Errno::ENOTSUP"), "stubbed", ""),
        (Outcome("trap", "unreachable"), "stubbed", ""),
    ],
)
def test_what_a_guest_did_becomes_a_row(outcome, support, failure):
    row = graded("x", "name", outcome, ("LoadError",))
    assert (row.support, row.failure) == (support, failure)


def test_a_table_is_written_sorted_and_read_again(tmp_path):
    rows = [Row("b", "name", "native", "", "", ""), Row("a", "name", "absent", "run", "", "x, y")]
    write_table(tmp_path / "t.csv", rows)
    lines = (tmp_path / "t.csv").read_text("utf-8").splitlines()
    assert lines[1:] == ['a,name,absent,run,,"x, y",run', "b,name,native,,,,run"]


def test_names_are_looked_up_where_they_are():
    places = placed(["os.fork", "socket", "socket.socket.sendmsg", "no.such", "a b"])
    assert places == {
        "os.fork": ("os", "fork"),
        "socket": ("socket", ""),
        "socket.socket.sendmsg": ("socket:socket", "sendmsg"),
    }


def result(*agree, failure=""):
    verdicts = [Verdict(f"f{place}", "native", "absent", it) for place, it in enumerate(agree)]
    return probe.Result(name="zig", version="0.17", verdicts=verdicts, seconds=60, failure=failure)


def test_the_page_counts_and_lists_what_is_otherwise():
    text = "\n".join(probe.page([result(True, False)]))
    assert "| zig | 0.17.1 | 0.17 | 2 | 1 | 1 | 60 |" in text
    assert "Together 2 entries, 1 of them otherwise than shipped, in 1 minutes." in text
    assert "- zig: `f1`: shipped native, found absent" in text


def test_a_lab_that_cannot_run_is_a_failure_and_says_why(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("sys.argv", ["probe", "--only", "jco", "--packages", str(tmp_path)])
    assert probe.main() == 1
    assert "jco: cannot run: " in capsys.readouterr().out


def test_a_lab_that_disagrees_is_a_failure(monkeypatch, capsys):
    monkeypatch.setitem(
        probe.LABS, "zig", lambda _: iter([Verdict("f", "native", "absent", False)])
    )
    monkeypatch.setattr("sys.argv", ["probe", "--only", "zig"])
    assert probe.main() == 1
    assert "zig: f: shipped native, found absent" in capsys.readouterr().out
