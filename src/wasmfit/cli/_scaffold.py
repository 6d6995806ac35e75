"""What each component asks for, and the files that say so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.cli._scaffold_files import spin_files, wasmcloud_files, wasmtime_files, world_file
from wasmfit.cli._scaffold_parts import Component, Outbound
from wasmfit.model.knowledge import BLOCKING, Knowledge, Support, Target
from wasmfit.model.project import UnitKind
from wasmfit.model.report import Placement, Report, UnitReport
from wasmfit.model.system import After, ServiceReport

MOVING = (Placement.READY, Placement.ADAPT, Placement.SPLIT)
SERVING = frozenset({"net.http.server", "net.tcp.listen"})
SCHEMES = {"": "http", "amqp": "amqp", "grpc": "http"}
PORTS = {
    "amqp": 5672, "http": 80, "kafka": 9092, "mqtt": 1883, "mysql": 3306, "nats": 4222,
    "postgres": 5432, "redis": 6379,
}  # fmt: skip
_FULL = re.compile(r"[a-z-]+:[a-z-]+/[a-z-]+$")


@dataclass(frozen=True, slots=True)
class _Item:
    """A unit that becomes a component, and the service that runs it."""

    unit: UnitReport
    service: ServiceReport | None


def files(found: tuple[Component, ...], report: Report, host: str) -> dict[str, str]:
    """Name below the folder -> text, sorted by name."""
    package = kebab(report.root)
    every = {"wit/world.wit": world_file(package, found)}
    match host:
        case "spin":
            every |= spin_files(package, found)
        case "wasmcloud":
            every |= wasmcloud_files(package, found)
        case _:
            every |= wasmtime_files(package, found)
    return dict(sorted(every.items()))


def components(report: Report, known: Knowledge, host: str) -> tuple[Component, ...]:
    """The services, or without a system the programs, that become components on a host."""
    after = _after(report, host)
    found: dict[str, Component] = {}
    for item in _items(report, after):
        target = _target(report, known, item.unit)
        made = _component(item, after, report, target)
        found.setdefault(made.name, made)
    return tuple(found[name] for name in sorted(found))


def _after(report: Report, host: str) -> After | None:
    every = report.system.after if report.system else ()
    return next((one for one in every if one.host == host), None)


def _items(report: Report, after: After | None) -> Iterator[_Item]:
    units = {unit.unit.id: unit for unit in report.units}
    services = {one.id: one for one in report.system.services} if report.system else {}
    taken: set[str] = set()
    for name in after.components if after else ():
        unit = units.get(services[name].unit)
        if unit is not None and services[name].kind != "wasm":
            taken.add(unit.unit.id)
            yield _Item(unit, services[name])
    deployed = {one.unit for one in services.values()}
    for unit in report.units:
        runs = unit.unit.kind in (UnitKind.SERVICE, UnitKind.APPLICATION)
        if unit.unit.id not in taken | deployed and runs and unit.verdict.placement in MOVING:
            yield _Item(unit, None)


def _target(report: Report, known: Knowledge, unit: UnitReport) -> Target:
    names = {profile: target for profile, target, _ in report.profiles}
    target = known.targets[names[unit.verdict.profile]]
    return target if target.wit else known.targets["wasip2"]


def _component(item: _Item, after: After | None, report: Report, target: Target) -> Component:
    service, unit = item.service, item.unit
    serves = unit.unit.kind is UnitKind.SERVICE or bool(service and (service.ports or service.open))
    wanted = _capabilities(unit)
    if serves:
        wanted -= SERVING
    imports = {one for name in wanted for one in _interfaces(target, name)}
    outbound = tuple(_outbound(service, after, report)) if service and after else ()
    if "wasi:filesystem/types" in imports:
        imports.add("wasi:filesystem/preopens")
    for one in outbound:
        imports.update(_versioned(name, target) for name in one.imports)
    exported = _interfaces(target, "net.http.server") if serves else ["wasi:cli/run"]
    return Component(
        name=kebab(service.name if service else unit.unit.name),
        title=service.name if service else unit.unit.name,
        path=unit.unit.path,
        target=target.id,
        serves=serves,
        imports=tuple(sorted(_all_versioned(imports, target))),
        exports=tuple(sorted(_all_versioned(exported, target))),
        outbound=outbound,
        reads="fs.read" in wanted,
        replicas=1,
        memory_mib=service.memory_mib if service else None,
    )


def _capabilities(unit: UnitReport) -> set[str]:
    """What the host has to allow it, on the profile of its verdict."""
    found = unit.assessments.get(unit.verdict.profile)
    return {grant.capability for grant in found.grants} if found else set()


def _interfaces(target: Target, capability: str) -> list[str]:
    """The interfaces a target has for a capability, as WIT names them."""
    provision = target.provides.get(capability)
    if provision is None or provision.support in {*BLOCKING, Support.UNKNOWN}:
        return []
    names = (name.strip() for name in provision.interface.split(","))
    return [name for name in names if _FULL.match(name)]


def _versioned(name: str, target: Target) -> str:
    """An interface under the name and version that the target has for it."""
    if "@" in name:
        return name
    kinds = {"wasi:http/": "net.http.client", "wasi:sockets/": "net.tcp.client"}
    for prefix, capability in kinds.items():
        own = _interfaces(target, capability)
        if name.startswith(prefix) and own and target.id != "wasip2":
            name = own[0]
    return f"{name}@{target.wit}"


def _all_versioned(names: set[str] | list[str], target: Target) -> list[str]:
    return [_versioned(name, target) for name in names]


def _outbound(service: ServiceReport, after: After, report: Report) -> Iterator[Outbound]:
    """Whom a component calls, through what, and at which address."""
    system = report.system
    if system is None:
        return
    services = {one.id: one for one in system.services}
    edges = {(one.source, one.target): one for one in system.edges}
    inside = set(after.components)
    for one in after.connections:
        if one.source != service.id or one.through == "none":
            continue
        edge, target = edges[one.source, one.target], services[one.target]
        protocol = edge.protocol or target.protocol
        port = edge.port or next(iter(target.ports), None) or PORTS.get(protocol, 80)
        yield Outbound(
            name=target.name,
            address=f"{SCHEMES.get(protocol, protocol)}://{target.name}:{port}",
            through=one.through,
            status=one.status,
            imports=one.imports,
            component=one.target in inside,
        )


def kebab(name: str) -> str:
    """A name as WIT takes it: lower-case words that start with a letter, joined by hyphens."""
    words = [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]
    return "-".join(word if word[0].isalpha() else f"n{word}" for word in words) or "app"
