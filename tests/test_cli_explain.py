"""``wasmfit explain``: rules, capabilities, symbols and packages."""

import pytest

from build_knowledge import CAPABILITIES, FILES, HOST, PACKAGES, RULES, TOOLCHAIN, write_rules
from wasmfit.cli._main import main
from wasmfit.knowledge import roots as roots_module
from wasmfit.knowledge.roots import Root


@pytest.fixture
def explain(tmp_path, monkeypatch, capsys):
    """A function that explains something out of a small world of rules."""
    wasip7 = FILES["targets/wasip2.toml"].replace("wasip2", "wasip7").replace("= true", "= false")
    toolchain = 'id = "toolchain"\nsummary = "be built by a maintained toolchain"'
    files = {
        **FILES,
        "capabilities.toml": f"{CAPABILITIES}\n[[capability]]\n{toolchain}\n",
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
            "os.fork (python): no rule is about it; this is what the tables say",
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
        f"wasmfit: error: {name}: no such rule, capability, symbol, package or service ({mend})\n",
    )


def test_the_toolchains_of_every_language(explain, tmp_path):
    crab = TOOLCHAIN.replace("snake", "crab").replace("python", "rust")
    crab = crab.replace('"maintained"', '"experimental"')
    write_rules(tmp_path / "shipped", {"toolchains/crab/toolchain.toml": crab})
    assert explain("toolchain", "--target", "wasip2") == (
        0,
        [
            "toolchain: be built by a maintained toolchain",
            "",
            "  python",
            "",
            "  wasip2: native through snake@3",
            "      [ran: ran it, 2026-11-23]",
            "",
            "  rust",
            "",
            "  wasip2: partial, at run time through crab@3",
            "      only crab@3, which is experimental there",
            "      [ran: ran it, 2026-11-23]",
        ],
    )


def test_a_retired_rule_and_a_limited_remedy(explain, tmp_path):
    retired = RULES.replace("why = ", "retired = true\nwhy = ")
    retired = retired.replace('action = "replace"', 'action = "replace"\ntoolchains = ["snake"]')
    write_rules(tmp_path / "shipped", {"languages/python/process.toml": retired})
    _, lines = explain("WF2201", "--target", "wasip2")
    assert lines[1] == "  retired: it no longer reports anything"
    assert "  replace, effort 5 (only snake): Call the library." in lines
    assert explain("subprocess.run", "--target", "wasip2")[1][0].endswith("what the tables say")


def test_a_package_that_lacks_nothing(explain, tmp_path):
    pure = PACKAGES.replace('["net.tcp.client"]', "[]").replace("pure = false", "pure = true")
    write_rules(tmp_path / "shipped", {"packages/pypi.toml": pure.replace("psycopg2", "flask")})
    _, lines = explain("flask", "--target", "wasip2")
    assert lines[1:3] == [
        "  needs nothing that a target lacks",
        "  no native code, or a pure fallback",
    ]


def test_a_package_of_which_little_is_known(explain, tmp_path):
    little = PACKAGES.replace("pure = false\n", "").replace("psycopg2", "flask")
    little = little.replace('replacement = "pkg:pypi/pg8000"\n', "").replace("over libpq", "")
    write_rules(tmp_path / "shipped", {"packages/pypi.toml": little})
    _, lines = explain("flask", "--target", "wasip2")
    assert lines[:3] == [
        "pkg:pypi/flask: no note",
        "  needs net.tcp.client",
        "  [source: its documentation, 2026-11-23]",
    ]


def test_what_the_data_does_not_say(explain, tmp_path):
    more = '\n[[capability]]\nid = "gpu.compute"\nsummary = "compute on a GPU"\n'
    write_rules(tmp_path / "shipped", {"capabilities.toml": CAPABILITIES + more})
    assert explain("gpu.compute", "--target", "wasip2") == (
        0,
        [
            "gpu.compute: compute on a GPU",
            "",
            "  wasip2: unknown through snake@3",
            "      no data",
        ],
    )


def test_nobody_says_anything(explain):
    _, lines = explain("proc.spawn", "--target", "wasip7")
    assert lines[-1] == "  wasip7: no toolchain takes python there"
    _, lines = explain("toolchain", "--language", "python", "--target", "wasip7")
    assert lines[-3:] == [
        "  wasip7: absent, at build time",
        "      none of snake reaches wasip7",
        "      [ran: ran it, 2026-11-23]",
    ]


def test_a_host(explain):
    assert explain("spin") == (
        0,
        [
            "spin: Spin 4, a host, maintained",
            "  runs: wasip2",
            "  lifetime: request",
            "  memory: 4096 MiB at most",
            "  net.tcp.client: absent, allowed_outbound_hosts",
            "  [source: its book, 2026-11-23]",
        ],
    )


def test_a_toolchain(explain):
    code, lines = explain("snake")
    assert code == 0
    assert lines[:2] == ["snake: Snake 3, a toolchain", "  for: python"]
    assert "  wasip2: maintained, 3 names in its table" in lines


def test_a_target(explain):
    code, lines = explain("wasip2")
    assert code == 0
    assert lines[:2] == ["wasip2: WASI 0.2, a standard target", "  worlds: wasi:cli/command"]
    assert "  python: snake@3, maintained" in lines
    assert "  hosts: spin" in lines


def test_a_symbol_that_fares_otherwise_while_its_file_is_loaded(capsys):
    assert main(["explain", "process.env"]) == 0
    lines = capsys.readouterr().out.splitlines()
    place = lines.index("  wasip2: shimmed through jco@1.35.0")
    early = "  wasip2, while the file is loaded: absent, at build time through jco@1.35.0"
    assert lines.index(early) > place
