"""The C library of wasi-sdk as it is shipped, held against a measurement made apart from it.

Every difference stands below with the measurement that explains it.
"""

from functools import cache
from pathlib import Path

import pytest

from wasmfit.knowledge import load
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.model.knowledge import Answer, Confidence, Support

MEASURED = Path(__file__).parent / "fixtures/knowledge/libc.txt"
TARGETS = ("wasip1", "wasip2", "wasip3")

MEANS = {
    "full": Support.NATIVE,
    "macro": Support.NATIVE,
    "partial": Support.PARTIAL,
    "stub": Support.STUBBED,
    "emulated": Support.SHIMMED,
    "declared-undefined": Support.ABSENT,
    "defined-undeclared": Support.ABSENT,
    "none": Support.ABSENT,
}

EXPLAINED = {
    "clock": (Support.ALTERED, "ran: links with its flag, and gives the wall clock"),
    "getpid": (Support.ALTERED, "ran: links with its flag, and gives 42 to every program"),
    "getrusage": (Support.ALTERED, "ran: links with its flag, and gives the wall clock"),
    "times": (Support.ALTERED, "ran: links with its flag, and gives the wall clock"),
    "crypt_r": (Support.NATIVE, "built: crypt.h declares it, at line 14, on all three targets"),
    "mmap64": (Support.SHIMMED, "built: a macro for mmap, which links with its flag only"),
    "pthread_cancel": (
        Support.ABSENT,
        "built: declared under __wasi_cooperative_threads__ only, so that a call does not compile",
    ),
}
"""What the tables say instead, and the measurement with which they say it."""


@cache
def answers(target: str) -> Answers:
    known = load(["c"])
    return Answers(known, profile_of(known, target))


@cache
def measured() -> dict[str, tuple[str, ...]]:
    """Name to its status on each of the targets."""
    statuses: tuple[str, ...] = ()
    found = {}
    for line in MEASURED.read_text("utf-8").splitlines():
        if line.startswith("["):
            statuses = tuple(line.strip("[]").split())
        elif not line.startswith("#"):
            found.update(dict.fromkeys(line.split(), statuses))
    return found


def shipped(symbol: str, target: str) -> Answer:
    """What a scan would say: of a name that no table has, what is said of the C library."""
    return answers(target).answer("c", symbol, "lib.libc")


def differences(target: str) -> dict[str, Support]:
    place = TARGETS.index(target)
    found = {name: shipped(name, target).support for name in measured() if name not in zlib()}
    return {it: got for it, got in found.items() if got is not MEANS[measured()[it][place]]}


@cache
def zlib() -> frozenset[str]:
    """Names in no table of the C library: a library that programs bring along declares them."""
    shipping = load(["c"]).toolchains["wasi-sdk"].targets
    tables = [shipping[it].symbols for it in TARGETS]
    return frozenset(it for it in measured() if not any(it in table for table in tables))


def test_the_measurement_is_whole():
    assert len(measured()) == 3096
    assert {len(it) for it in measured().values()} == {3}
    assert {status for it in measured().values() for status in it} == set(MEANS)


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_shipped_is_what_was_measured_or_is_explained(target):
    assert differences(target) == {name: support for name, (support, _) in EXPLAINED.items()}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", sorted(EXPLAINED))
def test_an_explanation_rests_on_a_measurement(name, target):
    said = EXPLAINED[name][1].partition(":")[0]
    confidence = shipped(name, target).confidence
    assert confidence in {Confidence.RAN, Confidence.BUILT}
    assert said in {"ran", "built"}


def test_what_is_left_out_belongs_to_another_library():
    assert len(zlib()) == 88
    assert {measured()[it] for it in zlib()} == {("none",) * 3}
    assert zlib() >= {"crc32", "deflate", "gzopen", "inflate", "uncompress", "zlibVersion"}
    assert {shipped(it, "wasip2").support for it in zlib()} == {Support.UNKNOWN}


def test_a_name_that_is_wrong_would_be_found(monkeypatch):
    monkeypatch.setitem(MEANS, "stub", Support.NATIVE)
    assert "dlopen" in differences("wasip1")
