"""One report, built by hand, that holds an example of everything a format has to show."""

from dataclasses import replace

from wasmfit.model.condition import Atom
from wasmfit.model.facts import Certainty, Dependency, Gap, Guard, Scope
from wasmfit.model.graph import Cut, Edge, Gate, Graph, Hop, Move, Node, Reached
from wasmfit.model.ignore import Notice
from wasmfit.model.knowledge import (
    FAILURE,
    Answer,
    Confidence,
    Example,
    Match,
    Remedy,
    Rule,
    Support,
)
from wasmfit.model.place import Location, Span
from wasmfit.model.project import Role, Unit, UnitKind
from wasmfit.model.report import (
    Assessment,
    Blocker,
    Coverage,
    Crossing,
    Deduction,
    DependencyReport,
    Finding,
    Grant,
    Level,
    Placement,
    Plan,
    Reason,
    Report,
    Score,
    Split,
    Step,
    UnitReport,
    Verdict,
)
from wasmfit.model.system import (
    After,
    Basis,
    Connection,
    Fit,
    Limit,
    ServiceEdge,
    ServicePlace,
    ServiceReport,
    System,
)

UNIT = Unit(id="app", path=".", name="app", kind=UnitKind.SERVICE, entries=("app/main.py",))

SPAWN = Rule(
    number="WF2201",
    name="python-process-spawn",
    language="python",
    summary="starts another process",
    why="A Wasm guest has no processes.",
    capability="proc.spawn",
    effort=5,
    matches=(Match("call", ("subprocess.run",)),),
    remedies=(Remedy(action="replace", text="Call the library behind the command.", effort=5),),
    references=("https://docs.python.org/3/library/subprocess.html",),
    hits=(Example(code="import subprocess\nsubprocess.run(['ls'])\n", symbol="subprocess.run"),),
    misses=(Example(code="def run(x): ...\nrun(1)\n"),),
    origin="rules/languages/python/process.toml",
)


def answer(support: Support, confidence: Confidence = Confidence.RAN, note: str = "") -> Answer:
    return Answer(
        support=support,
        failure=FAILURE[support],
        mechanism="--dir /data" if support is Support.GRANTED else "",
        note=note,
        toolchain="componentize-py@0.25.1",
        confidence=confidence,
        source="ran under a test",
        checked="2026-11-01",
    )


ABSENT = {
    "wasip2": answer(Support.ABSENT, note="there is no [red]process[/red] table"),
    "wasix": answer(Support.NATIVE, Confidence.INFERRED),
}


CALL = Finding(
    id="f1",
    rule=SPAWN.number,
    rule_name=SPAWN.name,
    capability=SPAWN.capability,
    unit=UNIT.id,
    kind="call",
    symbol="subprocess.run",
    location=Location("app/jobs.py", Span(7, 5, 7, 19)),
    role=Role.SOURCE,
    certainty=Certainty.HIGH,
    message="subprocess.run starts another process; on wasip2 it is absent.",
    answers=ABSENT,
    levels={"wasip2": Level.ERROR, "wasix": Level.NONE},
    active={},
    scope="serve",
    effort=5,
    excerpt="    subprocess.run(['ls', \"<b>&\"])",
    fingerprint="c0ffee:1",
    deferred=True,
    reached=Reached.DEFERRED,
    route=(Hop("app/main.py", 2),),
)

GUARDED = replace(
    CALL,
    id="f2",
    location=Location("app/win.py", Span(3, 9, 3, 23)),
    levels={"wasip2": Level.NONE, "wasix": Level.NONE},
    active={"wasip2": False, "wasix": False},
    guard=Guard(Atom("sys.platform", "==", "win32"), "sys.platform == 'win32'", "app/win.py", 2),
)

SILENCED = replace(
    CALL,
    id="f3",
    location=Location("app/\u00e9t\u00e9 \x1b[31m.py", Span(1, 1, 1, 15)),
    suppressed="only used by developers",
    suppressed_by="source",
)

