"""The order in which an answer is looked up, and what a host makes of it."""

from dataclasses import replace

import pytest

from build_knowledge import (
    evidence,
    host,
    knowledge,
    profile,
    provision,
    reached,
    target,
    toolchain,
)
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.loading import load
from wasmfit.knowledge.parents import measured, parents
from wasmfit.model.condition import Atom
from wasmfit.model.knowledge import FAILURE, Confidence, Profile, Support

ABSENT, STUBBED, NATIVE, GRANTED, PARTIAL, ALTERED, UNKNOWN, SHIMMED = (
    Support.ABSENT,
    Support.STUBBED,
    Support.NATIVE,
    Support.GRANTED,
    Support.PARTIAL,
    Support.ALTERED,
    Support.UNKNOWN,
    Support.SHIMMED,
)
CAPABILITY = "proc.spawn"


def answers(*, symbols=None, through=None, on_target=None, inside=None, adds=()):
    """Answers on wasip2 of exactly these entries."""
    snake = toolchain("snake", reached("wasip2", symbols=symbols or {}, provides=through or {}))
    overrides = {CAPABILITY: inside} if inside else {}
    spin = host("spin", overrides=overrides, adds=frozenset(adds))
    known = knowledge(target("wasip2", on_target or {}), snake, spin)
    return Answers(known, profile(known, "wasip2", "spin" if inside else ""))


def support(found, symbol="os.popen"):
    return found.answer("python", symbol, CAPABILITY).support


def test_the_measured_symbol_comes_first():
    found = answers(
        symbols={"os.popen": provision(STUBBED)},
        through={CAPABILITY: provision(PARTIAL)},
        on_target={CAPABILITY: provision(ABSENT)},
    )
    assert support(found) is STUBBED
    assert support(found, "os.system") is PARTIAL


def test_then_the_toolchain_then_the_target_then_nobody():
    entry = {CAPABILITY: provision(PARTIAL)}
    assert support(answers(through=entry, on_target={CAPABILITY: provision(ABSENT)})) is PARTIAL
    assert support(answers(on_target=entry)) is PARTIAL
    nothing = answers().answer("python", "os.popen", CAPABILITY)
    assert (nothing.support, nothing.confidence) == (UNKNOWN, Confidence.INFERRED)
    assert (nothing.note, nothing.toolchain, nothing.source) == ("no data", "snake@1", "")


def test_an_answer_carries_its_evidence():
    proof = evidence(Confidence.BUILT, "built it")
    given = provision(ABSENT, failure="run", mechanism="flag", note="why", evidence=proof)
    found = answers(symbols={"os.popen": given}).answer("python", "os.popen", CAPABILITY)
    assert (found.support, found.failure, found.mechanism, found.note) == (
        ABSENT,
        "run",
        "flag",
        "why",
    )
    assert (found.confidence, found.source, found.checked) == (
        Confidence.BUILT,
        "built it",
        "2026-11-23",
    )


@pytest.mark.parametrize("given", Support)
def test_the_failure_follows_from_the_support_unless_it_is_said(given):
    found = answers(symbols={"x": provision(given)}).answer("python", "x", CAPABILITY)
    assert found.failure == FAILURE[given]


@pytest.mark.parametrize(
    ("parent", "expected"),
    [(ABSENT, ABSENT), (STUBBED, STUBBED), (NATIVE, None), (PARTIAL, None), (GRANTED, None)],
)
def test_only_what_is_missing_speaks_for_its_members(parent, expected):
    found = measured({"fcntl": provision(parent)}, "fcntl.flock")
    assert (found.support if found else None) is expected


def test_the_closest_parent_decides():
    rows = {"a": provision(ABSENT), "a.b": provision(NATIVE)}
    assert measured(rows, "a.b.c") is None
    assert measured(rows, "a.x") is rows["a"]


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("a.b.c", ["a.b", "a"]),
        ("std::process::Command::new", ["std::process::Command", "std::process", "std"]),
        ("os/exec.Command", ["os/exec"]),
        ("net/url", []),
        ("node:fs/promises.readFile", ["node:fs/promises"]),
        ("fork", []),
    ],
)
def test_what_a_symbol_is_inside_of(symbol, expected):
    assert list(parents(symbol)) == expected


@pytest.mark.parametrize(
    ("found", "inside", "expected"),
    [
        (NATIVE, ABSENT, ABSENT),
        (GRANTED, PARTIAL, PARTIAL),
        (ABSENT, GRANTED, ABSENT),
        (STUBBED, ALTERED, STUBBED),
        (None, GRANTED, GRANTED),
        (UNKNOWN, GRANTED, GRANTED),
    ],
)
def test_a_host_narrows_or_fills_in(found, inside, expected):
    on_target = {CAPABILITY: provision(found)} if found else {}
    assert support(answers(on_target=on_target, inside=provision(inside))) is expected


def test_a_host_improves_only_where_it_says_that_it_adds():
    entry = {CAPABILITY: provision(ABSENT)}
    assert support(answers(on_target=entry, inside=provision(SHIMMED))) is ABSENT
    added = answers(on_target=entry, inside=provision(SHIMMED), adds=[CAPABILITY])
    assert support(added) is SHIMMED


