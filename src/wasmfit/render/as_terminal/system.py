"""The system: services with their placements, and what connects them on one host."""

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wasmfit.model.report import Report
from wasmfit.model.system import After, System
from wasmfit.render._system import (
    beside,
    chosen,
    connected,
    crossing,
    hindrances,
    named,
    rows,
    shown,
)
from wasmfit.render._words import count, visible
from wasmfit.render.as_terminal.paper import plain

if TYPE_CHECKING:
    from rich.console import Console

MOST_ROWS = 40
MOST_LINES = 25


def tell_system(console: "Console", report: Report) -> None:
    """Everything a person wants to know of the system; nothing when there is none to speak of."""
    for number, (line, heading) in enumerate(_lines(report, console.width)):
        if not number:
            console.print()
        console.print(plain(line, "bold" if heading else ""), soft_wrap=True)


def _lines(report: Report, width: int) -> Iterator[tuple[str, bool]]:
    """Lines and whether each is a heading."""
    system = shown(report)
    if system is None:
        return
    after = chosen(system)
    services = count(len(system.services), "service")
    yield f"The system: {services}, {count(len(system.edges), 'connection')}", True
    yield from ((line, False) for line in _services(system, width))
    if after is not None:
        yield "", False
        yield f"On {after.title}", True
        yield from ((line, False) for line in _after(system, after, width))


def _services(system: System, width: int) -> Iterator[str]:
    found = rows(system)
    left = min(28, max(len(visible(row.service.id)) for row in found))
    for row in found[:MOST_ROWS]:
        head = f"  {visible(row.service.id).ljust(left)}  {row.placement.upper().ljust(7)}  "
        what = f"{row.what}: " if row.what else ""
        yield from _wrapped(head, f"{what}{row.why}", width)
    if len(found) > MOST_ROWS:
        yield f"  and {count(len(found) - MOST_ROWS, 'more service')} (see the JSON report)"


def _after(system: System, after: After, width: int) -> Iterator[str]:
    yield from _wrapped("  components  ", named(after.components), width)
    yield from _wrapped("  containers  ", named(after.containers), width)
    if after.open:
        yield from _wrapped("  unknown     ", named(after.open), width)
    for note in after.notes:
        yield from _wrapped("  ", note, width)
    links = crossing(after)
    for one in links[:MOST_LINES]:
        yield from _wrapped(f"    {one.source} -> {one.target}  ", connected(one), width)
    if len(links) > MOST_LINES:
        yield f"    and {count(len(links) - MOST_LINES, 'more connection')}"
    for service, what, text in hindrances(after)[:MOST_LINES]:
        yield from _wrapped(f"    {service}, {what}: ", text, width)
    yield from _wrapped("  services that each host takes: ", beside(system), width)


def _wrapped(head: str, text: str, width: int) -> Iterator[str]:
    """Text behind a head; further lines stand below its start."""
    indent = " " * min(len(head), width // 2)
    yield from textwrap.wrap(
        text or "-", width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False
    )
