"""What another target would change, and what none gives."""

from dataclasses import replace

from build_judging import PROFILE, answer, finding
from wasmfit.model.graph import Move
from wasmfit.model.knowledge import Answer, Confidence, Support
from wasmfit.model.report import Finding
from wasmfit.stages.compare import Other, compare

FORK = finding("1", "proc.fork")
TRACE = finding("2", "proc.trace", symbol="ptrace")
POLL = finding("3", "io.poll", symbol="poll")


def other(name: str, score: float | None = None, **given: Answer) -> Other:
    """A profile that gives for a symbol what is said, and nothing else."""
    return Other(profile=name, answer=lambda one: given.get(one.symbol, answer()), score=score)


def test_what_a_target_frees_and_what_none_gives() -> None:
    moves, nowhere = compare(
        [FORK, TRACE, POLL],
        PROFILE,
        [
            other("a", poll=answer(Support.NATIVE)),
            other("b", poll=answer(Support.PARTIAL), fork=answer(Support.SHIMMED)),
            other("c"),
        ],
    )
    assert moves == (
        Move(profile="a", frees=("io.poll",)),
        Move(profile="b", frees=("io.poll", "proc.fork")),
    )
    assert nowhere == ("proc.trace",)


def test_nobody_is_promised_what_nobody_verified() -> None:
    guessed = answer(Support.NATIVE, Confidence.INFERRED)
    unknown = answer(Support.UNKNOWN)
    moves, nowhere = compare([FORK, POLL], PROFILE, [other("a", fork=guessed, poll=unknown)])
    assert moves == (Move(profile="a", perhaps=("io.poll", "proc.fork")),)
    assert nowhere == ()


def test_one_use_that_still_blocks_keeps_its_capability() -> None:
    second = finding("4", "proc.fork", symbol="vfork")
    moves, _ = compare([FORK, second], PROFILE, [other("a", fork=answer(Support.NATIVE))])
    assert moves == ()


def test_a_judged_profile_tells_what_blocks_there_alone() -> None:
    late = both(finding("5", "thread.spawn", Support.NATIVE), Support.ABSENT)
    moves, _ = compare([FORK, late], PROFILE, [other("a", 40.0, fork=answer(Support.NATIVE))])
    assert moves == (Move(profile="a", frees=("proc.fork",), adds=("thread.spawn",), score=40.0),)


def both(one: Finding, support: Support) -> Finding:
    """The finding with another answer on profile a."""
    there = finding(one.id, one.capability, support, profiles=("a",))
    answers, levels = {**one.answers, **there.answers}, {**one.levels, **there.levels}
    return replace(one, answers=answers, levels=levels)


def test_nothing_to_compare_with_says_nothing() -> None:
    assert compare([FORK], PROFILE, []) == ((), ())
