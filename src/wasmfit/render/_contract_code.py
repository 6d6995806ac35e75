"""The JSON report, version 1: what was found in sources and manifests."""

from typing import Literal

import msgspec

from wasmfit.model.graph import Hop, Reached

Level = Literal["none", "note", "warning", "error"]
Support = Literal[
    "native", "granted", "shimmed", "partial", "stubbed", "altered", "absent", "unknown"
]
Kind = Literal[
    "call", "ref", "import", "include", "link", "syntax", "path", "dependency", "service",
    "toolchain",
]  # fmt: skip
Action = Literal[
    "grant", "flag", "upgrade", "feature", "replace", "shim", "guard", "rewrite", "split", "keep"
]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every object of the report."""


class Answer(Part, frozen=True, kw_only=True):
    """The support one profile gives, with its evidence."""

    support: Support
    failure: Literal["build", "run", "silent"] | None
    mechanism: str
    note: str
    toolchain: str
    confidence: Literal["ran", "built", "source", "inferred"]
    source: str
    checked: str


class Location(Part, frozen=True, kw_only=True):
    """1-based lines and columns (code points); ``end_column`` is one past the end."""

    path: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int


class Guard(Part, frozen=True, kw_only=True):
    """The condition that keeps a use off some target."""

    text: str
    path: str
    line: int


class Suppressed(Part, frozen=True, kw_only=True):
    """Why a finding does not count, and whether a comment or the settings say so."""

    reason: str
    by: Literal["source", "settings", ""] = ""


class Finding(Part, frozen=True, kw_only=True):
    """One place where a rule matched.

    ``active`` lists only profiles where a guard makes it false or unknown (null).
    ``effort`` is what changing this place costs, ``excerpt`` its line, ``new``
    whether an earlier state lacks it (null: nothing was compared). ``deferred``
    code runs when a function is called, not when its file is loaded. On the
    primary profile ``reached`` tells when it is met and ``route`` by which
    files, the entry point first, each with the line that brings in the next.
    """

    id: str
    rule: str
    rule_name: str
    capability: str
    unit: str
    kind: Kind
    symbol: str
    purl: str | None
    via: list[list[str]]
    location: Location
    role: str
    scope: str
    guard: Guard | None
    certainty: Literal["high", "medium", "low"]
    message: str
    answer: str
    levels: dict[str, Level]
    active: dict[str, bool | None]
    suppressed: Suppressed | None
    effort: int = 1
    excerpt: str = ""
    fingerprint: str = ""
    new: bool | None = None
    deferred: bool = False
    reached: Reached | None = None
    route: tuple[Hop, ...] = ()


class Replacement(Part, frozen=True, kw_only=True):
    """What to take in a dependency's place."""

    note: str
    purl: str | None = None
    text: str | None = None


class Dependency(Part, frozen=True, kw_only=True):
    """A package that a manifest names."""

    purl: str
    unit: str
    scope: Literal["runtime", "build", "dev", "optional"]
    direct: bool
    location: Location
    via: list[list[str]]
    status: dict[str, Literal["works", "shimmed", "partial", "blocked", "unknown"]]
    replacement: Replacement | None
    requested: str = ""
    fix: str = ""
    native: list[str] = msgspec.field(default_factory=list)
    findings: list[str] = msgspec.field(default_factory=list)


class Remedy(Part, frozen=True, kw_only=True):
    """What to do; ``toolchains`` limits it to those (empty: all)."""

    action: Action
    text: str
    effort: int
    toolchains: list[str]


class Rule(Part, frozen=True, kw_only=True):
    """A piece of knowledge that some finding names; ``effort`` is for one place."""

    number: str
    name: str
    language: str
    summary: str
    why: str
    capability: str
    effort: int
    remedies: list[Remedy]
    references: list[str]
    aliases: list[str]


class Gap(Part, frozen=True, kw_only=True):
    """Something that could not be read; ``bytes`` is how much was lost."""

    path: str
    stage: str
    reason: str
    bytes: int
    line: int | None


class Notice(Part, frozen=True, kw_only=True):
    """Something about the user's own settings or comments; ``line`` 0 is none."""

    path: str
    line: int
    text: str
