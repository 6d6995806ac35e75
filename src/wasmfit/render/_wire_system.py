"""From the system's values to the types of the JSON contract."""

from collections.abc import Callable

from wasmfit.model import system as model
from wasmfit.model.place import Location
from wasmfit.render import _contract_system as wire
from wasmfit.render._contract_code import Location as WireLocation

ToWire = Callable[[Location], WireLocation]


def to_wire(system: model.System, location: ToWire) -> wire.System:
    """The whole system; ``location`` turns a place into the contract's."""
    wasm = [one.id for one in system.services if one.kind == "wasm"]
    return wire.System(
        host=system.chosen,
        services=[_service(one, location) for one in system.services],
        edges=[_edge(one, location) for one in system.edges],
        before=wire.Before(
            components=wasm,
            containers=[one.id for one in system.services if one.kind != "wasm"],
        ),
        after={one.host: _after(one) for one in system.after},
    )


def _service(one: model.ServiceReport, location: ToWire) -> wire.Service:
    return wire.Service(
        id=one.id,
        name=one.name,
        kind=one.kind,
        system=one.system,
        unit=one.unit,
        image=one.image,
        places=[wire.Place(format=p.format, location=location(p.location)) for p in one.places],
        placement=one.placement.value,
        basis=one.basis.value,
        confidence=one.confidence,  # type: ignore[arg-type] # checked by the schema test
        reasons=list(one.reasons),
        known=one.known,
        group=one.group,
        protocol=one.protocol,
        ports=list(one.ports),
        open=one.open,
        volumes=list(one.volumes),
        memory_mib=one.memory_mib,
        profiles=list(one.profiles),
        starts=one.starts,
        notes=list(one.notes),
    )


def _edge(one: model.ServiceEdge, location: ToWire) -> wire.Edge:
    return wire.Edge(
        source=one.source,
        target=one.target,
        protocol=one.protocol,
        port=one.port,
        named=one.named,
        evidence=[
            wire.Evidence(text=text, location=location(place)) for text, place in one.evidence
        ],
    )


def _after(one: model.After) -> wire.After:
    return wire.After(
        host=one.host,
        title=one.title,
        components=list(one.components),
        containers=list(one.containers),
        open=list(one.open),
        connections=[
            wire.Connection(
                source=c.source,
                target=c.target,
                through=c.through,
                status=c.status,  # type: ignore[arg-type] # checked by the schema test
                setting=c.setting,
                note=c.note,
                imports=list(c.imports),
            )
            for c in one.connections
        ],
        limits=[
            wire.Limit(service=limit.service, what=limit.what, fit=limit.fit.value, text=limit.text)
            for limit in one.limits
        ],
        notes=list(one.notes),
    )