def test_a_host_names_its_own_way_to_grant():
    entry = {CAPABILITY: provision(GRANTED, mechanism="-S inherit-network")}
    inside = provision(GRANTED, mechanism="allowed_outbound_hosts")
    found = answers(on_target=entry, inside=inside).answer("python", "x", CAPABILITY)
    assert found.mechanism == "allowed_outbound_hosts"
    silent = answers(on_target=entry, inside=provision(GRANTED)).answer("python", "x", CAPABILITY)
    assert silent.mechanism == "-S inherit-network"


def test_everything_is_native_on_the_reference():
    known = knowledge(target("linux", {CAPABILITY: provision(ABSENT)}, reference=True))
    found = Answers(known, profile(known, "linux"))
    assert found.answer("python", "os.popen", CAPABILITY).support is NATIVE
    assert found.answer("python", "python", "toolchain").support is NATIVE


def test_each_language_is_asked_of_its_own_toolchain():
    snake = toolchain("snake", reached("wasip2", symbols={"x": provision(ABSENT)}))
    crab = toolchain(
        "crab", reached("wasip2", symbols={"x": provision(NATIVE)}), languages=("rust",)
    )
    known = knowledge(target("wasip2"), snake, crab)
    found = Answers(known, profile(known, "wasip2"))
    assert found.answer("python", "x", CAPABILITY).support is ABSENT
    assert found.answer("rust", "x", CAPABILITY).support is NATIVE
    assert found.answer("rust", "x", CAPABILITY).toolchain == "crab@1"
    assert found.answer("go", "x", CAPABILITY).toolchain == ""


def test_answers_are_kept():
    found = answers()
    assert found.answer("python", "x", CAPABILITY) is found.answer("python", "x", CAPABILITY)


def test_measured_packages():
    snake = toolchain("snake", reached("wasip2", packages={"numpy": provision(ABSENT)}))
    known = knowledge(target("wasip2"), snake)
    found = Answers(known, profile(known, "wasip2"))
    numpy = found.package("python", "numpy")
    assert numpy is not None
    assert numpy.support is ABSENT
    assert found.package("python", "flask") is None
    assert found.package("rust", "numpy") is None


@pytest.mark.parametrize(
    ("maturity", "expected"),
    [("maintained", NATIVE), ("experimental", PARTIAL), ("abandoned", ABSENT)],
)
def test_reaching_a_target_at_all(maturity, expected):
    known = knowledge(target("wasip2"), toolchain("snake", reached("wasip2", maturity)))
    found = Answers(known, profile(known, "wasip2"))
    assert found.answer("python", "python", "toolchain").support is expected


def test_a_language_without_any_toolchain_is_unknown():
    known = knowledge(target("wasip2"))
    found = Answers(known, profile(known, "wasip2")).answer("cobol", "cobol", "toolchain")
    assert found.support is UNKNOWN


def test_not_reaching_a_target_is_as_sure_as_the_weakest_evidence():
    sure = toolchain("adder", reached("wasip1"))
    rumour = replace(evidence(Confidence.INFERRED, "a rumour"), checked="2025-01-31")
    unsure = toolchain("boa", reached("wasip1"), evidence=rumour)
    known = knowledge(target("wasip1"), target("wasip2"), sure, unsure)
    found = Answers(known, profile(known, "wasip2")).answer("python", "python", "toolchain")
    assert (found.support, found.confidence) == (ABSENT, Confidence.INFERRED)
    assert found.note == "none of adder, boa reaches wasip2"
    assert (found.source, found.checked) == ("a rumour; ran it", "2025-01-31")


def test_the_world_of_a_language_is_its_toolchains():
    snake = toolchain("snake", reached("wasip2", environment={"sys.platform": "wasi"}))
    known = knowledge(target("wasip2"), target("linux", reference=True), snake)
    question = Atom("sys.platform", "==", "wasi")
    found = Answers(known, profile(known, "wasip2"))
    assert found.world("python").truth(question) is True
    assert found.world("python") is found.world("python")
    assert found.world("rust").truth(question) is None
    assert Answers(known, profile(known, "linux")).world("python").truth(question) is False


def test_a_toolchain_that_a_user_wants():
    table = {"x": provision(ABSENT)}
    first = toolchain("adder", reached("wasip2", symbols=table))
    second = toolchain("boa", reached("wasip2"), rank=2)
    known = knowledge(target("wasip2"), first, second)
    found = Answers(known, profile(known, "wasip2"), {"python": "boa"})
    assert found.answer("python", "x", CAPABILITY).support is UNKNOWN
    assert found.answer("python", "x", CAPABILITY).toolchain == "boa@1"


@pytest.mark.parametrize(
    ("toolchain", "support", "failure"),
    [("jco", Support.ABSENT, "build"), ("jco-quickjs", Support.ALTERED, "silent")],
)
def test_the_environment_is_not_there_while_a_javascript_module_loads(toolchain, support, failure):
    """As tools/measure_javascript_process.mjs ran it."""
    known = load({"javascript"})
    answers = Answers(known, Profile(known.targets["wasip2"]), {"javascript": toolchain})
    early = answers.loading("javascript", "process.env")
    assert early is not None
    assert (early.support, early.failure, early.confidence) == (support, failure, Confidence.RAN)
    later = answers.answer("javascript", "process.env", "env.vars")
    assert later.support is Support.SHIMMED
    assert answers.loading("javascript", "process.exit") is None
