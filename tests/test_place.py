"""Placement: the measures, the law, the choice of a profile, reasons and gain."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from build_judging import PROFILE, dependency, finding, source, unit
from wasmfit.model.knowledge import Confidence, Support
from wasmfit.model.project import Role, UnitKind
from wasmfit.model.report import Finding, Grant, Level, Placement, Plan, Step, Verdict
from wasmfit.pipeline import Options, scan
from wasmfit.stages.place import Look, Measures, Scene, doubted, measure, place, placement

FINE = Measures(size=200_000)
BLOCKED = replace(FINE, blockers=6, kinds=2, clean=0.6, portable=0.8)


# Measures


def scene(findings: Sequence[Finding], **given: object) -> Scene:
    base = Scene(
        profile=PROFILE,
        sources=[source("a.c", 600), source("b.c", 300), source("c.py", 100, "python")],
        findings=findings,
        dependencies=[],
        exposed=[],
        touched=[],
        starts=[],
        uses={},
        program=True,
        split=None,
        plan=Plan(steps=(), remainder=()),
    )
    return replace(base, **given)  # type: ignore[arg-type]


def test_clean_code_is_the_share_of_bytes_that_loads() -> None:
    found = measure(scene([], exposed={"a.c"}, starts=["a.c", "b.c"]))
    assert (found.size, found.clean, found.portable) == (1000, 0.4, 0.4)
    assert found.entries == 0.5


def test_blockers_are_verified_unsuppressed_and_in_source() -> None:
    findings = [
        finding("1"),
        finding("2", active=None),
        finding("3", role=Role.TEST),
        finding("4", suppressed="known"),
        finding("5", confidence=Confidence.INFERRED),
        finding("6", support=Support.UNKNOWN),
    ]
    assert measure(scene(findings)).blockers == 1
    assert measure(scene(doubted(findings, PROFILE))).blockers == 3


def test_what_a_program_is_started_with_comes_before_its_code() -> None:
    start = finding("1", "mem.64bit", kind="service", path="compose.yaml")
    assert measure(scene([start])).outset == 1
    assert measure(scene([finding("1")])).outset == 0


def test_effort_and_remedies_come_from_the_plan() -> None:
    step = Step(
        id="s1",
        action="rewrite",
        subject="",
        text="",
        locations=(),
        resolves=("1",),
        effort=8,
        after=(),
        score=100,
    )
    steps = (step, replace(step, id="s2", action="flag", effort=1, resolves=()))
    plan = Plan(steps=steps, remainder=("2",))
    found = measure(scene([finding("1"), finding("2")], plan=plan))
    assert (found.effort, found.remedied) == (8, 0.5)


def test_languages_without_a_toolchain_count_by_their_bytes() -> None:
    lacking = finding("t", "toolchain", kind="toolchain", symbol="python", path="c.py")
    immature = replace(
        finding("t", "toolchain", Support.PARTIAL, kind="toolchain", symbol="c"), id="u"
    )
    found = measure(scene([lacking, immature]))
    assert (found.lacking, found.experimental, found.blockers) == (0.1, 0.9, 0)


def test_compiled_sources_are_foreign_when_built_for_another_language() -> None:
    builds = finding("1", "ffi.native", kind="link", symbol="ext", path="setup.py")
    assert measure(scene([builds])).foreign == 0.9
    assert measure(scene([builds], compiled=1000)).foreign == 0.95
    unsure = replace(builds, answers=finding(confidence=Confidence.INFERRED).answers)
    assert measure(scene([unsure])).foreign == 0.9
    assert measure(scene([finding()])).foreign == 0
    only_c = scene([builds], sources=[source("a.c", 600)])
    assert measure(only_c).foreign == 0


def test_packages_that_block_count_when_nothing_replaces_them() -> None:
    findings = [
        finding(name, purl=f"pkg:x/{name}", kind="dependency", path="m") for name in ("a", "b")
    ]
    reports = [dependency("pkg:x/a", replacement="pkg:x/z"), dependency("pkg:x/b")]
    assert measure(scene(findings, dependencies=reports)).packages == 1


def test_code_leans_on_the_packages_it_imports_or_on_what_brings_them_in() -> None:
    chain = (("pkg:x/top", "pkg:x/low"),)
    findings = [
        finding("a", purl="pkg:x/a", kind="dependency", path="m"),
        finding("low", purl="pkg:x/low", kind="dependency", path="m", via=chain),
        finding("gone", purl="pkg:x/gone", kind="dependency", path="m"),
    ]
    reports = [dependency("pkg:x/a", replacement="pkg:x/z"), dependency("pkg:x/low")]
    uses = {"pkg:x/a": ["a.c"], "pkg:x/top": ["b.c"], "pkg:x/late": []}
    found = measure(scene(findings, dependencies=reports, uses=uses))
    assert (found.leaning, found.stranded, found.unseen) == (0.9, 0.3, 1)


def test_packages_that_work_in_part_are_counted() -> None:
    half = finding("h", "net.tls", Support.PARTIAL, purl="pkg:x/h", kind="dependency", path="m")
    assert measure(scene([half])).partial == 1
    assert measure(scene([replace(half, role=Role.TEST)])).partial == 0


def test_bytes_that_could_not_be_read_are_a_share_of_all() -> None:
    assert measure(scene([], lost=1000)).unread == 0.5
    assert measure(scene([], sources=[])).size == 0


# The law


@pytest.mark.parametrize(
    ("measures", "expected"),
    [
        (Measures(size=0), "unknown"),
        (replace(FINE, unread=0.6), "unknown"),
        (FINE, "ready"),
        (replace(FINE, lacking=0.9), "keep"),
        (replace(FINE, lacking=0.003), "ready"),
        (replace(FINE, lacking=0.03), "adapt"),
        (replace(FINE, lacking=0.1), "split"),
        (replace(FINE, blockers=3, clean=0.97, whole=0.97), "ready"),
        (replace(FINE, blockers=3, clean=0.97, whole=0.4), "ready"),
        (replace(FINE, blockers=3, clean=0.97, whole=0.4, program=True), "adapt"),
        (replace(FINE, blockers=9, clean=0.97), "adapt"),
        (replace(FINE, partial=1), "adapt"),
        (replace(FINE, blockers=1, outset=1), "adapt"),
        (replace(FINE, blockers=3, clean=0.97, packages=1, stranded=0.03), "adapt"),
        (replace(FINE, blockers=3, clean=0.97, packages=1, stranded=0.06), "split"),
        (replace(FINE, blockers=3, clean=0.97, packages=1, unseen=1), "split"),
        (replace(FINE, blockers=3, portable=0.6, packages=1, stranded=0.06), "keep"),
        (replace(FINE, blockers=3, packages=1, stranded=0.4), "keep"),
        (BLOCKED, "adapt"),
        (replace(BLOCKED, remedied=0.5), "split"),
        (replace(BLOCKED, leaning=0.3), "split"),
        (replace(BLOCKED, effort=31), "split"),
        (replace(BLOCKED, size=600_000, effort=31), "adapt"),
        (replace(BLOCKED, kinds=12), "split"),
        (replace(BLOCKED, blockers=15), "split"),
        (replace(BLOCKED, blockers=6, size=9_000, leaning=1.0, portable=0.0), "adapt"),
        (replace(BLOCKED, blockers=6, size=9_000, leaning=1.0, effort=31), "split"),
        (Measures(size=0, browsed=9_000), "keep"),
        (Measures(size=0, browsed=9_000, unread=0.6), "unknown"),
        (replace(BLOCKED, portable=0.45), "adapt"),
        (replace(BLOCKED, portable=0.45, effort=31), "keep"),
        (replace(BLOCKED, portable=0.45, remedied=0.5), "keep"),
        (replace(BLOCKED, blockers=40), "keep"),
        (replace(BLOCKED, foreign=0.6), "keep"),
    ],
)
def test_the_law(measures: Measures, expected: str) -> None:
    assert placement(measures).value == expected


# The verdict


def look(
    firm: Measures,
    doubtful: Measures | None = None,
    *,
    profile: str = PROFILE,
    findings: Sequence[Finding] = (),
    grants: Sequence[Grant] = (),
) -> Look:
    return Look(
        profile=profile,
        findings=findings,
        firm=firm,
        doubtful=doubtful or firm,
        grants=grants,
    )


def verdict(*looks: Look, kind: UnitKind = UnitKind.APPLICATION, language: str = "c") -> Verdict:
    return place(unit(kind), looks, {language: (3, looks[0].firm.size)})


def test_the_best_profile_decides_and_the_primary_wins_ties() -> None:
    adapt, ready = look(BLOCKED), look(FINE, profile="wasip3")
    assert verdict(adapt, ready).profile == "wasip3"
    assert verdict(adapt, replace(adapt, profile="wasip1")).profile == PROFILE


def test_a_profile_that_little_is_known_about_does_not_win_by_that() -> None:
    known = look(BLOCKED)
    hopeful = look(FINE, replace(BLOCKED, blockers=40), profile="wasip3")
    assert verdict(known, hopeful).profile == PROFILE


def test_an_experimental_toolchain_does_not_win() -> None:
    better = look(replace(FINE, experimental=1.0), profile="wasip3")
    assert verdict(look(BLOCKED), better).profile == PROFILE


def test_an_unverified_blocker_never_lets_a_unit_be_ready() -> None:
    feared = finding(confidence=Confidence.INFERRED)
    found = verdict(look(FINE, BLOCKED, findings=[feared]))
    assert (found.placement, found.alternative) == (Placement.ADAPT, Placement.READY)
    assert found.confidence == "medium"
    far = verdict(look(FINE, replace(BLOCKED, blockers=90), findings=[feared]))
    assert (far.placement, far.alternative) == (Placement.ADAPT, Placement.KEEP)
    assert far.confidence == "low"


def test_what_is_unknown_leaves_a_unit_ready_and_names_the_other_verdict() -> None:
    open_one = finding(support=Support.UNKNOWN)
    found = verdict(look(FINE, BLOCKED, findings=[open_one]))
    assert (found.placement, found.alternative) == (Placement.READY, Placement.ADAPT)
    assert any("f" in reason.findings for reason in found.reasons)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (look(FINE), "high"),
        (look(FINE, findings=[finding(active=None)]), "medium"),
        (look(replace(FINE, unread=0.2)), "medium"),
        (look(BLOCKED, findings=[finding(confidence=Confidence.INFERRED)]), "medium"),
        (look(Measures(size=0)), "low"),
    ],
    ids=["all known", "guard unknown", "partly unread", "inferred", "nothing read"],
)
def test_confidence(given: Look, expected: str) -> None:
    assert verdict(given).confidence == expected


def test_reasons_name_symbols_modules_counts_and_findings() -> None:
    findings = [finding(str(n), path=f"{'ab'[n % 2]}.c", line=n + 1) for n in range(6)]
    findings.append(finding("s", "net.unix", symbol="socketpair", path="c.c"))
    found = verdict(look(BLOCKED, findings=findings))
    first = found.reasons[0]
    assert first.text == "proc.fork is absent on wasip2: fork in a.c and b.c (6 places)."
    assert first.findings == ("0", "1", "2", "3", "4", "5")
    assert 2 <= len(found.reasons) <= 5
    assert "socketpair" in found.reasons[1].text


def test_a_heap_a_schedule_and_a_cache_are_judged_where_they_matter(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        'FROM node:20\nCOPY . .\nENV NODE_OPTIONS="--max-old-space-size=8192"\n'
        'CMD ["node", "a.js"]\n'
    )
    (tmp_path / "a.js").write_text(
        'const { LRUCache } = require("lru-cache");\nconst cron = require("node-cron");\n'
        'new LRUCache({ max: 9 });\ncron.schedule("* * * * *", () => 1);\n'
    )
    report = scan(tmp_path, Options(profiles=("wasip2+spin", "wasip2")))
    told = {one.capability: one for one in report.findings}
    plain, spin = "wasip2", "wasip2+spin"
    levels = {name: (one.levels[plain], one.levels[spin]) for name, one in told.items()}
    assert levels["mem.64bit"] == (Level.WARNING, Level.WARNING)
    assert levels["lifetime.longrun"] == (Level.NONE, Level.ERROR)
    assert levels["state.inmemory"] == (Level.NONE, Level.WARNING)
    (found,) = scan(tmp_path, Options(profiles=(spin,))).units
    words = " ".join(reason.text for reason in found.verdict.reasons)
    assert "ends with the request: lru-cache.LRUCache and node-cron.schedule (2 places)" in words


@pytest.mark.parametrize(
    ("firm", "words"),
    [
        (FINE, "Nothing that its 200 kB of source use"),
        (replace(FINE, blockers=3, clean=0.97), "97 % of the code loads and works without"),
        (BLOCKED, "Blocking places: 6 of 2 kinds, of which 100 % have a remedy"),
        (replace(BLOCKED, foreign=0.6), "60 % of its code is native"),
        (replace(BLOCKED, blockers=40), "40 places of 200 kB"),
        (replace(BLOCKED, blockers=20, portable=0.2), "Only 20 % of the code"),
        (replace(BLOCKED, packages=2, portable=0.1), "no known replacement: x/a."),
    ],
)
def test_every_branch_of_the_law_says_why(firm: Measures, words: str) -> None:
    findings = (
        [finding(symbol="pkg:x/a", purl="pkg:x/a" if firm.packages else None)]
        if firm.blockers
        else []
    )
    texts = " ".join(reason.text for reason in verdict(look(firm, findings=findings)).reasons)
    assert words in texts


def test_a_unit_that_moves_says_what_it_loses() -> None:
    half = finding("h", "net.tls", Support.PARTIAL, symbol="pkg:x/h", purl="pkg:x/h")
    half = replace(half, kind="dependency")
    found = verdict(look(replace(FINE, partial=1), findings=[half]))
    assert found.placement is Placement.ADAPT
    assert found.reasons[0].text == "net.tls works in part on wasip2: x/h."
    assert found.reasons[0].findings == ("h",)


def test_what_has_to_last_is_named_where_an_instance_ends_with_the_request() -> None:
    timer = finding("t", "signal.timer", Support.NATIVE, symbol="setitimer")
    lasting = look(FINE, findings=[timer, finding("r", "fs.read", Support.NATIVE)])
    (first, *_) = verdict(replace(lasting, ends_with="request")).reasons
    assert first.text.startswith("An instance on wasip2 ends with the request: setitimer (1 place)")
    assert first.findings == ("t",)
    assert "ends with" not in " ".join(reason.text for reason in verdict(lasting).reasons)


def test_a_server_on_a_host_that_serves_one_request_is_told_so(tmp_path: Path) -> None:
    (only,) = scan(project(tmp_path, "acme"), Options(profiles=("wasip2+spin",))).units
    told = " ".join(reason.text for reason in only.verdict.reasons)
    assert "An instance on wasip2+spin ends with the request: socket." in told


def test_a_missing_toolchain_is_the_reason() -> None:
    missing = finding("t", "toolchain", kind="toolchain", symbol="java")
    found = verdict(look(replace(FINE, lacking=1.0, blockers=1), findings=[missing]))
    assert found.placement is Placement.KEEP
    assert found.reasons[0].text == "No maintained toolchain takes java to wasip2."
    assert found.reasons[0].findings == ("t",)


def test_a_native_library_that_blocks_is_no_bounded_change() -> None:
    assert placement(replace(BLOCKED, linked=0)) is Placement.ADAPT
    assert placement(replace(BLOCKED, linked=1)) is Placement.SPLIT


def test_what_is_built_on_strangers_is_unknown() -> None:
    assert placement(replace(FINE, strange=0.5)) is Placement.READY
    assert placement(replace(FINE, strange=0.6)) is Placement.UNKNOWN
    assert placement(replace(BLOCKED, strange=0.6)) is Placement.ADAPT
    stranger = finding("s", "package.unknown", Support.UNKNOWN, purl="pkg:x/s", symbol="pkg:x/s")
    found = verdict(look(replace(FINE, strange=0.6), findings=[stranger]))
    assert found.confidence == "low"
    assert "packages that nobody has examined: x/s" in found.reasons[0].text


@pytest.mark.parametrize(
    ("kind", "firm", "language", "needs", "words"),
    [
        (UnitKind.LIBRARY, FINE, "c", (), "stay inside the sandbox"),
        (UnitKind.LIBRARY, FINE, "go", ("fs.read",), "what it asks for (fs.read); where it is not"),
        (UnitKind.SERVICE, FINE, "go", (), "short start-up"),
        (UnitKind.APPLICATION, FINE, "go", ("net.tcp.listen",), "short start-up"),
        (UnitKind.APPLICATION, replace(FINE, size=9000), "go", (), "Little: it is a small"),
        (UnitKind.APPLICATION, replace(FINE, size=900_000), "go", (), "One file that runs"),
        (UnitKind.APPLICATION, FINE, "c", (), "Isolation"),
        (UnitKind.SERVICE, replace(BLOCKED, blockers=15), "go", (), "The part that ports"),
        (UnitKind.SERVICE, replace(BLOCKED, blockers=90), "go", (), "None: a container"),
        (UnitKind.SERVICE, Measures(size=0), "go", (), "Cannot be said"),
        (UnitKind.SERVICE, FINE, "python", (), "its interpreter is part of every binary"),
        (UnitKind.LIBRARY, replace(BLOCKED, blockers=90), "go", (), "whatever uses it stays"),
        (UnitKind.APPLICATION, replace(BLOCKED, blockers=90), "go", (), "None: it lives by"),
        (UnitKind.APPLICATION, replace(BLOCKED, blockers=15), "go", (), "used by others without"),
        (UnitKind.APPLICATION, Measures(size=0, browsed=9), "go", (), "None: browsers run it."),
    ],
)
def test_gain(
    kind: UnitKind, firm: Measures, language: str, needs: Sequence[str], words: str
) -> None:
    grants = [Grant(capability=need, detail="") for need in needs]
    assert words in verdict(look(firm, grants=grants), kind=kind, language=language).gain


def test_names_decide_nothing() -> None:
    def renamed(one: Finding, name: str) -> Finding:
        place = replace(one.location, path=f"{name}/{one.location.path}")
        return replace(one, location=place, unit=name)

    findings = [finding(str(n), path=f"{n}.c") for n in range(6)]
    here = look(BLOCKED, findings=findings)
    there = look(BLOCKED, findings=[renamed(one, "nginx") for one in findings])
    one = place(unit(), [here], {"c": (1, 1)})
    other = place(replace(unit(), id="nginx", name="nginx", path="nginx"), [there], {"c": (1, 1)})
    assert (one.placement, one.confidence, one.gain) == (
        other.placement,
        other.confidence,
        other.gain,
    )


SERVER = """
import os
import socket
from {name} import rules


