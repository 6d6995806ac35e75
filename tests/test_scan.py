"""The whole corridor on small trees: what a stranger's repository may hold."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

import wasmfit
from wasmfit.cli import main
from wasmfit.errors import NothingToScanError, UsageError
from wasmfit.model.renderer import Style
from wasmfit.render import _contract, renderers

APP: Mapping[str, str] = {
    "pyproject.toml": '[project]\nname = "app"\ndependencies = ["numpy", "idna"]\n',
    "app/__init__.py": "",
    "app/run.py": "import subprocess\nimport sys\n\nsubprocess.run(['ls'])\n"
    "if sys.platform == 'win32':\n    subprocess.run(['dir'])\nopen('x')\n",
    "app/pure.py": "def add(a, b):\n    return a + b\n",
    "tests/test_run.py": "import os\nos.fork()\n",
}


def tree(root: Path, files: Mapping[str, str | bytes] = APP) -> Path:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def as_json(root: Path, options: wasmfit.Options | None = None) -> str:
    report = wasmfit.scan(root, options)
    return renderers()["json"].render(report, Style())


def test_a_small_application_end_to_end(tmp_path: Path) -> None:
    report = json.loads(as_json(tree(tmp_path)))
    assert report["schema_version"] == "1"
    assert report["primary"] == "wasip2"
    (unit,) = report["units"]
    assert (unit["name"], unit["path"]) == ("app", ".")
    errors = [
        (f["location"]["path"], f["location"]["start_line"], f["symbol"])
        for f in report["findings"]
        if f["levels"]["wasip2"] == "error" and f["kind"] != "dependency"
    ]
    assert errors == [("app/run.py", 4, "subprocess.run")]
    guarded = [f for f in report["findings"] if f["active"].get("wasip2") is False]
    assert [f["guard"]["text"] for f in guarded] == ["sys.platform == 'win32'"]
    assert {d["purl"] for d in report["dependencies"]} == {"pkg:pypi/numpy", "pkg:pypi/idna"}
    assert {f["role"] for f in report["findings"]} == {"source", "test"}


def test_the_report_is_what_the_schema_says(tmp_path: Path) -> None:
    jsonschema.validate(json.loads(as_json(tree(tmp_path))), _contract.schema())


def test_the_schema_refuses_another_word(tmp_path: Path) -> None:
    report = json.loads(as_json(tree(tmp_path)))
    report["units"][0]["verdict"]["placement"] = "maybe"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, _contract.schema())


def test_two_runs_and_two_workers_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wasmfit.stages.extract import reading

    first = as_json(tree(tmp_path))
    assert as_json(tmp_path) == first
    monkeypatch.setattr(reading, "ALONE", 0)
    assert as_json(tmp_path, wasmfit.Options(jobs=2)) == first


def test_on_the_reference_everything_is_native_and_still_listed(tmp_path: Path) -> None:
    report = json.loads(as_json(tree(tmp_path), wasmfit.Options(profiles=("linux",))))
    assert {f["levels"]["linux"] for f in report["findings"]} == {"none"}
    assert "subprocess.run" in {f["symbol"] for f in report["findings"]}
    assert report["units"][0]["assessments"]["linux"]["score"] == 100
    assert report["plans"]["linux"]["."]["steps"] == []


def test_a_single_file_can_be_scanned(tmp_path: Path) -> None:
    file = tree(tmp_path) / "app" / "run.py"
    report = json.loads(as_json(file))
    assert {f["location"]["path"] for f in report["findings"]} == {"run.py"}


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(tree(tmp_path / "app"))]) == 0
    assert main(["scan", str(tmp_path / "app"), "--fail-under", "100"]) == 1
    assert main(["scan", str(tmp_path / "nowhere")]) == 2
    assert main(["scan", str(tmp_path / "app"), "--target", "wasip9"]) == 2
    (tmp_path / "empty").mkdir()
    capsys.readouterr()
    assert main(["scan", str(tmp_path / "empty")]) == 3
    assert capsys.readouterr().err.startswith("wasmfit: error: ")


def test_errors_are_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such"):
        wasmfit.scan(tmp_path / "nowhere")
    with pytest.raises(NothingToScanError, match="nothing to scan"):
        wasmfit.scan(tmp_path)
    with pytest.raises(UsageError, match="wasip9"):
        wasmfit.scan(tree(tmp_path), wasmfit.Options(profiles=("wasip9",)))


def test_what_cannot_be_read_is_a_gap_and_the_rest_stays(tmp_path: Path) -> None:
    tree(tmp_path)
    (tmp_path / "broken.py").write_bytes(b"import os\nos.fork()\nx = '\xff\xfe'\n")
    (tmp_path / "requirements.txt").write_text("numpy ==\n", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "root").symlink_to("/")
    big = tmp_path / "big.py"
    with big.open("wb") as file:
        file.truncate(200_000_000)
    report = json.loads(as_json(tmp_path))
    gaps = {gap["path"]: gap for gap in report["gaps"]}
    assert set(gaps) == {"broken.py", "requirements.txt", "pipe.py", "big.py"}
    assert gaps["requirements.txt"]["line"] == 1
    symbols = {(f["location"]["path"], f["symbol"]) for f in report["findings"]}
    assert {("broken.py", "os.fork"), ("app/run.py", "subprocess.run")} <= symbols


def test_the_terminal_report_says_the_verdict_and_stays_narrow(tmp_path: Path) -> None:
    report = wasmfit.scan(tree(tmp_path))
    text = renderers()["terminal"].render(report, Style(width=60))
    assert "app" in text
    assert report.units[0].verdict.placement.value.upper() in text
    assert max(map(len, text.splitlines())) <= 60
    assert "\x1b" not in text
    assert "\x1b" in renderers()["terminal"].render(report, Style(colour=True))


def test_details_list_every_finding_that_counts(tmp_path: Path) -> None:
    report = wasmfit.scan(tree(tmp_path))
    text = renderers()["terminal"].render(report, Style(details=True))
    assert "app/run.py:4:1 error" in text
    assert "app/run.py:6:5" not in text


def test_hostile_names_do_not_reach_the_terminal(tmp_path: Path) -> None:
    name = "a\x1b[31mb.py"
    report = wasmfit.scan(tree(tmp_path, {name: "import os\nos.fork()\n"}))
    text = renderers()["terminal"].render(report, Style(details=True))
    assert "\x1b" not in text
    assert "\\x1b" in text
