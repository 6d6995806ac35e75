"""The blocker graph of one unit and profile, small enough to look at.

What is drawn is contracted to what reaches a blocker: the unit, the modules
(or direct dependencies) that hold one, the symbols (or packages) they use,
the capabilities that are missing. What does not fit is bundled into one node
per column that says how many it stands for, so that no edge is lost.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from wasmfit.model.report import Finding, Report, UnitReport
from wasmfit.render._html_layout import Box, Curve, place
from wasmfit.render._words import count

MOST = (1, 14, 18, 12)
"""Nodes per column, bundles not counted."""

NOUNS = ("unit", "module", "symbol", "capability")

Key = tuple[int, str]
"""A node: its column and its name; an empty name is the bundle of its column."""

Chain = tuple[Key, Key, Key, Key]
"""From the unit through a module and a symbol to a capability."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: boxes, curves, its size, and how many nodes stand in bundles."""

    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    width: int
    height: int
    nodes: int
    hidden: int


def draw(report: Report, unit: UnitReport, profile: str) -> Picture | None:
    """The picture of one unit on one profile; None when nothing blocks there."""
    chains = list(_chains(report, unit, profile))
    if not chains:
        return None
    kept, hidden = _kept(chains)
    edges: Counter[tuple[Key, Key]] = Counter()
    findings: dict[Key, set[str]] = {}
    for finding, chain in chains:
        shown = [key if key in kept else (key[0], "") for key in chain]
        edges.update(pairwise(shown))
        for key in shown:
            findings.setdefault(key, set()).add(finding)
    labels = {
        key: key[1].removeprefix("pkg:") or _plural(hidden[key[0]], key[0]) for key in findings
    }
    boxes, curves, width, height = place(labels, findings, edges)
    everything = len({key for _, chain in chains for key in chain})
    return Picture(boxes, curves, width, height, everything, sum(hidden.values()))


def _plural(number: int, column: int) -> str:
    noun = NOUNS[column]
    if noun == "capability" and number != 1:
        return f"{number} more capabilities"
    return f"{count(number, 'more ' + noun)}"


def _chains(report: Report, unit: UnitReport, profile: str) -> Iterable[tuple[str, Chain]]:
    """A blocking finding and a chain for every way to it."""
    importers = _importers(report)
    wanted = {one for blocker in unit.assessments[profile].blockers for one in blocker.findings}
    for finding in report.findings:
        if finding.id not in wanted:
            continue
        for middle in _middles(finding, importers):
            ends = (2, finding.symbol), (3, finding.capability)
            yield finding.id, ((0, unit.unit.name), (1, middle), *ends)


def _middles(finding: Finding, importers: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Through whom: its file; for a package its importers, else who pulls it in, else its line."""
    if finding.purl is None:
        return (finding.location.path,)
    direct = tuple(sorted({chain[0] for chain in finding.via if chain[:1] != (finding.purl,)}))
    return importers.get(finding.purl, ()) or direct or (finding.location.path,)


def _importers(report: Report) -> dict[str, tuple[str, ...]]:
    """Per package the modules that import it."""
    kinds = {node.id: node for node in report.graph.nodes}
    found: dict[str, set[str]] = {}
    for edge in report.graph.edges:
        source, target = kinds.get(edge.source), kinds.get(edge.target)
        if source is None or target is None:
            continue
        if (source.kind, target.kind) == ("module", "dependency"):
            found.setdefault(target.label, set()).add(source.label)
    return {name: tuple(sorted(paths)) for name, paths in found.items()}


def _kept(chains: list[tuple[str, Chain]]) -> tuple[set[Key], dict[int, int]]:
    """The heaviest nodes of each column, and how many others it has."""
    kept: set[Key] = set()
    hidden: dict[int, int] = {}
    for column, most in enumerate(MOST):
        weights = Counter(chain[column] for _, chain in chains)
        ranked = sorted(weights, key=lambda key: (-weights[key], key))
        # A bundle of one would take as much room as what it hides.
        shown = ranked if len(ranked) <= most + 1 else ranked[:most]
        kept.update(shown)
        hidden[column] = len(ranked) - len(shown)
    return kept, hidden
