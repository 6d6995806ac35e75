"""The report: what a scan returns and every renderer reads. Names follow the JSON contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wasmfit.model.facts import Certainty, Dependency, Gap, Guard
from wasmfit.model.graph import Cut, Gate, Graph, Hop, Move, Reached
from wasmfit.model.ignore import Notice
from wasmfit.model.knowledge import FINE, Answer, Rule
from wasmfit.model.place import Location
from wasmfit.model.project import Role, Unit

if TYPE_CHECKING:
    from wasmfit.model.system import System


class Level(StrEnum):
    """SARIF's four levels."""

    NONE = "none"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Placement(StrEnum):
    """Where a unit should live, best for Wasm first."""

    READY = "ready"
    ADAPT = "adapt"
    SPLIT = "split"
    KEEP = "keep"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place where a rule matched, with its answer per profile id.

    ``active`` holds only profiles where a guard makes it False or None. ``guard`` is the guard
    that matters most: the first that is false somewhere, else the first that is unknown, else the
    innermost. ``suppressed`` is the reason why it does not count, ``suppressed_by`` whether a
    comment (``source``) or the settings (``settings``) say so. ``excerpt`` is its line, empty when
    that is very long; ``fingerprint`` names the line by what follows it, as code scanning does.
    ``new`` tells whether an earlier state lacks it, None when nothing was compared. ``deferred``
    says that it runs when a function is called, not when its file is loaded. On the primary
    profile ``reached`` tells when that is (None for what nothing loads as a module), ``route`` the
    way there from an entry point.
    """

    id: str
    rule: str
    rule_name: str
    capability: str
    unit: str
    kind: str
    symbol: str
    location: Location
    role: Role
    certainty: Certainty
    message: str
    answers: Mapping[str, Answer]
    levels: Mapping[str, Level]
    active: Mapping[str, bool | None]
    scope: str = ""
    guard: Guard | None = None
    purl: str | None = None
    via: tuple[tuple[str, ...], ...] = ()
    suppressed: str | None = None
    suppressed_by: str = ""
    effort: int = 1
    excerpt: str = ""
    fingerprint: str = ""
    new: bool | None = None
    deferred: bool = False
    reached: Reached | None = None
    route: tuple[Hop, ...] = ()

    def is_blocker(self, profile: str) -> bool:
        """Whether it is of level error on that profile."""
        return self.suppressed is None and self.levels.get(profile) is Level.ERROR

    def costs(self, profile: str) -> bool:
        """Whether it costs something on that profile: code in force that meets too little."""
        answer = self.answers.get(profile)
        if answer is None or self.suppressed is not None or self.role is not Role.SOURCE:
            return False
        return answer.support not in FINE and self.active.get(profile, True) is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """What one capability costs: ``points`` of 100, for ``uses`` uses."""

    capability: str
    points: float
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """0 to 100; ``low`` takes unknown as absent, ``high`` as native."""

    value: float
    low: float
    high: float
    deductions: tuple[Deduction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """A capability that blocks a unit on a profile, and the findings that show it."""

    capability: str
    uses: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Something the host must be told to allow, and how (``detail``).

    ``items`` are what the code names in so many words: paths, hosts, variables;
    ``unsaid`` counts the places that work it out when they run.
    """

    capability: str
    detail: str
    items: tuple[str, ...] = ()
    unsaid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One unit on one profile. ``guarded`` counts findings that a guard keeps off.

    ``cut`` is the cheapest set of changes, ``gates`` what the ways to each
    blocking capability have in common.
    """

    profile: str
    score: Score
    levels: Mapping[str, int]
    guarded: int
    blockers: tuple[Blocker, ...]
    grants: tuple[Grant, ...]
    cut: Cut | None = None
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of a verdict and the findings behind it."""

    text: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Where a unit should live, on which profile, and why."""

    placement: Placement
    profile: str
    confidence: str
    reasons: tuple[Reason, ...]
    gain: str
    alternative: Placement | None = None
    """The other placement that unverified answers would allow (JSON: ``or``)."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """An import that crosses the split line, from a file to a file."""

    source: str
    target: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The part that ports.

    ``portable`` are its files, ``share`` its part of the unit's bytes (0 to 1), ``cut`` the imports
    to cut, ``boundary`` those the other way: what the part that stays asks of it. ``changed`` are
    files of it with functions that block when they are called.
    """

    portable: tuple[str, ...]
    share: float
    cut: tuple[Crossing, ...]
    boundary: tuple[Crossing, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One concrete move of a plan.

    ``score`` is the unit's score after it and all before, ``scores`` the same
    on the other profiles; ``alternatives`` are other ways, best first.
    """

    id: str
    action: str
    subject: str
    text: str
    locations: tuple[Location, ...]
    resolves: tuple[str, ...]
    effort: int
    after: tuple[str, ...]
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Ordered steps for one unit on one profile, and what they leave."""

    steps: tuple[Step, ...]
    remainder: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReport:
    """Everything about one unit.

    ``languages`` maps id to (files, bytes) of source role; ``toolchains`` maps profile to language
    to toolchain label. ``moves`` say what another target than the verdict's would change,
    ``nowhere`` are capabilities that no target gives.
    """

    unit: Unit
    languages: Mapping[str, tuple[int, int]]
    toolchains: Mapping[str, Mapping[str, str]]
    assessments: Mapping[str, Assessment]
    verdict: Verdict
    split: Split | None
    plans: Mapping[str, Plan]
    moves: tuple[Move, ...] = ()
    nowhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyReport:
    """A dependency with its status per profile; ``fix`` is what to write into the manifest.

    ``native`` are the native libraries it is, or is a door to, by their common names.
    """

    dependency: Dependency
    status: Mapping[str, str]
    replacement: str = ""
    replacement_note: str = ""
    fix: str = ""
    native: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was seen and read; bytes per language and files per role."""

    seen: int
    read: int
    parsed: int
    skipped: int
    bytes: int
    by_language: Mapping[str, int]
    by_role: Mapping[str, int]
    unjudged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a scan returns. Every tuple is sorted; two runs give equal reports.

    ``rules`` are those that some finding names. ``settings`` is the file that
    told the scan what to leave out, empty without one. ``system`` is what is deployed, if told.
    """

    version: str
    knowledge: str
    root: str
    profiles: tuple[tuple[str, str, str | None], ...]
    primary: str
    units: tuple[UnitReport, ...]
    findings: tuple[Finding, ...]
    dependencies: tuple[DependencyReport, ...]
    graph: Graph
    gaps: tuple[Gap, ...]
    coverage: Coverage
    rules: tuple[Rule, ...] = ()
    notices: tuple[Notice, ...] = ()
    settings: str = ""
    system: "System | None" = None
