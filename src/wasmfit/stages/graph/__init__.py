"""From findings to what is to blame: modules, blocker graph, cuts and the split line."""

from wasmfit.stages.graph.blockers import (
    assessed,
    blocking,
    cheapest_cut,
    contract,
    dominators,
    frees,
)
from wasmfit.stages.graph.build import build, leading, merge, outline
from wasmfit.stages.graph.calls import CallGraph, call_graph
from wasmfit.stages.graph.meeting import Meeting, meeting, weights
from wasmfit.stages.graph.modules import (
    Blocked,
    Link,
    blocked_modules,
    exposed,
    importers,
    imports_of,
    live_links,
    package_edges,
)
from wasmfit.stages.graph.reach import Reach, entered, reach
from wasmfit.stages.graph.split import divide, left_behind

__all__ = [
    "Blocked",
    "CallGraph",
    "Link",
    "Meeting",
    "Reach",
    "assessed",
    "blocked_modules",
    "blocking",
    "build",
    "call_graph",
    "cheapest_cut",
    "contract",
    "divide",
    "dominators",
    "entered",
    "exposed",
    "frees",
    "importers",
    "imports_of",
    "leading",
    "left_behind",
    "live_links",
    "meeting",
    "merge",
    "outline",
    "package_edges",
    "reach",
    "weights",
]
