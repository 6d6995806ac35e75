"""Where to draw the line: the part of a unit that ports without the rest."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from wasmfit.model.project import SourceFile
from wasmfit.model.report import Crossing, Finding, Split
from wasmfit.stages.graph.flow import sink_side
from wasmfit.stages.graph.modules import Blocked, Link

PRICE = 0.02
"""Cutting one import must free this share of the unit's bytes to be worth it."""

PRICE_MODULES = 4
"""In a large unit this many average modules are enough."""

SOFT = 0.25
"""What a soft import costs of the price, or a function that blocks: a seam is there."""

_PORTABLE = "\x00portable"
_BLOCKED = "\x00blocked"


@dataclass(slots=True)
class _Line:
    """Modules still to be placed, and what placing them apart costs (in bytes)."""

    size: dict[str, int]
    out: dict[str, dict[str, int]]
    into: dict[str, dict[str, int]]
    loss: dict[str, int]
    portable: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)


def divide(sources: Sequence[SourceFile], links: Sequence[Link], blocked: Blocked) -> Split | None:
    """The line between what ports and what stays, or None when there is no line.

    The portable part is, of all sets of modules that can be loaded by
    themselves, the one with the most bytes after paying for every import that
    leads out of it and every function in it that blocks when it is called: a
    firm import costs 2 % of the unit's bytes (or four average modules, where
    that is less), a soft one and a function a quarter of it. Modules that lead
    to no blocker are always in it. There is no line when nothing blocks or
    nothing would be left. ``links`` are sorted.
    """
    if not blocked.everywhere:
        return None
    size = {source.path: source.size for source in sources}
    known = {*size, *blocked.loading}
    inside = [link for link in links if link.source in size and link.target in known]
    stays = _staying(size, inside, blocked.loading)
    calling = {path: blocked.calling[path] for path in size if path in blocked.calling}
    if not stays and not calling:
        return None
    portable = set(size) - stays - _place(size, inside, stays, calling)
    total = sum(size.values())
    share = sum(size[path] for path in portable) / total if total else 0.0
    if not share:
        return None
    return Split(
        portable=tuple(sorted(portable)),
        share=share,
        cut=_crossings(inside, portable, outward=True),
        boundary=_crossings(inside, portable, outward=False),
        changed=tuple(sorted(portable.intersection(calling))),
    )


def left_behind(
    split: Split, sources: Sequence[SourceFile], links: Sequence[Link], findings: Sequence[Finding]
) -> frozenset[str]:
    """Ids of the findings that are no concern of the portable part.

    Those in modules that stay, and those of packages that only such modules
    import (or that the portable ones cease to import at the line).
    """
    portable = set(split.portable)
    staying = {source.path for source in sources} - portable
    cut = {(crossing.source, crossing.target) for crossing in split.cut}
    kept = {
        link.target
        for link in links
        if link.source in portable and (link.source, link.target) not in cut
    }
    left = {link.target for link in links} - kept
    return frozenset(
        finding.id
        for finding in findings
        if (finding.location.path in staying if finding.purl is None else finding.purl in left)
    )


def _crossings(
    links: Sequence[Link], portable: Collection[str], *, outward: bool
) -> tuple[Crossing, ...]:
    """Imports that leave the portable part, or those that come into it."""
    return tuple(
        Crossing(link.source, link.target, link.names)
        for link in links
        if (link.source in portable) is outward and (link.target in portable) is not outward
    )


def _staying(size: Mapping[str, int], links: Sequence[Link], blocked: Collection[str]) -> set[str]:
    """What is blocked, and the modules that cannot load without a blocked package.

    Using the package is what such a module is for; there is no seam to cut.
    What is built as a whole with one of them stays too.
    """
    stays = {path for path in size if path in blocked}
    for link in links:
        if link.target in blocked:
            stays.add(link.target)
            if link.target not in size and not link.soft:
                stays.add(link.source)
    return stays | (_suspects([link for link in links if link.joined], stays))


def _place(
    size: Mapping[str, int], links: Sequence[Link], stays: set[str], calling: Mapping[str, int]
) -> set[str]:
    """The modules that load by themselves and are better left with those that do not."""
    suspects = _suspects(links, stays.union(calling)) | (set(calling) - stays)
    line = _draw(size, links, stays, suspects - stays, calling)
    _settle(line)
    undecided = sorted(set(line.size) - line.portable - line.blocked)
    return line.blocked | (_flow(line, undecided) if undecided else set())


def _suspects(links: Sequence[Link], stays: set[str]) -> set[str]:
    importers: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        importers[link.target].append(link.source)
    seen = set(stays)
    stack = list(stays)
    while stack:
        fresh = [path for path in importers[stack.pop()] if path not in seen]
        seen.update(fresh)
        stack += fresh
    return seen - stays


def _draw(
    size: Mapping[str, int],
    links: Sequence[Link],
    stays: set[str],
    suspects: set[str],
    calling: Mapping[str, int],
) -> _Line:
    total = sum(size.values())
    firm = total * min(PRICE, PRICE_MODULES / len(size))
    late = round(firm * SOFT)
    line = _Line(
        size={path: size[path] for path in sorted(suspects)},
        out={path: {} for path in suspects},
        into={path: {} for path in suspects},
        loss={path: late * calling.get(path, 0) for path in suspects},
    )
    for link in links:
        if link.source not in suspects:
            continue
        price = late if link.soft else round(firm)
        if link.joined:
            price = 2 * total
        if link.target in stays:
            line.loss[link.source] += price
        elif link.target in suspects:
            line.out[link.source][link.target] = price
            line.into[link.target][link.source] = price
    return line


def _settle(line: _Line) -> None:
    """Place what is certain, so that little is left for the flow.

    A module whose bytes outweigh all its imports ports; one whose way to a
    blocker costs more than all it could bring stays. Both are exact.
    """
    waiting = sorted(line.size, reverse=True)
    while waiting:
        path = waiting.pop()
        if path in line.portable or path in line.blocked:
            continue
        out, into = line.out[path], line.into[path]
        if line.size[path] >= line.loss[path] + sum(out.values()):
            line.portable.add(path)
            for importer in into:
                line.out[importer].pop(path)
            for target, price in out.items():
                line.into[target].pop(path)
                line.size[target] += price
        elif line.loss[path] > line.size[path] + sum(into.values()):
            line.blocked.add(path)
            for importer, price in into.items():
                line.out[importer].pop(path)
                line.loss[importer] += price
            for target in out:
                line.into[target].pop(path)
        else:
            continue
        waiting += sorted({*out, *into}, reverse=True)


def _flow(line: _Line, undecided: Sequence[str]) -> set[str]:
    """The rest of the blocked side, by minimum cut; ties go to the portable side."""
    arcs: list[tuple[str, str, int]] = []
    for path in undecided:
        arcs.append((_PORTABLE, path, line.size[path]))
        arcs.append((path, _BLOCKED, line.loss[path]))
        arcs += [(path, target, price) for target, price in line.out[path].items()]
    blocked = sink_side(arcs, _PORTABLE, _BLOCKED)
    return blocked.intersection(undecided)
