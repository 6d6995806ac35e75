"""The system as it is deployed: services, what connects them, and where they would run."""

from dataclasses import dataclass
from enum import StrEnum

from wasmfit.model.place import Location
from wasmfit.model.report import Placement


class Basis(StrEnum):
    """What a service's placement rests on."""

    SOURCE = "source"
    IMAGE = "image"
    NAME = "name"
    ENTRY = "entry"
    PLATFORM = "platform"
    NOTHING = "nothing"


class Fit(StrEnum):
    """Whether a service that moves fits a host, best first."""

    FITS = "fits"
    CHANGE = "change"
    UNKNOWN = "unknown"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePlace:
    """One place that declares a service."""

    format: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReport:
    """One service of the system, however many files declare it.

    ``kind`` is ``service``, ``worker``, ``job`` or ``wasm``; ``unit`` the id of
    the unit that its code or image is, "" when there is none. ``known`` is what
    its image is known as (``postgres``), ``group`` what kind of thing that is
    (``sql``). ``ports`` are those inside the container; ``open`` whether it is
    reached from outside of the system. ``volumes`` outlive it, ``memory_mib``
    is what it may use. ``profiles`` are the modes in which it runs.
    """

    id: str
    name: str
    kind: str
    system: str
    unit: str
    image: str
    places: tuple[ServicePlace, ...]
    placement: Placement
    basis: Basis
    confidence: str
    reasons: tuple[str, ...]
    known: str = ""
    group: str = ""
    protocol: str = ""
    ports: tuple[int, ...] = ()
    open: bool = False
    volumes: tuple[str, ...] = ()
    memory_mib: int | None = None
    profiles: tuple[str, ...] = ()
    starts: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEdge:
    """One service calls another one.

    ``protocol`` is "" when nothing tells; ``named`` says that its address
    stands somewhere, as against a mere order of starting. ``evidence`` are the
    places that show it, with what stands there.
    """

    source: str
    target: str
    protocol: str = ""
    port: int | None = None
    named: bool = True
    evidence: tuple[tuple[str, Location], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a host means for a service: ``what`` is a word, ``text`` says what to do."""

    service: str
    what: str
    fit: Fit
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What an edge becomes: ``through`` is the interface that a component imports.

    ``status`` is ``standard``, ``draft``, ``vendor`` or ``driver``; ``setting``
    is what the host has to be told. Both are "" between two containers.
    ``imports`` are the WIT interfaces of ``through``, without a version where
    the target decides.
    """

    source: str
    target: str
    through: str
    status: str = ""
    setting: str = ""
    note: str = ""
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The system once everything that fits has moved to one host.

    ``components`` are services that become Wasm, ``containers`` those that
    stay, ``open`` those nobody can place. A service of which a part moves is
    in both of the first two.
    """

    host: str
    title: str
    components: tuple[str, ...]
    containers: tuple[str, ...]
    open: tuple[str, ...]
    connections: tuple[Connection, ...]
    limits: tuple[Limit, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Services, edges, and the system on every host; ``chosen`` is the host that is shown first."""

    services: tuple[ServiceReport, ...]
    edges: tuple[ServiceEdge, ...]
    chosen: str
    after: tuple[After, ...]
