"""From findings to what is to blame: modules, blocker graph, cuts and the split line."""

from wasmfit.stages.graph.blockers import cheapest_cut, contract, dominators, frees, gates
from wasmfit.stages.graph.build import build, leading, merge, outline
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
from wasmfit.stages.graph.reach import Reach, entered, reach, reach_weights
from wasmfit.stages.graph.split import divide, left_behind

__all__ = [
    "Blocked",
    "Link",
    "Reach",
    "blocked_modules",
    "build",
    "cheapest_cut",
    "contract",
    "divide",
    "dominators",
    "entered",
    "exposed",
    "frees",
    "gates",
    "importers",
    "imports_of",
    "leading",
    "left_behind",
    "live_links",
    "merge",
    "outline",
    "package_edges",
    "reach",
    "reach_weights",
]
