"""What is shipped: the wheel and the source archive hold what they need, and run."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str, cwd: Path, **environment: str) -> str:
    """What a command prints; a command that fails fails the test."""
    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build a ``wheel`` or an ``sdist`` of a source tree, and return the file."""
    run("-m", "hatchling", "build", "-t", kind, "-d", str(folder), cwd=source)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive unpacked: its one folder."""
    folder = tmp_path_factory.mktemp("unpacked")
    if hasattr(tarfile, "data_filter"):  # Python 3.11.4
        shutil.unpack_archive(sdist, folder, filter="data")
    else:
        shutil.unpack_archive(sdist, folder)
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="module")
def wheel(unpacked, tmp_path_factory) -> Path:
    """The wheel, built from the source archive and not from the checkout."""
    return build("wheel", unpacked, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked, as an installer without dependencies would do it."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.unpack_archive(wheel, folder, format="zip")
    return folder


def files_below(folder: Path, *, below: str) -> set[str]:
    """The files of a tree, relative to a folder in it, without what Python caches."""
    top = folder / below
    return {
        path.relative_to(top).as_posix()
        for path in top.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_module_and_every_rule(installed):
    package = files_below(installed, below="wasmfit")
    rules = {f"rules/{name}" for name in files_below(ROOT, below="rules")}
    modules = files_below(ROOT, below="src/wasmfit")
    assert package == modules | rules | {"rules.index"}
    assert "rules/capabilities.toml" in package
    assert "py.typed" in package


def test_the_index_in_the_wheel_is_up_to_date(installed, tmp_path):
    """With every entry in force nothing is left to parse."""
    loads = "import tomli; tomli.loads = None; from wasmfit.knowledge import load; load()"
    run("-c", loads, cwd=tmp_path, PYTHONPATH=str(installed))


def test_the_wheel_holds_nothing_else(installed):
    tops = {path.name for path in installed.iterdir()}
    assert tops == {"wasmfit", next(name for name in tops if name.endswith(".dist-info"))}


def test_the_wheel_names_its_licence_and_its_command(installed):
    (info,) = installed.glob("*.dist-info")
    assert "wasmfit = wasmfit.cli:main" in (info / "entry_points.txt").read_text("utf-8")
    assert "Apache License" in (info / "licenses" / "LICENSE").read_text("utf-8")
    assert "License-Expression: Apache-2.0" in (info / "METADATA").read_text("utf-8")


@pytest.mark.parametrize("name", ["tests", "rules", "corpus", "docs", "tools"])
def test_the_source_archive_holds(unpacked, name):
    assert files_below(unpacked, below=name) == files_below(ROOT, below=name)


def test_the_installed_wheel_runs_away_from_the_checkout(installed, tmp_path):
    program = tmp_path / "program.py"
    program.write_text("import os\nos.fork()\n", "utf-8")
    place = {"cwd": tmp_path, "PYTHONPATH": str(installed)}
    where = run("-c", "import wasmfit; print(wasmfit.__file__)", **place)
    assert Path(where.strip()).is_relative_to(installed)
    assert run("-m", "wasmfit", "--version", **place).startswith("wasmfit ")
    assert "os.fork" in run("-m", "wasmfit", "scan", str(program), "-o", "json", **place)
