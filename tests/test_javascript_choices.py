"""Files that a package.json hands out under conditions: who takes them, and who does not."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from wasmfit import scan
from wasmfit.manifests._choices import choices
from wasmfit.manifests._json import document
from wasmfit.pipeline import Options

SPAWN = "require('child_process').spawn('ls');\n"
JCO, BROWSER, NODE = "wasip2", "wasm32-unknown-unknown", "linux"


def active(
    tmp_path: Path, package: Mapping[str, object], files: Mapping[str, str]
) -> dict[str, str]:
    """Per file the targets on which its child process may be started, by their first letter."""
    described = json.dumps({"name": "p", "version": "1.0.0", **package})
    for path, text in {"package.json": described, **files}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    report = scan(tmp_path, Options(profiles=(JCO, BROWSER, NODE)))
    return {
        one.location.path: "".join(
            sign
            for target, sign in ((JCO, "j"), (BROWSER, "b"), (NODE, "n"))
            if one.active.get(target, True) is not False
        )
        for one in report.findings
        if one.symbol == "node:child_process.spawn"
    }


def test_the_first_branch_that_holds_is_taken(tmp_path):
    exports = {
        ".": {
            "types": "./a.d.ts",
            "browser": "./web.js",
            "node": {"import": "./node.mjs", "require": "./node.cjs"},
            "default": "./any.js",
        }
    }
    esm = "import { spawn } from 'child_process';\nspawn('ls');\n"
    files = {"web.js": SPAWN, "node.mjs": esm, "node.cjs": SPAWN, "any.js": SPAWN}
    assert active(tmp_path, {"exports": exports}, files) == {
        "web.js": "b",
        "node.mjs": "n",
        "node.cjs": "n",
        "any.js": "j",
    }


def test_a_file_that_another_branch_hands_out_always_is_free(tmp_path):
    exports = {".": {"node": "./a.js", "default": "./b.js"}, "./a": "./a.js"}
    assert active(tmp_path, {"exports": exports}, {"a.js": SPAWN, "b.js": SPAWN}) == {
        "a.js": "jbn",
        "b.js": "jb",
    }


def test_a_file_that_others_import_is_free(tmp_path):
    exports = {".": {"node": "./a.js", "default": "./b.js"}}
    files = {"a.js": SPAWN, "b.js": "require('./a');\n"}
    assert active(tmp_path, {"exports": exports}, files) == {"a.js": "jbn"}


def test_imports_of_the_package_itself(tmp_path):
    imports = {"#run": {"node": "./run.js", "default": "./none.js"}}
    assert active(tmp_path, {"imports": imports}, {"run.js": SPAWN}) == {"run.js": "n"}


def test_what_the_browser_field_replaces(tmp_path):
    field = {"./lib/run.js": "./lib/none.js", "fs": False}
    files = {
        "index.js": "require('./lib/run');\n",
        "lib/run.js": SPAWN,
        "lib/none.js": SPAWN,
    }
    assert active(tmp_path, {"browser": field, "main": "index.js"}, files) == {
        "lib/run.js": "jn",
        "lib/none.js": "b",
    }


def test_a_browser_field_that_replaces_main(tmp_path):
    package = {"browser": "web", "main": "./main.js"}
    assert active(tmp_path, package, {"main.js": SPAWN, "web.js": SPAWN}) == {
        "main.js": "jn",
        "web.js": "b",
    }


@pytest.mark.parametrize(
    "text",
    [
        '{"exports": "./a.js", "browser": false}',
        '{"exports": {"./*": "./src/*.js"}}',
        '{"exports": {"node": 1, "default": null}, "imports": []}',
        '{"exports": {"node": "../outside.js"}}',
        '{"exports": {"types": "./a.d.ts"}, "browser": {"fs": false}}',
    ],
)
def test_nothing_depends_on_a_condition(text):
    assert choices("p/package.json", document(text.encode())) == ()


def test_conditions_name_the_place_they_stand_at():
    text = '{\n "exports": {\n  "./a": {\n   "node": "./a.js"\n  }\n }\n}'
    found = choices("p/package.json", document(text.encode()))
    assert {one.path for one in found} == {"p/a.js", "p/a.js.js", "p/a.js/index.js"}
    assert {(one.guard.text, one.guard.path, one.guard.line) for one in found} == {
        ("exports: node", "p/package.json", 4)
    }
