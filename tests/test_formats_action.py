"""The GitHub Action and the pre-commit hooks: what they run exists, and nothing is injected."""

import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from wasmfit.cli import _main

ROOT = Path(__file__).resolve().parent.parent
ACTION = (ROOT / "action.yml").read_text("utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")

SCRIPTS = [
    textwrap.dedent(block) for block in re.findall(r"run: \|\n((?:        .*(?:\n|\Z))+)", ACTION)
]
SCAN = SCRIPTS[-1]
VARIABLES = re.findall(r"^        ([A-Z_]+): \$\{\{ inputs\.", ACTION, re.MULTILINE)[1:]
ENTRIES = re.findall(r"^  entry: (.*)$", HOOKS, re.MULTILINE)


def test_the_files_are_read_as_they_are_meant():
    assert len(SCRIPTS) == 2
    assert len(VARIABLES) == 7
    assert len(ENTRIES) == HOOKS.count("- id: ") == HOOKS.count("pass_filenames: false") == 2


def test_no_input_is_part_of_a_script():
    for script in SCRIPTS:
        assert "${{" not in script


def test_every_input_is_used_and_every_variable_is_quoted():
    declared = ACTION.partition("inputs:")[2].partition("\noutputs:")[0]
    names = set(re.findall(r"^  ([\w-]+):$", declared, re.MULTILINE))
    assert set(re.findall(r"inputs\.([\w-]+)", ACTION)) == names
    for name in VARIABLES:
        bare = re.findall(rf'(?<!["=])\${name}\b(?!")', SCAN)
        assert bare == ([f"${name}"] if name == "TARGET" else []), name


def test_the_upload_survives_a_crossed_threshold_and_leaves_forks_alone():
    upload = ACTION.partition("name: Upload")[2]
    (condition,) = re.findall(r"if: >-\n((?:        .*\n)+)", upload)
    words = " ".join(condition.split())
    assert words == (
        "${{ !cancelled() && inputs.upload == 'true' && hashFiles(inputs.sarif) != '' && "
        "(github.event_name != 'pull_request' || "
        "github.event.pull_request.head.repo.full_name == github.repository) }}"
    )
    assert "sarif_file: ${{ inputs.sarif }}" in upload


def fake(tmp_path: Path) -> Path:
    """A program in the place of the installed one that shows its arguments."""
    program = tmp_path / "wasmfit" / "bin" / "wasmfit"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n', "utf-8")
    program.chmod(0o755)
    return tmp_path


def arguments(tmp_path: Path, **given: str) -> list[str]:
    environment = {
        **dict.fromkeys(VARIABLES, ""),
        "SCANNED": ".",
        "SARIF": "wasmfit.sarif",
        "GITHUB_STEP_SUMMARY": "summary.md",
        "RUNNER_TEMP": str(fake(tmp_path)),
        "PATH": os.environ["PATH"],
        **given,
    }
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", SCAN]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def test_the_action_asks_for_what_its_inputs_say(tmp_path):
    given = {"TARGET": "wasip1 wasip2", "FAIL_ON": "error,new", "BASELINE": "b.json", "JSON": "r"}
    assert arguments(tmp_path, **given) == [
        "scan",
        *("-o", "github=summary.md"),
        *("-o", "sarif=wasmfit.sarif"),
        *("--target=wasip1", "--target=wasip2"),
        *("-o", "json=r"),
        *("--fail-on=error,new", "--baseline=b.json"),
        *("--", "."),
    ]


def test_without_inputs_the_settings_decide(tmp_path):
    words = arguments(tmp_path, SCANNED="--jobs=9; touch x")
    assert words[-2:] == ["--", "--jobs=9; touch x"]
    assert len(words) == 7


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_hook_runs_on_a_repository(entry, tmp_path):
    program, command, *options = entry.split()
    assert program == "wasmfit"
    assert command in _main.names()
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x", "-C", str(tmp_path)]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    (tmp_path / "a.py").write_text("import os\nos.fork()\n", "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "wasmfit", command, *options],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert run.returncode == (1 if options else 0)
