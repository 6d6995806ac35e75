"""What every reader makes of texts that were made to cost: facts or a gap, soon."""

import json
import random
import time
from collections.abc import Iterator

import pytest

from tools.fuzz_inputs import inputs
from tools.fuzz_readers import Target, targets
from wasmfit.cli import main
from wasmfit.errors import TooSlowError
from wasmfit.model.deployment import DeploymentFacts
from wasmfit.model.facts import FileFacts, ManifestFacts
from wasmfit.stages.discover import discover

# ruff: noqa: E501 - files of strangers as they are written

SIZE = 6_000
SOON = 3.0
"""Seconds of processor time for a text of that size; an ordinary one takes a hundredth."""

TARGETS = tuple(targets())
OTHERS = {name for name, *_ in inputs()}

REPEATED = (
    b"(", b"[", b"{", b"<a>", b"<", b'"', b"'", b"a", b"9", b"a.", b"-", b"- ", b": ", b"a:\n",
    b" ", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\\", b"\\\n", b"/*", b"//", b"#", b"#if a\n",
    b"->", b"!a ", b"a{", b"{{", b"{{-", b"${", b"$(", b"&a ", b"*a ", b"\xff", b"\xed\xa0\x80",
    b"\xef\xbb\xbf", b"[[a]]\n", b"a = 1\n", b"a, ", b"<!--", b"&lt;", b"\xf0\x9f\x92\xa9",
    b'{"a":', b"[1,", b"a=[", b"<<<<<<< a\n=======\n>>>>>>> b\n",
)  # fmt: skip
"""Nesting, one endless line, one endless word, marks of merges, and what no text holds."""


def texts(target: Target) -> Iterator[bytes]:
    """The same before, behind and inside a file that the reader likes."""
    chance = random.Random(target.name)  # noqa: S311 - no secret
    for part in REPEATED:
        _, seed = chance.choice(target.seeds)
        start = seed[: chance.randint(0, min(len(seed), 400))]
        yield start + part * (SIZE // len(part))
    _, seed = chance.choice(target.seeds)
    text = seed.decode("utf-8", "replace")
    for encoding in ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "utf-7"):
        yield text.encode(encoding)
    for end in (b"\r", b"\r\n", b"\n\r", b"\x0c", b"\xe2\x80\xa8"):
        yield seed.replace(b"\n", end)
    for at in (1, 3, 7, 20, 100, len(seed) // 2, len(seed) - 1):
        yield seed[:at]
        yield seed[:at] + b"\0" + seed[at:]


@pytest.mark.parametrize("target", TARGETS, ids=[target.name for target in TARGETS])
def test_a_reader_ends_soon_with_facts_or_a_gap(target, monkeypatch):
    monkeypatch.setattr("wasmfit.syntax.tree.PATIENCE", 0.05)
    name = target.seeds[0][0]
    for data in texts(target):
        start = time.process_time()
        try:
            assert isinstance(target.read(name, data), target.gives)
        except (RecursionError, TooSlowError):
            pass  # a gap, see test_a_scan_of_such_files_ends
        except ValueError as error:
            raise AssertionError(data[:80]) from error
        assert time.process_time() - start < SOON, data[:80]


def test_the_other_inputs_are_among_them():
    assert {target.name for target in TARGETS} >= OTHERS


def test_a_scan_of_such_files_ends(tmp_path, monkeypatch):
    """Each becomes gaps that a person can read, if any; what is beside it is read."""
    monkeypatch.setattr("wasmfit.syntax.tree.PATIENCE", 0.2)
    monkeypatch.setattr("wasmfit.stages.extract.fence.PATIENCE", 1.0)
    tree = tmp_path / "tree"
    for number, part in enumerate(REPEATED):
        folder = tree / str(number)
        folder.mkdir(parents=True)
        for name, start in (
            ("a.js", b"require('child_process').spawn('x')\n"),
            ("a.py", b"import os\nos.fork()\n"),
            ("package.json", b"{"),
            ("compose.yaml", b"services:\n"),
            ("pom.xml", b"<project>"),
            ("requirements.txt", b""),
        ):
            (folder / name).write_bytes(start + part * (SIZE // len(part)))
    (tree / "good.py").write_text("import os\nos.kill(1, 9)\n")
    report = tmp_path / "report.json"
    assert main(["scan", str(tree), "--no-cache", "--jobs", "1", "-o", f"json={report}"]) == 0
    told = json.loads(report.read_text("utf-8"))
    assert "os.kill" in {finding["symbol"] for finding in told["findings"]}
    assert all(gap["reason"].isprintable() and len(gap["reason"]) < 400 for gap in told["gaps"])
    lost = [gap for gap in told["gaps"] if "took too long" in gap["reason"]]
    assert {gap["path"].rpartition("/")[2] for gap in lost} <= {"a.js", "a.py"}, lost
    assert lost


NINES = "9" * 5_000
"""Python refuses to make a number of that many digits."""

NUMBERS = {
    "requirements.txt": f"flask=={NINES}\npsycopg2=={NINES}.1; python_version >= '{NINES}'\n",
    "package.json": json.dumps({"dependencies": {"ws": f"^{NINES}", "node-pty": f"{NINES}.1.1"}}),
    "Cargo.toml": f'[package]\nname = "a"\nversion = "{NINES}.0.0"\n'
    f'[dependencies]\nmio = "{NINES}"\ntokio = "={NINES}.1"\n',
    "go.mod": f"module x\ngo 1.{NINES}\nrequire golang.org/x/sys v{NINES}.0.0\n",
    "go.sum": f"a.b/c v{NINES}.0.0 h1:x=\na.b/c v{NINES}.1.0 h1:x=\n",
    "poetry.lock": f'[[package]]\nname = "flask"\nversion = "{NINES}"\n',
    "pnpm-lock.yaml": f"lockfileVersion: '{NINES}'\n",
    "uv.lock": f"version = {NINES}\n",
    "a.go": f'//go:build go1.{NINES}\npackage a\nimport "os/exec"\nfunc f() {{ exec.Command("x") }}\n',
    "a.c": f"#if X > {NINES}\nint f(void) {{ fork(); }}\n#elif __GNUC__ > {NINES}\nint g(void);\n#endif\n",
    "a.py": f"import os, sys\nif sys.version_info[0] > {NINES}:\n    os.fork()\n"
    f"if sys.version_info >= ({NINES}, {NINES}):\n    os.fork()\n",
    "Dockerfile": f'FROM redis:{NINES}\nEXPOSE {NINES}\nCMD ["java", "-Xmx{NINES}g"]\n',
    "compose.yaml": f"services:\n  a:\n    image: 'redis:{NINES}'\n    ports: ['{NINES}:{NINES}']\n"
    f"    mem_limit: {NINES}g\n    deploy: {{replicas: {NINES}}}\n"
    f"    environment: {{URL: 'http://b:{NINES}/', J: '-Xmx{NINES}g'}}\n  b: {{image: x}}\n",
    "pod.yaml": f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: p}}\nspec:\n"
    f"  replicas: {NINES}\n  template: {{spec: {{containers: [{{image: a, "
    f"ports: [{{containerPort: {NINES}}}], resources: {{limits: {{memory: {NINES}Gi}}}}}}]}}}}\n",
}  # fmt: skip


def test_numbers_without_end_cost_a_file_at_most(tmp_path):
    """Found by fuzzing: one in a version, a size or a condition ended the whole scan."""
    tree = tmp_path / "tree"
    tree.mkdir()
    for name, text in NUMBERS.items():
        (tree / name).write_text(text, "utf-8")
    (tree / "good.py").write_text("import os\nos.kill(1, 9)\n")
    report = tmp_path / "report.json"
    assert main(["scan", str(tree), "--no-cache", "--jobs", "1", "-o", f"json={report}"]) == 0
    told = json.loads(report.read_text("utf-8"))
    assert {gap["path"] for gap in told["gaps"]} <= {"pnpm-lock.yaml", "uv.lock"}
    assert {"os.kill", "os.fork"} <= {finding["symbol"] for finding in told["findings"]}
    assert len(told["dependencies"]) >= 6


BY_NAME = {target.name: target for target in TARGETS}


@pytest.mark.parametrize(
    "name", ["Cargo.lock", "pdm.lock", "pylock.toml", "spin.toml", "Cargo.toml"]
)
def test_a_toml_number_without_end_is_one_gap(name, tmp_path):
    """Found by fuzzing: the parser refuses it in words of its own."""
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.py").touch()
    (tree / name).write_text(f"lock-version = {NINES}\n")
    report = tmp_path / "report.json"
    assert main(["scan", str(tree), "--no-cache", "-o", f"json={report}"]) == 0
    (gap,) = json.loads(report.read_text("utf-8"))["gaps"]
    assert gap["path"] == name
    assert gap["reason"].startswith(("not read: it holds a number", "not valid TOML"))


@pytest.mark.parametrize(
    ("reader", "name", "text", "symbols"),
    [
        ("rust", "a.rs", "use *;\nfn f() { std::process::Command::new(x); }\n", {"std::process::Command::new"}),
        ("rust", "a.rs", "use mod;\nfn f() { std::process::Command::new(x); }\n", {"std::process::Command::new"}),
        ("c", "a.c", f"#if 0x{'f' * 5000} / -3 < 0\nint f(void) {{ fork(); }}\n#endif\n", {"fork"}),
    ],
)  # fmt: skip
def test_what_fuzzing_found_is_read(reader, name, text, symbols):
    facts = BY_NAME[reader].read(name, text.encode())
    assert isinstance(facts, FileFacts)
    assert {use.symbol for use in facts.uses} >= symbols


def test_a_command_of_a_million_letters_is_read_soon():
    """Found by fuzzing: a shell's words were put together letter by letter."""
    text = f"FROM node:22\nCMD ./migrate && exec node --port{'0xf' * 400_000}\n"
    start = time.process_time()
    facts = BY_NAME["deployment-dockerfile"].read("Dockerfile", text.encode())
    assert isinstance(facts, DeploymentFacts)
    assert facts.recipes
    assert time.process_time() - start < SOON


def test_a_list_of_packages_without_end_is_read_soon():
    """What stood before each name was copied to look at its last letter."""
    names = " ".join(f"lib{'x' * 150}{number}-dev" for number in range(40_000))
    start = time.process_time()
    facts = BY_NAME["dockerfile"].read("Dockerfile", f"FROM a\nRUN apt install {names}".encode())
    assert isinstance(facts, ManifestFacts)
    assert len(facts.dependencies) == 40_000
    assert time.process_time() - start < SOON


def test_a_block_behind_a_long_word_is_read_soon():
    """Found by fuzzing: what a block lies in was looked for from every letter on."""
    text = "9" * 19_000 + "{} {\n dependencies {\n  implementation 'a:b:1'\n }\n}\n"
    start = time.process_time()
    facts = BY_NAME["gradle"].read("build.gradle", text.encode())
    assert isinstance(facts, ManifestFacts)
    assert [found.purl for found in facts.dependencies] == ["pkg:maven/a/b"]
    assert time.process_time() - start < SOON / 10


def test_ignore_rules_that_were_made_to_cost_are_passed_over(tmp_path):
    """Found by fuzzing: one line of a megabyte took a minute to compile."""
    tree = tmp_path / "tree"
    (tree / "many").mkdir(parents=True)
    (tree / ".gitignore").write_bytes(b"*.log\n" + b"[a-z]*" * 200 * 100 + b"\n*.tmp\n")
    (tree / "many" / ".gitignore").write_bytes(b"*x\n" * 400_000)
    for name in ("a.py", "b.log", "c.tmp", "many/d.py", "many/ex"):
        (tree / name).write_text("import os\nos.fork()\n")
    start = time.process_time()
    found = discover(tree)
    assert time.process_time() - start < SOON
    assert [file.path for file in found.files] == [
        ".gitignore",
        "a.py",
        "many/.gitignore",
        "many/d.py",
        "many/ex",
    ]
    assert [(gap.path, gap.reason) for gap in found.gaps] == [
        ("many/.gitignore", "ignore rules of 1200000 bytes are above the limit of 200000")
    ]
