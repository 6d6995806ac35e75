"""A package that is missing or broken is one line that names it and the mend; never a traceback."""

import os
import subprocess
import sys
from types import ModuleType

import pytest

from wasmfit.cli import main
from wasmfit.syntax import tree

MEND = "(install wasmfit again with what it needs: pip install --force-reinstall wasmfit)\n"


@pytest.fixture
def unloaded(monkeypatch):
    """No grammar is loaded yet, nor afterwards."""
    for kept in (tree._language, tree._parser, tree._query):
        kept.cache_clear()
    yield
    monkeypatch.undo()
    for kept in (tree._language, tree._parser, tree._query):
        kept.cache_clear()


def of_another_version() -> ModuleType:
    module = ModuleType("tree_sitter_go")
    vars(module)["language"] = lambda: 0
    return module


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (None, "import of tree_sitter_go halted"),
        (ModuleType("tree_sitter_go"), "no attribute 'language'"),
        (of_another_version(), "invalid"),
    ],
)
@pytest.mark.usefixtures("unloaded")
def test_a_grammar_that_cannot_be_loaded_is_one_line(found, reason, tmp_path, monkeypatch, capsys):
    (tmp_path / "a.go").write_text('package a\nimport "os/exec"\nvar x = exec.Command("x")\n')
    monkeypatch.setitem(sys.modules, "tree_sitter_go", found)
    assert main(["scan", str(tmp_path), "--no-cache"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("wasmfit: error: the package tree_sitter_go cannot be loaded: ")
    assert reason in err
    assert err.endswith(MEND)
    assert err.count("\n") == 1


def test_a_worker_says_what_it_cannot_load(tmp_path):
    tree, broken = tmp_path / "tree", tmp_path / "broken"
    tree.mkdir()
    broken.mkdir()
    (broken / "tree_sitter_go.py").write_text("raise ImportError('half made')\n")
    for number in range(4):
        text = 'package a\nimport "os/exec"\nvar x = exec.Command("x")\n' + "// filling\n" * 50_000
        (tree / f"{number}.go").write_text(text)
    run = subprocess.run(
        [sys.executable, "-P", "-m", "wasmfit", "scan", tree, "--no-cache", "--jobs", "2"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(broken), *sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.startswith(
        "wasmfit: error: the package tree_sitter_go cannot be loaded: half"
    )
    assert run.stderr.count("\n") == 1


WITHOUT = """
import sys
sys.modules["jinja2"] = None
from wasmfit.cli import main
sys.exit(main())
"""


def test_any_other_package_that_is_missing_is_one_line(tmp_path):
    (tmp_path / "a.py").write_text("import os\nos.fork()\n")
    output = tmp_path / "report.html"
    run = subprocess.run(
        [sys.executable, "-P", "-c", WITHOUT, "scan", tmp_path, "--no-cache", f"-ohtml={output}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.startswith("wasmfit: error: the package jinja2 cannot be loaded: ")
    assert run.stderr.endswith(MEND)
    assert run.stderr.count("\n") == 1
    assert not output.exists()


def test_a_module_of_our_own_that_is_missing_is_a_defect(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("import os\nos.fork()\n")
    monkeypatch.setitem(sys.modules, "wasmfit.render.as_csv", None)
    with pytest.raises(ImportError):
        main(["scan", str(tmp_path), "--no-cache", "-o", "csv=-"])
