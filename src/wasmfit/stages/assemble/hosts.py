"""The system on one host: what becomes a component, what stays, and what connects them."""

from collections.abc import Iterator, Mapping, Sequence

from wasmfit.model.knowledge import Host
from wasmfit.model.project import UnitKind
from wasmfit.model.report import Placement, UnitReport
from wasmfit.model.services import KnownService, ServiceReplacement
from wasmfit.model.system import (
    After,
    Connection,
    Fit,
    Limit,
    ServiceEdge,
    ServiceReport,
)
from wasmfit.stages.assemble.limits import Mover, fit, gives, is_for_functions, limits
from wasmfit.stages.assemble.placing import MOVING

HTTP = ("wasi:http/outgoing-handler",)
SOCKETS = ("wasi:sockets/tcp", "wasi:sockets/tcp-create-socket", "wasi:sockets/instance-network")
_CANDIDATES = 5


class Scene:
    """Everything that the view of a host is made from."""

    def __init__(
        self,
        services: Sequence[ServiceReport],
        edges: Sequence[ServiceEdge],
        movers: Mapping[str, Mover],
        things: Mapping[str, KnownService],
        units: Sequence[UnitReport],
    ) -> None:
        """``movers`` and ``things`` (known software) are by the id of the service."""
        self.services, self.edges, self.units = services, edges, units
        self.movers, self.things = movers, things

    def after(self, host: Host) -> After:
        """The system once everything that fits this host runs there."""
        found = {name: limits(mover, host) for name, mover in self.movers.items()}
        functions = is_for_functions(host)
        moving = set() if functions else {n for n, said in found.items() if fit(said) is not Fit.NO}
        stays = {
            one.id
            for one in self.services
            if one.id not in moving or one.placement is Placement.SPLIT
        }
        unsure = {one.id for one in self.services if one.placement is Placement.UNKNOWN}
        shown = {} if functions else found
        return After(
            host=host.id,
            title=f"{host.title} {host.version}",
            components=tuple(sorted(moving)),
            containers=tuple(sorted(stays - unsure)),
            open=tuple(sorted(unsure)),
            connections=tuple(self._connection(edge, moving, host) for edge in self.edges),
            limits=tuple(limit for name in sorted(shown) for limit in _shown(shown[name])),
            notes=tuple(self._notes(host, functions=functions)),
        )

    def _connection(self, edge: ServiceEdge, moving: set[str], host: Host) -> Connection:
        source, target = edge.source in moving, edge.target in moving
        if not source:
            note = f"the address becomes that of {host.title}" if target else ""
            return Connection(
                source=edge.source,
                target=edge.target,
                through=edge.protocol or "network",
                note=note,
            )
        if target:
            return self._between(edge, host)
        return self._outward(edge, host)

    def _between(self, edge: ServiceEdge, host: Host) -> Connection:
        """From component to component: HTTP, the one thing all hosts pass on."""
        note = "" if edge.protocol in ("", "http") else f"today it is {edge.protocol}"
        return Connection(
            source=edge.source,
            target=edge.target,
            through="wasi:http",
            status="standard",
            setting=_setting(host, "net.http.client"),
            note=note,
            imports=HTTP,
        )

    def _outward(self, edge: ServiceEdge, host: Host) -> Connection:
        """From component to container: what the host offers for it, else HTTP or a driver."""
        thing = self.things.get(edge.target)
        chosen = _choice(thing, host) if thing else None
        if chosen is not None:
            capability = "net.http.client" if chosen.interface == "wasi:http" else "net.tcp.client"
            return Connection(
                source=edge.source,
                target=edge.target,
                through=chosen.interface,
                status=chosen.status,
                setting=_setting(host, capability),
                note=chosen.note,
                imports=chosen.wit,
            )
        sockets = gives(host, "net.tcp.client")
        if edge.protocol in ("", "http") or not sockets:
            note = (
                "" if edge.protocol in ("", "http") else f"the host has no way for {edge.protocol}"
            )
            status = "standard" if not note else ""
            return Connection(
                source=edge.source, target=edge.target, through="wasi:http" if not note else "none",
                status=status, setting=_setting(host, "net.http.client"), note=note,
                imports=HTTP if status else (),
            )  # fmt: skip
        return Connection(
            source=edge.source, target=edge.target, through="wasi:sockets", status="driver",
            setting=_setting(host, "net.tcp.client"), note=f"today it is {edge.protocol}",
            imports=SOCKETS,
        )  # fmt: skip

    def _notes(self, host: Host, *, functions: bool) -> Iterator[str]:
        if not functions:
            return
        inside = sorted(name for name, thing in self.things.items() if thing.embeds == host.id)
        takes = "Pages load it" if host.lifetime == "page" else f"{host.title} takes functions"
        yield f"{takes}, not services: nothing of this system becomes a service there."
        if inside:
            able = _candidates(self.units)
            what = ", ".join(able) if able else "no library of this tree without needs of its own"
            yield f"{', '.join(inside)} can run Wasm inside; candidates: {what}."


def _choice(thing: KnownService, host: Host) -> ServiceReplacement | None:
    """The replacement a host offers; a general one only where the host gives what it rests on."""
    for one in thing.replacements:
        if host.id in one.hosts:
            return one
    for one in thing.replacements:
        if one.hosts:
            continue
        needs = "net.http.client" if one.interface == "wasi:http" else "net.tcp.client"
        if gives(host, needs):
            return one
    return None


def _setting(host: Host, capability: str) -> str:
    provision = host.overrides.get(capability)
    return provision.mechanism if provision else ""


def _shown(found: Sequence[Limit]) -> Sequence[Limit]:
    return found


def _candidates(units: Sequence[UnitReport]) -> list[str]:
    """Libraries that ask nothing of their surroundings: what could be a function or a filter."""
    able = (
        unit.unit.name
        for unit in units
        if unit.unit.kind is UnitKind.LIBRARY and unit.verdict.placement in MOVING
    )
    return sorted(able)[:_CANDIDATES]
