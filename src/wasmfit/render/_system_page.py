"""The system as a section of the Markdown page."""

from collections.abc import Iterator

from wasmfit.model.report import Report
from wasmfit.model.system import After, System
from wasmfit.render._system import beside, chosen, connected, crossing, hindrances, rows, shown
from wasmfit.render._words import code, count, markdown

MOST_ROWS = 200


def placed(report: Report) -> str:
    """The services and their placements; empty when there is no system to speak of."""
    system = shown(report)
    return "" if system is None else _services(system)


def hosted(report: Report) -> str:
    """The system on the host that is shown first; empty as above."""
    system = shown(report)
    after = None if system is None else chosen(system)
    return "" if system is None or after is None else "\n\n".join(_after(system, after))


def _services(system: System) -> str:
    services = count(len(system.services), "service")
    links = count(len(system.edges), "connection")
    lines = [f"## The system: {services}, {links}", "", "| Service | Placement | What | Why |"]
    lines.append("| --- | --- | --- | --- |")
    for row in rows(system)[:MOST_ROWS]:
        cells = (code(row.service.id), row.placement, markdown(row.what), markdown(row.why))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _after(system: System, after: After) -> Iterator[str]:
    yield f"## The system on {markdown(after.title)}"
    names = {"Components": after.components, "Containers": after.containers, "Unknown": after.open}
    said = [
        f"- {what}: {', '.join(code(name) for name in ids[:MOST_ROWS])}"
        for what, ids in names.items()
        if ids
    ]
    yield "\n".join((*said, *(f"- {markdown(note)}" for note in after.notes)))
    links = crossing(after)
    if links:
        lines = ["| From | To | Through |", "| --- | --- | --- |"]
        lines += [
            f"| {code(one.source)} | {code(one.target)} | {markdown(connected(one))} |"
            for one in links[:MOST_ROWS]
        ]
        yield "\n".join(lines)
    asking = hindrances(after)
    if asking:
        yield "\n".join(
            f"- {code(service)}, {what}: {markdown(text)}" for service, what, text in asking
        )
    yield f"Services that each host takes: {markdown(beside(system))}."
