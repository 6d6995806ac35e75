"""A layered drawing in columns: where boxes stand and how curves run between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

Key = tuple[int, str]
Edge = tuple[Key, Key]

WIDTHS = (130, 250, 250, 190)
GAP_X = 90
ROW = 26
GAP_Y = 7
MARGIN = 12
LETTER = 6.9
"""Width of a letter of the drawing's 11.5 px monospaced type."""

ROUNDS = 6
MOST_STROKE = 7.0


@dataclass(frozen=True, slots=True)
class Box:
    """A node as drawn: ``text`` is its label cut to fit, ``findings`` what stands behind it."""

    number: int
    column: int
    label: str
    text: str
    bundle: bool
    findings: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int = ROW


@dataclass(frozen=True, slots=True)
class Curve:
    """An edge as drawn, from box to box by number; ``stroke`` grows with its places."""

    source: int
    target: int
    path: str
    stroke: float
    places: int


def place(
    labels: Mapping[Key, str], findings: Mapping[Key, set[str]], edges: Mapping[Edge, int]
) -> tuple[tuple[Box, ...], tuple[Curve, ...], int, int]:
    """Boxes, curves, width and height of the drawing; the same for the same graph."""
    columns = _untangled(labels, findings, edges)
    rows = max(len(column) for column in columns)
    height = 2 * MARGIN + rows * (ROW + GAP_Y) - GAP_Y
    boxes: dict[Key, Box] = {}
    for number, keys in enumerate(columns):
        left = MARGIN + sum(WIDTHS[:number]) + GAP_X * number
        top = (height - len(keys) * (ROW + GAP_Y) + GAP_Y) // 2
        for row, key in enumerate(keys):
            boxes[key] = Box(
                number=len(boxes),
                column=number,
                label=labels[key],
                text=shortened(
                    labels[key],
                    int((WIDTHS[number] - (44 if number else 14)) / LETTER),
                    path=number == 1,
                ),
                bundle=not key[1],
                findings=tuple(sorted(findings[key])),
                x=left,
                y=top + row * (ROW + GAP_Y),
                width=WIDTHS[number],
            )
    curves = tuple(
        _curve(boxes[source], boxes[target], places)
        for (source, target), places in sorted(edges.items())
    )
    width = 2 * MARGIN + sum(WIDTHS) + GAP_X * (len(WIDTHS) - 1)
    return tuple(boxes.values()), curves, width, height


def _untangled(
    labels: Mapping[Key, str], findings: Mapping[Key, set[str]], edges: Mapping[Edge, int]
) -> list[list[Key]]:
    """Columns ordered so that few curves cross: each node near the middle of its neighbours."""
    columns: list[list[Key]] = [[] for _ in WIDTHS]
    for key in sorted(labels, key=lambda key: (not key[1], -len(findings[key]), key)):
        columns[key[0]].append(key)
    near: dict[Key, list[tuple[Key, int]]] = {key: [] for key in labels}
    for (source, target), places in sorted(edges.items()):
        near[source].append((target, places))
        near[target].append((source, places))
    for turn in range(ROUNDS):
        forward = turn % 2 == 0
        order = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
        for number in order:
            _settle(columns, number, number - 1 if forward else number + 1, near)
    return columns


def _settle(
    columns: list[list[Key]], number: int, beside: int, near: Mapping[Key, list[tuple[Key, int]]]
) -> None:
    """Order one column by the weighted middle of its neighbours in the column beside it."""
    rows = {key: row / max(1, len(columns[beside]) - 1) for row, key in enumerate(columns[beside])}
    old = {key: row for row, key in enumerate(columns[number])}

    def middle(key: Key) -> float:
        seen = [(rows[other], places) for other, places in near[key] if other in rows]
        total = sum(places for _, places in seen)
        return sum(row * places for row, places in seen) / total if total else 0.5

    # A bundle stays at the bottom, where a reader looks for what was left out.
    columns[number].sort(key=lambda key: (not key[1], round(middle(key), 6), old[key]))


def _curve(source: Box, target: Box, places: int) -> Curve:
    x1, y1 = source.x + source.width, source.y + source.height / 2
    x2, y2 = target.x, target.y + target.height / 2
    bend = (x2 - x1) / 2
    path = f"M{x1} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2} {y2:g}"
    stroke = round(min(MOST_STROKE, 1 + log2(places)), 1)
    return Curve(source.number, target.number, path, stroke, places)


def shortened(text: str, letters: int, *, path: bool) -> str:
    """Text cut to so many letters: a path loses its start, another name its end."""
    if len(text) <= letters:
        return text
    return (
        f"\N{HORIZONTAL ELLIPSIS}{text[1 - letters :]}"
        if path
        else f"{text[: letters - 1]}\N{HORIZONTAL ELLIPSIS}"
    )
