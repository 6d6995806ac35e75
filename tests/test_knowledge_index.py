"""From a use to its rules."""

import pytest

from build_knowledge import rule
from wasmfit.knowledge.index import RuleIndex
from wasmfit.model.facts import UseKind
from wasmfit.model.knowledge import Match

SPAWN = rule("WF2201", "call", "subprocess.run", "os.spawn*")
ANY = rule("WF2202", "use", "os.*", "subprocess.run")
MODULE = rule("WF2203", "import", "multiprocessing")
PATHS = rule("WF2204", "path", "/proc/*")
OLD = rule("WF2205", "call", "old.thing", retired=True)
C = rule("WF1201", "call", "fork", language="c")
INDEX = RuleIndex([OLD, PATHS, MODULE, ANY, SPAWN, C])


def numbers(kind, symbol, language="python", index=INDEX):
    return [it.number for it in index.rules(language, kind, symbol)]


def test_rules_come_by_number_and_once():
    assert numbers(UseKind.CALL, "subprocess.run") == ["WF2201", "WF2202"]
    both = rule("WF2206", "", matches=(Match("call", ("x", "x")), Match("use", ("x",))))
    assert numbers(UseKind.CALL, "x", index=RuleIndex([both])) == ["WF2206"]


def test_the_closest_pattern_wins_over_wider_ones():
    assert numbers(UseKind.CALL, "os.spawnv") == ["WF2201"]
    assert numbers(UseKind.CALL, "os.fork") == ["WF2202"]
    exact = rule("WF2207", "use", "os.spawnv")
    assert numbers(UseKind.CALL, "os.spawnv", index=RuleIndex([SPAWN, ANY, exact])) == ["WF2207"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (UseKind.CALL, ["WF2201", "WF2202"]),
        (UseKind.BASE, ["WF2201", "WF2202"]),
        (UseKind.VALUE, ["WF2201", "WF2202"]),
        (UseKind.TEST, ["WF2202"]),
        (UseKind.ANNOTATION, ["WF2202"]),
        (UseKind.IMPORT, ["WF2202"]),
        (UseKind.INCLUDE, []),
        (UseKind.LINK, []),
        (UseKind.SYNTAX, []),
        (UseKind.PATH, []),
    ],
)
def test_what_kind_of_use_a_pattern_means(kind, expected):
    assert numbers(kind, "subprocess.run") == expected


def test_modules_and_paths():
    assert numbers(UseKind.IMPORT, "multiprocessing") == ["WF2203"]
    assert numbers(UseKind.CALL, "multiprocessing") == []
    assert numbers(UseKind.PATH, "/proc/self") == ["WF2204"]
    assert numbers(UseKind.PATH, "/proc") == []


def test_languages_keep_apart_and_families_together():
    assert numbers(UseKind.CALL, "fork", "c") == ["WF1201"]
    assert numbers(UseKind.CALL, "fork", "cpp") == ["WF1201"]
    assert numbers(UseKind.CALL, "fork") == []


def test_retired_rules_are_silent():
    assert numbers(UseKind.CALL, "old.thing") == []
    assert "old.thing" not in INDEX.interest("python").exact


def test_interest_is_what_the_rules_of_the_language_name():
    interest = INDEX.interest("python", frozenset({"app"}))
    assert interest.exact == {"subprocess.run", "multiprocessing"}
    assert interest.prefixes == ("/proc/", "os.", "os.spawn")
    assert interest.local == {"app"}
    assert interest.wants("os.fork")
    assert not interest.wants("fork")
    assert INDEX.interest("cpp").exact == {"fork"}
