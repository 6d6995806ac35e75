"""The system for the page: a table of services, a drawing of who calls whom, the hosts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.report import Report
from wasmfit.model.system import After, System
from wasmfit.render._html_layout import shortened
from wasmfit.render._system import (
    Row,
    beside,
    chosen,
    connected,
    crossing,
    hindrances,
    rows,
    shown,
)

MOST_BOXES = 60
MOST_ROWS = 500
MOST_COLUMNS = 5
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 150, 26, 70, 10, 10
LETTERS = 19
"""As many fit into a box in the drawing's type."""


@dataclass(frozen=True, slots=True)
class Service:
    """A box of the drawing; ``state`` is ``component``, ``part``, ``container`` or ``open``."""

    name: str
    text: str
    state: str
    x: int
    y: int
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Drawing:
    """Services in columns, callers to the left, and the curves between them."""

    boxes: tuple[Service, ...]
    curves: tuple[tuple[str, bool], ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class HostView:
    """One host: who moves, what connects them, what hinders."""

    after: After
    links: tuple[tuple[str, str, str], ...]
    limits: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything the section needs."""

    rows: tuple[Row, ...]
    hidden: int
    services: int
    edges: int
    drawing: Drawing | None
    chosen: HostView | None
    hosts: tuple[HostView, ...]
    beside: str


def view(report: Report) -> View | None:
    """The system as the page shows it; None when there is none to speak of."""
    system = shown(report)
    if system is None:
        return None
    every = rows(system)
    first = chosen(system)
    return View(
        rows=every[:MOST_ROWS],
        hidden=max(0, len(every) - MOST_ROWS),
        services=len(system.services),
        edges=len(system.edges),
        drawing=_drawing(system, first) if first and len(every) <= MOST_BOXES else None,
        chosen=_host(first) if first else None,
        hosts=tuple(
            _host(one) for one in system.after if one is not first and (one.components or one.notes)
        ),
        beside=beside(system),
    )


def _host(after: After) -> HostView:
    links = crossing(after)[:MOST_ROWS]
    return HostView(
        after=after,
        links=tuple((one.source, one.target, connected(one)) for one in links),
        limits=hindrances(after)[:MOST_ROWS],
    )


def _drawing(system: System, after: After) -> Drawing:
    """Columns by how far a service is from those that nobody calls."""
    columns = _columns(system)
    tall = max(len(column) for column in columns)
    height = 2 * MARGIN + tall * (HEIGHT + GAP_Y) - GAP_Y
    boxes: dict[str, Service] = {}
    for number, names in enumerate(columns):
        top = (height - len(names) * (HEIGHT + GAP_Y) + GAP_Y) // 2
        for row, name in enumerate(names):
            boxes[name] = Service(
                name=name,
                text=shortened(name, LETTERS, path=False),
                state=_state(name, after),
                x=MARGIN + number * (WIDTH + GAP_X),
                y=top + row * (HEIGHT + GAP_Y),
            )
    curves = tuple((_curve(boxes[e.source], boxes[e.target]), e.named) for e in system.edges)
    width = 2 * MARGIN + len(columns) * (WIDTH + GAP_X) - GAP_X
    return Drawing(tuple(boxes.values()), curves, width, height)


def _state(name: str, after: After) -> str:
    if name in after.components:
        return "part" if name in after.containers else "component"
    return "open" if name in after.open else "container"


def _columns(system: System) -> list[list[str]]:
    """Names by column; circles end where the drawing has no more columns."""
    level = {one.id: 0 for one in system.services}
    for _ in range(MOST_COLUMNS - 1):
        for edge in system.edges:
            if level[edge.target] <= level[edge.source] < MOST_COLUMNS - 1:
                level[edge.target] = level[edge.source] + 1
    used = sorted(set(level.values()))
    columns = [[name for name in level if level[name] == number] for number in used]
    near: dict[str, list[str]] = {}
    for edge in system.edges:
        near.setdefault(edge.target, []).append(edge.source)
    for number in range(1, len(columns)):
        rows_ = {name: row for row, name in enumerate(columns[number - 1])}
        columns[number].sort(key=lambda name: (_middle(near.get(name, ()), rows_), name))
    return columns


def _middle(callers: Sequence[str], placed: Mapping[str, int]) -> float:
    found = [placed[one] for one in callers if one in placed]
    return sum(found) / len(found) if found else len(placed)


def _curve(source: Service, target: Service) -> str:
    """From the right side of one box to the left side of another, or back around."""
    x1, y1 = source.x + WIDTH, source.y + HEIGHT // 2
    x2, y2 = target.x, target.y + HEIGHT // 2
    bend = max(30, abs(x2 - x1) // 2)
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
