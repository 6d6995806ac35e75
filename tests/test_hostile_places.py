"""A tree whose manifests, deployments, sources and links all point out of it.

Outside lies bait: whatever reads it either opens a file there, which is heard,
or lets a word of it into the report.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from wasmfit.cli import main
from wasmfit.model.project import File
from wasmfit.stages.extract.deployed import TreeShelf

# ruff: noqa: E501, PTH100, Q003, UP031 - files of strangers as they are written

BAIT = "bait7f3a"
LINKED = "requirements.txt", "package.json", "compose.yaml", "app.py", "wasmfit.toml", ".gitignore"
EVENTS = ("open", "os.scandir", "os.listdir")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Files that everything in the tree asks for."""
    folder = tmp_path / "outside"
    folder.mkdir()
    texts = {
        "requirements.txt": f"{BAIT}\n",
        "package.json": json.dumps({"name": BAIT, "dependencies": {BAIT: "1"}}),
        "compose.yaml": f"services: {{{BAIT}: {{image: {BAIT}}}}}\n",
        "kustomization.yaml": "resources: [pod.yaml]\n",
        "pod.yaml": f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {BAIT}}}\n"
        f"spec: {{containers: [{{image: {BAIT}}}]}}\n",
        "app.py": f"import os\ndef {BAIT}(): os.fork()\n",
        "lib.rs": f"pub fn {BAIT}() {{ std::process::Command::new(\"x\"); }}\n",
        "app.js": f"export const {BAIT} = require('child_process').spawn;\n",
        "secret.h": f"#define {BAIT} fork\nint {BAIT}_fork(void);\n",
        "Cargo.toml": f'[package]\nname = "{BAIT}"\nversion = "1.0.0"\n',
        "go.mod": f"module {BAIT}\n",
        "pom.xml": f"<project><groupId>{BAIT}</groupId><artifactId>{BAIT}</artifactId>"
        f"<version>{BAIT}</version></project>",
        "tsconfig.json": '{"compilerOptions": {"paths": {"x": ["%s"]}}}' % BAIT,
        "Dockerfile": f"FROM {BAIT}\n",
        "env": f"URL=http://{BAIT}\n",
        "Chart.yaml": f"name: {BAIT}\n",
        "values.yaml": f"image: {BAIT}\n",
        "CMakeLists.txt": f"add_executable({BAIT} a.c)\n",
        "Makefile": f"{BAIT}: a.c\n",
        "meson.build": f"executable('{BAIT}', 'a.c')\n",
        "skaffold.yaml": f"apiVersion: skaffold/v4beta1\nkind: Config\nbuild: {{artifacts: [{{image: {BAIT}}}]}}\n",
        "wasmfit.toml": 'exclude = ["**"]\n',
        ".gitignore": "*\n",
        "rules.toml": f"# {BAIT}\n",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def asking(out: str) -> dict[str, str]:
    """Files that ask for what lies in ``out``, a relative or an absolute path."""
    return {
        "requirements.txt": f"-r {out}/requirements.txt\n-c {out}/requirements.txt\n-e {out}\n"
        f"{out}/x.whl\n--find-links {out}\nflask\n",
        "setup.cfg": f"[metadata]\nname = x\nversion = file: {out}/requirements.txt\n"
        f"[options]\ninstall_requires = file: {out}/requirements.txt\n",
        "setup.py": "from setuptools import setup\n"
        f"setup(name='x', install_requires=open('{out}/requirements.txt').read().split())\n",
        "pyproject.toml": f'[project]\nname = "x"\ndynamic = ["dependencies"]\nreadme = "{out}/env"\n'
        f'[tool.setuptools.dynamic]\ndependencies = {{file = ["{out}/requirements.txt"]}}\n'
        f'[tool.uv.sources]\na = {{path = "{out}"}}\n[tool.uv.workspace]\nmembers = ["{out}"]\n'
        f'[tool.poetry.dependencies]\nb = {{path = "{out}"}}\n',
        "package.json": json.dumps({
            "name": "x", "main": f"{out}/app.js", "bin": f"{out}/app.js", "workspaces": [out],
            "exports": {".": f"{out}/app.js"}, "dependencies": {"y": f"file:{out}", "z": f"link:{out}"},
        }),
        "tsconfig.json": json.dumps({"extends": f"{out}/tsconfig.json", "references": [{"path": out}]}),
        "Cargo.toml": f'[package]\nname = "x"\nversion = "1.0.0"\nbuild = "{out}/lib.rs"\n'
        f'[lib]\npath = "{out}/lib.rs"\n[dependencies]\na = {{path = "{out}"}}\n'
        f'[workspace]\nmembers = ["{out}"]\n',
        "src/lib.rs": f'#[path = "{out}/lib.rs"]\nmod a;\ninclude!("{out}/lib.rs");\n'
        'fn f() { std::process::Command::new("x"); }\n',
        "go.mod": f"module x\nreplace a => {out}\n",
        "go.work": f"use {out}\n",
        "pom.xml": f"<project><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version>"
        f"<relativePath>{out}/pom.xml</relativePath></parent><artifactId>x</artifactId>"
        f"<modules><module>{out}</module></modules></project>",
        "build.gradle": f"apply from: '{out}/app.js'\n",
        "settings.gradle": f"include 'a'\nproject(':a').projectDir = file('{out}')\n",
        "composer.json": json.dumps({"repositories": [{"type": "path", "url": out}]}),
        "Gemfile": f"eval_gemfile '{out}/app.js'\ngem 'a', path: '{out}'\n",
        "compose.yaml": f"include: [{out}/compose.yaml]\nservices:\n  a:\n    image: a\n"
        f"    env_file: {out}/env\n    extends: {{file: {out}/compose.yaml, service: {BAIT}}}\n"
        f"  b:\n    build: {{context: {out}, dockerfile: {out}/Dockerfile}}\n"
        f"  c:\n    build: {out}\n    volumes: ['{out}:/x']\n",
        "k/kustomization.yaml": f"resources: [{out}, {out}/pod.yaml]\nbases: [{out}]\n"
        f"components: [{out}]\npatches: [{{path: {out}/pod.yaml}}]\n",
        "chart/Chart.yaml": f"name: x\ndependencies: [{{name: y, repository: 'file://{out}'}}]\n",
        "chart/templates/a.yaml": f'apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: '
        f'[{{image: "{{{{ .Files.Get "{out}/env" }}}}{{{{ .Files.Glob "{out}/*" }}}}"}}]}}\n',
        "skaffold.yaml": f"apiVersion: skaffold/v4beta1\nkind: Config\nrequires: [{{path: {out}}}]\n"
        f"build: {{artifacts: [{{image: a, context: {out}}}]}}\n",
        "Dockerfile": f"FROM scratch\nCOPY {out}/app.py /\nENTRYPOINT [\"{out}/app.py\"]\n",
        "Procfile": f"web: python {out}/app.py\n",
        "CMakeLists.txt": f"project(x C)\nadd_subdirectory({out} b)\ninclude({out}/CMakeLists.txt)\n"
        f"add_executable(x a.c {out}/secret.h)\n",
        "Makefile": f"include {out}/Makefile\nx: a.c {out}/app.c\n",
        "meson.build": f"project('x', 'c')\nsubdir('{out}')\nexecutable('x', 'a.c', '{out}/a.c')\n",
        "configure.ac": f"AC_INIT\nm4_include([{out}/Makefile])\nAC_CONFIG_SUBDIRS([{out}])\n",
        "a.c": f'#include "{out}/secret.h"\n#include <{out}/secret.h>\nint main(void) {{ return fork(); }}\n',
        "app.js": f"import x from '{out}/app.js'; require('{out}/app.js'); require('{out}');\n"
        "require('child_process').spawn('x');\n",
        "index.html": f'<script src="{out}/app.js"></script>\n',
        "main.py": "import os\nfrom ..outside import app\nfrom ...outside.app import *\nos.fork()\n",
        "spin.toml": f'spin_manifest_version = 2\n[application]\nname = "x"\n[component.a]\n'
        f'source = "{out}/app.js"\n[component.a.build]\ncommand = "x"\nworkdir = "{out}"\n',
        "vcpkg.json": json.dumps({"name": "x", "$schema": f"{out}/package.json"}),
    }  # fmt: skip


