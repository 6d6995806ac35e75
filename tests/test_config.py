"""Settings: where they come from, what beats what, and every mistake named."""

from datetime import date
from pathlib import Path

import pytest

from wasmfit import config
from wasmfit.cli import main
from wasmfit.errors import UsageError

FULL = """
targets = ["wasip1", "wasip2+spin"]
hosts = ["wasmtime"]
exclude = ["legacy/"]
rules = ["more"]
fail_on = ["error", "keep"]
fail_under = 40

[toolchains]
python = "componentize-py"

[[ignores]]
path = "app/old.py"
rule = "WF2201"
reason = "moves to the queue service"
expires = 2027-01-31

[[ignores]]
rule = "python-process-fork"
reason = "never reached"
expires = "2027-02-01"
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    hosts = tmp_path / "more" / "hosts"
    hosts.mkdir(parents=True)
    for name in ("spin", "wasmtime"):
        put(hosts, "", f"{name}.toml")
    (tmp_path / "app.py").write_text("import os\nos.fork()\n", "utf-8")
    return tmp_path


def put(folder: Path, text: str, name: str = "wasmfit.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def complaints(folder: Path, text: str, name: str = "wasmfit.toml") -> list[str]:
    put(folder, text, name)
    with pytest.raises(UsageError) as error:
        config.load(folder)
    return str(error.value).split("\n")


def test_every_key_arrives(tree):
    put(tree, FULL)
    found = config.load(tree)
    assert found.origin == "wasmfit.toml"
    assert found.targets == ("wasip1", "wasip2+spin")
    assert found.hosts == ("wasmtime",)
    assert found.toolchains == {"python": "componentize-py"}
    assert found.excludes == ("legacy/",)
    assert found.rules == (tree / "more",)
    assert (found.fail_on, found.fail_under) == (("error", "keep"), 40)
    first, second = found.ignores
    assert (first.path, first.rule, first.expires) == ("app/old.py", "WF2201", date(2027, 1, 31))
    assert first.origin == "wasmfit.toml: ignores 1"
    assert (second.path, second.expires) == ("", date(2027, 2, 1))


def test_the_table_of_a_pyproject_says_the_same(tree):
    text = FULL.replace("[toolchains]", "[tool.wasmfit.toolchains]")
    text = text.replace("[[ignores]]", "[[tool.wasmfit.ignores]]")
    put(tree, f"[tool.wasmfit]{text}", "pyproject.toml")
    found = config.load(tree)
    assert found.origin == "pyproject.toml"
    assert found.targets == ("wasip1", "wasip2+spin")
    assert found.ignores[1].origin == "pyproject.toml: tool/wasmfit/ignores 2"


def test_without_settings_there_are_none(tree):
    assert config.load(tree) == config.Config()
    put(tree, "[project]\nname = 'wasmfit-user'\n", "pyproject.toml")
    assert config.load(tree) == config.Config()


def test_a_broken_pyproject_that_never_mentions_us_is_not_our_business(tree):
    put(tree, "[project\n", "pyproject.toml")
    assert config.load(tree) == config.Config()


def test_the_file_of_our_own_wins_and_says_so(tree):
    put(tree, "fail_under = 10\n")
    put(tree, "[tool.wasmfit]\nfail_under = 90\n", "pyproject.toml")
    found = config.load(tree)
    assert found.fail_under == 10
    assert found.notices == (
        "pyproject.toml: [tool.wasmfit] is not read because there is a wasmfit.toml",
    )


def test_a_scanned_file_has_the_settings_beside_it(tree):
    put(tree, "fail_under = 10\n")
    assert config.load(tree / "app.py").fail_under == 10


def test_settings_of_the_tree_can_be_distrusted(tree):
    put(tree, "this is not even TOML")
    assert config.load(tree, trusted=False) == config.Config()


def test_a_named_file_takes_the_place_of_the_tree_s(tree, tmp_path):
    put(tree, "this is not even TOML")
    other = put(tmp_path, "[tool.wasmfit]\nfail_under = 7\n", "pyproject.toml")
    found = config.load(tree, file=other, trusted=False)
    assert (found.fail_under, found.origin) == (7, str(other))


def test_links_of_the_tree_are_not_followed(tree, tmp_path):
    secret = put(tmp_path, "password = 'x'\n", "secret.toml")
    (tree / "wasmfit.toml").symlink_to(secret)
    (tree / "pyproject.toml").symlink_to("/dev/zero")
    assert config.load(tree) == config.Config()


MISTAKES = {
    'target = ["wasip2"]': "target: unknown key (known: targets, hosts, toolchains, exclude, rules,"
    " fail_on, fail_under, ignores)",
    'targets = "wasip2"': 'targets: "wasip2" is no list (put it in brackets)',
    'targets = ["wasip9"]': 'targets: "wasip9" is no target (use ',
    'targets = ["wasip2+nginx"]': 'targets: "nginx" is no host (use ',
    'hosts = ["nginx"]': 'hosts: "nginx" is no host (use ',
    'toolchains = { python = "none-such" }': 'toolchains/python: "none-such" is no toolchain (use ',
    'exclude = [""]': 'exclude: "" is no text (write a string that is not empty)',
    'rules = ["nowhere"]': 'rules: "nowhere" is no folder (name one laid out like rules/, ',
    'fail_on = ["errors"]': 'fail_on: "errors" is no condition (use none, new, error, ',
    "fail_under = 101": "fail_under: 101 is no score (write a number from 0 to 100)",
    "fail_under = true": "fail_under: true is no score (write a number from 0 to 100)",
    "ignores = {}": "ignores: this must be a list of tables (write [[ignores]])",
    "[[ignores]]\nrule = 'WF2201'": "ignores 1/reason: missing (every such table has it)",
    "[[ignores]]\nreason = 'x'": "ignores 1/path: missing (an entry without path and rule ",
    "[[ignores]]\nrule = 'a'\nreason = 'b'\nexpires = 'soon'": 'ignores 1/expires: "soon" is no '
    "day (write YYYY-MM-DD)",
    "[[ignores]]\nrule = 'a'\nreason = 'b'\nexpires = 2027-01-01T00:00:00Z": "ignores 1/expires: ",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_names_file_table_and_key(text, tree):
    (said,) = complaints(tree, text)
    assert said.startswith(f"wasmfit.toml: {MISTAKES[text]}")


def test_all_mistakes_are_named_at_once(tree):
    text = "[tool.wasmfit]\nfail_under = -1\ncolour = 'red'\n\n[[tool.wasmfit.ignores]]\n"
    assert [line.partition(" (")[0] for line in complaints(tree, text, "pyproject.toml")] == [
        "pyproject.toml: tool/wasmfit/fail_under: -1 is no score",
        "pyproject.toml: tool/wasmfit/ignores 1/reason: missing",
        "pyproject.toml: tool/wasmfit/ignores 1/path: missing",
        "pyproject.toml: tool/wasmfit/colour: unknown key",
    ]


def test_what_is_no_toml_is_said_with_its_line(tree):
    (said,) = complaints(tree, "a = 1\na = 2\n")
    assert said.startswith("wasmfit.toml: not valid TOML: ")
    assert "line 2" in said
    (tree / "wasmfit.toml").unlink()
    (said,) = complaints(tree, "[tool]\nwasmfit = 1\n", "pyproject.toml")
    assert said == "pyproject.toml: tool/wasmfit: this must be a table (write [tool.wasmfit])"


def test_a_file_that_is_no_settings_is_refused(tree):
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        config.load(tree, file=tree / "none.toml")
    with pytest.raises(UsageError, match="not a file"):
        config.load(tree, file=tree)
    with pytest.raises(UsageError, match="larger than 1000000 bytes"):
        config.load(tree, file=put(tree, "#" * 1_000_001, "big.toml"))
    (tree / "latin.toml").write_bytes(b"# \xff\n")
    with pytest.raises(UsageError, match="not valid TOML"):
        config.load(tree, file=tree / "latin.toml")


def test_a_mistake_ends_the_scan_with_two(tree, capsys):
    put(tree, "fail_under = 'high'\n")
    assert main(["scan", str(tree)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        'wasmfit: error: wasmfit.toml: fail_under: "high" is no score'
        " (write a number from 0 to 100)\n"
    )


def test_the_scan_obeys_and_the_command_line_beats(tree, capsys):
    put(tree, 'targets = ["wasip1"]\nfail_under = 100\n')
    assert main(["scan", str(tree)]) == 1
    assert "judged for wasip1" in capsys.readouterr().out
    assert main(["scan", str(tree), "--fail-under", "0", "--target", "wasip3"]) == 0
    assert "judged for wasip3" in capsys.readouterr().out
    assert main(["scan", str(tree), "--no-repo-config"]) == 0
    assert "judged for wasip2" in capsys.readouterr().out


def test_excludes_of_settings_and_command_line_add_up(tree, capsys):
    (tree / "b.py").write_text("import os\n", "utf-8")
    (tree / "c.py").write_text("import os\n", "utf-8")
    put(tree, 'exclude = ["b.py"]\n')
    assert main(["scan", str(tree), "--exclude", "c.py"]) == 0
    assert "1 files of python" in capsys.readouterr().out
