"""How many gaps of one file are told: a person needs the first, a machine their number."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from wasmfit.model.facts import Gap

MOST = 10
"""Gaps of one file that are told one by one."""


def few(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """All gaps in their order; of a file with many the first ones, and one that counts the rest."""
    ordered = sorted(gaps, key=lambda gap: (gap.path, gap.line or 0, gap.reason))
    return tuple(gap for _, same in groupby(ordered, _place) for gap in _first(list(same)))


def _place(gap: Gap) -> tuple[str, str]:
    return gap.path, gap.stage


def _first(gaps: list[Gap]) -> list[Gap]:
    rest = gaps[MOST:]
    if len(rest) <= 1:
        return gaps
    reason = f"and {len(rest)} more places of this file that could not be read"
    lost = sum(gap.bytes for gap in rest)
    return [*gaps[:MOST], replace(rest[0], reason=reason, bytes=lost)]
