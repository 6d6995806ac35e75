"""What we know: capabilities, rules, targets, toolchains, hosts, packages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wasmfit.model.rule import Example, Match, Remedy, Rule

if TYPE_CHECKING:
    from wasmfit.model.services import KnownService, ServerSign

__all__ = [
    "BLOCKING",
    "FAILURE",
    "FINE",
    "Answer",
    "Capability",
    "Confidence",
    "Evidence",
    "Example",
    "Host",
    "Knowledge",
    "Match",
    "Package",
    "Profile",
    "Provision",
    "Remedy",
    "Rule",
    "Support",
    "Target",
    "Toolchain",
    "ToolchainTarget",
    "Variant",
]


class Support(StrEnum):
    """What a profile gives for a capability, best to worst."""

    NATIVE = "native"
    GRANTED = "granted"
    SHIMMED = "shimmed"
    PARTIAL = "partial"
    UNKNOWN = "unknown"
    ALTERED = "altered"
    STUBBED = "stubbed"
    ABSENT = "absent"


BLOCKING = frozenset({Support.ABSENT, Support.STUBBED, Support.ALTERED})
"""Support under which the program does not do what it says."""

FINE = frozenset({Support.NATIVE, Support.GRANTED})
"""Support under which it does, once the host allows what it asks for."""

FAILURE: Mapping[Support, str | None] = {
    Support.NATIVE: None,
    Support.GRANTED: None,
    Support.SHIMMED: None,
    Support.UNKNOWN: None,
    Support.PARTIAL: "run",
    Support.STUBBED: "run",
    Support.ALTERED: "silent",
    Support.ABSENT: "build",
}
"""When each kind of support shows itself, unless an entry says otherwise."""


class Confidence(StrEnum):
    """How an answer was established: run, built, read in a source, or inferred."""

    RAN = "ran"
    BUILT = "built"
    SOURCE = "source"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where an entry comes from; ``checked`` is an ISO date."""

    source: str
    checked: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What somebody (target, toolchain, host) says about a capability or symbol."""

    support: Support
    evidence: Evidence
    failure: str | None = None
    mechanism: str = ""
    note: str = ""
    interface: str = ""


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing a program may want from its surroundings."""

    id: str
    summary: str
    covers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What holds for a package in some versions, with some features, on some targets.

    Empty conditions hold always. ``versions`` is a range (``>=1.2,<2``); of
    ``features`` one has to be on, which shows too in what it needs (purls).
    ``support`` was found there; without it what it ``requires`` decides.
    """

    evidence: Evidence
    versions: str = ""
    features: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    support: Support | None = None
    failure: str | None = None
    requires: tuple[str, ...] = ()
    note: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is known of one package: ``purl`` without version.

    ``requires`` are capability ids its code needs at run time; ``pure`` says
    that it has no native code or a pure fallback; ``imports`` are the module
    names it provides when they differ from its name. It is for ``systems``
    only. The first variant that holds comes first; ``fix`` is for manifests.
    ``names`` are what other ecosystems call it, ``binds`` the native libraries
    it is a door to (purls).
    """

    purl: str
    requires: tuple[str, ...]
    evidence: Evidence
    pure: bool | None = None
    imports: tuple[str, ...] = ()
    note: str = ""
    replacement: str = ""
    replacement_note: str = ""
    fix: str = ""
    systems: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    names: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A WASI version or variant; ``wit`` is the version of its WIT packages, empty without any."""

    id: str
    title: str
    standard: bool
    reference: bool
    evidence: Evidence
    price: str = ""
    worlds: tuple[str, ...] = ()
    wit: str = ""
    provides: Mapping[str, Provision] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolchainTarget:
    """How one toolchain reaches one target.

    ``environment`` answers guards (``sys.platform`` -> ``wasi``); ``provides``
    answers capabilities; ``symbols`` is the measured table; ``packages`` the
    measured packages (name -> provision). What a toolchain that is ``alone``
    does not list is unknown: it gets to the target in a way of its own, of
    which the target's own entries do not speak.
    """

    target: str
    maturity: str
    environment: Mapping[str, str] = field(default_factory=dict)
    provides: Mapping[str, Provision] = field(default_factory=dict)
    symbols: Mapping[str, Provision] = field(default_factory=dict)
    packages: Mapping[str, Provision] = field(default_factory=dict)
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """How a language gets to a target. ``rank`` orders them, lowest first."""

    id: str
    title: str
    version: str
    languages: tuple[str, ...]
    rank: int
    evidence: Evidence
    targets: Mapping[str, ToolchainTarget]
    note: str = ""

    @property
    def label(self) -> str:
        """Name and version as shown in reports, ``wasi-sdk@33``."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A runtime that embeds a target; ``overrides`` narrow its support.

    For the capabilities in ``adds`` the override may also be better than what
    the target gives. ``worlds`` are those it runs, ``imports`` what it offers
    beside them; ``limits`` and ``note`` are for people.
    """

    id: str
    title: str
    version: str
    status: str
    targets: tuple[str, ...]
    evidence: Evidence
    lifetime: str = ""
    memory_mib: int | None = None
    worlds: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    limits: str = ""
    note: str = ""
    overrides: Mapping[str, Provision] = field(default_factory=dict)
    adds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """Target plus optional host; the id is ``wasip2`` or ``wasip2+spin``."""

    target: Target
    host: Host | None = None

    @property
    def id(self) -> str:
        """The id as users write it."""
        return self.target.id if self.host is None else f"{self.target.id}+{self.host.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The support a profile gives to one symbol of one capability, with evidence."""

    support: Support
    failure: str | None
    mechanism: str
    note: str
    toolchain: str
    confidence: Confidence
    source: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything under ``rules/``. ``version`` is a hash of the files read.

    ``structure`` holds the rules about a unit as a whole, by number.
    """

    version: str
    capabilities: Mapping[str, Capability]
    rules: tuple[Rule, ...]
    targets: Mapping[str, Target]
    toolchains: Mapping[str, Toolchain]
    hosts: Mapping[str, Host]
    packages: Mapping[str, Package]
    structure: Mapping[str, Rule] = field(default_factory=dict)
    services: Mapping[str, "KnownService"] = field(default_factory=dict)
    servers: Mapping[str, "ServerSign"] = field(default_factory=dict)
