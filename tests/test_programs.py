"""Modules that hold several programs: each is a unit of its own, with what it reaches."""

from pathlib import Path

import pytest

import wasmfit
from wasmfit.model.report import Report

FILES = {
    "go.mod": "module example.com/shop\n\ngo 1.24\n\nrequire github.com/fsnotify/fsnotify v1.8.0\n",
    "cmd/show/main.go": 'package main\n\nimport "example.com/shop/money"\n\n'
    "func main() { money.Show() }\n",
    "cmd/serve/main.go": 'package main\n\nimport (\n\t"example.com/shop/money"\n'
    '\t"example.com/shop/web"\n)\n\nfunc main() { money.Show(); web.Serve() }\n',
    "money/money.go": "package money\n\nfunc Show() {}\n",
    "web/web.go": 'package web\n\nimport (\n\t"net/http"\n\n'
    '\t_ "github.com/fsnotify/fsnotify"\n)\n\nfunc Serve() { http.ListenAndServe(":1", nil) }\n',
}


@pytest.fixture
def report(tmp_path: Path) -> Report:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return wasmfit.scan(tmp_path, wasmfit.Options(profiles=("wasip1",)))


def test_every_program_is_a_unit(report: Report) -> None:
    found = {one.unit.id: (one.unit.name, str(one.unit.kind)) for one in report.units}
    assert found == {
        ".": ("example.com/shop", "library"),
        "cmd/serve": ("serve", "service"),
        "cmd/show": ("show", "application"),
    }
    entries = {one.unit.id: one.unit.entries for one in report.units}
    assert entries["cmd/serve"] == ("cmd/serve/main.go",)


def test_a_program_holds_what_it_reaches(report: Report) -> None:
    shares = {one.unit.id: one.unit.shares for one in report.units}
    assert shares["cmd/show"] == ("money/money.go",)
    assert shares["cmd/serve"] == ("money/money.go", "web/web.go")
    files = {one.unit.id: one.languages["go"][0] for one in report.units}
    assert files == {".": 2, "cmd/serve": 3, "cmd/show": 2}


def test_only_what_a_program_reaches_counts_for_it(report: Report) -> None:
    blockers = {
        one.unit.id: {blocker.capability for blocker in one.assessments["wasip1"].blockers}
        for one in report.units
    }
    assert blockers["cmd/show"] == set()
    assert "net.http.server" in blockers["cmd/serve"]
    scores = {one.unit.id: one.assessments["wasip1"].score.value for one in report.units}
    assert scores["cmd/serve"] < scores["cmd/show"] == 100


def test_one_program_is_the_module_itself(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module tool\n", "utf-8")
    (tmp_path / "main.go").write_text("package main\n\nfunc main() {}\n", "utf-8")
    report = wasmfit.scan(tmp_path, wasmfit.Options(profiles=("wasip1",)))
    assert [(one.unit.id, one.unit.name, str(one.unit.kind)) for one in report.units] == [
        (".", "tool", "application")
    ]


def test_programs_beside_another_language_take_their_own_files_only(tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "watch", "version": "1.0.0", "scripts": '
        '{"start": "npm run start-server", "start-server": "node server/main.js"}}',
        "server/main.js": "import http from 'node:http';\nhttp.createServer(() => {}).listen(1);\n",
        "extra/build.js": "process.exit(0);\n",
        "extra/check.go": "package main\n\nfunc main() {}\n",
        "extra/load/load.go": "package main\n\nfunc main() {}\n",
        "push-examples/node/index.js": "process.exit(0);\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    units = {one.unit.id: one for one in wasmfit.scan(tmp_path, wasmfit.Options()).units}
    assert {name: str(one.unit.kind) for name, one in units.items()} == {
        ".": "service",
        "extra": "application",
        "extra/load": "application",
    }
    assert units["."].unit.entries == ("server/main.js",)
    assert units["extra"].languages.keys() == {"go"}


def test_the_scripts_of_a_library_are_a_program_beside_it(tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "render", "version": "1.0.0", "main": "render.js", '
        '"bin": {"render": "bin/render"}}',
        "render.js": "module.exports = (text) => text;\n",
        "bin/render": "#!/usr/bin/env node\nconst fs = require('fs');\n"
        "const render = require('..');\nfs.writeFileSync('a', render(''));\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    units = {one.unit.id: one for one in wasmfit.scan(tmp_path, wasmfit.Options()).units}
    assert {name: (one.unit.name, str(one.unit.kind)) for name, one in units.items()} == {
        ".": ("render", "library"),
        "bin": ("render", "application"),
    }
    assert [blocker.capability for blocker in units["."].assessments["wasip2"].blockers] == []
    assert units["bin"].assessments["wasip2"].blockers


def test_modules_for_the_browser_do_not_count_for_the_server(tmp_path: Path) -> None:
    files = {
        "package.json": '{"name": "shop", "private": true, "scripts": {"start": "node page.js"}}',
        "page.js": "import Button from './button.js';\nexport default () => Button;\n",
        "button.js": "'use client';\nimport { where } from './where.js';\n"
        "export default () => window.open(where());\n",
        "where.js": "export const where = () => document.title;\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    report = wasmfit.scan(tmp_path, wasmfit.Options())
    assert _roles(report) == {"button.js": "browser", "where.js": "browser"}
    (tmp_path / "page.js").write_text("import { where } from './where.js';\nwhere();\n", "utf-8")
    report = wasmfit.scan(tmp_path, wasmfit.Options())
    assert _roles(report) == {"button.js": "browser", "where.js": "source"}


def _roles(report: Report) -> dict[str, str]:
    found = [one for one in report.findings if one.capability == "gui.window"]
    return {finding.location.path: str(finding.role) for finding in found}
