"""The law: measures -> placement. Thresholds and their reasons: docs/placement.md."""

from wasmfit.model.report import Placement
from wasmfit.stages.place.measures import Measures

UNREAD = 0.5
"""More than this share unread: nothing can be said."""

LACKING = 0.5
"""More than this share of the code in languages without a toolchain: nothing to move."""

STRAY = 0.01
"""At most this share without a toolchain is a stray file and not a part."""

FOREIGN = 0.5
"""More than this share built into modules that another language loads: native at heart."""

EDGE = 0.95
"""At least this share must load untouched for blockers to be on the edge of the unit."""

EDGE_DENSITY = 2.0
"""At most so many blocking places per 100 kB are an edge."""

KINDS = 8
"""At most so many capabilities may block for changes to be bounded."""

BOUNDED = 5.0
"""At most so many blocking places per 100 kB (one in 600 lines) are an adaptation."""

CORE = 0.05
"""Less than this share loads untouched: what blocks lies under everything, no core stays."""

REMEDIED = 0.9
"""At least this share of the blocking places needs a remedy for changes to be bounded."""

EVERYWHERE = 10.0
"""More blocking places per 100 kB (one in 300 lines) lie under everything."""

PART = 1 / 3
"""At least this share must port to be a core, or worth a unit of its own."""


def placement(measures: Measures) -> Placement:
    """Where a unit with these measures should live."""
    if not measures.size or measures.unread > UNREAD:
        return Placement.UNKNOWN
    if measures.lacking > LACKING or measures.foreign > FOREIGN:
        return Placement.KEEP
    if is_ready(measures):
        return Placement.READY
    if measures.portable < PART or measures.density > EVERYWHERE:
        return Placement.KEEP
    if measures.clean < CORE and measures.packages:
        return Placement.KEEP
    return Placement.ADAPT if is_bounded(measures) else Placement.SPLIT


def is_ready(measures: Measures) -> bool:
    """Whether nothing blocks, or only at an edge that the unit does not need to load."""
    if measures.packages or measures.lacking > STRAY:
        return False
    on_the_edge = measures.clean >= EDGE and measures.density <= EDGE_DENSITY
    return on_the_edge or not measures.blockers


def is_bounded(measures: Measures) -> bool:
    """Whether changes of a few kinds, each with a remedy, are enough."""
    return (
        measures.clean >= CORE
        and measures.kinds <= KINDS
        and measures.density <= BOUNDED
        and measures.remedied >= REMEDIED
        and measures.lacking <= 1 - EDGE
        and not measures.packages
    )
