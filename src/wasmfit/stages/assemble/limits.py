"""What a host means for a service that could move: sockets, lifetime, files, memory, versions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wasmfit.model.heap import MEBIBYTE, stated
from wasmfit.model.knowledge import BLOCKING, Host, Support
from wasmfit.model.project import UnitKind
from wasmfit.model.report import UnitReport
from wasmfit.model.services import KnownService
from wasmfit.model.system import Fit, Limit, ServiceReport

ORDER = tuple(Fit)
_FUNCTIONS = frozenset({"singlestore", "scylladb", "envoy", "extism"})
"""Hosts that take functions or filters, and no service: nothing listens, nothing has a route."""

FIRST, COMPONENTS = "wasip1", frozenset({"wasip2", "wasip3"})
"""Modules and components: the two kinds of binaries that WASI has had."""

_HTTP = frozenset({"", "http"})
GRPC = "net.grpc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A service that could move: ``target`` is the one its verdict is for.

    ``asked`` are protocols it is called with, ``calls`` is known software that
    it calls although its target has no sockets.
    """

    service: ServiceReport
    unit: UnitReport | None
    target: str
    asked: frozenset[str] = frozenset()
    calls: tuple[tuple[str, KnownService], ...] = ()

    @property
    def listens(self) -> bool:
        """Whether it waits for others to call."""
        serving = self.unit is not None and self.unit.unit.kind is UnitKind.SERVICE
        return serving or bool(self.service.ports) or self.service.open


def is_for_functions(host: Host) -> bool:
    """Whether the host takes functions or filters, and no services."""
    return host.id in _FUNCTIONS or host.lifetime == "page"


def limits(mover: Mover, host: Host) -> tuple[Limit, ...]:
    """Everything the host means for a service; empty when it just fits."""
    found = [
        Limit(service=mover.service.id, what=what, fit=fit, text=text)
        for what, fit, text in _limits(mover, host)
    ]
    return tuple(sorted(found, key=lambda one: (-ORDER.index(one.fit), one.what)))


def fit(found: Sequence[Limit]) -> Fit:
    """The worst of the limits."""
    return max((one.fit for one in found), key=ORDER.index, default=Fit.FITS)


def _limits(mover: Mover, host: Host) -> Iterator[tuple[str, Fit, str]]:
    if host.status in ("deprecated", "abandoned"):
        yield "status", Fit.NO, f"{host.title} is {host.status}."
    yield from _versions(mover, host)
    yield from _calling(mover, host)
    yield from _listening(mover, host)
    yield from _living(mover, host)
    yield from _storing(mover, host)
    yield from _remembering(mover, host)


def _versions(mover: Mover, host: Host) -> Iterator[tuple[str, Fit, str]]:
    """The first WASI can be wrapped into a component; nothing else becomes another version."""
    if not mover.target or mover.target in host.targets:
        return
    takes = " and ".join(host.targets)
    said = f"It is judged for {mover.target}; the host takes {takes}"
    if mover.target == FIRST and any(target in COMPONENTS for target in host.targets):
        how = "a module becomes a component through an adapter and keeps its limits"
        yield "version", Fit.CHANGE, f"{said}: {how}."
    else:
        yield "version", Fit.NO, f"{said}."


def _calling(mover: Mover, host: Host) -> Iterator[tuple[str, Fit, str]]:
    """Without sockets only an interface of the host's own reaches a database or broker."""
    for name, thing in mover.calls:
        offered = next((one for one in thing.replacements if host.id in one.hosts), None)
        said = f"It calls {name} ({thing.protocol}), and {mover.target} has no sockets"
        if offered:
            yield "network", Fit.CHANGE, f"{said}: take {offered.interface} ({offered.status})."
        else:
            yield "network", Fit.NO, f"{said}; the host offers nothing for it."


def _listening(mover: Mover, host: Host) -> Iterator[tuple[str, Fit, str]]:
    if not mover.listens or not _lacks(host, "net.tcp.listen"):
        return
    other = sorted((mover.asked | _spoken(mover.unit)) - _HTTP)
    if other:
        spoken = " and ".join(other)
        yield "listen", Fit.NO, f"It is asked by {spoken}; the host passes on HTTP requests only."
        return
    why = "The host opens no socket for it: export an HTTP handler in place of its own server."
    yield "listen", Fit.CHANGE, why


def _spoken(unit: UnitReport | None) -> frozenset[str]:
    """Protocols that the unit's own code needs."""
    every = unit.assessments.values() if unit else ()
    found = {one.capability for assessment in every for one in assessment.score.deductions}
    return frozenset({"gRPC"} if GRPC in found else ())


def _living(mover: Mover, host: Host) -> Iterator[tuple[str, Fit, str]]:
    if host.lifetime not in ("request", "call"):
        return
    if not mover.listens and mover.service.kind == "service":
        said = (
            "The instance ends with a request, and nothing calls this service: it needs a trigger"
        )
        yield "lifetime", Fit.CHANGE, f"{said} (a queue, a timer) or stays in its container."
    elif not mover.listens and mover.service.kind == "worker":
        said = "The instance ends with a request; a worker needs a trigger"
        yield "lifetime", Fit.CHANGE, f"{said} (a queue, a timer) or stays in its container."
    elif host.overrides.get("state.inmemory") is not None:
        why = "Nothing in memory outlives a request: keep state in a store."
        yield "lifetime", Fit.FITS, why


def _remembering(mover: Mover, host: Host) -> Iterator[tuple[str, Fit, str]]:
    """What it may use by its deployment, and the heap that it is started with."""
    given, memory = host.memory_mib, mover.service.memory_mib
    if given and memory and memory > given:
        yield "memory", Fit.NO, f"It may use {memory} MiB; the host gives {given} MiB."
        return
    heap = max(stated(mover.service.starts), key=lambda one: one.size, default=None)
    if given and heap is not None and heap.size > given * MEBIBYTE:
        said = f"It is started with {heap.flag}; the host gives {given} MiB"
        fit = Fit.NO if heap.at_once else Fit.CHANGE
        yield "memory", fit, f"{said}: the heap has to be smaller."


def _storing(mover: Mover, host: Host) -> Iterator[tuple[str, Fit, str]]:
    if not mover.service.volumes:
        return
    kept = ", ".join(mover.service.volumes[:3])
    if _lacks(host, "fs.write"):
        yield (
            "files",
            Fit.CHANGE,
            f"{kept} has to outlive it; the host keeps no files: use a store.",
        )
    elif host.lifetime in ("process", "container"):
        yield "files", Fit.FITS, f"{kept} has to be granted as a directory."


def _lacks(host: Host, capability: str) -> bool:
    provision = host.overrides.get(capability)
    return provision is not None and provision.support in BLOCKING


def gives(host: Host, capability: str) -> bool:
    """Whether the host does not take a capability away."""
    provision = host.overrides.get(capability)
    return provision is None or provision.support not in {*BLOCKING, Support.UNKNOWN}