PACKAGE = replace(
    CALL,
    id="f4",
    rule="WF8001",
    rule_name="package-native",
    capability="ffi.native",
    kind="dependency",
    symbol="psycopg2",
    location=Location("pyproject.toml", Span(4, 17, 4, 27)),
    certainty=Certainty.MEDIUM,
    message="psycopg2 has native code.",
    answers={
        "wasip2": answer(Support.ABSENT, Confidence.INFERRED),
        "wasix": answer(Support.UNKNOWN),
    },
    levels={"wasip2": Level.WARNING, "wasix": Level.NOTE},
    purl="pkg:pypi/psycopg2",
    via=(("pkg:pypi/orm", "pkg:pypi/psycopg2"),),
    scope="",
    excerpt="",
    fingerprint="",
)

DEPENDENCY = DependencyReport(
    dependency=Dependency(
        purl="pkg:pypi/psycopg2",
        scope=Scope.RUNTIME,
        direct=False,
        location=PACKAGE.location,
        unit=UNIT.id,
        requested=">=2.9",
        via=PACKAGE.via,
    ),
    status={"wasip2": "blocked", "wasix": "unknown"},
    replacement="pkg:pypi/pg8000",
    replacement_note="pure Python",
    findings=(PACKAGE.id,),
)

PLAN = Plan(
    steps=(
        Step(
            id="s1",
            action="replace",
            subject="app/jobs.py",
            text="Call the library behind the command.",
            locations=(CALL.location,),
            resolves=(CALL.id,),
            effort=5,
            after=(),
            score=88.0,
            scores={"wasix": 99.0},
            alternatives=("split: Leave the command to the host.", "guard: Do without."),
        ),
        Step(
            id="s2",
            action="grant",
            subject="fs.read",
            text="Allow /data.",
            locations=(),
            resolves=(),
            effort=1,
            after=("s1",),
            score=88.0,
        ),
    ),
    remainder=(PACKAGE.id,),
)


def assessment(profile: str, score: Score, *findings: Finding) -> Assessment:
    """How a profile sees the unit; blockers are made from the findings that block there."""
    blocking = [one for one in findings if one.is_blocker(profile)]
    levels = [one.levels[profile] for one in findings]
    return Assessment(
        profile=profile,
        score=score,
        levels={level: levels.count(level) for level in (Level.ERROR, Level.WARNING, Level.NOTE)},
        guarded=1,
        blockers=tuple(
            Blocker(capability=b.capability, uses=1, findings=(b.id,)) for b in blocking
        ),
        grants=(
            Grant(capability="fs.read", detail="--dir /data", items=("/data/rules",), unsaid=2),
        ),
        cut=Cut(nodes=("use:app/jobs.py:proc.spawn",), effort=5, stuck=()),
        gates=(
            Gate(
                capability="proc.spawn",
                nodes=("module:app/jobs.py", "use:app/jobs.py:proc.spawn"),
            ),
        ),
    )


def system() -> System:
    """A service that moves in part, a database that stays, and something nobody knows."""
    app = ServiceReport(
        id="app",
        name="app",
        kind="service",
        system="",
        unit=UNIT.id,
        image="python:3.14",
        places=(
            ServicePlace(format="compose", location=Location("compose.yaml", Span(3, 3, 3, 6))),
        ),
        placement=Placement.SPLIT,
        basis=Basis.SOURCE,
        confidence="medium",
        reasons=("proc.spawn blocks in one of three modules.",),
        ports=(8080,),
        open=True,
        memory_mib=64,
        starts="python main.py",
    )
    stored = replace(
        app,
        id="db",
        name="db",
        unit="image:db",
        image="postgres:16",
        placement=Placement.KEEP,
        basis=Basis.IMAGE,
        confidence="high",
        reasons=("postgres (sql): its image is postgres:16.", "A database owns its files."),
        known="postgres",
        group="sql",
        protocol="postgres",
        ports=(),
        open=False,
        volumes=("/data",),
        memory_mib=None,
        starts="",
    )
    strange = replace(
        stored,
        id="odd\x1b[31m",
        name="odd\x1b[31m",
        unit="image:odd",
        image="me/odd",
        placement=Placement.UNKNOWN,
        basis=Basis.NOTHING,
        confidence="low",
        reasons=("Nothing is known of the image me/odd.",),
        known="",
        group="",
        protocol="",
        volumes=(),
        profiles=("<b>debug</b>",),
    )
    edge = ServiceEdge(
        source="app",
        target="db",
        protocol="postgres",
        port=5432,
        evidence=(("env DATABASE_URL", Location("compose.yaml", Span(6, 7, 6, 19))),),
    )
    told = ServiceEdge(source="app", target=strange.id, named=False)
    spin = After(
        host="spin",
        title="Spin 4.0.2",
        components=("app",),
        containers=("app", "db"),
        open=(strange.id,),
        connections=(
            Connection(
                source="app",
                target="db",
                through="spin:postgres@4.2",
                status="vendor",
                setting="allowed_outbound_hosts in spin.toml",
                imports=("spin:postgres/postgres@4.2.0",),
            ),
            Connection(source="app", target=strange.id, through="wasi:http", status="standard"),
        ),
        limits=(
            Limit(service="app", what="listen", fit=Fit.CHANGE, text="Export an HTTP handler."),
        ),
    )
    envoy = replace(
        spin,
        host="envoy",
        title="Envoy 1.39",
        components=(),
        connections=(),
        limits=(),
        notes=("Envoy takes functions, not services.",),
    )
    return System(
        services=(app, stored, strange), edges=(edge, told), chosen="spin", after=(spin, envoy)
    )


