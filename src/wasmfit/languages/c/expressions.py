"""Read what stands behind ``#if``: an expression becomes a condition.

A condition of C is never free: what cannot be answered is ``UNSURE``.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from wasmfit.model.condition import (
    ALWAYS,
    NEVER,
    UNSURE,
    All,
    Any,
    Atom,
    Condition,
    Not,
    negate,
)
from wasmfit.model.versions import whole

_TOKEN = re.compile(
    r"(?:(0[xX][0-9a-fA-F']+|[0-9][0-9']*)[uUlLzZ]*|([A-Za-z_$][\w$]*)|((?<!\\)'(?>(?:[^'\\]++|\\.)*)')"
    r'|((?<!\\)"(?>(?:[^"\\]++|\\.)*)")|(&&|\|\||==|!=|<=|>=|<<|>>|[-+*/%&|^~!<>()?:,.#])|(\S))'
)
_LEVELS = (("*", "/", "%"), ("+", "-"), ("<<", ">>"), ("<", "<=", ">", ">="), ("==", "!="),
           ("&",), ("^",), ("|",))  # fmt: skip


def _divided(left: int, right: int) -> int:
    """The quotient as C has it, rounded towards zero."""
    size = abs(left) // abs(right)
    return size if (left < 0) == (right < 0) else -size


_ARITHMETIC: Mapping[str, Callable[[int, int], int]] = {
    "*": operator.mul,
    "/": _divided,
    "%": lambda left, right: left - right * _divided(left, right),
    "+": operator.add,
    "-": operator.sub,
    "<<": lambda left, right: left << min(right, 64),
    ">>": lambda left, right: left >> min(right, 64),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "&": operator.and_,
    "^": operator.xor,
    "|": operator.or_,
}
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_VERSIONS = {
    "__GLIBC_PREREQ": "__GLIBC__",
    "__GNUC_PREREQ": "__GNUC__",
    "GCC_VERSION_AT_LEAST": "__GNUC__",
}


def both(operands: Iterable[Condition]) -> Condition:
    """The conjunction, with constants folded."""
    kept = tuple(dict.fromkeys(o for o in operands if o != ALWAYS))
    if NEVER in kept:
        return NEVER
    if any(negate(o) in kept for o in kept if isinstance(o, Atom)):
        return NEVER
    return ALWAYS if not kept else kept[0] if len(kept) == 1 else All(kept)


def either(operands: Iterable[Condition]) -> Condition:
    """The disjunction, with constants folded."""
    kept = tuple(dict.fromkeys(o for o in operands if o != NEVER))
    if ALWAYS in kept:
        return ALWAYS
    if any(negate(o) in kept for o in kept if isinstance(o, Atom)):
        return ALWAYS
    return NEVER if not kept else kept[0] if len(kept) == 1 else Any(kept)


def opposite(condition: Condition) -> Condition:
    """The negation of a condition that is not free."""
    match condition:
        case All(operands=operands):
            return either(opposite(operand) for operand in operands)
        case Any(operands=operands):
            return both(opposite(operand) for operand in operands)
        case _:
            return negate(condition) or UNSURE


def defined(name: str) -> Condition:
    """The condition that a macro is defined."""
    return Atom(f"macro:{name}")


def compared(name: str, sign: str, number: int) -> Condition:
    """A macro's value against a number; an undefined macro counts as 0."""
    fact = f"macro:{name}"
    questions: dict[str, Condition] = {
        "==": Atom(fact, "==", str(number)),
        "!=": Not(Atom(fact, "==", str(number))),
        "<": Atom(fact, "<", str(number)),
        "<=": Atom(fact, "<=", str(number)),
        ">": Not(Atom(fact, "<=", str(number))),
        ">=": Not(Atom(fact, "<", str(number))),
    }
    if number < 0:
        return UNSURE
    asked = both((Atom(fact), questions[sign]))
    undefined = _calculated(sign, 0, number) != 0
    return either((asked, Not(Atom(fact)))) if undefined else asked


@dataclass(frozen=True, slots=True)
class _Name:
    """A macro whose value is asked for."""

    name: str


_Value = int | _Name | Condition
"""A number, a macro's value, or the truth of something."""


@lru_cache(maxsize=4096)
def condition_of(text: str) -> Condition:
    """The condition that an ``#if`` expression states; UNSURE when it is not understood."""
    reader = _Reader([m for m in _TOKEN.finditer(text) if m.group().strip()])
    try:
        value = reader.ternary()
    except (IndexError, ValueError, RecursionError):
        return UNSURE
    return _truth(value) if reader.done else UNSURE


