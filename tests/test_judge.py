"""Levels by the table, findings with answers, guards that keep them off, ids that stay."""

from dataclasses import replace
from itertools import product

import pytest

from build_judging import answer
from wasmfit.model.condition import Atom, Truth
from wasmfit.model.facts import Certainty, Dependency, FileFacts, Guard, Scope, Use, UseKind
from wasmfit.model.knowledge import (
    Answer,
    Confidence,
    Evidence,
    Match,
    Package,
    Rule,
    Support,
    Variant,
)
from wasmfit.model.place import Location, Span
from wasmfit.model.project import Role
from wasmfit.model.report import Level
from wasmfit.stages.judge import (
    Bench,
    PackageView,
    View,
    base,
    judge_dependencies,
    judge_uses,
    level_of,
    toolchain_findings,
)

BLOCKING = (Support.ABSENT, Support.STUBBED, Support.ALTERED)
TABLE = {
    **{(s, "active"): Level.ERROR for s in BLOCKING},
    **dict.fromkeys(product(BLOCKING, ("guard", "inferred")), Level.WARNING),
    (Support.PARTIAL, "active"): Level.WARNING,
    (Support.PARTIAL, "guard"): Level.NOTE,
    (Support.PARTIAL, "inferred"): Level.NOTE,
    (Support.SHIMMED, "active"): Level.NOTE,
    (Support.SHIMMED, "guard"): Level.NONE,
    (Support.SHIMMED, "inferred"): Level.NOTE,
    **{(Support.UNKNOWN, column): Level.NOTE for column in ("active", "guard", "inferred")},
    **dict.fromkeys(
        product((Support.NATIVE, Support.GRANTED), ("active", "guard", "inferred")), Level.NONE
    ),
}
COLUMNS: dict[str, tuple[Truth, Confidence]] = {
    "active": (True, Confidence.RAN),
    "guard": (None, Confidence.RAN),
    "inferred": (True, Confidence.INFERRED),
}


@pytest.mark.parametrize(("support", "column"), list(product(Support, COLUMNS)))
def test_the_level_table(support: Support, column: str) -> None:
    active, confidence = COLUMNS[column]
    assert level_of(support, active, confidence, Role.SOURCE) is TABLE[support, column]


@pytest.mark.parametrize(("support", "role"), list(product(Support, Role)))
def test_other_roles_are_at_most_a_note_and_guarded_ones_nothing(
    support: Support, role: Role
) -> None:
    level = level_of(support, True, Confidence.RAN, role)
    assert role is Role.SOURCE or level in (Level.NONE, Level.NOTE)
    assert level_of(support, False, Confidence.RAN, role) is Level.NONE


RULE = Rule(
    number="WF2201",
    name="python-process-fork",
    language="python",
    summary="duplicates its process",
    why="",
    capability="proc.fork",
    effort=5,
    matches=(Match("call", ("os.fork",)),),
)


class Wasi:
    """Answers one fact; knows nothing of others."""

    def truth(self, atom: Atom) -> Truth:
        return {"sys.platform": "wasi" in atom.value.split("\n")}.get(atom.fact)


def bench(found: Answer) -> Bench:
    def answers(_language: str, symbol: str, capability: str) -> Answer:
        assert (symbol, capability) == ("os.fork", "proc.fork")
        return found

    def rules(_language: str, _kind: UseKind, symbol: str) -> tuple[Rule, ...]:
        return (RULE,) if symbol == "os.fork" else ()

    return Bench(rules, lambda *_: True, (View("wasip2", answers, lambda _: Wasi()),))


def use(line: int = 1, scope: str = "", *guards: Guard, symbol: str = "os.fork") -> Use:
    span = Span(line, 1, line, 8)
    return Use(kind=UseKind.CALL, symbol=symbol, span=span, scope=scope, guards=guards)


def judged(*uses: Use, found: Answer | None = None, role: Role = Role.SOURCE):
    facts = FileFacts(path="a.py", language="python", role=role, uses=uses)
    return judge_uses([facts], {"a.py": "."}, bench(found or answer()))


def guard(fact: str, value: str) -> Guard:
    return Guard(Atom(fact, "==", value), f"{fact} == {value}", "a.py", 1)


def test_a_use_that_a_rule_matches_is_a_finding_and_others_are_not() -> None:
    (finding,) = judged(use(), use(symbol="os.getcwd")).findings
    assert (finding.rule, finding.symbol, finding.capability) == ("WF2201", "os.fork", "proc.fork")
    assert finding.levels == {"wasip2": Level.ERROR}
    assert finding.active == {}
    assert "duplicates its process (proc.fork): on wasip2 it fails when it is built" in (
        finding.message
    )


