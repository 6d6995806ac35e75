"""From findings to what is to blame: modules, blocker graph, cuts and the split line."""

from wasmfit.stages.graph.blockers import Cut, cheapest_cut, contract, dominators, frees
from wasmfit.stages.graph.build import build, merge
from wasmfit.stages.graph.modules import (
    Link,
    Reached,
    blocked_modules,
    entered,
    exposed,
    live_links,
    package_edges,
    reach,
    reach_weights,
    route,
)
from wasmfit.stages.graph.split import divide, left_behind

__all__ = [
    "Cut",
    "Link",
    "Reached",
    "blocked_modules",
    "build",
    "cheapest_cut",
    "contract",
    "divide",
    "dominators",
    "entered",
    "exposed",
    "frees",
    "left_behind",
    "live_links",
    "merge",
    "package_edges",
    "reach",
    "reach_weights",
    "route",
]
