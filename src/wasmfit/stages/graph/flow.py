"""The largest flow through a network, and who stands behind the narrowest place of it.

Dinic's algorithm: among the shortest ways from the source to the sink, fill all
that have room; the ways get longer every time, and at last there is none.
"""

from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

Arc = tuple[Hashable, Hashable, int]
"""From where to where, and how much goes through."""


def sink_side(arcs: Iterable[Arc], source: Hashable, sink: Hashable) -> set[Hashable]:
    """Of the cheapest sets of arcs that cut the sink off, the one closest to it: what lies beyond.

    That is one set, whatever the order of the arcs; the sink is in it. Capacities are not negative.
    """
    net = _Net()
    for here, there, room in arcs:
        net.join(net.number(here), net.number(there), room)
    start, end = net.number(source), net.number(sink)
    while True:
        away = net.distances(end)
        if start not in away:
            return {node for node, number in net.numbers.items() if number in away}
        _fill(net, away, start, end)


@dataclass(slots=True)
class _Net:
    """Arcs by number: arc ``n`` leads to ``heads[n]``, and ``n ^ 1`` is its way back."""

    numbers: dict[Hashable, int] = field(default_factory=dict)
    leaving: list[list[int]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)

    def number(self, node: Hashable) -> int:
        """The number of a node, a new one if it has none."""
        found = self.numbers.setdefault(node, len(self.numbers))
        if found == len(self.leaving):
            self.leaving.append([])
        return found

    def join(self, here: int, there: int, room: int) -> None:
        """Add an arc, and one back that is full."""
        self.leaving[here].append(len(self.heads))
        self.leaving[there].append(len(self.heads) + 1)
        self.heads += (there, here)
        self.room += (room, 0)

    def distances(self, end: int) -> dict[int, int]:
        """How many arcs with room it takes to the end, for every node that gets there."""
        away = {end: 0}
        queue = deque(away)
        while queue:
            there = queue.popleft()
            for arc in self.leaving[there]:
                here = self.heads[arc]
                if self.room[arc ^ 1] and here not in away:
                    away[here] = away[there] + 1
                    queue.append(here)
        return away


def _fill(net: _Net, away: dict[int, int], start: int, end: int) -> None:
    """Send as much as the shortest ways take, until each has an arc that is full."""
    tried = [0] * len(net.leaving)
    way: list[int] = []
    here = start
    while True:
        arc = -1 if here == end else _next(net, away, tried, here)
        if arc >= 0:
            way.append(arc)
            here = net.heads[arc]
        elif here == end:
            here = _send(net, way)
        elif way:
            here = net.heads[way.pop() ^ 1]
            tried[here] += 1
        else:
            return


def _next(net: _Net, away: dict[int, int], tried: list[int], here: int) -> int:
    """The first arc that brings closer to the end and has room; -1 when there is none left."""
    leaving, closer = net.leaving[here], away[here] - 1
    for place in range(tried[here], len(leaving)):
        arc = leaving[place]
        if net.room[arc] and away.get(net.heads[arc]) == closer:
            tried[here] = place
            return arc
    tried[here] = len(leaving)
    return -1


def _send(net: _Net, way: list[int]) -> int:
    """Send what a way takes, and go back to where it is full first."""
    least = min(net.room[arc] for arc in way)
    for arc in way:
        net.room[arc] -= least
        net.room[arc ^ 1] += least
    full = next(place for place, arc in enumerate(way) if not net.room[arc])
    here = net.heads[way[full] ^ 1]
    del way[full:]
    return here
