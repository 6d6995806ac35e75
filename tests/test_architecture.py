"""The house keeps its floors: the import contracts hold, and each of them bites."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "wasmfit"
MODULES = sorted(PACKAGE.rglob("*.py"))
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

MODULE_CEILING = 300
FUNCTION_CEILING = 40
DRAWERS = {"utils", "util", "helpers", "common", "core", "misc", "manager", "base"}

READERS_OF_FILES = ("cli", "config", "knowledge", "stages.discover", "stages.extract")
FILE_CALLS = {"open", "read_bytes", "read_text", "write_bytes", "write_text", "scandir", "iterdir"}


@dataclass(frozen=True)
class Sabotage:
    """A line that does not belong into a module, the contract against it and its words."""

    contract: str
    module: str
    line: str
    complaint: str


SABOTAGES = (
    Sabotage(
        "floors",
        "model/place.py",
        "from wasmfit.render import as_json",
        "wasmfit.model.place -> wasmfit.render.as_json",
    ),
    Sabotage(
        "floors",
        "stages/score.py",
        "from wasmfit.knowledge import load",
        "wasmfit.stages.score -> wasmfit.knowledge",
    ),
    Sabotage(
        "floors",
        "knowledge/desk.py",
        "def late():\n    from wasmfit import pipeline",
        "wasmfit.knowledge.desk -> wasmfit.pipeline",
    ),
    Sabotage(
        "floors",
        "errors.py",
        "from wasmfit.model import place",
        "wasmfit.errors -> wasmfit.model.place",
    ),
    Sabotage("floors", "utils.py", "DRAWER = 1", "- wasmfit.utils"),
    Sabotage(
        "stages",
        "stages/score.py",
        "from wasmfit.stages import resolve",
        "wasmfit.stages.score -> wasmfit.stages.resolve",
    ),
    Sabotage(
        "neighbours",
        "languages/sabotage.py",
        "import wasmfit.languages.python.read",
        "wasmfit.languages.sabotage -> wasmfit.languages.python.read",
    ),
    Sabotage(
        "neighbours",
        "manifests/_sabotage.py",
        "from wasmfit.manifests import requirements",
        "wasmfit.manifests._sabotage -> wasmfit.manifests.requirements",
    ),
    Sabotage(
        "neighbours",
        "render/as_terminal.py",
        "from wasmfit.render import as_json",
        "wasmfit.render.as_terminal -> wasmfit.render.as_json",
    ),
    Sabotage(
        "neighbours",
        "cli/explain.py",
        "from wasmfit.cli import targets",
        "wasmfit.cli.explain -> wasmfit.cli.targets",
    ),
    Sabotage(
        "trees",
        "languages/python/read.py",
        "import tree_sitter",
        "wasmfit.languages.python.read -> tree_sitter",
    ),
    Sabotage(
        "neighbours",
        "deployments/compose.py",
        "from wasmfit.deployments import dockerfile",
        "wasmfit.deployments.compose -> wasmfit.deployments.dockerfile",
    ),
    Sabotage(
        "yaml",
        "deployments/compose.py",
        "import yaml",
        "wasmfit.deployments.compose -> yaml",
    ),
    Sabotage(
        "colours",
        "render/as_json.py",
        "from rich import print",
        "wasmfit.render.as_json -> rich",
    ),
    Sabotage(
        "history",
        "stages/discover/__init__.py",
        "import dulwich.repo",
        "wasmfit.stages.discover -> dulwich",
    ),
    Sabotage(
        "workers",
        "stages/score.py",
        "import multiprocessing.pool",
        "wasmfit.stages.score -> multiprocessing",
    ),
    Sabotage(
        "names",
        "languages/python/read.py",
        "from importlib import import_module",
        "wasmfit.languages.python.read -> importlib",
    ),
    Sabotage(
        "promise",
        "stages/score.py",
        "import subprocess",
        "wasmfit.stages.score -> subprocess",
    ),
    Sabotage(
        "promise",
        "cli/__init__.py",
        "def fetch():\n    import urllib.request",
        "wasmfit.cli -> urllib",
    ),
)


def lint(folder: Path) -> tuple[int, dict[str, str]]:
    """The exit code of the import linter in a folder, and what it says per broken contract."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as go; go()",
    ]
    options = ["--no-cache", "--no-logo", "--config", str(ROOT / "pyproject.toml")]
    run = subprocess.run(
        [*command, *options],
        cwd=folder,
        env={"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]), "COLUMNS": "400", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in run.stdout, run.stdout + run.stderr
    names = {contract["name"]: contract["id"] for contract in contracts()}
    complaints: dict[str, str] = {}
    current = ""
    for line in run.stdout.partition("Broken contracts")[2].splitlines():
        current = names.get(line.strip(), current)
        complaints[current] = complaints.get(current, "") + line + "\n"
    return run.returncode, complaints


def contracts() -> list[dict[str, str]]:
    return list(SETTINGS["tool"]["importlinter"]["contracts"])


@pytest.fixture(scope="module")
def complaints(tmp_path_factory) -> dict[str, str]:
    """What the linter says about a copy of the package with every sabotage in it."""
    folder = tmp_path_factory.mktemp("sabotage")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, folder / "wasmfit", ignore=ignored)
    for sabotage in SABOTAGES:
        with (folder / "wasmfit" / sabotage.module).open("a", encoding="utf-8") as stream:
            stream.write(f"\n{sabotage.line}\n")
    code, said = lint(folder)
    assert code == 1
    return said


def test_every_contract_is_kept():
    code, said = lint(ROOT / "src")
    assert code == 0, "\n".join(said.values())


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda s: f"{s.contract}-{s.module}")
def test_contract_bites(sabotage, complaints):
    assert sabotage.complaint in complaints.get(sabotage.contract, "")