def serve() -> None:
    with socket.create_server(("", 8000)) as listener:
        while True:
            connection, _ = listener.accept()
            if os.fork() == 0:
                connection.sendall(rules.answer(connection.recv(4096)))
"""
RULES = "\n\n".join(f"def rule_{n}(text):\n    return text.count('{n}') > {n}" for n in range(90))


def project(root: Path, name: str) -> Path:
    """A small server in Python that forks, with its rules in a module of their own."""
    package = root / f"{name}-1.0" / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "server.py").write_text(SERVER.format(name=name), encoding="utf-8")
    (package / "rules.py").write_text(RULES, encoding="utf-8")
    about = f'[project]\nname = "{name}"\nversion = "1.0"\n'
    (package.parent / "pyproject.toml").write_text(about, encoding="utf-8")
    return package.parent


def test_a_renamed_project_gets_the_same_verdict(tmp_path: Path) -> None:
    verdicts = []
    for name in ("acme", "postgres", "markdown"):
        (only,) = scan(project(tmp_path, name)).units
        told = [reason.text.replace(name, "NAME") for reason in only.verdict.reasons]
        score = only.assessments[PROFILE].score
        verdicts.append((only.verdict.placement, only.verdict.gain, told, score))
    assert verdicts[0] == verdicts[1] == verdicts[2]
