"""The door: finding commands, exit codes, errors of one line, and what asking costs."""

import os
import subprocess
import sys

import pytest

from wasmfit.cli import _main
from wasmfit.cli._command import Command
from wasmfit.cli._main import main
from wasmfit.errors import KnowledgeError, NothingToScanError, UsageError
from wasmfit.version import __version__

HEAVY = {"rich", "tree_sitter", "msgspec", "yaml", "tomli", "packaging", "csv"}


@pytest.fixture
def acting(monkeypatch):
    """A function that makes ``targets`` do something else."""

    def act(action):
        command = Command("targets", "acts", lambda _: None, action)
        monkeypatch.setattr(_main, "load", lambda _: command)

    return act


def raising(error):
    def run(_):
        raise error

    return run


def test_the_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"wasmfit {__version__}\n"


def test_asking_for_the_version_loads_nothing_heavy():
    code = (
        "import sys; from wasmfit.cli import main; main(['--version']);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split("\n")[1].split())
    assert loaded & HEAVY == set()
    assert "wasmfit" in loaded


def test_help_names_every_command(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for name in ("explain", "rules", "targets"):
        assert f"\n    {name} " in out
    assert "exit codes: 0 done" in out


def test_every_command_has_help(capsys):
    for name in _main.names():
        assert main([name, "--help"]) == 0
        assert f"usage: wasmfit {name}" in capsys.readouterr().out


def test_a_command_offers_itself_under_its_file_name(monkeypatch):
    for name in _main.names():
        assert _main.load(name).id == name
    from wasmfit.cli import targets

    monkeypatch.setattr(targets, "COMMAND", Command("other", "", lambda _: None, lambda _: 0))
    with pytest.raises(TypeError, match="must offer a COMMAND with the id targets"):
        _main.load("targets")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the following arguments are required: COMMAND (see wasmfit --help)"),
        (["target"], "target: no such command (did you mean targets?)"),
        (["targets", "--no"], "unrecognized arguments: --no (see wasmfit --help)"),
        (["explain"], ("the following arguments are required: RULE|CAPABILITY|SYMBOL|PACKAGE"
                       "|TARGET|TOOLCHAIN|HOST"
                       " (see wasmfit explain --help)")),
        (["rules"], "the following arguments are required: ACTION (see wasmfit rules --help)"),
        (["targets", "-o", "xml"],
         "-o xml: no such format (use terminal, json, markdown, csv)"),
        (["targets", "--target", "wasip9"], "wasip9: no such target (did you mean wasip3?)"),
        (["targets", "--language", "pyton"],
         "--language pyton: no such language (did you mean python?)"),
    ],
)  # fmt: skip
def test_bad_usage_is_one_line_and_two(arguments, message, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err == f"wasmfit: error: {message}\n"
    assert captured.out == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [(UsageError("no"), 2), (KnowledgeError("no"), 2), (NothingToScanError("no"), 3)],
)
def test_errors_of_users(acting, error, code, capsys):
    acting(raising(error))
    assert main(["targets"]) == code
    assert capsys.readouterr().err == "wasmfit: error: no\n"


def test_every_line_of_an_error_is_marked(acting, capsys):
    acting(raising(KnowledgeError("one\ntwo")))
    assert main(["targets"]) == 2
    assert capsys.readouterr().err == "wasmfit: error: one\nwasmfit: error: two\n"


def test_the_code_of_the_command_is_the_code(acting):
    acting(lambda _: 1)
    assert main(["targets"]) == 1


def test_an_interrupt_is_quiet(acting, capsys):
    acting(raising(KeyboardInterrupt()))
    assert main(["targets"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_bug_is_a_bug(acting):
    acting(raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        main(["targets"])


def test_a_closed_pipe_is_quiet():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        run = subprocess.run(
            [sys.executable, "-m", "wasmfit", "targets"],
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.stderr == b""
    assert run.returncode == 141


def test_it_runs_as_a_module():
    run = subprocess.run(
        [sys.executable, "-m", "wasmfit", "rules"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stderr.startswith("wasmfit: error: the following arguments are required")


def test_hundreds_of_mistakes_are_counted_not_listed(monkeypatch, capsys):
    def broken(_arguments):
        raise KnowledgeError("\n".join(f"mistake {number}" for number in range(300)))

    monkeypatch.setattr(_main, "_run", broken)
    assert main([]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == _main.MISTAKES_SHOWN + 1
    assert lines[-1] == "wasmfit: error: and 250 more mistakes"


@pytest.mark.parametrize("shell", ["bash", "fish", "powershell", "tcsh", "zsh"])
def test_every_command_and_option_can_be_completed(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for word in (*_main.names(), "fail-under", "no-repo-config"):
        assert word in script
