"""No expression of the program runs away, whatever text a stranger gives it.

For every repeat of every expression there are texts that repeat what it
repeats, and then do not go on as it wants: that makes a matcher try again and
again. An expression whose cost doubles with every letter never ends on them,
one that is quadratic takes seconds.
"""

import ast
import importlib.util
import pkgutil
import random
import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import pytest

import wasmfit

syntax, codes = import_module("re._parser"), import_module("re._constants")

LETTERS = 50_000
ENOUGH = 0.5
"""Seconds of processor time. Linear expressions take less than a tenth of it, quadratic ones many
times as long."""

ALPHABET = "ax0_ -.,:;=\"'(){}[]<>/\\#\n@$!|&+*%~^`?é"
ANCHORED = {"match", "fullmatch"}
"""Methods that start at one place only."""

OWN = ("wasmfit.cli", "wasmfit.knowledge")
"""They read what the user says: options and rule files."""

Parsed = Sequence[tuple[Any, Any]]


@cache
def modules() -> dict[str, str]:
    """Every module that reads what strangers write, with its text."""
    found = {}
    for info in pkgutil.walk_packages(wasmfit.__path__, "wasmfit."):
        spec = importlib.util.find_spec(info.name)
        assert spec is not None
        assert spec.origin is not None
        if not info.name.endswith("__main__") and not info.name.startswith(OWN):
            found[info.name] = Path(spec.origin).read_text("utf-8")
    return found


def held(value: object) -> Iterator[re.Pattern[Any]]:
    """The expressions in a value of a module."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (one for part in value.values() for one in held(part))
    elif isinstance(value, tuple | list):
        yield from (one for part in value for one in held(part))


def named(name: str, text: str) -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """Expressions of a module: a label, the expression, whether it starts at one place only."""
    for label, value in vars(import_module(name)).items():
        for number, pattern in enumerate(held(value)):
            used = set(re.findall(rf"\b{label}\.(\w+)\(", text))
            yield f"{name}.{label}{number or ''}", pattern, bool(used) and used <= ANCHORED


def written(name: str, text: str) -> Iterator[tuple[str, re.Pattern[Any], bool]]:
    """Expressions that are written where they are used."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                args=[ast.Constant(value=str() | bytes() as source), *_],
            ):
                yield f"{name}:{source!r}"[:90], re.compile(source), method in ANCHORED
            case _:
                pass


def expressions() -> list[tuple[str, re.Pattern[Any], bool]]:
    found: dict[object, tuple[str, re.Pattern[Any], bool]] = {}
    for way in (named, written):
        for name, text in modules().items():
            for label, pattern, anchored in way(name, text):
                found.setdefault(pattern.pattern, (label, pattern, anchored))
    return list(found.values())


def sample(parsed: Parsed, chance: random.Random) -> str:
    """A text that the expression matches, roughly: conditions around it are not looked at."""
    return "".join(_sample(code, value, chance) for code, value in parsed)


def _sample(code: Any, value: Any, chance: random.Random) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return next(letter for letter in "ax" if ord(letter) != value)
    if code is codes.ANY:
        return chance.choice("aaa\"'*()[")
    if code is codes.IN:
        return _member(value, chance)
    if code is codes.BRANCH:
        return sample(chance.choice(value[1]), chance)
    if code in REPEATS:
        low, high, inner = value
        return "".join(sample(inner, chance) for _ in range(min(max(low, 1), high)))
    below = list(_below(code, value))
    return sample(below[0], chance) if below and code not in LOOKS else ""


def _member(members: Parsed, chance: random.Random) -> str:
    """A letter of a set."""
    denied = any(code is codes.NEGATE for code, _ in members)
    fitting = [
        letter
        for letter in ALPHABET
        if any(_holds(code, value, letter) for code, value in members) is not denied
    ]
    if fitting:
        return chance.choice(fitting)
    return next(chr(v if c is codes.LITERAL else v[0]) for c, v in members if c is not codes.NEGATE)


def _holds(code: Any, value: Any, letter: str) -> bool:
    if code is codes.LITERAL:
        return bool(ord(letter) == value)
    if code is codes.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    return code is codes.CATEGORY and re.match(CATEGORIES[value], letter) is not None


CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
LOOKS = (codes.ASSERT, codes.ASSERT_NOT)


def _below(code: Any, value: Any) -> Iterator[Parsed]:
    """The expressions inside a part of an expression."""
    if code in REPEATS:
        yield value[2]
    elif code is codes.BRANCH:
        yield from value[1]
    elif code is codes.SUBPATTERN:
        yield value[-1]
    elif code is codes.ATOMIC_GROUP:
        yield value
    elif code in LOOKS:
        yield value[1]


def repeats(parsed: Parsed, before: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """For every repeat without end: a text that leads to it, and a turn of it."""
    for code, value in parsed:
        if code in REPEATS and value[1] >= LETTERS:
            yield from ((before, sample(value[2], chance)) for _ in range(2))
        for inner in _below(code, value):
            yield from repeats(inner, before, chance)
        before += _sample(code, value, chance)


def attacks(pattern: re.Pattern[Any]) -> Iterator[str | bytes]:
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    chance = random.Random(text)  # noqa: S311 - no secret
    parsed = syntax.parse(text, pattern.flags & ~re.UNICODE)
    for before, turn in dict.fromkeys(repeats(list(parsed), "", chance)):
        for lead, pump in {(before, turn), ("", before + turn)}:
            if pump:
                made = f"{lead}{pump * (LETTERS // len(pump))}\x01"
                yield made.encode("latin-1", "replace") if isinstance(source, bytes) else made


@contextmanager
def limit() -> Iterator[None]:
    def stop(*_: object) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, ENOUGH)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def runaway(pattern: re.Pattern[Any], *, anchored: bool) -> str | bytes:
    """The start of a text on which it takes too long; empty when there is none."""
    for text in attacks(pattern):
        try:
            with limit():
                if anchored:
                    pattern.match(text)
                else:
                    for _ in pattern.finditer(text):
                        pass
        except TimeoutError:
            return text[:80]
    return ""


EXPRESSIONS = expressions()


def test_all_expressions_are_known():
    assert len(EXPRESSIONS) > 300
    assert {name.split(".")[1] for name, _, _ in EXPRESSIONS} >= {
        "deployments",
        "languages",
        "manifests",
        "stages",
        "syntax",
    }


@pytest.mark.parametrize("part", range(8))
def test_no_expression_runs_away(part):
    found = {
        label: text
        for label, pattern, anchored in EXPRESSIONS[part::8]
        if (text := runaway(pattern, anchored=anchored))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [r"(a+)+b", r"(?:\w|\d+)*=", r"\[\s*(.+?)\s*\]\s*$", r"^(?:x|[a-z])*?\s*\s*\s*!", r"(a|aa)+$"],
)
def test_one_that_runs_away_is_seen(source):
    assert runaway(re.compile(source), anchored=False)
