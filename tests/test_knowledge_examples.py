"""Trying the hits and misses of rules, with a reader that takes words for calls."""

from build_knowledge import knowledge, reached, rule, target, toolchain
from wasmfit.knowledge.examples import failures, reader_of, wasm_worlds
from wasmfit.knowledge.index import RuleIndex
from wasmfit.knowledge.world import World
from wasmfit.model.condition import Atom, Not
from wasmfit.model.facts import FileFacts, Guard, Use, UseKind
from wasmfit.model.knowledge import Example
from wasmfit.model.place import Span
from wasmfit.model.reader import Language, Linked

WASI = World(reached("wasip2", environment={"sys.platform": "wasi"}))
EMSCRIPTEN = World(reached("emscripten", environment={"sys.platform": "emscripten"}))
SILENT = World(None)


def read(file, data, _interest, _hints):
    """Every word is a call; a word after ``?`` runs only off WASI."""
    uses = []
    for number, line in enumerate(data.decode().split("\n"), start=1):
        for word in line.split():
            guards: tuple[Guard, ...] = ()
            if word.startswith("?"):
                off = Not(Atom("sys.platform", "==", "wasi"))
                guards = (Guard(off, "not wasi", file.path, number),)
            span = Span(number, 1, number, 2)
            uses.append(Use(kind=UseKind.CALL, symbol=word.strip("?"), span=span, guards=guards))
    return FileFacts(path=file.path, language=file.language, uses=tuple(uses))


def language(name="python"):
    return Language(
        id=name,
        title=name,
        suffixes=(".x",),
        read=read,
        link=lambda files, _: Linked(tuple(files), ()),
    )


def wrong(hits=(), misses=(), worlds=(WASI,)):
    tried = rule("WF2201", "call", "spawn", hits=tuple(hits), misses=tuple(misses))
    return list(failures(tried, RuleIndex([tried]), language(), worlds))


def test_a_hit_fires_on_its_symbol_and_line():
    assert wrong([Example(code="a\nspawn", symbol="spawn", line=2)]) == []
    assert wrong([Example(code="a\nspawn", symbol="spawn")]) == []
    assert wrong([Example(code="?spawn", symbol="spawn")]) == []


def test_a_hit_that_does_not_fire():
    assert wrong([Example(code="a\nspawn", symbol="spawn", line=1)]) == [
        (
            "hit 1: does not fire on spawn in line 1 (fires on spawn (call, line 2);"
            " read a (call, line 1), spawn (call, line 2))"
        )
    ]
    assert wrong([Example(code="a", symbol="a"), Example(code="", symbol="spawn")]) == [
        "hit 1: does not fire on a (fires on nothing; read a (call, line 1))",
        "hit 2: does not fire on spawn (fires on nothing; read nothing)",
    ]


def test_a_miss_stays_silent():
    assert wrong(misses=[Example(code="a b")]) == []
    assert wrong(misses=[Example(code="a\nspawn")]) == ["miss 1: fires on spawn (call, line 2)"]


def test_a_miss_may_be_kept_off_by_a_guard():
    guarded = [Example(code="?spawn")]
    assert wrong(misses=guarded, worlds=[WASI]) == []
    assert wrong(misses=guarded, worlds=[WASI, SILENT]) == []
    fires = ["miss 1: fires on spawn (call, line 1)"]
    assert wrong(misses=guarded, worlds=[WASI, EMSCRIPTEN]) == fires
    assert wrong(misses=guarded, worlds=[SILENT]) == fires
    assert wrong(misses=guarded, worlds=[]) == fires


def test_worlds_are_those_of_every_toolchain_on_every_target():
    snake = toolchain(
        "snake",
        reached("wasip1", "abandoned"),
        reached("wasip2", environment={"sys.platform": "wasi"}),
        reached("linux", environment={"sys.platform": "linux"}),
    )
    known = knowledge(target("wasip1"), target("wasip2"), target("linux", reference=True), snake)
    viper = toolchain("viper", reached("wasip2", "experimental"), rank=2)
    (world,) = wasm_worlds(known, "python")
    assert world.truth(Atom("sys.platform", "==", "wasi")) is True
    both = wasm_worlds(knowledge(*known.targets.values(), snake, viper), "python")
    assert [it.truth(Atom("sys.platform", "==", "wasi")) for it in both] == [True, None]
    assert wasm_worlds(known, "rust") == ()


def test_the_reader_of_a_rule():
    c, cpp, python = language("c"), language("cpp"), language("python")
    assert reader_of(rule("WF1201", "call", "x", language="cpp"), [c, cpp, python]) is cpp
    assert reader_of(rule("WF1201", "call", "x", language="cpp"), [c, python]) is c
    assert reader_of(rule("WF3201", "call", "x", language="rust"), [language("c"), python]) is None
