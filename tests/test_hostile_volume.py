"""Much of the same: findings, gaps, files in one folder, and texts of one line."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tools.fuzz_readers import targets
from wasmfit.cli import main
from wasmfit.model.facts import FileFacts, Gap, ManifestFacts
from wasmfit.model.gaps import MOST as FEW
from wasmfit.model.gaps import few
from wasmfit.pipeline.bounds import MOST

TARGETS = {target.name: target for target in targets()}
LETTERS = 100_000
SOON = 4.0
"""Seconds of processor time; what is tried here takes less than one."""


def scanned(tree: Path) -> dict[str, Any]:
    report = tree.parent / "report.json"
    assert main(["scan", str(tree), "--no-cache", "--jobs", "1", "-o", f"json={report}"]) == 0
    found: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


def test_a_file_full_of_findings_tells_the_first_and_the_number_of_the_others(tree):
    guarded = "import sys\nif sys.platform == 'win32':\n" + "    os.fork()\n" * (MOST + 5)
    free = "os.fork()\n" * (MOST + 7)
    (tree / "a.py").write_text(f"import os\nimport subprocess\n{guarded}{free}subprocess.run(x)\n")
    report = scanned(tree)
    counted = [one["active"].get("wasip2", True) for one in report["findings"]]
    symbols = [one["symbol"] for one in report["findings"] if one["kind"] == "call"]
    assert symbols.count("os.fork") == 2 * MOST
    assert counted.count(False) == MOST, "what is guarded does not stand for what is not"
    assert symbols.count("subprocess.run") == 1, "nor one rule for another"
    (gap,) = report["gaps"]
    assert gap["reason"].startswith("12 more uses are not told")
    assert gap["line"] == 5 + MOST


def test_a_file_of_so_many_findings_is_told_whole(tree):
    (tree / "a.py").write_text("import os\n" + "os.fork()\n" * (MOST - 1))
    report = scanned(tree)
    assert [f["symbol"] for f in report["findings"]].count("os.fork") == MOST - 1
    assert report["gaps"] == []


def test_a_bad_list_of_requirements_is_a_few_gaps(tree):
    (tree / "a.py").touch()
    (tree / "requirements.txt").write_text("flask\n" + "?\n" * 5_000)
    gaps = scanned(tree)["gaps"]
    assert [gap["line"] for gap in gaps] == list(range(2, FEW + 3))
    assert gaps[-1]["reason"] == f"and {5_000 - FEW} more lines that are not requirements"


def test_gaps_of_one_file_are_told_one_by_one_up_to_a_number():
    def gaps(path: str, number: int) -> list[Gap]:
        return [Gap(path, "extract", f"reason {n}", 3, n) for n in range(number, 0, -1)]

    assert few(gaps("a", FEW + 1)) == tuple(reversed(gaps("a", FEW + 1)))
    *first, last = few([*gaps("b", 1), *gaps("a", FEW + 40)])[:-1]
    assert [gap.line for gap in first] == list(range(1, FEW + 1))
    assert (last.line, last.bytes) == (FEW + 1, 3 * 40)
    assert last.reason == "and 40 more places of this file that could not be read"
    assert few(few(gaps("a", 99))) == few(gaps("a", 99))


def test_many_files_in_one_folder_cost_what_they_hold(tree):
    for number in range(1_500):
        (tree / f"m{number}.py").write_text("import os\nos.fork()\n" if number % 9 == 0 else "x\n")
    start = time.process_time()
    report = scanned(tree)
    assert time.process_time() - start < 3 * SOON
    assert len(report["findings"]) >= 167
    assert report["coverage"]["files"]["read"] == 1_500


def many(part: str, between: str = " ") -> str:
    """A part with its number in it, up to the size that is tried."""
    return between.join(part.replace("#", str(n)) for n in range(LETTERS // (len(part) + 4)))


SPAWN = "require('child_process').spawn('x');"
LINES = {
    ("javascript", "a.js"): SPAWN + many("function f#(a){return a.b(c)};", ""),
    ("javascript", "a.ts"): SPAWN + many("function f#(a: string){return a.b(c)};", ""),
    ("python", "a.py"): "import os;os.fork();x = [" + many("#, (3,), 'abc',") + "]",
    ("go", "a.go"): 'package a;import "os/exec";var y = exec.Command("' + "a" * LETTERS + '")',
    ("c", "a.c"): f"int f(void){{return fork();}} int x[] = {{{many('0x#,')}}};",
    ("rust", "a.rs"): "fn f(){std::process::Command::new(x);} const X: T = [" + many("#,") + "];",
    ("package_lock", "package-lock.json"): '{"lockfileVersion": 3, "packages": {'
    + many('"node_modules/p#": {"version": "1.0.0"}', ", ") + "}}",
    ("package_json", "package.json"): '{"dependencies": {' + many('"p#": "^1"', ", ") + "}}",
    ("composer", "composer.json"): '{"require": {' + many('"a/p#": "^1"', ", ") + "}}",
    ("pnpm_lock", "pnpm-lock.yaml"): "{lockfileVersion: '9.0', packages: {"
    + many("a#@1.0.0: {resolution: {}}", ", ") + "}}",
    ("cargo-lock", "Cargo.lock"): "version = 3\npackage = ["
    + many('{name = "a#", version = "1.0.0"}', ", ") + "]",
    ("pyproject", "pyproject.toml"): '[project]\nname = "x"\ndependencies = ['
    + many('"a#"', ", ") + "]",
    ("pom", "pom.xml"): "<project><groupId>a</groupId><artifactId>b</artifactId><dependencies>"
    + many("<dependency><groupId>g</groupId><artifactId>a#</artifactId></dependency>", "")
    + "</dependencies></project>",
    ("requirements", "requirements.txt"): "flask " + many("--hash=sha256:abc#"),
    ("go_mod", "go.mod"): f"module x\nrequire a.b/c v1.0.0 // {many('comment #')}",
    ("dockerfile", "Dockerfile"): f"FROM debian\nRUN apt-get install -y {many('lib#-dev')}",
    ("gradle", "build.gradle"): "dependencies { " + many("implementation 'a:b#:1'", "; ") + " }",
    ("gemfile", "Gemfile"): "gem 'a'; " + many("gem 'a#'", "; "),
}  # fmt: skip
"""Texts of one line, as tools write them; by reader and name."""


@pytest.mark.parametrize(("reader", "name"), LINES, ids=[name for _, name in LINES])
def test_a_text_of_one_line_is_read(reader, name):
    data = LINES[reader, name].encode()
    assert len(data) > LETTERS / 2
    start = time.process_time()
    facts = TARGETS[reader].read(name, data)
    assert time.process_time() - start < SOON
    if isinstance(facts, FileFacts):
        assert {use.symbol for use in facts.uses}
    else:
        assert isinstance(facts, ManifestFacts)
        assert facts.dependencies or facts.roots or facts.gaps
