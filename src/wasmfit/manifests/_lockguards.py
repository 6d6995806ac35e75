"""Conditions in lockfiles: a package that is only needed under conditions has them itself."""

from collections import deque
from collections.abc import Iterable, Sequence

from wasmfit.manifests._lockmodel import Entry, Need
from wasmfit.model.condition import All, Any, Condition, all_of, any_of
from wasmfit.model.facts import Guard

_ALTERNATIVES = 8
"""More ways with conditions to a package and it counts as needed always."""


def guarded(entries: Sequence[Entry], asked: Iterable[Need]) -> dict[str, Guard]:
    """Per key, the condition under which something needs the package.

    ``asked`` is what the repository itself needs. A package that some way
    without any condition leads to has none. Where a condition would grow
    without end it is left out: the package then counts as needed.
    """
    known = {entry.key: entry for entry in entries}
    edges = [(None, need) for need in asked]
    if not any(n.guard for e in entries for n in e.needs) and not any(n.guard for _, n in edges):
        return {}
    free = _freely({need.key for _, need in edges if need.guard is None}, known)
    incoming: dict[str, list[tuple[str | None, Guard | None]]] = {}
    for key in _order([need.key for _, need in edges], known):
        for need in known[key].needs if key in known else ():
            incoming.setdefault(need.key, []).append((key, need.guard))
    for _, need in edges:
        incoming.setdefault(need.key, []).append((None, need.guard))
    found: dict[str, Guard] = {}
    for key in _order([need.key for _, need in edges], known):
        guard = None if key in free else _joined(incoming.get(key, []), free, found)
        if guard is not None:
            found[key] = guard
    return found


def _freely(starts: Iterable[str], known: dict[str, Entry]) -> set[str]:
    """Everything that ways without conditions lead to."""
    seen: set[str] = set()
    todo = list(starts)
    while todo:
        key = todo.pop()
        if key not in seen and key in known:
            seen.add(key)
            todo.extend(need.key for need in known[key].needs if need.guard is None)
    return seen


def _order(starts: Sequence[str], known: dict[str, Entry]) -> list[str]:
    """All keys that are reached, nearest first."""
    seen = dict.fromkeys(starts)
    todo = deque(seen)
    while todo:
        for need in known[key].needs if (key := todo.popleft()) in known else ():
            if need.key not in seen:
                seen[need.key] = None
                todo.append(need.key)
    return list(seen)


def _joined(
    ways: Sequence[tuple[str | None, Guard | None]], free: set[str], found: dict[str, Guard]
) -> Guard | None:
    """One of the ways holds; None when that says nothing, or would take too many words."""
    if not 0 < len(ways) <= _ALTERNATIVES:
        return None
    guards = []
    for parent, own in ways:
        above = None if parent is None or parent in free else found.get(parent)
        guard = _both(above, own)
        if guard is None:
            return None
        guards.append(guard)
    stated, first = any_of(guard.condition for guard in guards), guards[0]
    if stated is None:
        return None
    text = " or ".join(dict.fromkeys(guard.text for guard in guards))
    return Guard(stated, text, first.path, first.line)


def _both(above: Guard | None, own: Guard | None) -> Guard | None:
    """The condition of a way: its last step's, and what leads there if that is simple."""
    if own is None or above is None or _is_long(above.condition):
        return own or above
    joined = all_of((above.condition, own.condition)) or own.condition
    return Guard(joined, f"{above.text} and {own.text}", own.path, own.line)


def _is_long(condition: Condition) -> bool:
    return isinstance(condition, All | Any)
