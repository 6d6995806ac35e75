"""Effort points: the scale, and what many places of one kind cost together."""

import math

SCALE = (1, 3, 5, 8, 13)
"""Points a step can have; 13 stands for everything that is larger."""


def for_places(effort: int, places: int) -> int:
    """Points for changing ``places`` places alike when one costs ``effort``.

    The first place costs all of it, every doubling of the places half of it
    again (the work is found once and then repeated), rounded up to the scale.
    """
    points = effort * (1 + math.log2(places) / 2)
    return next((step for step in SCALE if step >= points), SCALE[-1])
