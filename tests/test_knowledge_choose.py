"""Which toolchain takes a language to a target, and what profiles users may write."""

import pytest

from build_knowledge import host, knowledge, reached, target, toolchain
from wasmfit.errors import UsageError
from wasmfit.knowledge.choose import profile_of, toolchain_for

KNOWN = knowledge(
    target("wasip1"),
    target("wasip2"),
    toolchain("adder", reached("wasip2", "experimental"), rank=1),
    toolchain("boa", reached("wasip2"), reached("wasip1", "abandoned"), rank=3),
    toolchain("cobra", reached("wasip2"), rank=2),
    toolchain("dart", reached("wasip2"), rank=0, languages=("dart",)),
    host("spin"),
)


def chosen(language, name, **overrides):
    found = toolchain_for(KNOWN, language, name, overrides)
    return None if found is None else found.id


def test_the_lowest_rank_of_the_maintained_ones():
    assert chosen("python", "wasip2") == "cobra"
    assert chosen("dart", "wasip2") == "dart"


def test_experimental_is_better_than_none():
    known = knowledge(
        target("wasip2"),
        toolchain("adder", reached("wasip2", "abandoned"), rank=1),
        toolchain("boa", reached("wasip2", "experimental"), rank=2),
    )
    found = toolchain_for(known, "python", "wasip2", {})
    assert found is not None
    assert found.id == "boa"


def test_abandoned_is_never_chosen():
    assert chosen("python", "wasip1") is None
    assert chosen("python", "wasip1", python="boa") is None
    assert chosen("ruby", "wasip2") is None


def test_a_user_chooses_where_the_toolchain_goes():
    assert chosen("python", "wasip2", python="boa") == "boa"
    assert chosen("python", "wasip2", python="adder") == "adder"
    assert chosen("python", "wasip2", rust="whatever") == "cobra"


def test_a_toolchain_of_another_language_is_refused():
    with pytest.raises(UsageError) as caught:
        chosen("python", "wasip2", python="cobr")
    assert str(caught.value) == ("--toolchain python=cobr: no such toolchain (did you mean cobra?)")


def test_profiles():
    assert profile_of(KNOWN, "wasip2").id == "wasip2"
    assert profile_of(KNOWN, "wasip2+spin").id == "wasip2+spin"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wasip", "wasip: no such target (did you mean wasip2?)"),
        ("linux", "linux: no such target (known: wasip1, wasip2)"),
        ("wasip2+spinn", "wasip2+spinn: no such host (did you mean spin?)"),
        ("wasip2+", "wasip2+: no such host (known: spin)"),
        ("wasip1+spin", "wasip1+spin: spin does not run wasip1 (it runs wasip2)"),
    ],
)
def test_profiles_that_do_not_exist(text, message):
    with pytest.raises(UsageError) as caught:
        profile_of(KNOWN, text)
    assert str(caught.value) == message
