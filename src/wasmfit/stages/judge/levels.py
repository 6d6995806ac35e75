"""The one table that says how bad an answer is. Nothing else knows a level."""

from collections.abc import Mapping

from wasmfit.model.condition import Truth
from wasmfit.model.knowledge import Confidence, Support
from wasmfit.model.project import Role
from wasmfit.model.report import Level

ACTIVE: Mapping[Support, Level] = {
    Support.ABSENT: Level.ERROR,
    Support.STUBBED: Level.ERROR,
    Support.ALTERED: Level.ERROR,
    Support.PARTIAL: Level.WARNING,
    Support.SHIMMED: Level.NOTE,
    Support.UNKNOWN: Level.NOTE,
    Support.NATIVE: Level.NONE,
    Support.GRANTED: Level.NONE,
}
"""Levels of answers that someone has verified, for uses that are reached."""

GUARD_UNKNOWN: Mapping[Support, Level] = {
    **ACTIVE,
    Support.ABSENT: Level.WARNING,
    Support.STUBBED: Level.WARNING,
    Support.ALTERED: Level.WARNING,
    Support.PARTIAL: Level.NOTE,
    Support.SHIMMED: Level.NONE,
}
"""Levels under a guard that the data cannot answer."""

UNVERIFIED: Mapping[Support, Level] = {**GUARD_UNKNOWN, Support.SHIMMED: Level.NOTE}
"""Levels of answers that were only inferred."""


def level_of(support: Support, active: Truth, confidence: Confidence, role: Role) -> Level:
    """The level of one answer.

    ``active`` False means that a guard keeps the use off the target. Roles
    other than source never exceed a note.
    """
    if active is False:
        return Level.NONE
    if active is None:
        level = GUARD_UNKNOWN[support]
    elif confidence is Confidence.INFERRED:
        level = UNVERIFIED[support]
    else:
        level = ACTIVE[support]
    if role is not Role.SOURCE and level in (Level.ERROR, Level.WARNING):
        return Level.NOTE
    return level
