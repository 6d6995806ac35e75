"""The law: measures -> placement. Thresholds and their reasons: docs/placement.md."""

from wasmfit.model.report import Placement
from wasmfit.stages.place.measures import SMALL, Measures

UNREAD = 0.5
"""More than this share unread: nothing can be said."""

LACKING = 0.5
"""More than this share of the code in languages without a toolchain: nothing to move."""

STRAY = 0.01
"""At most this share without a toolchain is a stray file and not a part."""

FOREIGN = 0.5
"""More than this share built into modules that another language loads: native at heart."""

STRANGE = 0.5
"""More than this share imports packages that nobody has examined: nothing speaks for it."""

EDGE = 0.95
"""At least this share must do without for blockers to be on the edge of the unit."""

EDGE_DENSITY = 2.0
"""At most so many blocking places per 100 kB are an edge."""

KINDS = 8
"""At most so many capabilities may block for changes to be bounded."""

BOUNDED = 5.0
"""At most so many blocking places per 100 kB (one in 600 lines) are an adaptation."""

BURDEN = 8.0
"""At most so many effort points per 100 kB are an adaptation ..."""

HANDFUL = 30
"""... and so many are one however small the unit is: some six changes."""

FEW = 3
"""At most so many capabilities may block for the changes of a small unit to be a few."""

REMEDIED = 0.9
"""At least this share of the blocking places needs a remedy for changes to be bounded."""

LEANING = 0.25
"""At most this share may import packages that block for their replacement to be bounded."""

EVERYWHERE = 10.0
"""More blocking places per 100 kB (one in 300 lines) lie under everything."""

PART = 0.55
"""At least this share must port to be a core, or worth a unit of its own: a clear majority."""

STRANDED = 1 / 3
"""More than this share imports packages that block and that nothing replaces."""

CORE = 2 / 3
"""At least this share must port where a package blocks that nothing is known to replace."""


def placement(measures: Measures) -> Placement:
    """Where a unit with these measures should live."""
    if measures.lacking > LACKING:
        return Placement.KEEP
    if not measures.size and measures.browsed and not measures.unread:
        return Placement.KEEP
    if not measures.size or measures.unread > UNREAD:
        return Placement.UNKNOWN
    if measures.foreign > FOREIGN:
        return Placement.KEEP
    if is_ready(measures):
        return Placement.UNKNOWN if measures.strange > STRANGE else Placement.READY
    if is_native_at_heart(measures):
        return Placement.KEEP
    return Placement.ADAPT if is_bounded(measures) else Placement.SPLIT


def is_ready(measures: Measures) -> bool:
    """Whether nothing blocks, or only at an edge that the unit does not need.

    Whoever uses a library chooses what to call, so there loading is enough.
    """
    if measures.packages or measures.partial or measures.outset or measures.lacking > STRAY:
        return False
    free = measures.whole if measures.program else measures.clean
    return not measures.blockers or (free >= EDGE and measures.density <= EDGE_DENSITY)


def is_native_at_heart(measures: Measures) -> bool:
    """Whether what blocks lies under everything the unit does."""
    a_handful = measures.effort <= HANDFUL and measures.remedied >= REMEDIED
    if measures.density > EVERYWHERE or (measures.portable < PART and not a_handful):
        return True
    return measures.stranded > STRANDED or (measures.packages > 0 and measures.portable < CORE)


def is_bounded(measures: Measures) -> bool:
    """Whether changes of a few kinds, each with a remedy, are enough.

    Of a small unit shares say little: its one file imports all its packages.
    """
    small = measures.size <= SMALL and measures.kinds <= FEW
    a_few = small and measures.effort <= HANDFUL
    return (
        measures.kinds <= KINDS
        and (a_few or measures.density <= BOUNDED)
        and measures.remedied >= REMEDIED
        and (measures.effort <= HANDFUL or measures.burden <= BURDEN)
        and measures.lacking <= 1 - EDGE
        and measures.stranded <= 1 - EDGE
        and not measures.unseen
        and not measures.linked
        and (a_few or measures.leaning <= LEANING)
    )