def test_every_contract_has_a_sabotage():
    assert {contract["id"] for contract in contracts()} == {s.contract for s in SABOTAGES}


def imported(tree: ast.AST) -> set[str]:
    """The names of all modules that a tree imports, at any depth."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def dotted(path: Path) -> str:
    """The name of a module below ``wasmfit``, without the package's own."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in MODULES:
        yield path, ast.parse(path.read_text("utf-8"))


def test_the_model_knows_only_the_standard_library():
    foreign = {
        (dotted(path), name)
        for path, tree in trees()
        if dotted(path).startswith("model")
        for name in imported(tree)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not name.startswith("wasmfit.model")
    }
    assert foreign == set()


def test_only_syntax_names_a_grammar():
    named = {
        dotted(path)
        for path, tree in trees()
        if any(name.startswith("tree_sitter") for name in imported(tree))
    }
    assert named
    assert {name for name in named if not name.startswith("syntax")} == set()


def test_imports_are_absolute():
    relative = {
        dotted(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    }
    assert relative == set()


def test_few_rooms_touch_the_disk():
    touching = {
        dotted(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in FILE_CALLS
    }
    assert {name for name in touching if not name.startswith(READERS_OF_FILES)} == set()


def called(call: ast.Call) -> str:
    """The last name of what a call calls."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_no_module_is_a_drawer():
    assert {path.stem for path in MODULES} & DRAWERS == set()


def test_modules_stay_readable():
    long = {
        dotted(path): count
        for path in MODULES
        if (count := path.read_text("utf-8").count("\n")) > MODULE_CEILING
    }
    assert long == {}


def test_functions_stay_readable():
    long = {
        f"{dotted(path)}.{node.name}": length
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_CEILING
    }
    assert long == {}


def declared() -> set[str]:
    """The modules that the declared dependencies provide."""
    names = {
        re.split("[;<>=~! ]", requirement, maxsplit=1)[0]
        for requirement in SETTINGS["project"]["dependencies"]
    }
    modules = {"packageurl-python": "packageurl", "PyYAML": "yaml"}
    return {modules.get(name, name.replace("-", "_").lower()) for name in names}


def test_foreign_imports_are_the_declared_dependencies():
    used = {name.partition(".")[0] for _, tree in trees() for name in imported(tree)}
    foreign = used - set(sys.stdlib_module_names) - {"wasmfit"}
    assert foreign == {name for name in declared() if not name.startswith("tree_sitter_")}


def test_grammars_named_are_the_declared_dependencies():
    """Grammars are imported by their name in a string."""
    named = {
        word
        for path in MODULES
        for word in re.findall(r'"(tree_sitter_\w+)"', path.read_text("utf-8"))
    }
    assert named == {name for name in declared() if name.startswith("tree_sitter_")}
