"""Settings: where they come from, what beats what, and every mistake named."""

import json
import tomllib
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from wasmfit import config
from wasmfit.cli import main
from wasmfit.errors import UsageError
from wasmfit.pipeline import Options, scan

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


def test_what_settings_may_say_is_published():
    text = (Path(__file__).parent.parent / "docs/settings.schema.json").read_text("utf-8")
    schema = json.loads(text)
    full = FULL.replace("2027-01-31", '"2027-01-31"') + ROLES + GUARDS + UNITS
    jsonschema.validate(tomllib.loads(full), schema)
    for wrong in MISTAKES:
        if "nginx" in wrong or "wasip9" in wrong or "none-such" in wrong or "nowhere" in wrong:
            continue  # ids and folders that may come with rules of one's own
        if "1-01T00" in wrong or "reason = 'x'" in wrong or "../up" in wrong:
            continue  # TOML's own types, and what needs more than one key or a look around
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tomllib.loads(wrong), schema)


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
    " fail_on, fail_under, ignores, roles, guards, units)",
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
    "roles = { tests = ['qa/'] }": 'roles/tests: "tests" is no role (use source, test, example, ',
    "[[units]]\nname = 'a'": "units 1/path: missing (every such table has it)",
    "[[units]]\npath = '../up'": 'units 1/path: "../up" leads out of the tree (write it from ',
    "[[units]]\npath = 'a'\nkind = 'image'": 'units 1/kind: "image" is no kind (use service, ',
    "guards = { macro = ['X'] }": "guards/macro: unknown key (known: macros, cfgs, names)",
    "[[ignores]]\nrule = 'a'\nreason = 'b'\nexpires = 2027-01-01T00:00:00Z": "ignores 1/expires: ",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_names_file_table_and_key(text, tree):
    (said,) = complaints(tree, text)
    key = MISTAKES[text].partition(":")[0].rpartition("/")[2]
    line = text.count("\n", 0, max(text.rfind(f"{key} ="), 0)) + 1
    assert said.startswith(f"wasmfit.toml:{line}: {MISTAKES[text]}")


def test_all_mistakes_are_named_at_once(tree):
    text = "[tool.wasmfit]\nfail_under = -1\ncolour = 'red'\n\n[[tool.wasmfit.ignores]]\n"
    assert [line.partition(" (")[0] for line in complaints(tree, text, "pyproject.toml")] == [
        "pyproject.toml:2: tool/wasmfit/fail_under: -1 is no score",
        "pyproject.toml:5: tool/wasmfit/ignores 1/reason: missing",
        "pyproject.toml:5: tool/wasmfit/ignores 1/path: missing",
        "pyproject.toml:3: tool/wasmfit/colour: unknown key",
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
        'wasmfit: error: wasmfit.toml:1: fail_under: "high" is no score'
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


ROLES = """
[roles]
test = ["qa/", "/check_*.py"]
source = ["tests/public/"]
"""


def test_roles_are_what_the_settings_say(tree):
    for path in ("qa/a.py", "check_b.py", "tests/public/c.py", "tests/d.py", "src/e.py"):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text("import os\nos.fork()\n", "utf-8")
    put(tree, ROLES)
    found = config.load(tree)
    report = scan(tree, Options(profiles=("wasip2",), roles=found.roles))
    roles = {one.location.path: one.role.value for one in report.findings if one.kind == "call"}
    assert roles == {
        "app.py": "source",
        "check_b.py": "test",
        "qa/a.py": "test",
        "src/e.py": "source",
        "tests/d.py": "test",
        "tests/public/c.py": "source",
    }


UNITS = """
[[units]]
path = "services/pay"
name = "payments"
kind = "service"
entries = ["run.py"]

[[units]]
path = "services/empty"
"""


def test_units_are_what_the_settings_say(tree):
    for path in ("services/pay/run.py", "services/mail/run.py"):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text("import os\nos.fork()\n", "utf-8")
    put(tree, UNITS)
    report = scan(tree, Options(profiles=("wasip2",), units=config.load(tree).units))
    units = {one.unit.id: one.unit for one in report.units}
    assert sorted(units) == [".", "services/pay"]
    paid = units["services/pay"]
    assert (paid.name, paid.kind.value) == ("payments", "service")
    assert paid.entries == ("services/pay/run.py",)


GUARDED = {
    "a.py": "import os\nfrom compat import is_native\nif is_native():\n    os.fork()\n",
    "b.py": "import os, compat\nif not compat.is_native():\n    pass\nelse:\n    os.fork()\n",
    "c.c": "#include <unistd.h>\n#ifdef WITH_FORK\nint f(void) { return fork(); }\n#endif\n",
    "d.rs": '#[cfg(native)]\nfn f() { std::process::Command::new("ls").spawn(); }\n',
    "e.mjs": "import { spawn } from 'node:child_process';\nimport { isNative } from './env.mjs';\n"
    "if (isNative) spawn('ls');\n",
}
GUARDS = """
[guards]
macros = ["WITH_FORK"]
cfgs = ["native"]
names = ["is_native()", "isNative"]
"""


@pytest.mark.parametrize("name", GUARDED)
def test_guards_of_one_s_own_keep_code_off_webassembly(name, tmp_path):
    (tmp_path / name).write_text(GUARDED[name], "utf-8")
    (tmp_path / "compat.py").write_text("def is_native():\n    return ask()\n", "utf-8")
    put(tmp_path, GUARDS)
    guards = config.load(tmp_path).guards
    certain = name not in ("c.c", "d.rs")  # conditions that nobody can answer are no certainty
    assert bool(blockers(tmp_path, Options(profiles=("wasip2",)))) is certain
    assert blockers(tmp_path, Options(profiles=("wasip2",), guards=guards)) == []
    (found,) = calls(tmp_path, Options(profiles=("wasip2", "linux"), guards=guards))
    assert found.active == {"wasip2": False}


def calls(tree, options):
    return [one for one in scan(tree, options).findings if one.kind == "call"]


def blockers(tree, options):
    return [one for one in calls(tree, options) if one.is_blocker("wasip2")]


def test_what_hides_is_said(tree, capsys):
    put(tree, ROLES + GUARDS)
    assert main(["scan", str(tree)]) == 0
    said = capsys.readouterr().err
    assert "wasmfit.toml leaves things out (3 in roles, 4 in guards; --no-repo-config" in said
