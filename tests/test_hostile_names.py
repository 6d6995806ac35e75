"""A tree whose every name is an attack, through the real program, in every format there is.

Names of folders, files, units, packages, versions, services, images and
symbols carry escape codes, line ends, marks that turn the direction of text,
markup, formulas and commands of workflows. Reports show them as text.
"""

import csv
import io
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from test_sarif import complaints
from wasmfit.cli import main

SCHEMA = Path(__file__).resolve().parent.parent / "docs" / "report.schema.json"

ATTACKS = {
    "colour": "\x1b[31mred\x1b]0;title\x07",
    "eight-bit": "\x9b31m\x85next",
    "line": "two\nlines\r",
    "turned": "\u202etxt.evil\u2066",
    "hidden": "a\u200b\u00ad\ufeffb",
    "markup": "<img src=x onerror=alert(1)>&amp;'\"",
    "closing": "</script><script>alert(1)]]>-->",
    "formula": "=cmd|' !A0",
    "command": "::error file=x::said",
    "table": "a|b`c`*d*[e](javascript:f)@all",
    "brackets": "[bold red]x[!y]{z}%s${HOME}",
}
SCANNED = (
    "terminal",
    "json",
    "sarif",
    "html",
    "markdown",
    "csv",
    "gitlab",
    "sonar",
    "junit",
    "github",
)
FOLLOWED = {
    "plan": ("terminal", "markdown", "json"),
    "graph": ("dot", "graphml", "mermaid", "json"),
}


def plant(root: Path) -> Path:
    """One folder, unit and service per attack, and names that are no text at all."""
    for number, (name, attack) in enumerate(ATTACKS.items()):
        folder = root / f"{number}{attack}".replace("/", "_")
        folder.mkdir(parents=True)
        said = json.dumps(attack)
        (folder / f"{attack}.py".replace("/", "_")).write_text(
            f"import os\nos.fork()\nopen({said})\nopen('/proc/{name}')  # {attack!r}\n"
            f"def {name.replace('-', '_')}(): os.kill(1, 9)"
            f"  # wasmfit: ignore[{attack!r}] {attack!r}\n",
            "utf-8",
        )
        (folder / "main.js").write_text(
            f"const c = require('child_process'); c.spawn({said}); require({said});\n", "utf-8"
        )
        (folder / "package.json").write_text(
            json.dumps({"name": attack, "version": attack, "bin": {attack: attack},
                        "dependencies": {attack: attack, "ws": attack, f"@{attack}/x": "1"}}),
            "utf-8",
        )  # fmt: skip
        (folder / "pyproject.toml").write_text(
            f'[project]\nname = {said}\nversion = {said}\ndependencies = ["psycopg2", {said}]\n',
            "utf-8",
        )
        (folder / "Dockerfile").write_text(f"FROM {attack!r}\nCMD [{said}, {said}]\n", "utf-8")
        (folder / "broken.lock").write_text("x")
        (folder / "Cargo.toml").write_text(f"[package]\nname = {said}\n{attack!r}", "utf-8")
    services = {
        name: {"image": attack, "environment": {attack: f"http://{attack}:80"},
               "depends_on": [attack], "labels": {attack: attack}, "volumes": [f"{attack}:/data"]}
        for name, attack in (*ATTACKS.items(), *((a, a) for a in ATTACKS.values()))
    }  # fmt: skip
    (root / "compose.yaml").write_text(json.dumps({"name": "x", "services": services}), "utf-8")
    for attack in (ATTACKS["formula"], f"!{ATTACKS['command']},x"):  # in a cell, the first command
        (root / f"{attack}.py").write_text("import os\nos.fork()\n")
    (root / os.fsdecode(b"no\xfftext.py")).write_text("import os\nos.fork()\n")
    return root


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> dict[str, str]:
    """What every format says of it, by command and format."""
    folder = tmp_path_factory.mktemp("hostile")
    tree = plant(folder / ("tree" + ATTACKS["colour"] + ATTACKS["markup"].replace("/", "")))
    wanted = [("scan", name) for name in SCANNED]
    wanted += [(command, name) for command, names in FOLLOWED.items() for name in names]
    for command in ("scan", *FOLLOWED):
        outputs = [f"{n}={folder / f'{c}-{n}'}" for c, n in wanted if c == command]
        arguments = [word for output in outputs for word in ("-o", output)]
        extra = ["--details"] if command == "scan" else []
        assert main([command, str(tree), "--no-cache", "--jobs", "1", *extra, *arguments]) == 0
    return {f"{c}-{n}": (folder / f"{c}-{n}").read_text("utf-8") for c, n in wanted}


