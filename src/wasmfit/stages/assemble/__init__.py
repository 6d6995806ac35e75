"""The system as a whole: services, what connects them, and what it looks like on each host."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from posixpath import basename

from wasmfit.model.report import Placement, UnitReport
from wasmfit.model.services import KnownService
from wasmfit.model.system import ServiceEdge, ServicePlace, ServiceReport, System
from wasmfit.stages.assemble.edges import edges
from wasmfit.stages.assemble.hosts import Scene
from wasmfit.stages.assemble.joined import Joined, is_for_tests, join
from wasmfit.stages.assemble.known import Known
from wasmfit.stages.assemble.limits import Mover
from wasmfit.stages.assemble.placing import MOVING, Placed, placed

__all__ = ["Joined", "Known", "Placed", "assemble", "join", "names", "placed"]


def names(every: Sequence[Joined]) -> tuple[str, ...]:
    """The ids of the services: their names, with the system's folder where a name is not enough."""
    counts = Counter(one.name for one in every)
    taken: Counter[str] = Counter()
    found = []
    for one in every:
        name = one.name if counts[one.name] == 1 else f"{one.name}@{one.system or '.'}"
        taken[name] += 1
        found.append(name if taken[name] == 1 else f"{name}#{taken[name]}")
    return tuple(found)


def assemble(
    every: Sequence[Joined], decided: Sequence[Placed], units: Sequence[str], known: Known
) -> System:
    """The system of these services, with their placements and the ids of their units."""
    ids = dict(enumerate(names(every)))
    services = tuple(
        _report(ids[position], one, decided[position], units[position])
        for position, one in enumerate(every)
    )
    found = edges(every, ids, {one.id: one.protocol for one in services if one.protocol})
    things = {
        ids[position]: thing
        for position, one in enumerate(decided)
        if (thing := one.known) is not None and thing.placement == "keep"
    }
    targets = {
        service.id: (target := _target(one.unit, known), target in known.without_sockets)
        for service, one in zip(services, decided, strict=True)
        if one.placement in MOVING
    }
    mute = {name for name, (_, is_mute) in targets.items() if is_mute}
    services = tuple(checked(one, found, things) if one.id in mute else one for one in services)
    movers = _movers(services, decided, found, things, targets)
    scene = Scene(services, found, movers, things, tuple(known.units.values()))
    order = sorted(known.hosts, key=lambda host: (host.id != known.chosen, host.id))
    return System(
        services=services,
        edges=found,
        chosen=known.chosen,
        after=tuple(scene.after(host) for host in order),
    )


def _movers(
    services: Sequence[ServiceReport],
    decided: Sequence[Placed],
    found: Sequence[ServiceEdge],
    things: Mapping[str, KnownService],
    targets: Mapping[str, tuple[str, bool]],
) -> dict[str, Mover]:
    """The services that could move; ``targets`` tell of each its target and whether it is mute."""
    asked = _asked((edge.target, edge.protocol) for edge in found)
    return {
        service.id: Mover(
            service=service,
            unit=one.unit,
            target=targets[service.id][0],
            asked=frozenset(asked.get(service.id, ())),
            calls=_calls(service.id, found, things) if targets[service.id][1] else (),
        )
        for service, one in zip(services, decided, strict=True)
        if one.placement in MOVING
    }


def _calls(
    name: str, found: Sequence[ServiceEdge], things: Mapping[str, KnownService]
) -> tuple[tuple[str, KnownService], ...]:
    """Known software that a service calls by something else than HTTP."""
    return tuple(
        (edge.target, things[edge.target])
        for edge in found
        if edge.source == name and edge.target in things and edge.protocol not in ("", "http")
    )


def checked(
    service: ServiceReport, found: Sequence[ServiceEdge], things: Mapping[str, KnownService]
) -> ServiceReport:
    """A service whose target has no sockets, held against what it calls.

    Its source alone may look fine where nobody knows what a package of it does.
    """
    called = _calls(service.id, found, things)
    if not called:
        return service
    whom = " and ".join(f"{name} ({thing.protocol})" for name, thing in called[:3])
    why = f"It calls {whom}, and its target has no sockets: the host has to offer something for it."
    ready = service.placement is Placement.READY
    return replace(
        service,
        placement=Placement.ADAPT if ready else service.placement,
        confidence="low",
        reasons=(why, *service.reasons),
    )


def _asked(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for target, protocol in pairs:
        found.setdefault(target, set()).add(protocol)
    return found


def _target(unit: UnitReport | None, known: Known) -> str:
    return "" if unit is None else known.targets.get(unit.verdict.profile, "")


def _report(name: str, one: Joined, decided: Placed, unit: str) -> ServiceReport:
    thing = decided.known if decided.known and decided.known.placement == "keep" else None
    entry = one.entry
    return ServiceReport(
        id=name,
        name=one.name,
        kind=one.kind,
        system=one.system,
        unit=unit,
        image=one.image,
        places=tuple(ServicePlace(format=s.format, location=s.location) for s in one.services),
        placement=decided.placement,
        basis=decided.basis,
        confidence=decided.confidence,
        reasons=decided.reasons,
        known=thing.id if thing else "",
        group=thing.kind if thing else "",
        protocol=thing.protocol if thing else "",
        ports=one.ports,
        open=one.open or any(service.serves for service in one.services),
        volumes=_volumes(one),
        memory_mib=next((s.memory_mib for s in one.services if s.memory_mib), None),
        profiles=_profiles(one),
        starts=" ".join(entry.command) if entry else "",
        notes=tuple(dict.fromkeys(note for s in one.services for note in s.notes)),
    )


def _volumes(one: Joined) -> tuple[str, ...]:
    told = [path for service in one.services for path in service.volumes]
    return tuple(dict.fromkeys((*told, *(one.recipe.volumes if one.recipe else ()))))


def _profiles(one: Joined) -> tuple[str, ...]:
    """The modes it runs in; a service that only test files declare runs in ``test``."""
    told = [service.profiles for service in one.services if service.kind != "patch"]
    if all(is_for_tests(service.location.path) for service in one.services):
        return ("test",)
    if not all(told):
        return ()
    return tuple(sorted({basename(name) for names in told for name in names}))