def test_a_false_guard_keeps_it_off_and_an_unknown_one_weakens_it() -> None:
    off, open_ = judged(
        use(1, "", guard("sys.platform", "win32")), use(2, "", guard("os.flavour", "x"))
    ).findings
    assert (off.levels["wasip2"], off.active) == (Level.NONE, {"wasip2": False})
    assert (open_.levels["wasip2"], open_.active) == (Level.WARNING, {"wasip2": None})
    assert open_.guard is not None
    assert open_.guard.text == "os.flavour == x"


def test_the_guard_that_decides_is_the_one_that_is_named() -> None:
    holds, fails = guard("sys.platform", "wasi"), guard("sys.platform", "win32")
    unknown = guard("os.flavour", "x")
    (finding,) = judged(use(1, "", holds, unknown, fails)).findings
    assert finding.guard == fails
    (finding,) = judged(use(1, "", holds, unknown)).findings
    assert finding.guard == unknown


def test_ids_do_not_move_with_lines_and_tell_repeated_uses_apart() -> None:
    before = judged(use(1, "f"), use(2, "f"), use(9, "g")).findings
    after = judged(use(11, "f"), use(12, "f"), use(19, "g")).findings
    assert [f.id for f in before] == [f.id for f in after]
    assert len({f.id for f in before}) == 3


def test_granted_answers_become_grants_of_source_code_only() -> None:
    found = answer(Support.GRANTED, mechanism="--dir")
    assert [w.detail for w in judged(use(), found=found).wants[".", "wasip2"]] == ["--dir"]
    assert judged(use(), found=found, role=Role.TEST).wants == {}


def test_a_language_without_a_toolchain_is_said_once() -> None:
    from build_judging import source

    files = [source("b.py"), source("a.py")]
    language = files[0].language
    (finding,) = toolchain_findings("u", files, {language: {"wasip2": answer()}}, RULE)
    assert (finding.kind, finding.symbol, finding.location.path) == ("toolchain", language, "a.py")
    fine = {language: {"wasip2": answer(Support.NATIVE)}}
    assert toolchain_findings("u", files, fine, RULE) == ()


STRANGER = replace(RULE, number="WF8002", capability="package.unknown")


def dependency(purl: str, scope: Scope = Scope.RUNTIME, held: Guard | None = None) -> Dependency:
    location = Location("requirements.txt", Span(1, 1, 1, 5))
    return Dependency(purl=purl, scope=scope, direct=True, location=location, guard=held)


def package(purl: str, *requires: str, pure: bool | None = None) -> Package:
    evidence = Evidence(source="a test", checked="2026-11-01", confidence=Confidence.RAN)
    return Package(purl=purl, requires=requires, evidence=evidence, pure=pure, note="a core in C")


def weighed(
    found: Dependency,
    known: Package | None,
    measured: Answer | None = None,
    newest: Answer | None = None,
):
    def answers(_purl: str, capability: str) -> Answer:
        return answer(Support.ABSENT if capability == "ffi.native" else Support.UNKNOWN)

    view = PackageView("wasip2", "wasip2", lambda _: measured, answers, lambda _: Wasi())
    view = replace(view, newest=lambda _: newest)
    packages = {known.purl: known} if known else {}
    (report,), findings = judge_dependencies([found], packages, (RULE, STRANGER), [view])
    return report.status["wasip2"], [f.levels["wasip2"] for f in findings]


def test_dependencies_by_what_is_known_of_them() -> None:
    numpy, plain = dependency("pkg:pypi/numpy@2.0"), dependency("pkg:pypi/idna")
    assert weighed(numpy, package("pkg:pypi/numpy", "ffi.native")) == ("blocked", [Level.ERROR])
    assert weighed(plain, package("pkg:pypi/idna", pure=True)) == ("works", [])
    assert weighed(plain, package("pkg:pypi/idna")) == ("unknown", [])
    assert weighed(plain, None) == ("unknown", [Level.NOTE])


def test_what_a_toolchain_measured_of_a_package_wins() -> None:
    known = package("pkg:pypi/numpy", "ffi.native")
    found = dependency("pkg:pypi/numpy@2.0")
    assert weighed(found, known, answer(Support.NATIVE)) == ("works", [])


def test_the_newest_release_stands_for_the_package_unless_more_is_known() -> None:
    known = package("pkg:cargo/ctrlc", "signal.handle")
    found, broken = dependency("pkg:cargo/ctrlc@3.5.2"), answer(Support.ABSENT)
    assert weighed(found, known) == ("unknown", [Level.NOTE])
    assert weighed(found, known, newest=broken) == ("blocked", [Level.ERROR])
    tried = Variant(support=Support.NATIVE, evidence=known.evidence)
    assert weighed(found, replace(known, variants=(tried,)), newest=broken) == ("works", [])


