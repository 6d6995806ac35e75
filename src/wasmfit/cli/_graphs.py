"""The blocker graph as DOT, GraphML, Mermaid and JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

from wasmfit.model.graph import Cut, Edge, Graph, Node
from wasmfit.model.report import Report, UnitReport
from wasmfit.render._words import visible, xml

BLOCKS = "blocks"
SHAPES = {
    "unit": "house",
    "module": "note",
    "use": "ellipse",
    "dependency": "box3d",
    "native": "component",
    "language": "diamond",
    "capability": "octagon",
}
MERMAID = {"unit": ("[[", "]]"), "capability": ("{{", "}}"), "use": ("(", ")")}


def blocking(graph: Graph) -> Graph:
    """Only what leads to a capability that blocks."""
    above: dict[str, list[str]] = {}
    for edge in graph.edges:
        above.setdefault(edge.target, []).append(edge.source)
    kept = {name for edge in graph.edges if edge.kind == BLOCKS for name in (edge.source,)}
    todo = list(kept)
    while todo:
        fresh = set(above.get(todo.pop(), ())) - kept
        kept |= fresh
        todo += fresh
    kept |= {edge.target for edge in graph.edges if edge.kind == BLOCKS}
    return Graph(
        tuple(node for node in graph.nodes if node.id in kept),
        tuple(edge for edge in graph.edges if {edge.source, edge.target} <= kept),
    )


def as_dot(graph: Graph, report: Report) -> str:
    """For Graphviz; a node is as heavy as changing it costs, the cheapest cut is filled."""
    chosen = {name for cut in _cuts(report) for name in cut.nodes}
    lines = ["digraph wasmfit {", "  rankdir=LR;", '  node [fontname="sans-serif"];']
    lines += [
        f"  {_dot(node.id)} [{_dot_look(node, cut=node.id in chosen)}];" for node in graph.nodes
    ]
    lines += [
        f"  {_dot(edge.source)} -> {_dot(edge.target)} [label={_dot(edge.kind)}{_dot_red(edge)}];"
        for edge in graph.edges
    ]
    return "\n".join((*lines, "}")) + "\n"


def _cuts(report: Report) -> Iterator[Cut]:
    """The cheapest cut of every unit on the primary profile."""
    for unit in report.units:
        cut = unit.assessments[report.primary].cut
        if cut is not None:
            yield cut


def _dot(text: str) -> str:
    """A quoted string; Graphviz knows escapes of its own, so none may be left."""
    shown = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{shown}"'


def _dot_look(node: Node, *, cut: bool) -> str:
    label = f"{node.label} ({node.effort})" if node.effort else node.label
    look = f"label={_dot(label)}, shape={SHAPES.get(node.kind, 'box')}, class={_dot(node.kind)}"
    return f'{look}, style="filled", fillcolor="gold"' if cut else look


def _dot_red(edge: Edge) -> str:
    return ', color="red"' if edge.kind == BLOCKS else ""


def as_graphml(graph: Graph, _: Report) -> str:
    """For graph programs: kind, label and effort are attributes."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    for key, owner, kind in (
        ("kind", "node", "string"),
        ("label", "node", "string"),
        ("effort", "node", "int"),
        ("relation", "edge", "string"),
    ):
        lines.append(f'  <key id="{key}" for="{owner}" attr.name="{key}" attr.type="{kind}"/>')
    lines.append('  <graph id="wasmfit" edgedefault="directed">')
    lines += map(_graphml_node, graph.nodes)
    for edge in graph.edges:
        ends = f'source="{xml(edge.source)}" target="{xml(edge.target)}"'
        data = f'<data key="relation">{xml(edge.kind)}</data>'
        lines.append(f"    <edge {ends}>{data}</edge>")
    return "\n".join((*lines, "  </graph>", "</graphml>")) + "\n"


def _graphml_node(node: Node) -> str:
    told = {"kind": node.kind, "label": node.label, "effort": str(node.effort)}
    data = "".join(f'<data key="{key}">{xml(value)}</data>' for key, value in told.items())
    return f'    <node id="{xml(node.id)}">{data}</node>'


def as_mermaid(graph: Graph, _: Report) -> str:
    """For Markdown pages; names are numbered, because Mermaid reads words in them."""
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    for node in graph.nodes:
        left, right = MERMAID.get(node.kind, ("[", "]"))
        lines.append(f'  {names[node.id]}{left}"{_mermaid(node.label)}"{right}')
    for edge in graph.edges:
        arrow = "==>" if edge.kind == BLOCKS else "-->"
        source, target = names.get(edge.source), names.get(edge.target)
        if source and target:
            lines.append(f'  {source} {arrow}|"{_mermaid(edge.kind)}"| {target}')
    return "\n".join(lines) + "\n"


def _mermaid(text: str) -> str:
    """Text in quotes: everything that is no letter, digit or plain sign is an entity."""
    return "".join(c if c.isalnum() or c in " ./_-:,+" else f"#{ord(c)};" for c in visible(text))


def as_json(graph: Graph, report: Report) -> str:
    """Nodes and edges, as in the JSON report, and what follows from them per unit."""
    document = {
        "schema_version": "1",
        "nodes": [
            {"id": n.id, "kind": n.kind, "label": n.label, "effort": n.effort} for n in graph.nodes
        ],
        "edges": [{"from": e.source, "to": e.target, "kind": e.kind} for e in graph.edges],
        "units": {unit.unit.id: _judged(report, unit) for unit in report.units},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _judged(report: Report, unit: UnitReport) -> dict[str, object]:
    assessment = unit.assessments[report.primary]
    return {
        "cut": asdict(assessment.cut) if assessment.cut else None,
        "gates": [asdict(gate) for gate in assessment.gates],
        "moves": [asdict(move) for move in unit.moves],
        "nowhere": list(unit.nowhere),
    }


WRITERS: Mapping[str, Callable[[Graph, Report], str]] = {
    "dot": as_dot,
    "graphml": as_graphml,
    "mermaid": as_mermaid,
    "json": as_json,
}
