"""Names that stand in the arguments of macros, which may call, drop or quote them."""

import re
from collections.abc import Iterator

from wasmfit.languages.c.macros import Macro
from wasmfit.model.condition import Atom, Not
from wasmfit.model.facts import Guard

_MARK = re.compile(rb"[(),;{}]")
_BEFORE = re.compile(rb"(?<!\w)([A-Za-z_]\w*+)[ \t]*+\Z")
_REACH = 2000
"""Bytes before a name in which the macro around it is looked for."""

DROPS = "()"
"""Behind the name of a macro that does nothing with what it is given."""

HANDED = ":handed:"
"""Before the place of a name that is an argument, the macro and the number of the argument."""

CALLS = ":calls:"
"""Before the places of the parameters that a macro calls as functions."""


def around(code: bytes, start: int) -> Iterator[tuple[str, int]]:
    """The macros that a place is an argument of, innermost first, and as which argument.

    Only what is written in capitals is taken for a macro.
    """
    depth, place = 0, 0
    marks = list(_MARK.finditer(code, max(0, start - _REACH), start))
    for match in reversed(marks):
        mark = match.group()
        if mark in b";{}":
            return
        if mark == b")":
            depth += 1
        elif mark == b",":
            place += depth == 0
        elif depth:
            depth -= 1
        else:
            name = _BEFORE.search(code, max(0, match.start() - 80), match.start())
            if name is not None and name.group(1).isupper():
                yield name.group(1).decode(), place
            place = 0


def kept(code: bytes, start: int, path: str, line: int) -> tuple[Guard, ...]:
    """The guards that no macro around a place drops it."""
    return tuple(
        Guard(Not(Atom(f"macro:{name}{DROPS}", "==", "0")), f"{name}(…)", path, line)
        for name, _ in around(code, start)
    )


def bare(code: bytes, start: int, end: int) -> bool:
    """Whether a name is an argument all by itself."""
    return code[:start].rstrip()[-1:] in (b"(", b",") and code[end:].lstrip()[:1] in (b")", b",")


def parameters(macro: Macro) -> tuple[bytes, ...]:
    """The names by which a body speaks of what the macro is given."""
    given = macro.given or ()
    return tuple(b"__VA_ARGS__" if it == b"..." else it.removesuffix(b"...") for it in given)


def drops(macro: Macro) -> bool:
    """Whether a macro takes arguments and does nothing with them."""
    names = parameters(macro)
    words = set(re.findall(rb"[A-Za-z_]\w*", macro.body))
    return bool(names and names != (b"",)) and words.isdisjoint(names)


def called(macro: Macro) -> tuple[int, ...]:
    """The places of the parameters that the body calls."""
    return tuple(
        place
        for place, name in enumerate(parameters(macro))
        if name and re.search(rb"(?<![\w#.>])" + re.escape(name) + rb"\s*\((?!\s*\*)", macro.body)
    )
