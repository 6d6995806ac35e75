"""Outputs: several at once, each whole or not at all, and no more imported than needed."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from wasmfit.cli import _formats, main
from wasmfit.cli._outputs import Output, write
from wasmfit.errors import UsageError


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "app.py").write_text("import os\nos.fork()\n", "utf-8")
    return folder


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(".part"))


def test_several_outputs_come_from_one_scan(tree, tmp_path, capsys):
    names = [name for name in _formats.formats() if name not in ("terminal", "github")]
    asked = [f"--output={name}={tmp_path / name}" for name in names]
    assert main(["scan", str(tree), "-o", "terminal", *asked]) == 0
    assert "1 error, " in capsys.readouterr().out
    assert all((tmp_path / name).stat().st_size for name in names)


def test_the_formats_offered_are_the_files_of_the_folder():
    from wasmfit.render import renderers

    assert _formats.formats()[:2] == ("terminal", "json")
    assert set(_formats.formats()) == set(renderers())


def test_annotations_go_to_standard_output_and_the_summary_to_its_file(tree, tmp_path, capsys):
    summary = tmp_path / "summary.md"
    assert main(["scan", str(tree), "-o", f"github={summary}"]) == 0
    assert capsys.readouterr().out.startswith("::error file=")
    assert summary.read_text("utf-8").startswith("# wasmfit: app\n")
    assert main(["scan", str(tree), "-o", "github"]) == 0
    assert "# wasmfit" not in capsys.readouterr().out


def test_paths_for_other_programs_are_seen_from_where_the_program_runs(
    tree, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert main(["scan", "app", "-o", "gitlab"]) == 0
    assert '"path": "app/app.py"' in capsys.readouterr().out
    assert main(["scan", "app/app.py", "-o", "gitlab"]) == 0
    assert '"path": "app/app.py"' in capsys.readouterr().out
    assert main(["scan", "app", "-o", "gitlab", "--base", "."]) == 0
    assert '"path": "app.py"' in capsys.readouterr().out
    monkeypatch.chdir(tree)
    assert main(["scan", ".", "-o", "gitlab"]) == 0
    assert '"path": "app.py"' in capsys.readouterr().out


def test_a_file_is_replaced_as_a_whole_and_keeps_its_permissions(tmp_path):
    file = tmp_path / "report.json"
    file.write_text("old", "utf-8")
    file.chmod(0o640)
    write(Output("json", str(file)), "new \u00e9\n")
    assert file.read_bytes() == "new \u00e9\n".encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert parts(tmp_path) == []


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
def test_what_interrupts_the_writing_leaves_the_old_file(tmp_path, monkeypatch, error):
    file = tmp_path / "report.json"
    file.write_text("old", "utf-8")

    def full(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", full)
    expected = UsageError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as raised:
        write(Output("json", str(file)), "new")
    assert file.read_text("utf-8") == "old"
    assert parts(tmp_path) == []
    if expected is UsageError:
        assert str(raised.value).endswith(
            "report.json: cannot write: No space left on device (name a file that can be written)"
        )


def test_a_disk_that_is_full_ends_with_two(tree, capsys):
    assert main(["scan", str(tree), "-o", "json=/dev/full"]) == 2
    assert "/dev/full: cannot write: No space left on device" in capsys.readouterr().err


def test_a_link_stays_a_link(tmp_path):
    file, link = tmp_path / "real.json", tmp_path / "link.json"
    file.write_text("old", "utf-8")
    link.symlink_to(file)
    write(Output("json", str(link)), "new")
    assert link.is_symlink()
    assert file.read_text("utf-8") == "new"


def test_a_link_that_waits_at_the_temporary_name_is_not_followed(tmp_path):
    victim, file = tmp_path / "victim", tmp_path / "report.json"
    victim.write_text("untouched", "utf-8")
    (tmp_path / f"report.json.{os.getpid()}-0.part").symlink_to(victim)
    write(Output("json", str(file)), "new")
    assert victim.read_text("utf-8") == "untouched"
    assert file.read_text("utf-8") == "new"


def test_a_pipe_is_written_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(Output("json", str(pipe)), "text")
    reader.join()
    assert read == [b"text"]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none/report\.json: cannot write: No such file"):
        write(Output("json", str(tmp_path / "none" / "report.json")), "x")


def test_a_large_sarif_log_is_said_to_be_too_large(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(_formats, "LARGE", 100)
    (tmp_path / "a.py").write_text("import os\nos.fork()\n", "utf-8")
    assert main(["scan", str(tmp_path), "-o", f"sarif={tmp_path / 'log'}"]) == 0
    assert "of SARIF when compressed; code scanning refuses ten million" in capsys.readouterr().err


def test_only_the_format_asked_for_is_imported(tree, tmp_path):
    code = (
        "import sys; from wasmfit.cli import main; main(sys.argv[1:]);"
        "print(*(n for n in sys.modules if n.startswith('wasmfit.render.as_')))"
    )
    arguments = ["scan", str(tree), "-o", f"sarif={tmp_path / 'log'}"]
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["wasmfit.render.as_sarif"]
