"""The packages of a lockfile and who needs whom: scopes, conditions and paths from a start."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from wasmfit.model.facts import Dependency, Guard, Scope
from wasmfit.stages.join.merge import RANK, URGENT, base, either, merged

CHAINS = 3
"""How many ways to a package are told: the shortest through each direct dependency."""

LONGEST = 24
"""Packages named in one way; a longer one is cut, so that hostile files stay small."""

Way = tuple[str, ...]


class Graph:
    """Packages by purl; an entry that the file lists twice is one."""

    def __init__(self, entries: Iterable[Dependency]) -> None:
        """``entries`` are all packages of one lockfile."""
        self.packages: dict[str, Dependency] = {}
        self._named: dict[str, list[str]] = {}
        self._ranges: dict[str, set[str]] = {}
        self._needed: dict[str, tuple[str, ...]] = {}
        for one in entries:
            known = self.packages.get(one.purl)
            if known is None:
                self._named.setdefault(base(one.purl), []).append(one.purl)
            self._ranges.setdefault(one.purl, set()).update(one.requested.split("\n"))
            plain = replace(one, requested="") if one.requested else one
            self.packages[one.purl] = plain if known is None else merged(known, plain)

    @property
    def linked(self) -> bool:
        """Whether the file says who needs whom."""
        return any(one.needs for one in self.packages.values())

    def version_of(self, name: str, requested: str) -> str:
        """The purl to take for a name when the lockfile does not say whose is whose.

        The one resolved for the range that was asked for, else one that is asked for directly.
        """
        versions = self._named.get(name, [""])
        for purl in versions:
            if purl and requested in self._ranges[purl]:
                return purl
        return next((one for one in versions if one and self.packages[one].direct), versions[0])

    def reached(
        self, unit: str, starts: Iterable[Dependency], *, alone: bool = False
    ) -> Iterator[Dependency]:
        """The packages asked for and, unless ``alone``, everything below them."""
        direct = {one.purl: one for one in starts}
        alone = alone or not self.linked
        yield from (replace(one, unit=unit) for one in direct.values())
        if alone:
            return
        scopes, ways = self._scopes(direct.values()), self._ways(sorted(direct))
        guards = self._guards(direct)
        for purl, scope in scopes.items():
            if purl in direct:
                continue
            one = self.packages[purl]
            yield replace(
                one,
                unit=unit,
                direct=False,
                scope=max(scope, one.scope, key=RANK.__getitem__),
                guard=guards.get(purl),
                via=tuple(ways.get(purl, ())),
            )

    def _below(self, purl: str) -> tuple[str, ...]:
        known = self._needed.get(purl)
        if known is None:
            one = self.packages.get(purl)
            known = tuple(need for need in one.needs if need in self.packages) if one else ()
            self._needed[purl] = known
        return known

    def _closure(self, starts: Iterable[str], barred: Collection[str] = ()) -> set[str]:
        """Some packages and everything below them, not through those that are ``barred``."""
        found: set[str] = set()
        todo = list(starts)
        while todo:
            purl = todo.pop()
            if purl not in found and purl not in barred:
                found.add(purl)
                todo.extend(self._below(purl))
        return found

    def _scopes(self, direct: Iterable[Dependency]) -> dict[str, Scope]:
        """For every package the most urgent scope of those that lead to it."""
        asked = list(direct)
        found: dict[str, Scope] = {}
        for scope in URGENT:
            starts = [one.purl for one in asked if one.scope is scope]
            found |= dict.fromkeys(sorted(self._closure(starts, found)), scope)
        return found

    def _guards(self, direct: dict[str, Dependency]) -> dict[str, Guard | None]:
        """The condition on which a package comes: its own, or that of all that lead to it."""
        own = {purl: one.guard for purl, one in (self.packages | direct).items() if one.guard}
        free = self._closure((purl for purl in direct if purl not in own), own)
        found: dict[str, Guard | None] = {}
        for purl in sorted(own):
            below = self._closure(self._below(purl), own.keys() | free)
            for reached in sorted(below):
                known = found.get(reached, own[purl])
                found[reached] = either(known, own[purl])
        return found | own

    def _ways(self, direct: Sequence[str]) -> dict[str, list[Way]]:
        """The shortest way to everything through each of the nearest direct dependencies.

        One walk from all of them at once, nearest first: what has ways enough
        is not entered again, so the work does not grow with the number of starts.
        """
        found: dict[str, list[Way]] = {}
        todo: deque[tuple[str, Way]] = deque((purl, (purl,)) for purl in direct)
        while todo:
            purl, way = todo.popleft()
            for need in self._below(purl):
                known = found.setdefault(need, [])
                if (
                    len(known) < CHAINS
                    and need != way[0]
                    and not any(way[0] == w[0] for w in known)
                ):
                    known.append(way)
                    todo.append((need, (*way, need) if len(way) < LONGEST else way))
        return found
