"""From the system of a saved JSON report back to the report's values."""

from collections.abc import Callable

from wasmfit.model import system as model
from wasmfit.model.place import Location
from wasmfit.model.report import Placement
from wasmfit.render import _contract_system as wire
from wasmfit.render._contract_code import Location as WireLocation

FromWire = Callable[[WireLocation], Location]


def system(found: wire.System | None, location: FromWire) -> model.System | None:
    """The whole system; KeyError when it names a service or host that it does not hold."""
    if found is None:
        return None
    _refer(found)
    return model.System(
        services=tuple(_service(one, location) for one in found.services),
        edges=tuple(_edge(one, location) for one in found.edges),
        chosen=found.host,
        after=tuple(_after(one) for one in found.after.values()),
    )


def _refer(found: wire.System) -> None:
    there = {one.id: one for one in found.services}
    for edge in found.edges:
        _ = there[edge.source], there[edge.target]
    for after in found.after.values():
        _ = [there[name] for name in (*after.components, *after.containers, *after.open)]
        _ = [(there[one.source], there[one.target]) for one in after.connections]
        _ = [there[one.service] for one in after.limits]


def _service(one: wire.Service, location: FromWire) -> model.ServiceReport:
    return model.ServiceReport(
        id=one.id,
        name=one.name,
        kind=one.kind,
        system=one.system,
        unit=one.unit,
        image=one.image,
        places=tuple(
            model.ServicePlace(format=p.format, location=location(p.location)) for p in one.places
        ),
        placement=Placement(one.placement),
        basis=model.Basis(one.basis),
        confidence=one.confidence,
        reasons=tuple(one.reasons),
        known=one.known,
        group=one.group,
        protocol=one.protocol,
        ports=tuple(one.ports),
        open=one.open,
        volumes=tuple(one.volumes),
        memory_mib=one.memory_mib,
        profiles=tuple(one.profiles),
        starts=one.starts,
        notes=tuple(one.notes),
    )


def _edge(one: wire.Edge, location: FromWire) -> model.ServiceEdge:
    return model.ServiceEdge(
        source=one.source,
        target=one.target,
        protocol=one.protocol,
        port=one.port,
        named=one.named,
        evidence=tuple((shown.text, location(shown.location)) for shown in one.evidence),
    )


def _after(one: wire.After) -> model.After:
    return model.After(
        host=one.host,
        title=one.title,
        components=tuple(one.components),
        containers=tuple(one.containers),
        open=tuple(one.open),
        connections=tuple(
            model.Connection(
                source=c.source,
                target=c.target,
                through=c.through,
                status=c.status,
                setting=c.setting,
                note=c.note,
                imports=tuple(c.imports),
            )
            for c in one.connections
        ),
        limits=tuple(
            model.Limit(
                service=limit.service, what=limit.what, fit=model.Fit(limit.fit), text=limit.text
            )
            for limit in one.limits
        ),
        notes=tuple(one.notes),
    )
