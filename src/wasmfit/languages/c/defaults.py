"""What a configure script does when nobody gives it options.

``AC_ARG_ENABLE`` and ``AC_ARG_WITH`` say what happens with an option and what
without; shell variables carry the answer to the branches behind. A branch
whose test cannot be followed is unsure.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wasmfit.languages.c.expressions import both
from wasmfit.model.condition import ALWAYS, NEVER, UNSURE, Condition, Constant, Truth

Argument = tuple[int, int]
"""Start and end of one argument of a macro."""

_IF = re.compile(
    r"\b(?P<open>if|elif)\s++"
    r"(?P<test>(?:[^\n;\\]|\\\n?|\n(?=[ \t]*(?:&&|\|\|))){0,500}+)[;\n]\s*+then\b"
    r"|\b(?P<word>else|fi|case|esac|for|while|done)\b"
)
_COMMAND = re.compile(r"(?:^|[;\[(,\n]|\bthen|\belse|\bdo|\\)[ \t]*\Z")
_ASSIGNED = re.compile(
    r"(?<![\w$-])(?P<name>[A-Za-z_]\w*)=(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s;\])]*)"
)
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
_OPTIONS = frozenset({"AC_ARG_ENABLE", "AC_ARG_WITH"})
_PLAIN = frozenset(
    {"AC_DEFINE", "AC_DEFINE_UNQUOTED", "AC_MSG_CHECKING", "AC_MSG_NOTICE", "AC_MSG_RESULT",
     "AC_MSG_WARN", "AC_SUBST", "AM_CONDITIONAL", "AS_HELP_STRING"}
)  # fmt: skip
_OPENING = frozenset({"if", "case", "for", "while"})
DEPTH = 40


@dataclass(frozen=True, slots=True)
class _Range:
    """A part of the text that runs when ``tests`` all fail but the last, which must hold.

    ``fixed`` is the answer where no test is needed.
    """

    start: int
    end: int
    tests: tuple[str, ...] = ()
    fixed: Condition | None = None


class Defaults:
    """The branches of a configure script, asked by place."""

    def __init__(self, text: str, calls: Sequence[tuple[str, Sequence[Argument]]]) -> None:
        """``text`` has no comments; ``calls`` are its macros with where their arguments stand."""
        self._text = text
        self._ranges = sorted(
            (*_of_shell(text), *(r for name, spans in calls for r in _of_call(text, name, spans))),
            key=lambda r: r.start,
        )
        self._starts = [r.start for r in self._ranges]
        self._assigned: dict[str, list[re.Match[str]]] = {}
        for match in _ASSIGNED.finditer(text):
            self._assigned.setdefault(match.group("name"), []).append(match)
        self._options = {_variable(text, name, spans) for name, spans in calls if name in _OPTIONS}
        self._known: dict[int, Condition] = {}

    def at(self, place: int, depth: int = DEPTH) -> Condition:
        """Whether a place is reached: ALWAYS, NEVER or UNSURE."""
        around = self._ranges[: bisect_left(self._starts, place + 1)]
        found = both(self._truth_of(r, depth) for r in around if r.start <= place < r.end)
        return found if isinstance(found, Constant) else UNSURE

    def holds(self, test: str, place: int) -> Condition:
        """Whether a test of the shell holds at a place."""
        return Constant(self._test(test, place, DEPTH))

    def _truth_of(self, around: _Range, depth: int) -> Condition:
        if around.fixed is not None or depth == 0:
            return around.fixed or UNSURE
        if around.start not in self._known:
            truths = [self._test(test, around.start, depth - 1) for test in around.tests]
            asked = [None if truth is None else not truth for truth in truths[:-1]]
            self._known[around.start] = both(Constant(t) for t in (*asked, truths[-1]))
            if not isinstance(self._known[around.start], Constant):
                self._known[around.start] = UNSURE
        return self._known[around.start]

    def _test(self, test: str, place: int, depth: int) -> Truth:
        for sign, decisive in (("||", True), ("-o", True), ("&&", False), ("-a", False)):
            parts = re.split(rf"\s{re.escape(sign)}\s", test)
            if len(parts) > 1:
                truths = [self._test(part, place, depth) for part in parts]
                return decisive if decisive in truths else None if None in truths else not decisive
        words = test.replace("\\\n", " ").strip().removeprefix("test ").strip().split()
        denied = words[:1] == ["!"]
        truth = self._compared(words[denied:], place, depth)
        return truth if truth is None or not denied else not truth

    def _compared(self, words: Sequence[str], place: int, depth: int) -> Truth:
        match words:
            case [":"]:
                return True
            case [left, "=" | "==" | "!=" as sign, right]:
                one, other = self._filled(left, place, depth), self._filled(right, place, depth)
                return None if one is None or other is None else (one == other) == (sign != "!=")
            case ["-n" | "-z" as sign, word]:
                value = self._filled(word, place, depth)
                return None if value is None else (value == "") == (sign == "-z")
            case _:
                return None

    def _filled(self, word: str, place: int, depth: int) -> str | None:
        """A word with its variables replaced, None when one of them is not known."""
        plain = word.strip("\"'")
        for match in _VARIABLE.finditer(plain):
            value = self._value(match.group(1) or match.group(2), place, depth)
            if value is None:
                return None
            plain = plain.replace(match.group(), value)
        return plain if re.fullmatch(r"[\w.+-]*", plain) else None

    def _value(self, name: str, place: int, depth: int) -> str | None:
        for match in reversed(self._assigned.get(name, ())):
            if match.start() >= place:
                continue
            plain = depth > 1 and _starts_command(self._text, match.start())
            reached = self.at(match.start(), depth - 1) if plain else UNSURE
            if reached == UNSURE:
                return None
            if reached == ALWAYS:
                return self._filled(match.group("value"), match.start(), depth - 1)
        return "" if name in self._options else None


def _variable(text: str, name: str, spans: Sequence[Argument]) -> str:
    option = text[slice(*spans[0])].strip("[] \t\n") if spans else ""
    prefix = "enable" if name == "AC_ARG_ENABLE" else "with"
    return f"{prefix}_{re.sub(chr(92) + 'W', '_', option)}"


def _of_call(text: str, name: str, spans: Sequence[Argument]) -> Iterator[_Range]:
    """The arguments of a macro that run under a condition."""
    if name in _OPTIONS:
        yield from (_Range(*span, fixed=NEVER) for span in spans[2:3])
    elif name == "AS_IF":
        tests = [text[slice(*span)].strip("[] \t\n") for span in spans[::2]]
        for place, span in enumerate(spans[1::2]):
            yield _Range(*span, tests=tuple(tests[: place + 1]))
        if len(spans) > 1 and len(spans) % 2:
            yield _Range(*spans[-1], tests=(*tests[:-1], ":"))
    elif name not in _PLAIN:
        yield from (_Range(*span, fixed=UNSURE) for span in spans[1:])


def _of_shell(text: str) -> Iterator[_Range]:
    """The branches of ``if`` commands; what ``case`` and loops do is unsure."""
    stack: list[tuple[list[str], int]] = []
    for match in _IF.finditer(text):
        word = match.group("open") or match.group("word")
        if not _starts_command(text, match.start()):
            continue
        if word in _OPENING:
            stack.append(([(match.group("test") or "").strip()], match.end()))
        elif stack:
            tests, start = stack.pop()
            fixed = None if tests[-1] else UNSURE
            yield _Range(start, match.start(), tuple(tests), fixed)
            if word in ("elif", "else"):
                stack.append(([*tests, match.group("test") or ":"], match.end()))


def _starts_command(text: str, place: int) -> bool:
    return _COMMAND.search(text, max(0, place - 200), place) is not None