def test_dependencies_that_do_not_run_there_weigh_little() -> None:
    known = package("pkg:pypi/numpy", "ffi.native")
    dev = dependency("pkg:pypi/numpy", Scope.DEV)
    assert weighed(dev, known) == ("blocked", [Level.NOTE])
    off = dependency("pkg:pypi/numpy", held=guard("sys.platform", "win32"))
    assert weighed(off, known)[1] == []


def test_a_purl_without_its_version() -> None:
    assert base("pkg:pypi/numpy@2.0?x=y#z") == "pkg:pypi/numpy"
    assert base("pkg:npm/%40scope/name@1") == "pkg:npm/%40scope/name"
    assert base("pkg:pypi/numpy") == "pkg:pypi/numpy"


def test_uncertain_readings_count_less() -> None:
    sure = use()
    doubtful = Use(kind=UseKind.CALL, symbol="os.fork", span=sure.span, certainty=Certainty.LOW)
    (finding,) = judged(doubtful).findings
    assert finding.levels["wasip2"] is Level.WARNING


def variant(**said) -> Variant:
    return Variant(
        evidence=Evidence(source="a test", checked="2026-11-01", confidence=Confidence.BUILT),
        **said,
    )


VARIED = replace(
    package("pkg:cargo/wire", pure=True),
    variants=(
        variant(versions="<1.2", support=Support.ABSENT, note="too old", fix="Take 1.2."),
        variant(features=("net",), needs=("pkg:cargo/mio",), requires=("ffi.native",)),
        variant(targets=("wasip1",), support=Support.ABSENT),
    ),
)


@pytest.mark.parametrize(
    ("purl", "said", "status", "levels"),
    [
        ("pkg:cargo/wire@1.0.0", {}, "blocked", [Level.ERROR]),
        ("pkg:cargo/wire@1.2.0-rc.1", {}, "blocked", [Level.ERROR]),
        ("pkg:cargo/wire@1.2.0", {"features": ("std",)}, "works", []),
        ("pkg:cargo/wire@1.2.0", {"features": ("net", "std")}, "blocked", [Level.ERROR]),
        ("pkg:cargo/wire@1.2.0", {"needs": ("pkg:cargo/mio@1.0.0",)}, "blocked", [Level.ERROR]),
        ("pkg:cargo/wire@1.2.0", {"needs": ("pkg:cargo/libc@1.0.0",)}, "works", []),
        ("pkg:cargo/wire@1.2.0", {}, "blocked", [Level.WARNING]),
        ("pkg:cargo/wire", {"requested": "^1.3", "features": ()}, "works", []),
        ("pkg:cargo/wire", {"requested": "1.1", "features": ()}, "blocked", [Level.WARNING]),
        ("pkg:cargo/wire", {"features": ()}, "blocked", [Level.WARNING]),
    ],
)
def test_what_is_known_of_versions_and_features(purl, said, status, levels) -> None:
    found = replace(dependency(purl), **said)
    assert weighed(found, VARIED) == (status, levels)


def test_a_package_for_other_systems_does_no_harm() -> None:
    only = replace(package("pkg:pypi/pywin32", "ffi.native"), systems=("win32",))
    brought = replace(dependency("pkg:pypi/pywin32@1"), direct=False)
    assert weighed(brought, only) == ("works", [])
    here = replace(only, systems=("wasi", "win32"))
    assert weighed(brought, here) == ("blocked", [Level.ERROR])


def test_a_manifest_says_itself_when_it_asks_for_a_package() -> None:
    only = replace(package("pkg:pypi/pywin32", "ffi.native"), systems=("win32",))
    assert weighed(dependency("pkg:pypi/pywin32@1"), only) == ("blocked", [Level.ERROR])


def test_what_runs_while_its_file_is_loaded_may_have_an_answer_of_its_own() -> None:
    early = answer(Support.ABSENT)
    plain = bench(answer(Support.SHIMMED))
    (view,) = plain.views
    judging = replace(plain, views=(replace(view, loading=lambda *_: early),))
    uses = (use(1), replace(use(2), deferred=True))
    facts = FileFacts(path="a.py", language="python", role=Role.SOURCE, uses=uses)
    found = judge_uses([facts], {"a.py": "."}, judging).findings
    assert [one.answers["wasip2"].support for one in found] == [Support.ABSENT, Support.SHIMMED]
