"""From findings to what is to blame: modules, blocker graph, cuts and the split line."""

from wasmfit.stages.graph.blockers import Cut, cheapest_cut, contract, dominators, frees
from wasmfit.stages.graph.build import build, merge
from wasmfit.stages.graph.modules import (
    Link,
    Reached,
    blocked_modules,
    exposed,
    live_links,
    reach,
    reach_weights,
    route,
)
from wasmfit.stages.graph.split import divide

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
    "exposed",
    "frees",
    "live_links",
    "merge",
    "reach",
    "reach_weights",
    "route",
]
