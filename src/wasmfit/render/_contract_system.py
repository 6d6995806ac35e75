"""The JSON report, version 1: the system as it is deployed, before and after."""

from typing import Literal

import msgspec

from wasmfit.render._contract_code import Location, Part

Placement = Literal["ready", "adapt", "split", "keep", "unknown"]
Status = Literal["standard", "draft", "vendor", "driver", ""]


class Place(Part, frozen=True, kw_only=True):
    """A place that declares a service, and the format of that file."""

    format: str
    location: Location


class Service(Part, frozen=True, kw_only=True):
    """One service, however many files declare it.

    ``unit`` is the id of its unit. ``basis`` is what the placement rests on:
    the ``source``, the ``image``, its ``name`` alone, what it is started with
    (``entry``), that it is declared as Wasm (``platform``), or ``nothing``.
    ``known`` is what its image is known as, ``group`` the kind of that.
    ``open`` says that it is reached from outside of the system.
    """

    id: str
    name: str
    kind: str
    system: str
    unit: str
    image: str
    places: list[Place]
    placement: Placement
    basis: Literal["source", "image", "name", "entry", "platform", "nothing"]
    confidence: Literal["high", "medium", "low"]
    reasons: list[str]
    known: str
    group: str
    protocol: str
    ports: list[int]
    open: bool
    volumes: list[str]
    memory_mib: int | None
    profiles: list[str]
    starts: str
    notes: list[str]


class Evidence(Part, frozen=True, kw_only=True):
    """A place that names another service, and what stands there."""

    text: str
    location: Location


class Edge(Part, frozen=True, kw_only=True, rename={"source": "from", "target": "to"}):
    """One service calls another. ``named`` is false where only an order of starting is told."""

    source: str
    target: str
    protocol: str
    port: int | None
    named: bool
    evidence: list[Evidence]


class Before(Part, frozen=True, kw_only=True):
    """The system as it is: ids of services that are containers, and that are Wasm."""

    components: list[str]
    containers: list[str]


class Connection(Part, frozen=True, kw_only=True, rename={"source": "from", "target": "to"}):
    """What an edge becomes.

    ``through`` is the interface that a component imports (or the protocol
    between containers), ``status`` how settled that interface is, ``setting``
    where the host has to be told to allow it, ``imports`` the interfaces in WIT
    (those without a version have the target's).
    """

    source: str
    target: str
    through: str
    status: Status
    setting: str
    note: str
    imports: list[str] = msgspec.field(default_factory=list)


class Limit(Part, frozen=True, kw_only=True):
    """What the host means for a service that could move."""

    service: str
    what: str
    fit: Literal["fits", "change", "unknown", "no"]
    text: str


class After(Part, frozen=True, kw_only=True):
    """The system once everything that fits runs on one host.

    ``open`` are services that nobody can place. A service of which only a part
    moves is among components and containers.
    """

    host: str
    title: str
    components: list[str]
    containers: list[str]
    open: list[str]
    connections: list[Connection]
    limits: list[Limit]
    notes: list[str]


class System(Part, frozen=True, kw_only=True):
    """Services, what connects them, and the system before and after, per host.

    ``host`` is the one asked for, or the plainest.
    """

    host: str
    services: list[Service]
    edges: list[Edge]
    before: Before
    after: dict[str, After] = msgspec.field(default_factory=dict)