def _truth(value: _Value) -> Condition:
    if isinstance(value, int):
        return ALWAYS if value else NEVER
    if isinstance(value, _Name):
        return compared(value.name, "!=", 0)
    return value


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens, self._at = tokens, 0

    @property
    def done(self) -> bool:
        return self._at == len(self._tokens)

    def _peek(self) -> str:
        return "" if self.done else self._tokens[self._at].group().strip()

    def _take(self) -> re.Match[str]:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _accept(self, *texts: str) -> str:
        if self._peek() in texts and not self.done:
            return self._take().group().strip()
        return ""

    def ternary(self) -> _Value:
        test = self._or()
        if not self._accept("?"):
            return test
        yes = _truth(self.ternary())
        if not self._accept(":"):
            raise ValueError
        no, asked = _truth(self.ternary()), _truth(test)
        return either((both((asked, yes)), both((opposite(asked), no))))

    def _or(self) -> _Value:
        sides = [self._and()]
        while self._accept("||"):
            sides.append(self._and())
        return sides[0] if len(sides) == 1 else either(_truth(side) for side in sides)

    def _and(self) -> _Value:
        sides = [self._binary(len(_LEVELS) - 1)]
        while self._accept("&&"):
            sides.append(self._binary(len(_LEVELS) - 1))
        return sides[0] if len(sides) == 1 else both(_truth(side) for side in sides)

    def _binary(self, level: int) -> _Value:
        if level < 0:
            return self._unary()
        left = self._binary(level - 1)
        while sign := self._accept(*_LEVELS[level]):
            left = _combined(sign, left, self._binary(level - 1))
        return left

    def _unary(self) -> _Value:
        if self._accept("!"):
            value = self._unary()
            return int(not value) if isinstance(value, int) else opposite(_truth(value))
        if self._accept("-"):
            value = self._unary()
            return -value if isinstance(value, int) else UNSURE
        if self._accept("+"):
            return self._unary()
        if self._accept("~"):
            self._unary()
            return UNSURE
        return self._primary()

    def _primary(self) -> _Value:
        token = self._take()
        number, word = token.group(1), token.group(2)
        if number:
            digits = number.replace("'", "")
            return int(digits, 16 if digits[:2].lower() == "0x" else 10)
        if word:
            return self._word(word)
        if token.group().strip() == "(":
            value = self.ternary()
            if not self._accept(")"):
                raise ValueError
            return value
        raise ValueError

    def _word(self, word: str) -> _Value:
        if word == "defined":
            inside = bool(self._accept("("))
            name = self._take().group(2)
            if not name or (inside and not self._accept(")")):
                raise ValueError
            return defined(name)
        if self._peek() == "(":
            return _called(word, self._arguments())
        return {"true": 1, "false": 0}.get(word, _Name(word))

    def _arguments(self) -> str:
        depth, taken = 0, []
        while not self.done:
            text = self._take().group()
            depth += {"(": 1, ")": -1}.get(text.strip(), 0)
            if depth == 0:
                break
            taken.append(text)
        return "".join(taken)[1:].strip()


def _called(name: str, arguments: str) -> Condition:
    if name in ("__has_include", "__has_include_next") and arguments[:1] in ("<", '"'):
        header = re.sub(r"\s", "", arguments).strip('<>"')
        return Atom(f"has:{header}")
    if name in _VERSIONS:
        major = arguments.split(",", maxsplit=1)[0].strip()
        return compared(_VERSIONS[name], ">=", whole(major)) if major.isdecimal() else UNSURE
    return UNSURE


def _combined(sign: str, left: _Value, right: _Value) -> _Value:
    if isinstance(left, int) and isinstance(right, int):
        return _calculated(sign, left, right)
    if isinstance(left, _Name) and isinstance(right, int) and sign in _FLIPPED:
        return compared(left.name, sign, right)
    if isinstance(left, int) and isinstance(right, _Name) and sign in _FLIPPED:
        return compared(right.name, _FLIPPED[sign], left)
    if isinstance(left, _Name) and isinstance(right, _Name) and sign in ("==", "!="):
        same = _same(left.name, right.name)
        return same if sign == "==" else opposite(same)
    return UNSURE


def _same(left: str, right: str) -> Condition:
    """Whether two macros have one value; one that is not defined counts as 0."""
    if left == right:
        return ALWAYS
    undefined = both((Not(Atom(f"macro:{left}")), compared(right, "==", 0)))
    alike = Atom(f"macro:{left}", "==", f"macro:{right}")
    return either((both((Atom(f"macro:{left}"), alike)), undefined))


def _calculated(name: str, left: int, right: int) -> int:
    if name in ("/", "%") and right == 0:
        raise ValueError
    return int(_ARITHMETIC[name](left, right))
