"""What is shipped about C: rules, tables and macros fit together."""

from functools import cache

import pytest

from wasmfit.knowledge import load
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.languages.c.platforms import PLATFORMS
from wasmfit.model.condition import Atom
from wasmfit.model.knowledge import Knowledge, Support

STANDARD = ("wasip1", "wasip2", "wasip3")
CAPABILITY = "lib.libc"


@cache
def known() -> Knowledge:
    return load(["c"])


def support(target: str, symbol: str) -> Support:
    answers = Answers(known(), profile_of(known(), target))
    return answers.answer("c", symbol, CAPABILITY).support


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("fork", ("absent", "absent", "absent")),
        ("socket", ("absent", "partial", "partial")),
        ("pthread_create", ("stubbed", "stubbed", "stubbed")),
        ("getpid", ("altered", "altered", "altered")),
        ("times", ("altered", "altered", "altered")),
        ("signal", ("shimmed", "shimmed", "shimmed")),
        ("mmap", ("shimmed", "shimmed", "shimmed")),
        ("MAP_SHARED", ("altered", "altered", "altered")),
        ("dup2", ("stubbed", "native", "native")),
        ("chmod", ("stubbed", "stubbed", "stubbed")),
        ("system", ("absent", "absent", "absent")),
        ("malloc", ("native", "native", "native")),
        ("sys/epoll.h", ("absent", "absent", "absent")),
        ("netdb.h", ("absent", "native", "native")),
        ("immintrin.h", ("absent", "absent", "absent")),
        ("#error", ("absent", "absent", "absent")),
    ],
)
def test_measured_answers(symbol: str, expected: tuple[str, ...]) -> None:
    assert tuple(support(target, symbol).value for target in STANDARD) == expected


def test_threads_start_where_the_target_has_them() -> None:
    assert support("wasip1-threads", "pthread_create") is Support.NATIVE


def test_no_symbol_has_two_rules() -> None:
    seen: dict[str, str] = {}
    for rule in known().rules:
        for match in rule.matches:
            for pattern in match.patterns:
                assert seen.setdefault(pattern, rule.number) == rule.number, pattern


@pytest.mark.parametrize("target", STANDARD)
def test_every_declared_function_that_a_target_lacks_has_a_rule(target: str) -> None:
    patterns = {p for rule in known().rules for match in rule.matches for p in match.patterns}
    table = known().toolchains["wasi-sdk"].targets[target].symbols
    lacking = {
        name
        for name, provision in table.items()
        if provision.note == "declared, but nothing defines it: the link fails"
    }
    assert len(lacking) > 50
    assert lacking <= patterns


@pytest.mark.parametrize("target", [*STANDARD, "wasip1-threads", "wasip3-coop", "linux", "wasix"])
def test_every_platform_macro_is_answered(target: str) -> None:
    world = Answers(known(), profile_of(known(), target)).world("c")
    unanswered = {name for name in PLATFORMS if world.truth(Atom(f"macro:{name}")) is None}
    assert unanswered == set()


def test_macros_tell_the_targets_apart() -> None:
    found = {}
    for target in ("wasip1", "wasip2", "linux", "emscripten"):
        world = Answers(known(), profile_of(known(), target)).world("c")
        names = ("__wasi__", "__linux__", "__unix__", "__EMSCRIPTEN__", "_WIN32")
        found[target] = [world.truth(Atom(f"macro:{name}")) for name in names]
    assert found == {
        "wasip1": [True, False, False, False, False],
        "wasip2": [True, False, False, False, False],
        "linux": [False, True, True, False, False],
        "emscripten": [False, False, True, True, False],
    }


@pytest.mark.parametrize("name", ["SIGTSTP", "SIGALRM", "MAP_FAILED", "PROT_READ"])
def test_names_of_the_emulations_are_defined_where_their_headers_are(name: str) -> None:
    """Without the emulation the header ends in an error: who gets past it has the names."""
    for target in STANDARD:
        world = Answers(known(), profile_of(known(), target)).world("c")
        assert world.truth(Atom(f"macro:{name}")) is True
