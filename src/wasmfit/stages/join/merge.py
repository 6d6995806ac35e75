"""Two mentions of one package made into one."""

from dataclasses import replace

from wasmfit.model.condition import any_of
from wasmfit.model.facts import Dependency, Guard, Scope

URGENT = (Scope.RUNTIME, Scope.BUILD, Scope.OPTIONAL, Scope.DEV)
"""Scopes, the one that counts most first."""

RANK = {scope: place for place, scope in enumerate(URGENT)}


def base(purl: str) -> str:
    """A package URL without version, qualifiers and subpath."""
    stem = purl.partition("#")[0].partition("?")[0]
    head, at, _ = stem.rpartition("@")
    return head if at and "/" in head else stem


def merged(first: Dependency, second: Dependency) -> Dependency:
    """The more urgent of two mentions, else the first; on where either of them is."""
    if RANK[second.scope] < RANK[first.scope]:
        first, second = second, first
    if first.scope is not second.scope:
        return first
    features = None
    if first.features is not None and second.features is not None:
        features = tuple(sorted({*first.features, *second.features}))
    return replace(
        first,
        purl=max(first.purl, second.purl, key=len),
        direct=first.direct or second.direct,
        guard=either(first.guard, second.guard),
        features=features,
        needs=tuple(dict.fromkeys((*first.needs, *second.needs))),
        signs=tuple(sorted({*first.signs, *second.signs})),
        via=() if first.direct or second.direct else first.via,
    )


def either(first: Guard | None, second: Guard | None) -> Guard | None:
    """On when one of two conditions is; None when one of them always is."""
    if first is None or second is None:
        return None
    condition = any_of((first.condition, second.condition))
    if condition is None or first.condition == second.condition:
        return first
    return Guard(condition, f"{first.text}, or {second.text}"[:200], first.path, first.line)
