"""The largest flow through a network, and who stands behind the narrowest place of it.

Dinic's algorithm: among the shortest ways from the source to the sink, fill all
that have room; the ways get longer every time, and at last there is none.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def sink_side(arcs: Iterable[tuple[Node, Node, int]], source: Node, sink: Node) -> set[Node]:
    """Of the cheapest sets of arcs that cut the sink off, the one closest to it: what lies beyond.

    An arc says from where to where, and how much goes through (not less than 0). The
    answer does not depend on their order; the sink is in it.
    """
    net, numbers = _Net(), {source: 0, sink: 1}
    for here, there, room in arcs:
        start = numbers.setdefault(here, len(numbers))
        net.join(start, numbers.setdefault(there, len(numbers)), room)
    while True:
        away = net.distances(1)
        if 0 not in away:
            return {node for node, number in numbers.items() if number in away}
        _fill(net, away)


@dataclass(slots=True)
class _Net:
    """Nodes and arcs by number: the source is 0, the sink 1.

    Arc ``n`` leads to ``heads[n]``, has ``room[n]`` left, and ``n ^ 1`` is its way back.
    """

    leaving: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    heads: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)

    def join(self, here: int, there: int, room: int) -> None:
        """Add an arc, and one back that is full."""
        self.leaving[here].append(len(self.heads))
        self.leaving[there].append(len(self.heads) + 1)
        self.heads += (there, here)
        self.room += (room, 0)

    def distances(self, end: int) -> dict[int, int]:
        """How many arcs with room it takes to a node, for every one that gets there."""
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


def _fill(net: _Net, away: dict[int, int]) -> None:
    """Send as much as the shortest ways take, until each has an arc that is full."""
    tried = dict.fromkeys(away, 0)
    way: list[int] = []
    here = 0
    while True:
        arc = _next(net, away, tried, here)
        if arc >= 0:
            way.append(arc)
            here = net.heads[arc]
        elif here == 1:
            here = _send(net, way)
        elif way:
            here = net.heads[way.pop() ^ 1]
            tried[here] += 1
        else:
            return


def _next(net: _Net, away: dict[int, int], tried: dict[int, int], here: int) -> int:
    """The first arc that brings closer to the sink and has room; -1 when there is none left."""
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
