"""The law: measures -> placement. Thresholds and their reasons: docs/placement.md."""

from wasmfit.model.report import Placement
from wasmfit.stages.place.measures import Measures

LACKING = 0.5
"""More than this share of the code in languages without a toolchain: nothing to move."""

FOREIGN = 0.1
"""More than this share in a language that another would have to load: native at heart."""

CORE = 0.75
"""At least this share must port for changes to leave the unit what it is."""

REMEDIED = 0.9
"""At least this share of the blockers needs a remedy for changes to be bounded."""

BURDEN = 60.0
"""At most so many effort points per 100 kB are an adaptation, more is another program."""

PART = 0.25
"""At least this share must port to be worth a unit of its own."""


def placement(measures: Measures) -> Placement:
    """Where a unit with these measures should live."""
    if not measures.size:
        return Placement.UNKNOWN
    if measures.lacking > LACKING:
        return Placement.KEEP
    if not measures.blockers:
        return Placement.READY
    if measures.foreign > FOREIGN:
        return Placement.KEEP
    if is_bounded(measures):
        return Placement.ADAPT
    return Placement.SPLIT if measures.portable >= PART else Placement.KEEP


def is_bounded(measures: Measures) -> bool:
    """Whether bounded changes are enough, each with a remedy, around an untouched core."""
    return (
        measures.portable >= CORE
        and measures.remedied >= REMEDIED
        and measures.burden <= BURDEN
        and not measures.packages
    )