def planted(root: Path, outside: Path) -> Path:
    for name, out in (
        ("near", "../../outside"),
        ("far", str(outside)),
        ("odd", "./.././../outside"),
    ):
        for path, text in asking(out).items():
            place = root / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
    linked = root / "linked"
    linked.mkdir()
    for name in LINKED:
        (linked / name).symlink_to(outside / name)
    (linked / "folder").symlink_to(outside, target_is_directory=True)
    (linked / "loop").symlink_to(linked, target_is_directory=True)
    (linked / "nothing.py").symlink_to(outside / "missing")
    (root / ".gitignore").symlink_to(outside / ".gitignore")
    (root / "wasmfit.toml").symlink_to(outside / "wasmfit.toml")
    (root / ".git" / "info").mkdir(parents=True)
    (root / ".git" / "info" / "exclude").symlink_to(outside / ".gitignore")
    return root


HEARD: list[str] = []
LISTENING = [False]


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if LISTENING[0] and event in EVENTS:
        HEARD.append(
            os.path.abspath(os.fsdecode(arguments[0]))
            if isinstance(arguments[0], str | bytes | os.PathLike)
            else ""
        )


sys.addaudithook(_hear)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Every path that is opened or listed while the test runs."""
    HEARD.clear()
    LISTENING[0] = True
    yield HEARD
    LISTENING[0] = False


def test_nothing_outside_the_tree_is_opened_or_told(outside, tmp_path, heard):
    tree = planted(tmp_path / "tree", outside)
    report = tmp_path / "report.json"
    assert main(["scan", str(tree), "--no-cache", "--jobs", "1", "-o", f"json={report}"]) == 0
    LISTENING[0] = False
    assert str(tree / "near" / "main.py") in heard, "the ear works"
    assert [path for path in heard if path.startswith(str(outside))] == []
    told = json.loads(report.read_text("utf-8"))
    assert len(told["findings"]) > 12
    for key in ("units", "dependencies", "system", "graph"):
        words = json.dumps(told[key]).replace(f"service {BAIT}", "")
        assert BAIT not in words, key


def test_a_shelf_gives_no_file_that_the_walk_did_not_find(outside, tmp_path):
    """Whatever path a reader of deployments asks for."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "left-out").write_text("x")
    (tmp_path / "tree" / "env").write_text("x")
    shelf = TreeShelf(tmp_path / "tree", [File(path="env", size=1)])
    assert shelf.data("env") == b"x"
    for path in ("../outside/env", str(outside / "env"), "left-out", "./env", ""):
        assert shelf.data(path) is None


