"""The system in words: what several formats show of it, each in its own way."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wasmfit.model.report import Placement, Report, UnitReport
from wasmfit.model.system import After, Connection, Fit, ServiceReport, System

MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One service as people read it."""

    service: ServiceReport
    placement: str
    what: str
    why: str


def shown(report: Report) -> System | None:
    """The system, when there is more to it than one unit that the report shows anyway."""
    found = report.system
    several = found is not None and len({one.unit for one in found.services}) > 1
    return found if several else None


def measured(report: Report) -> tuple[UnitReport, ...]:
    """The units to tell of one by one: where a system is shown, those with source that was read."""
    return tuple(unit for unit in report.units if unit.languages or shown(report) is None)


def chosen(system: System) -> After | None:
    """The host that is shown first."""
    return next((one for one in system.after if one.host == system.chosen), None)


def rows(system: System) -> tuple[Row, ...]:
    """The services, those that move first; ``test`` services last."""
    order = (Placement.READY, Placement.ADAPT, Placement.SPLIT, Placement.UNKNOWN, Placement.KEEP)
    ranked = sorted(
        system.services,
        key=lambda one: (one.profiles == ("test",), order.index(one.placement), one.id),
    )
    return tuple(Row(one, one.placement.value, _what(one), _why(one)) for one in ranked)


def _what(one: ServiceReport) -> str:
    words = [one.known or ("" if one.kind == "service" else one.kind)]
    words += [f"only with {' or '.join(one.profiles)}"] if one.profiles else []
    return ", ".join(word for word in words if word)


def _why(one: ServiceReport) -> str:
    if one.known and one.reasons:
        return one.reasons[-1]
    return one.reasons[0] if one.reasons else ""


def crossing(after: After) -> tuple[Connection, ...]:
    """The connections that a component takes part in."""
    inside = set(after.components)
    return tuple(one for one in after.connections if {one.source, one.target} & inside)


def hindrances(after: After) -> tuple[tuple[str, str, str], ...]:
    """Service, word and text of every limit that asks for something."""
    asking = (one for one in after.limits if one.fit is not Fit.FITS)
    return tuple((one.service, one.what, one.text) for one in asking)


def beside(system: System) -> str:
    """How many services each host takes, the most first."""
    numbers = Counter({one.host: len(one.components) for one in system.after})
    ranked = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
    taking = [f"{host} {number}" for host, number in ranked if number]
    return ", ".join(taking) or "no host takes any"


def connected(one: Connection) -> str:
    """How a connection is made, in words."""
    status = f" ({one.status})" if one.status and one.status != "standard" else ""
    said = "; ".join(word for word in (one.setting, one.note) if word)
    return f"{one.through}{status}{f': {said}' if said else ''}"


def named(ids: Sequence[str]) -> str:
    """Some names, and how many more."""
    first = ", ".join(ids[:MOST_NAMES])
    more = len(ids) - MOST_NAMES
    return f"{first} and {more} more" if more > 0 else first or "none"
