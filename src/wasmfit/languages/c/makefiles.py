"""Makefiles and Makefile.am: definitions, libraries, sources under conditionals."""

import re
from collections.abc import Mapping

from wasmfit.languages.c.expressions import both
from wasmfit.languages.c.includes import joined
from wasmfit.languages.c.notes import CHOICE, SYSTEM_MACROS, Notes, on_system, switched_off
from wasmfit.model.condition import ALWAYS, UNSURE, Atom, Condition, Not, negate
from wasmfit.model.facts import Guard

_DEFINE = re.compile(r"(?<![\w-])-D\s?(\w+)(?:=([\w.]+))?")
_OPTION = re.compile(r"(?<![\w-])-f(?:no-)?(?:exceptions|rtti)(?![\w-])")
_LIBRARY = re.compile(r"(?<![\w-])-l([A-Za-z][\w+.-]*)")
_EVERYWHERE = frozenset({"AM_CFLAGS", "AM_CPPFLAGS", "CFLAGS", "CPPFLAGS", "CXXFLAGS", "DEFS"})
"""Variables whose words every compiler call of a makefile gets."""

_SOURCE = re.compile(
    r"(?<![\w.$(/-])((?:[\w+-]+/|\.\./)*[\w+-]+\.(?:c|cc|cpp|cxx|o|lo|obj))(?![\w.])"
)
_NO_SOURCES = frozenset({"EXTRA_DIST", "CLEANFILES", "DISTFILES", "DIST_COMMON"})
_VARIABLE = re.compile(r"\s*([\w-]+)\s*[+:?]?=")
_CONDITION = re.compile(r"(?:if\s+!?\w+|ifn?eq\b.*|ifn?def\b.*|else\b.*|endif\b.*)\Z")
_COMPARED = re.compile(r"if(n?eq)\s*\(\s*\$(?:\((\w+)\)|\{(\w+)\})\s*,\s*+(\w*+)\s*+\)\Z")
_AUTOMAKE = re.compile(r"if\s++(!?)\s*+(\w+)\Z")


def read_makefile(notes: Notes) -> None:
    """Note definitions, libraries and sources line by line."""
    stack: list[Guard] = []
    given = dict[str, str | None]()
    offset, variable, goes_on = 0, "", False
    for line in notes.text.split("\n"):
        bare = line.strip()
        if _CONDITION.match(bare) and not line.startswith("\t"):
            _branch(notes, stack, bare, offset, given)
        elif not bare.startswith("#"):
            if not goes_on:
                variable = _assigned(line, given, sure=not stack)
            guards = [*stack, *_spare(notes, variable, offset)]
            _line(notes, line.split("#", 1)[0], offset, guards, variable)
        goes_on = line.endswith("\\")
        offset += len(line) + 1


def _spare(notes: Notes, variable: str, offset: int) -> list[Guard]:
    """The guard of sources that automake only compiles where configure asks for them."""
    if variable.startswith("EXTRA_") and variable.endswith("_SOURCES"):
        return [notes.guard(UNSURE, f"{variable} of {notes.path}", offset)]
    return []


def _assigned(line: str, given: dict[str, str | None], *, sure: bool) -> str:
    """The variable that a line assigns; its value is noted while only one place gives it."""
    named = _VARIABLE.match(line)
    if named is None:
        return ""
    name, value = named.group(1), line[named.end() :].partition("#")[0].strip()
    given[name] = value if sure and name not in given and re.fullmatch(r"\w*", value) else None
    return name


def _branch(
    notes: Notes, stack: list[Guard], line: str, offset: int, given: Mapping[str, str | None]
) -> None:
    word = line.split(maxsplit=1)[0]
    if word == "endif":
        if stack:
            stack.pop()
        return
    if word == "else":
        if stack:
            last = stack.pop()
            stack.append(notes.guard(negate(last.condition) or UNSURE, f"not {last.text}", offset))
        return
    stack.append(notes.guard(_known(line, given) or _stated(line), line[:80], offset))


def _known(line: str, given: Mapping[str, str | None]) -> Condition | None:
    """The answer of a comparison whose variable has one value, given in the same file."""
    compared = _COMPARED.match(line)
    value = given.get(compared.group(2) or compared.group(3)) if compared else None
    if compared is None or value is None:
        return None
    holds = (value == compared.group(4)) == (compared.group(1) == "eq")
    return ALWAYS if holds else switched_off(compared.group(2) or compared.group(3))


def _stated(line: str) -> Condition:
    names = "|".join(sorted(SYSTEM_MACROS, key=len, reverse=True))
    found = {
        name.upper()
        for name in re.findall(rf"(?:^|[^A-Za-z])({names})(?:[^A-Za-z]|\Z)", line, re.IGNORECASE)
    }
    chosen = _AUTOMAKE.match(line)
    if chosen and not found:
        asked = Atom(f"macro:{CHOICE}{chosen.group(2)}")
        return Not(asked) if chosen.group(1) else asked
    if len(found) != 1:
        return UNSURE
    condition = on_system(found.pop()) or UNSURE
    denied = line.startswith(("ifneq", "ifndef")) or re.match(r"if\s+!", line)
    return (negate(condition) or UNSURE) if denied else condition


def _line(notes: Notes, line: str, offset: int, stack: list[Guard], variable: str) -> None:
    for match in _DEFINE.finditer(line):
        every = variable in _EVERYWHERE and not line.startswith("\t")
        held = both((joined(stack), ALWAYS if every else UNSURE))
        notes.compiled_with(match.group(1), match.group(2) or "1", held)
    for match in _OPTION.finditer(line):
        every = variable in _EVERYWHERE and not line.startswith("\t")
        notes.option(match.group(), offset + match.start(), stack, every=every)
    for match in _LIBRARY.finditer(line):
        notes.library(match.group(1), offset + match.start(1), stack)
    for match in _SOURCE.finditer(line) if variable not in _NO_SOURCES else ():
        notes.source(match.group(1), offset + match.start(1), stack)