@pytest.mark.parametrize("bait", ["requirements.txt", "compose.yaml", "app.py"])
def test_the_bait_would_be_noticed(bait, outside, tmp_path, heard):
    """The same files inside the tree are read, and told."""
    tree = planted(tmp_path / "tree", outside)
    (tree / "inside").mkdir()
    (tree / "inside" / bait).write_text((outside / bait).read_text("utf-8"), "utf-8")
    report = tmp_path / "report.json"
    assert main(["scan", str(tree), "--no-cache", "--jobs", "1", "-o", f"json={report}"]) == 0
    assert str(tree / "inside" / bait) in heard


def test_pipes_sockets_and_devices_are_gaps_whatever_their_names(tmp_path):
    (tmp_path / "ok.py").write_text("import os\nos.fork()\n")
    special = {"pipe.py": "named pipe", "requirements.txt": "named pipe", "compose.yaml": "socket"}
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / "requirements.txt")
    with socket.socket(socket.AF_UNIX) as server:
        home = os.getcwd()  # noqa: PTH109 - paths of sockets are short
        os.chdir(tmp_path)
        try:
            server.bind("compose.yaml")
        finally:
            os.chdir(home)
    with suppress(OSError):  # takes rights that not everybody has
        os.mknod(tmp_path / "package.json", 0o20600, os.makedev(1, 5))
        special["package.json"] = "device"
    report = tmp_path.parent / f"{tmp_path.name}.json"
    assert main(["scan", str(tmp_path), "--no-cache", "-o", f"json={report}"]) == 0
    told = json.loads(report.read_text("utf-8"))
    assert {gap["path"]: gap["reason"] for gap in told["gaps"]} == {
        name: f"{kind}, not a file" for name, kind in special.items()
    }
    assert [f["symbol"] for f in told["findings"] if f["kind"] == "call"] == ["os.fork"]


def test_settings_of_a_tree_name_no_rules_outside_it(outside, tmp_path, capsys):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.py").write_text("import os\nos.fork()\n")
    for place in ("../outside", str(outside)):
        (tree / "wasmfit.toml").write_text(f"rules = [{json.dumps(place)}]\n")
        assert main(["scan", str(tree), "--no-cache"]) == 2
        assert "rules" in capsys.readouterr().err
