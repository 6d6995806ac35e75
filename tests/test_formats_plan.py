"""The plan, the graph and the settings file that explains itself."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from build_report import report
from wasmfit import config
from wasmfit.cli import _graphs, _plans, init, main
from wasmfit.model.graph import Edge, Graph, Node
from wasmfit.model.renderer import Style
from wasmfit.model.report import Plan
from wasmfit.render import renderers

HOSTILE = '"];x --> y\n<b>&\\" #quot;%%{init}%% \x1b'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_text(renderers()["json"].render(report(), Style()), "utf-8")
    return path


GRAPH = Graph(
    nodes=(
        Node("capability:a", "capability", "a"),
        Node("capability:b", "capability", "b"),
        Node("module:m", "module", "m"),
        Node("module:n", "module", "n"),
        Node("unit:u", "unit", "u"),
        Node("use:1", "use", HOSTILE, 5),
        Node("use:2", "use", "harmless"),
    ),
    edges=(
        Edge("module:m", "use:1", "uses"),
        Edge("module:n", "use:2", "uses"),
        Edge("unit:u", "module:m", "contains"),
        Edge("unit:u", "module:n", "contains"),
        Edge("use:1", "capability:a", "blocks"),
        Edge("use:1", "capability:b", "needs"),
        Edge("use:2", "capability:b", "needs"),
    ),
)


def test_only_what_leads_to_a_block_is_left():
    kept = _graphs.blocking(GRAPH)
    assert [n.id for n in kept.nodes] == ["capability:a", "module:m", "unit:u", "use:1"]
    assert [e.kind for e in kept.edges] == ["uses", "contains", "blocks"]
    assert _graphs.blocking(Graph()) == Graph()


def test_graphs_with_a_circle_end():
    edges = (*GRAPH.edges, Edge("module:m", "module:n", "imports"),
             Edge("module:n", "module:m", "imports"))  # fmt: skip
    kept = _graphs.blocking(replace(GRAPH, edges=edges))
    assert "module:n" in {node.id for node in kept.nodes}


def test_graphml_is_xml_with_every_node_and_edge():
    root = ET.fromstring(_graphs.as_graphml(GRAPH, report()))  # noqa: S314 - we wrote it
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    nodes = root.findall(".//g:node", space)
    assert len(nodes) == len(GRAPH.nodes)
    assert len(root.findall(".//g:edge", space)) == len(GRAPH.edges)
    labels = {
        data.text for node in nodes for data in node.findall("g:data", space)
        if data.get("key") == "label"
    }  # fmt: skip
    assert HOSTILE.replace("\x1b", "\ufffd") in labels


def test_dot_keeps_words_inside_their_quotes():
    lines = _graphs.as_dot(GRAPH, report()).splitlines()
    assert lines[0] == "digraph wasmfit {"
    assert lines[-1] == "}"
    statement = re.compile(r'  ("([^"\\]|\\.)*"( -> "([^"\\]|\\.)*")?) \[[^\n]*\];')
    for line in lines[3:-1]:
        assert statement.fullmatch(line), line
        assert len(re.findall(r'(?<!\\)(?:\\\\)*"', line)) % 2 == 0
    assert '  "use:1" -> "capability:a" [label="blocks", color="red"];' in lines


def test_mermaid_has_names_of_its_own_and_no_words_that_it_reads():
    lines = _graphs.as_mermaid(GRAPH, report()).splitlines()
    assert lines[0] == "flowchart LR"
    assert '  n5 ==>|"blocks"| n0' in lines
    assert '  n4[["u"]]' in lines
    for line in lines[1:]:
        for words in re.findall(r'"([^"]*)"', line):
            assert re.fullmatch(r"(?:[\w ./:,+-]|#\d+;)*", words), words


@pytest.mark.parametrize("name", sorted(_graphs.WRITERS))
def test_graphs_come_from_saved_reports_and_from_scans(name, file, tmp_path, capsys):
    assert main(["graph", "--from", str(file), "-o", name]) == 0
    assert capsys.readouterr().out == _graphs.WRITERS[name](report().graph, report())
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.py").write_text("import os\nos.fork()\n", "utf-8")
    assert main(["graph", str(tmp_path / "app"), "--blocking", "-o", name]) == 0
    text = capsys.readouterr().out
    assert "proc.fork" in text
    assert {c for c in text if c < " "} == {"\n"}


def test_a_graph_as_json_is_that_of_the_report(file, capsys):
    assert main(["graph", "--from", str(file), "-o", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {key: document[key] for key in ("nodes", "edges")} == json.loads(
        file.read_text("utf-8")
    )["graph"]
    assert document["units"]["app"]["cut"]["effort"] == 5
    assert document["units"]["app"]["gates"][0]["nodes"][0] == "module:app/jobs.py"
    assert document["units"]["app"]["moves"][0]["frees"] == ["proc.spawn"]
    assert document["units"]["app"]["nowhere"] == ["gui.window"]


def test_the_cheapest_cut_is_filled_in_dot(file, capsys):
    assert main(["graph", "--from", str(file), "-o", "dot"]) == 0
    filled = [line for line in capsys.readouterr().out.splitlines() if "filled" in line]
    assert [line.split(" [")[0] for line in filled] == ['  "use:app/jobs.py:proc.spawn"']


def test_the_ways_to_the_targets_side_by_side():
    ways = _plans.ways(report().units[0])
    assert [(w.profile, w.score, w.steps, w.effort, w.after, w.remainder) for w in ways] == [
        ("wasip2", 52.25, 2, 6, 88.0, 1),
        ("wasix", 97.0, 0, 0, 97.0, 0),
    ]


def test_a_plan_for_a_person(file, capsys):
    assert main(["plan", "--from", str(file)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "app on wasip2: score 52 of 100",
        "  SPLIT, service, .",
        "  1. replace: Call the library behind the command. (5 points, then 88; wasix 99)",
        "  2. grant: Allow /data. (1 point, then 88)",
        "  1 finding left after all: ffi.native (1)",
        "",
        "  The cheapest way to take all of it out: 1 change, 5 points.",
        "  What if: wasix frees proc.spawn, and perhaps ffi.native.",
        "  Through the toolchains of today no target gives gui.window.",
        "  profile  score  steps  points  then  left",
        "  wasip2      52      2       6    88     1",
        "  wasix       97      0       0    97     0",
    ]


def test_a_plan_as_a_list_of_tasks(file, capsys):
    assert main(["plan", "--from", str(file), "-o", "markdown"]) == 0
    text = capsys.readouterr().out
    step = "- [ ] s1 **replace** Call the library behind the command. (5 points, then 88; wasix 99)"
    assert f"{step}\n  - `app/jobs.py:7`\n" in text
    assert "- [ ] s2 **grant** Allow /data. (1 point, then 88)\n  - after s1\n" in text
    assert "  - Or guard: Do without.\n" in text
    assert "| `wasix` | 97 | 0 | 0 | 97 | 0 |" in text


def test_a_plan_for_programs(file, capsys):
    assert main(["plan", "--from", str(file), "-o", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    unit = document["units"]["app"]
    assert unit["ways"]["wasip2"] == {
        "score": 52.25, "steps": 2, "effort": 6, "after": 88.0, "remainder": 1,
    }  # fmt: skip
    assert [step["id"] for step in unit["steps"]] == ["s1", "s2"]
    assert unit["remainder"] == ["f4"]


def test_nothing_to_do_is_said():
    unit = report().units[0]
    empty = replace(
        report(), units=(replace(unit, plans={"wasip2": Plan(steps=(), remainder=())}),)
    )
    assert "nothing to do" in _plans.as_text(empty)
    assert "Nothing to do." in _plans.as_markdown(empty)


def test_without_anything_to_scan_init_writes_comments(tmp_path, capsys):
    assert main(["init", str(tmp_path)]) == 0
    assert "wasmfit.toml: written; only examples" in capsys.readouterr().out
    assert tomllib.loads((tmp_path / "wasmfit.toml").read_text("utf-8")) == {}
    assert config.load(tmp_path) == config.Config(origin="wasmfit.toml")


def test_init_writes_what_a_scan_found_and_the_next_scan_passes(tmp_path, capsys):
    for name, code in (("a.py", "import os\nos.fork()\n"), ("b\nfail_under = 0/c.py", "x = 1\n")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(code, "utf-8")
    assert main(["init", str(tmp_path)]) == 0
    assert "what a scan found, then examples" in capsys.readouterr().out
    found = config.load(tmp_path)
    assert found.targets[0] == "wasip2"
    assert 0 < (found.fail_under or 0) < 100
    assert main(["scan", str(tmp_path)]) == 0
    (tmp_path / "a.py").write_text("import os\nos.fork()\nos.kill(os.getpid(), 9)\n", "utf-8")
    assert main(["scan", str(tmp_path)]) == 1


def test_every_example_that_init_writes_is_valid(tmp_path):
    (tmp_path / "wasmfit-rules" / "hosts").mkdir(parents=True)
    (tmp_path / "wasmfit-rules" / "hosts" / "spin.toml").touch()
    setting = re.compile(r"# (\[|[a-z_]+ = )")
    lines = (
        line.removeprefix("# ") if setting.match(line) else line for line in init.TEXT.splitlines()
    )
    (tmp_path / "wasmfit.toml").write_text("\n".join(lines), "utf-8")
    found = config.load(tmp_path)
    shown = {name for name in config.Config.__slots__ if getattr(found, name)}
    assert shown == {*config.Config.__slots__} - {"notices"}


def test_init_replaces_nothing_unless_told(tmp_path, capsys):
    path = tmp_path / "wasmfit.toml"
    path.write_text("fail_under = 1\n", "utf-8")
    assert main(["init", str(tmp_path)]) == 2
    assert "is there already (--force replaces it)" in capsys.readouterr().err
    assert path.read_text("utf-8") == "fail_under = 1\n"
    assert main(["init", str(tmp_path), "--force"]) == 0
    assert path.read_text("utf-8") == init.TEXT
    assert main(["init", str(tmp_path / "none")]) == 2
