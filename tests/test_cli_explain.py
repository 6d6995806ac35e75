"""``wasmfit explain``: rules, capabilities, symbols and packages."""

import pytest

from build_knowledge import FILES, HOST, write_rules
from wasmfit.cli._main import main
from wasmfit.knowledge import roots as roots_module
from wasmfit.knowledge.roots import Root


@pytest.fixture
def explain(tmp_path, monkeypatch, capsys):
    """A function that explains something out of a small world of rules."""
    wasip7 = FILES["targets/wasip2.toml"].replace("wasip2", "wasip7").replace("= true", "= false")
    files = FILES | {
        "targets/wasip7.toml": wasip7,
        "hosts/spin.toml": HOST.replace('support = "granted"', 'support = "absent"'),
    }
    folder = write_rules(tmp_path / "shipped", files)
    monkeypatch.setattr(roots_module, "shipped", lambda: Root(folder, "rules"))

    def run(*arguments):
        code = main(["explain", *arguments])
        captured = capsys.readouterr()
        return code, captured.out.splitlines() if code == 0 else captured.err

    return run


RULE = [
    "WF2201 python-process-spawn: this code starts another process",
    "  There is no process table.",
    "  needs proc.spawn, effort 5 for one place",
    "  call: subprocess.run, os.spawn*",
    "  replace, effort 5: Call the library.",
    "  for example:",
    "    import subprocess",
    "    subprocess.run([])",
    "",
]


@pytest.mark.parametrize("name", ["WF2201", "wf2201", "python-process-spawn"])
def test_a_rule(explain, name):
    assert explain(name) == (
        0,
        [
            *RULE,
            "  wasip2: stubbed, at run time through snake@3",
            "      [ran: ran it, 2026-11-23]",
            "  wasip7: no toolchain takes python there",
        ],
    )


def test_a_capability(explain):
    assert explain("net.tcp.client") == (
        0,
        [
            "net.tcp.client: connect to a server",
            "  covers connect",
            "",
            "  wasip2: granted through snake@3",
            "      -S inherit-network",
            "      [source: the specification, 2026-11-23]",
            "  wasip7: no toolchain takes python there",
        ],
    )


def test_a_capability_names_the_rules_that_need_it(explain):
    _, lines = explain("proc.spawn", "--target", "wasip2")
    assert "  WF2201 python-process-spawn: starts another process" in lines


def test_inside_a_host(explain):
    _, lines = explain("net.tcp.client", "--target", "wasip2+spin")
    assert lines[3:] == [
        "  wasip2+spin: absent, at build time through snake@3",
        "      allowed_outbound_hosts",
        "      [source: its book, 2026-11-23]",
    ]


def test_a_symbol_with_a_rule(explain):
    _, lines = explain("subprocess.run", "--target", "wasip2")
    assert lines[0] == "subprocess.run (python)"
    assert lines[1] == f"  {RULE[0]}"
    assert lines[-3:] == [
        "  wasip2: stubbed, at run time through snake@3",
        "      OSError",
        "      [ran: ran it, 2026-11-23]",
    ]


def test_a_symbol_that_was_only_measured(explain):
    assert explain("os.fork", "--target", "wasip2") == (
        0,
        [
            "os.fork (python): no rule is about it; this is what was measured",
            "",
            "  wasip2: absent, at run time through snake@3",
            "      missing, so far",
            "      [ran: ran it, 2026-11-23]",
        ],
    )


@pytest.mark.parametrize("name", ["pkg:pypi/psycopg2", "psycopg2"])
def test_a_package(explain, name):
    assert explain(name, "--target", "wasip2") == (
        0,
        [
            "pkg:pypi/psycopg2: over libpq",
            "  needs net.tcp.client",
            "  native code",
            "  instead: pkg:pypi/pg8000",
            "  [source: its documentation, 2026-11-23]",
            "  wasip2: absent, at build time through snake@3",
            "      version 2.9; no wheel",
            "      [ran: ran it, 2026-11-23]",
            "",
            "  net.tcp.client",
            "",
            "  wasip2: granted through snake@3",
            "      -S inherit-network",
            "      [source: the specification, 2026-11-23]",
        ],
    )


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("run", "did you mean subprocess.run?"),
        ("subproces.run", "did you mean subprocess.run?"),
        ("WF2291", "did you mean WF2201?"),
        ("psycopg", "did you mean psycopg2?"),
        ("zzzzzzzz", "see wasmfit rules list, wasmfit targets"),
    ],
)
def test_what_does_not_exist(explain, name, mend):
    assert explain(name) == (
        2,
        f"wasmfit: error: {name}: no such rule, capability, symbol or package ({mend})\n",
    )
