"""Repositories, caches and disks that do not mean well."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from test_promises import environment, watched
from wasmfit.stages.extract import cache as caches

PROGRAM = [sys.executable, "-P", "-m", "wasmfit", "scan"]
FORK = "import os\nos.fork()\n"


def tree(root: Path, size: int = 0) -> Path:
    root.mkdir()
    for number in range(4):
        filling = f"value_{number} = 1  # lines\n" * (size // 100)
        (root / f"m{number}.py").write_text(FORK + filling)
    return root


@pytest.fixture
def repository(tmp_path) -> Path:
    """A repository whose settings and hooks start programs whenever git looks at it."""
    root = tree(tmp_path / "tree")
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'sprung'}\n")
    trap.chmod(0o755)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(root)]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    (root / "m0.py").write_text(FORK * 2)
    (root / ".gitattributes").write_text("*.py filter=x diff=x merge=x\n")
    names = {
        "core": ("fsmonitor", "sshCommand", "editor", "pager", "askPass", "gitProxy"),
        "diff": ("external",),
        'diff "x"': ("command", "textconv"),
        'filter "x"': ("clean", "smudge", "process"),
        "gpg": ("program",),
        "credential": ("helper",),
        "uploadpack": ("packObjectsHook",),
    }
    lines = [f"[{part}]\n" + "".join(f"\t{k} = {trap}\n" for k in v) for part, v in names.items()]
    hooks = f"[core]\n\thooksPath = {root / '.git' / 'hooks'}\n"
    config = root / ".git" / "config"
    config.write_text(config.read_text() + "".join(lines) + hooks)
    for name in ("post-checkout", "pre-commit", "fsmonitor-watchman", "post-index-change"):
        place = root / ".git" / "hooks" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(trap.read_text())
        place.chmod(0o755)
    return root


def test_the_trap_springs_when_git_itself_looks(repository, tmp_path):
    subprocess.run(["git", "-C", str(repository), "diff"], check=False, capture_output=True)
    assert (tmp_path / "sprung").exists()


def test_a_hostile_repository_starts_no_program(repository, tmp_path):
    output = tmp_path / "report.json"
    result = watched(
        [*PROGRAM, ".", "--no-cache", "--since", "HEAD", "-o", f"json={output}"], repository
    )
    assert result.code == 0, result.said
    new = [f["new"] for f in json.loads(output.read_text())["findings"] if f["kind"] == "call"]
    assert new.count(True) == 1, "what changed since the commit is known"
    assert not (tmp_path / "sprung").exists()
    assert result.of("start", "subprocess.", "os.exec", "os.system", "os.posix_spawn") == []
    assert result.of("socket.") == []


def test_a_broken_repository_is_one_line(repository):
    for place in (repository / ".git" / "objects").rglob("*"):
        if place.is_file():
            place.chmod(0o644)
            place.write_bytes(b"x" * 40)
    result = watched([*PROGRAM, ".", "--no-cache", "--since", "HEAD"], repository)
    assert result.code == 2
    assert len(result.said.splitlines()) == 1


@pytest.mark.parametrize("room", [0, 3_000, 30_000])
def test_a_full_disk_leaves_the_old_report_and_ends_with_two(room, tmp_path):
    """The system itself refuses to let a file grow: first the cache's, then the report's."""
    root = tree(tmp_path / "tree", 200_000)
    for name in ("json", "sarif", "html"):
        (tmp_path / name).write_text("old")
    outputs = [f"{name}={tmp_path / name}" for name in ("json", "sarif", "html")]
    arguments = [word for output in outputs for word in ("-o", output)]
    (tmp_path / "events").touch()
    run = subprocess.run(
        [*PROGRAM, str(root), *arguments],
        env={**environment(root, tmp_path / "events"), "PYTHONPATH": ":".join(sys.path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith("wasmfit: error: ")
    assert "cannot write" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert [(tmp_path / name).read_text() for name in ("json", "html")] == ["old", "old"]
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_eight_scans_at_once_share_a_cache(tmp_path):
    root = tree(tmp_path / "tree", 400_000)
    for path in root.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    (tmp_path / "events").touch()
    running = [
        subprocess.Popen(
            [*PROGRAM, str(root), "--jobs", "1", "-o", f"json={tmp_path / f'{number}.json'}"],
            env={**environment(root, tmp_path / "events"), "PYTHONPATH": ":".join(sys.path)},
            stderr=subprocess.PIPE,
        )
        for number in range(8)
    ]
    said = [process.communicate(timeout=300)[1] for process in running]
    assert said == [b""] * 8
    assert [process.returncode for process in running] == [0] * 8
    assert len({(tmp_path / f"{number}.json").read_bytes() for number in range(8)}) == 1
    (file,) = (tmp_path / "cache" / "wasmfit").glob("facts-*.sqlite")
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT COUNT(*) FROM facts").fetchone() == (4,)
    connection.close()


POISON = b"cos\nsystem\n(S'touch %s'\ntR."
"""What would start a program if it were unpickled."""


def test_a_poisoned_cache_runs_nothing(tmp_path):
    """Neither what stands in its rows, nor what its tables do when they are asked."""
    root = tree(tmp_path / "tree", 400_000)
    for path in root.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    command = [*PROGRAM, ".", "--jobs", "1", "-o", f"json={tmp_path / 'report.json'}"]
    assert watched(command, root).code == 0
    clean = (tmp_path / "report.json").read_bytes()
    (file,) = (tmp_path / "cache" / "wasmfit").glob("facts-*.sqlite")
    with sqlite3.connect(file) as connection:
        poison = POISON % str(tmp_path / "sprung").encode()
        connection.execute("UPDATE facts SET packed = ?", (poison,))
        connection.execute(
            "CREATE TRIGGER t AFTER INSERT ON facts BEGIN SELECT load_extension('/x.so'); END"
        )
    connection.close()
    (file,) = (tmp_path / "cache" / "wasmfit").glob("reports-*.sqlite")
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE reports SET packed = ?", (poison,))
        connection.execute(
            "CREATE TRIGGER t AFTER INSERT ON reports BEGIN SELECT load_extension('/x.so'); END"
        )
    connection.close()
    (tmp_path / "events.txt").unlink()
    result = watched(command, root)
    assert result.code == 0, result.said
    assert (tmp_path / "report.json").read_bytes() == clean
    assert not (tmp_path / "sprung").exists()
    assert result.of("start", "subprocess.", "os.system", "ctypes.", "run") == []


def test_the_modules_that_could_run_a_cache_are_not_even_there():
    source = Path(caches.__file__).read_text("utf-8")
    assert "pickle" not in source
    assert "marshal" not in source
    assert "enable_load_extension" not in source
