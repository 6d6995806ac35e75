"""A scan runs nothing it reads, fetches nothing, and writes nothing but its outputs.

The scan runs in a process of its own in which an audit hook (watch/) writes
down every event of that kind, also in the workers. The scanned tree is hostile:
every file of it, if it were run or imported, would leave a trace.
"""

import ast
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

WATCH = Path(__file__).resolve().parent / "watch"
CANARY = "canary_3e91f0"

TRAP = f"""
{CANARY} = "this file was run"
import os, subprocess, sys
open(os.environ["WATCH_LOG"], "a").write(repr(["ran", __file__]) + "\\n")
"""
"""Python source that notes its own execution."""

IMPOSTORS = (
    "ast.py",
    "conftest.py",
    "hashlib.py",
    "json.py",
    "msgspec/__init__.py",
    "multiprocessing/__init__.py",
    "pathlib.py",
    "pickle.py",
    "re.py",
    "rich/__init__.py",
    "setup.py",
    "struct.py",
    "tomli.py",
    "tree_sitter/__init__.py",
    "tree_sitter_python.py",
    "usercustomize.py",
)
"""Names that a scan started inside the tree would import if it looked there."""

PROCESSES = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.")

CHANGES = ("write", "os.", "shutil.", "tempfile.")

FILLING = "value = 1  # lines that make the file large enough to be worth a worker\n"


@dataclass(frozen=True)
class Watched:
    """A process that was watched: where, its exit code, its words, and the events."""

    tree: Path
    code: int
    said: str
    events: tuple[tuple[str, ...], ...]

    def of(self, *names: str) -> list[tuple[str, ...]]:
        """The events whose name starts with one of these."""
        return [event for event in self.events if event[0].startswith(names)]


@pytest.fixture
def tree(tmp_path) -> Path:
    return hostile(tmp_path / "tree")


def hostile(root: Path) -> Path:
    """Make a tree in which every file is a trap."""
    for name in IMPOSTORS:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(TRAP, "utf-8")
    (root / "app").mkdir()
    for number in range(4):
        source = TRAP + "subprocess.run(['ls'])\n" + FILLING * 8_000
        (root / "app" / f"worker_{number}.py").write_text(source, "utf-8")
    (root / "pyproject.toml").write_text(
        '[project]\nname = "app"\nversion = "1"\ndependencies = ["psycopg2"]\n', "utf-8"
    )
    return root


def watched(command: Sequence[str], tree: Path) -> Watched:
    """Run a command inside the tree with every Python process below it watched."""
    log = tree.parent / "events.txt"
    log.touch()
    run = subprocess.run(
        command,
        cwd=tree,
        env=environment(tree, log),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    events = (ast.literal_eval(line) for line in log.read_text("utf-8").splitlines())
    said = run.stdout + run.stderr
    return Watched(tree, run.returncode, said, tuple(tuple(event) for event in events))


def environment(tree: Path, log: Path) -> Mapping[str, str]:
    places = [str(WATCH), *(path for path in sys.path if path and Path(path).is_absolute())]
    return {
        "HOME": str(tree.parent / "home"),
        "PATH": os.defpath,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(places),
        "WATCH_CANARY": CANARY,
        "WATCH_LOG": str(log),
        "WATCH_TREE": str(tree),
        "XDG_CACHE_HOME": str(tree.parent / "cache"),
    }


def fingerprint(tree: Path) -> dict[str, str]:
    """Every file below a folder with the hash of its bytes."""
    return {
        path.relative_to(tree).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(tree.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module", params=["module", "script"])
def scanned(request, tmp_path_factory) -> Watched:
    """A scan by two workers, started inside the tree, as a module and as a script."""
    tree = hostile(tmp_path_factory.mktemp(request.param) / "tree")
    script = tree.parent / "wasmfit"
    script.write_text("import sys\nfrom wasmfit.cli import main\nsys.exit(main())\n", "utf-8")
    # A module imports the package before it can protect itself, so it needs Python's own switch.
    starts = {"module": ["-P", "-m", "wasmfit"], "script": [str(script)]}
    output = tree.parent / "report.json"
    options = ["scan", ".", "--jobs", "2", "-o", f"json={output}"]
    before = fingerprint(tree)
    result = watched([sys.executable, *starts[request.param], *options], tree)
    assert result.code == 0, result.said
    assert json.loads(output.read_text("utf-8"))["findings"]
    assert fingerprint(tree) == before, "the scan changed what it scanned"
    return result


def test_a_scan_runs_nothing_that_it_reads(scanned):
    assert scanned.of("ran", "run", "compile", "ctypes.") == []


def test_a_scan_opens_no_connection(scanned):
    assert scanned.of("socket.", "urllib.", "http.") == []


def test_a_scan_starts_only_its_own_workers(scanned):
    started = scanned.of("start", *PROCESSES)
    assert len(started) >= 2, "with two jobs there must be workers"
    for event, program, *arguments in started:
        assert event == "start"
        assert program == sys.executable
        assert "from multiprocessing." in " ".join(arguments)


def test_a_scan_writes_only_its_outputs_and_its_cache(scanned):
    folder = scanned.tree.parent
    allowed = (str(folder / "report.json"), str(folder / "cache"))
    changed = [event for event in scanned.events if event[0].startswith(CHANGES)]
    touched = {place for event in changed for place in places(event)}
    assert str(folder / "report.json") in touched
    assert any(place.startswith(str(folder / "cache")) for place in touched)
    assert {place for place in touched if not place.startswith(allowed)} == set()


def places(event: tuple[str, ...]) -> tuple[str, ...]:
    """The paths that an event is about: one, or two where something gets another name."""
    return event[1:3] if event[0] in {"os.rename", "os.link", "os.symlink"} else event[1:2]


MISDEEDS = {
    "socket.connect": "import socket; socket.socket().connect_ex(('127.0.0.1', 9))",
    "socket.getaddrinfo": "import socket; socket.getaddrinfo('localhost', 9)",
    "subprocess.Popen": "import subprocess, sys; subprocess.run([sys.executable, '-V'])",
    "start": "import multiprocessing.util as u; u.spawnv_passfds(b'/bin/true', ['true'], [])",
    "os.system": "import os; os.system('true')",
    "os.fork": "import os; os.fork() or os._exit(0)",
    "os.mkdir": "import os; os.mkdir('made')",
    "write": "open('left', 'w').close()",
    "write sqlite": "import sqlite3; sqlite3.connect('left').close()",
    "run": "import runpy; runpy.run_path('setup.py')",
    "ran": "import runpy; runpy.run_path('setup.py')",
    "compile": "import ast, pathlib; ast.parse(pathlib.Path('setup.py').read_bytes())",
}


@pytest.mark.parametrize("event", MISDEEDS)
def test_the_watch_sees(event, tree):
    """Each event that must not happen is seen when it happens."""
    result = watched([sys.executable, "-P", "-c", MISDEEDS[event]], tree)
    assert result.of(event.split()[0]), result