def report() -> Report:
    """A service on two profiles with findings of every kind."""
    deductions = (
        Deduction(capability="proc.spawn", points=36.5, uses=1),
        Deduction(capability="ffi.native", points=11.25, uses=1),
    )
    bad = Score(value=52.25, low=40.0, high=63.5, deductions=deductions)
    good = Score(value=97.0, low=90.0, high=100.0)
    unit = UnitReport(
        unit=UNIT,
        languages={"python": (3, 2048)},
        toolchains={
            "wasip2": {"python": "componentize-py@0.25.1"},
            "wasix": {"python": "wasix-python@3.13"},
        },
        assessments={
            "wasip2": assessment("wasip2", bad, CALL, PACKAGE),
            "wasix": assessment("wasix", good, PACKAGE),
        },
        verdict=Verdict(
            placement=Placement.SPLIT,
            profile="wasip2",
            confidence="medium",
            reasons=(Reason("proc.spawn blocks in one of three modules.", (CALL.id,)),),
            gain="Isolation per request.",
            alternative=Placement.ADAPT,
        ),
        split=Split(
            portable=("app/rules.py",),
            share=0.625,
            cut=(Crossing("app/rules.py", "app/jobs.py", ("run_job",)),),
            boundary=(Crossing("app/main.py", "app/rules.py", ("decide",)),),
            changed=("app/rules.py",),
        ),
        plans={"wasip2": PLAN, "wasix": Plan(steps=(), remainder=())},
        moves=(Move(profile="wasix", frees=("proc.spawn",), perhaps=("ffi.native",), score=97.0),),
        nowhere=("gui.window",),
    )
    return Report(
        version="0.0.0",
        knowledge="0123456789ab",
        root="app",
        profiles=(("wasip2", "wasip2", None), ("wasix", "wasix", None)),
        primary="wasip2",
        units=(unit,),
        findings=(CALL, GUARDED, SILENCED, PACKAGE),
        dependencies=(DEPENDENCY,),
        graph=Graph(
            nodes=(
                Node("unit:app", "unit", "app"),
                Node("use:app/jobs.py:proc.spawn", "use", "subprocess.run", 5),
                Node("capability:proc.spawn", "capability", "proc.spawn"),
            ),
            edges=(
                Edge("unit:app", "use:app/jobs.py:proc.spawn", "contains"),
                Edge("use:app/jobs.py:proc.spawn", "capability:proc.spawn", "requires"),
            ),
        ),
        gaps=(Gap("app/odd\x1b[31m.py", "extract", "syntax not understood from line 9", 120, 9),),
        coverage=Coverage(
            seen=9,
            read=4,
            parsed=3,
            skipped=2,
            bytes=2048,
            by_language={"python": 2048},
            by_role={"source": 3},
            unjudged=1,
        ),
        rules=(SPAWN,),
        notices=(Notice("app/old.py", 3, "this comment silences nothing"),),
        settings="wasmfit.toml",
        system=system(),
    )
