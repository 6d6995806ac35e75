"""The JSON report, version 1, as types: the schema and the bytes come from here.

Field names are a contract with tests and outside tools: additions are free,
renames are not.
"""

from typing import Literal

import msgspec

from wasmfit.model.graph import Cut, Gate, Move
from wasmfit.model.report import Grant
from wasmfit.render._contract_code import (
    Action,
    Answer,
    Dependency,
    Finding,
    Gap,
    Location,
    Notice,
    Part,
    Rule,
)
from wasmfit.render._contract_system import System

Placement = Literal["ready", "adapt", "split", "keep", "unknown"]


class Tool(Part, frozen=True, kw_only=True):
    """Who wrote the report, and the version of what it knew."""

    name: str
    version: str
    knowledge: str


class Profile(Part, frozen=True, kw_only=True):
    """Target plus optional host."""

    id: str
    target: str
    host: str | None


class LanguageShare(Part, frozen=True, kw_only=True):
    """Files and bytes of source role."""

    files: int
    bytes: int


class Reason(Part, frozen=True, kw_only=True):
    """A sentence of a verdict and the findings behind it."""

    text: str
    findings: list[str]


class Verdict(Part, frozen=True, kw_only=True, rename={"alternative": "or"}):
    """Where a unit should live. ``or`` is the other verdict that unverified answers allow."""

    placement: Placement
    profile: str
    confidence: Literal["high", "medium", "low"]
    alternative: Placement | None
    reasons: list[Reason]
    gain: str


class Levels(Part, frozen=True, kw_only=True):
    """Findings per level."""

    error: int
    warning: int
    note: int


class Deduction(Part, frozen=True, kw_only=True):
    """Points (of 100) lost to one capability."""

    capability: str
    points: float
    uses: int


class Blocker(Part, frozen=True, kw_only=True):
    """A capability that blocks, and the findings that show it."""

    capability: str
    uses: int
    findings: list[str]


class Assessment(Part, frozen=True, kw_only=True):
    """One unit on one profile. ``range`` is [lo, hi].

    ``cut`` is the cheapest set of changes, ``gates`` what the ways to each
    blocking capability have in common.
    """

    score: float
    range: tuple[float, float]
    levels: Levels
    guarded: int
    deductions: list[Deduction]
    blockers: list[Blocker]
    grants: tuple[Grant, ...]
    cut: Cut | None = None
    gates: tuple[Gate, ...] = ()


class Crossing(Part, frozen=True, kw_only=True, rename={"source": "from", "target": "to"}):
    """An import that crosses the split line."""

    source: str
    target: str
    names: list[str]


class Split(Part, frozen=True, kw_only=True):
    """The part that ports, its share of the unit's bytes, and the imports to cut.

    ``boundary`` are the imports the other way: what the rest asks of it.
    ``changed`` are files of the part with functions that block when called.
    """

    portable: list[str]
    share: float
    cut: list[Crossing]
    boundary: list[Crossing] = msgspec.field(default_factory=list)
    changed: list[str] = msgspec.field(default_factory=list)


class Unit(Part, frozen=True, kw_only=True):
    """What would become one Wasm binary.

    ``moves`` say what another target would change, ``nowhere`` are blocking
    capabilities that no target gives.
    """

    id: str
    name: str
    path: str
    kind: Literal["service", "application", "library", "image"]
    languages: dict[str, LanguageShare]
    toolchains: dict[str, dict[str, str]]
    verdict: Verdict
    assessments: dict[str, Assessment]
    split: Split | None
    entries: list[str] = msgspec.field(default_factory=list)
    moves: tuple[Move, ...] = ()
    nowhere: tuple[str, ...] = ()


class Step(Part, frozen=True, kw_only=True):
    """One move of a plan.

    ``score`` is the unit's score after it and all before, ``scores`` the same
    on the other profiles; ``alternatives`` are other ways, best first.
    """

    id: str
    action: Action
    subject: str
    text: str
    locations: list[Location]
    resolves: list[str]
    effort: int
    after: list[str]
    score: float
    scores: dict[str, float] = msgspec.field(default_factory=dict)
    alternatives: tuple[str, ...] = ()


class Plan(Part, frozen=True, kw_only=True):
    """Ordered steps and what they leave."""

    steps: list[Step]
    remainder: list[str]


class Node(Part, frozen=True, kw_only=True):
    """A node of the blocker graph."""

    id: str
    kind: str
    label: str
    effort: int


class Edge(Part, frozen=True, kw_only=True, rename={"source": "from", "target": "to"}):
    """From who needs to what is needed."""

    source: str
    target: str
    kind: str


class Graph(Part, frozen=True, kw_only=True):
    """The blocker graph."""

    nodes: list[Node]
    edges: list[Edge]


class Files(Part, frozen=True, kw_only=True):
    """Files seen by the walk, read, parsed, and skipped."""

    seen: int
    read: int
    parsed: int
    skipped: int


class Coverage(Part, frozen=True, kw_only=True):
    """What the report speaks about, and what it does not."""

    files: Files
    bytes: int
    by_language: dict[str, int]
    by_role: dict[str, int]
    unjudged: int


class Report(Part, frozen=True, kw_only=True):
    """A wasmfit report, version 1."""

    schema_version: Literal["1"]
    tool: Tool
    root: str
    primary: str
    profiles: list[Profile]
    units: list[Unit]
    answers: dict[str, dict[str, Answer]]
    findings: list[Finding]
    dependencies: list[Dependency]
    plans: dict[str, dict[str, Plan]]
    graph: Graph
    gaps: list[Gap]
    coverage: Coverage
    rules: list[Rule] = msgspec.field(default_factory=list)
    notices: list[Notice] = msgspec.field(default_factory=list)
    settings: str = ""
    system: System | None = None


def schema() -> dict[str, object]:
    """The JSON Schema of the report (draft 2020-12)."""
    found = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