def test_the_tree_is_read_at_all(written):
    report = json.loads(written["scan-json"])
    assert len(report["units"]) >= len(ATTACKS)
    assert len({finding["location"]["path"] for finding in report["findings"]}) >= 2 * len(ATTACKS)
    assert len(report["system"]["services"]) >= len(ATTACKS)
    assert any("no\\xfftext.py" in gap["path"] for gap in report["gaps"])
    names = {unit["id"] for unit in report["units"]}
    assert any("\x1b" in name for name in names), "a machine gets the names as they are"


def test_no_character_acts_where_a_person_reads(written):
    """Neither control characters, nor marks that turn or hide text."""
    machines = ("json", "sarif", "gitlab", "sonar")
    for name, text in written.items():
        said = text.replace("@\N{ZERO WIDTH SPACE}", "")  # ours: it keeps a mention from being one
        odd = {c for c in said if not c.isprintable() and c != "\n"}
        if name.endswith(machines):
            assert {c for c in odd if c < " "} == set(), name
        else:
            assert odd == set(), name


def test_machines_can_read_what_they_get(written):
    report = json.loads(written["scan-json"])
    jsonschema.validate(report, json.loads(SCHEMA.read_text("utf-8")))
    log = json.loads(written["scan-sarif"])
    assert list(complaints(log)) == []
    for result in log["runs"][0]["results"]:
        for place in result["locations"]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert set(uri) <= set("".join(map(chr, range(33, 127)))) - set('<>"`{}|\\^')
    assert {entry["location"]["path"] for entry in json.loads(written["scan-gitlab"])} <= {
        finding["location"]["path"] for finding in report["findings"]
    }
    assert json.loads(written["scan-sonar"])["issues"]
    assert ET.fromstring(written["scan-junit"]).tag == "testsuites"  # noqa: S314 - our own
    assert ET.fromstring(written["graph-graphml"]).tag.endswith("graphml")  # noqa: S314


def test_no_cell_is_a_formula(written):
    rows = list(csv.reader(io.StringIO(written["scan-csv"])))
    assert len(rows) > len(ATTACKS)
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [
        cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))
    ] == []


def test_the_page_has_no_element_of_a_stranger(written):
    seen: list[tuple[str, dict[str, str | None]]] = []

    class Page(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append((tag, dict(attrs)))

    Page().feed(written["scan-html"])
    assert [tag for tag, _ in seen].count("script") == 2
    assert "img" not in {tag for tag, _ in seen}
    assert [name for _, attrs in seen for name in attrs if name.startswith("on")] == []
    links = [attrs["href"] or "" for tag, attrs in seen if tag == "a" and "href" in attrs]
    assert [link for link in links if not link.startswith(("#", "https://"))] == []


@pytest.mark.parametrize("name", ["scan-markdown", "scan-github", "plan-markdown"])
def test_pages_of_markdown_have_no_markup_of_a_stranger(name, written):
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(written[name])
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inline)}
    assert kinds & {"html_block", "html_inline", "image"} == set()
    links = {str(token.attrs["href"]) for token in inline if token.type == "link_open"}
    assert [link for link in links if not link.startswith("https://")] == []
    said = " ".join(token.content for token in inline if token.type == "text")
    assert "all" in said
    assert "@all" not in said


def test_annotations_are_one_command_a_line(tmp_path, capsys):
    tree = plant(tmp_path / "tree")
    assert main(["scan", str(tree), "--no-cache", "-o", f"github={tmp_path / 'summary'}"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert len(lines) > 5
    for line in lines[:-1]:
        assert re.fullmatch(
            r"::(error|warning|notice) file=[^:,]+,line=\d+,endLine=\d+,col=\d+,endColumn=\d+"
            r",title=[^:,]+::.*",
            line,
        )
    assert {c for c in out + err if not c.isprintable()} <= {"\n"}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_errors_and_notes_stay_one_line_each(attack, tmp_path, capsys):
    folder = tmp_path / attack.replace("/", "_")
    folder.mkdir()
    (folder / "a.py").write_text("import os\nos.fork()\n")
    (folder / "wasmfit.toml").write_text(f"{json.dumps(attack)} = 1\n", "utf-8")
    assert main(["scan", str(folder)]) == 2
    assert main(["scan", str(folder / attack)]) == 2
    assert main(["scan", str(folder), "--no-repo-config", "--target", attack]) == 2
    assert main(["scan", str(folder), "--no-repo-config", "-o", attack]) == 2
    assert main(["scan", str(folder), "--no-repo-config", "--baseline", attack]) == 2
    assert main(["scan", str(folder), "--no-repo-config", "--since", attack]) == 2
    assert main(["explain", attack]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert {c for c in err if not c.isprintable()} == {"\n"}
    assert all(line.startswith("wasmfit: error: ") for line in err.splitlines())
