"""Starting is quick because little is imported: which modules a plain run may load."""

import json
import subprocess
import sys

import pytest

REPORT = """
import json, sys
before = set(sys.modules)
from wasmfit.cli import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""

SCAN_NEEDS = {"msgspec", "tree_sitter", "tree_sitter_python"}
"""The only foreign libraries that a scan of one Python file into JSON must load."""

THEIRS = {"attr", "tomli", "typing_extensions"}
"""Loaded by those libraries where it happens to be installed; tomli for rule files that are newer
than the index."""

HEAVY = {
    "asyncio",
    "ctypes",
    "email",
    "http",
    "multiprocessing",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "unittest",
    "urllib.request",
    "xml",
}
"""Slow or suspicious parts of the standard library."""


def loaded(*arguments: str) -> set[str]:
    """The modules that a run of the program in a fresh process loads."""
    run = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    code, modules = json.loads(run.stderr.splitlines()[-1])
    assert code == 0, run.stderr
    return set(modules)


def foreign(modules: set[str]) -> set[str]:
    """The libraries among the modules, without their compiled parts."""
    tops = {name.partition(".")[0] for name in modules} - {"wasmfit"}
    compiled = {name for name in tops if name.startswith("_") or name.endswith("__mypyc")}
    return tops - compiled - set(sys.stdlib_module_names)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("one") / "program.py"
    path.write_text("import os\nos.fork()\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def scan_to_json(file) -> set[str]:
    return loaded("scan", str(file), "-o", f"json={file.with_suffix('.json')}")


def test_version_loads_the_door_and_nothing_else():
    modules = loaded("--version")
    assert foreign(modules) == set()
    ours = {name for name in modules if name.startswith("wasmfit.")}
    rooms = {name.split(".")[1] for name in ours}
    assert rooms == {"cli", "errors", "version"}
    assert modules & HEAVY == set()


def test_a_scan_of_one_file_loads_what_that_file_needs(scan_to_json):
    assert foreign(scan_to_json) - THEIRS == SCAN_NEEDS
    assert scan_to_json & HEAVY == set()
    assert "wasmfit.stages.extract.workers" not in scan_to_json


def test_a_scan_for_the_terminal_adds_only_rich(file):
    modules = loaded("scan", str(file), "-o", f"terminal={file.with_suffix('.txt')}")
    assert foreign(modules) - THEIRS - SCAN_NEEDS <= {"rich"}


def test_a_scan_loads_the_reader_of_no_other_language(scan_to_json):
    """A language that is not there shows its name and suffixes, not its machinery."""
    rooms = [name.split(".") for name in scan_to_json if name.startswith("wasmfit.languages.")]
    read = {room[2] for room in rooms if len(room) > 3}
    assert read == {"python"}
