"""Makefiles and Makefile.am: definitions, libraries, sources under conditionals."""

import re

from wasmfit.languages.c.notes import SYSTEM_MACROS, Notes, on_system
from wasmfit.model.condition import UNSURE, Condition, negate
from wasmfit.model.facts import Guard

_DEFINE = re.compile(r"(?<![\w-])-D\s?(\w+)(?:=([\w.]+))?")
_LIBRARY = re.compile(r"(?<![\w-])-l([A-Za-z][\w+.-]*)")
_SOURCE = re.compile(
    r"(?<![\w.$(/-])((?:[\w+-]+/|\.\./)*[\w+-]+\.(?:c|cc|cpp|cxx|o|lo|obj))(?![\w.])"
)
_NO_SOURCES = frozenset({"EXTRA_DIST", "CLEANFILES", "DISTFILES", "DIST_COMMON"})
_VARIABLE = re.compile(r"\s*([\w-]+)\s*[+:?]?=")
_CONDITION = re.compile(r"(?:if\s+!?\w+|ifn?eq\b.*|ifn?def\b.*|else\b.*|endif\b.*)\Z")


def read_makefile(notes: Notes) -> None:
    """Note definitions, libraries and sources line by line."""
    stack: list[Guard] = []
    offset, variable, goes_on = 0, "", False
    for line in notes.text.split("\n"):
        bare = line.strip()
        if _CONDITION.match(bare) and not line.startswith("\t"):
            _branch(notes, stack, bare, offset)
        elif not bare.startswith("#"):
            if not goes_on:
                named = _VARIABLE.match(line)
                variable = named.group(1) if named else ""
            guards = [*stack, *_spare(notes, variable, offset)]
            _line(notes, line.split("#", 1)[0], offset, guards, variable)
        goes_on = line.endswith("\\")
        offset += len(line) + 1


def _spare(notes: Notes, variable: str, offset: int) -> list[Guard]:
    """The guard of sources that automake only compiles where configure asks for them."""
    if variable.startswith("EXTRA_") and variable.endswith("_SOURCES"):
        return [notes.guard(UNSURE, f"{variable} of {notes.path}", offset)]
    return []


def _branch(notes: Notes, stack: list[Guard], line: str, offset: int) -> None:
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
    stack.append(notes.guard(_stated(line), line[:80], offset))


def _stated(line: str) -> Condition:
    names = "|".join(sorted(SYSTEM_MACROS, key=len, reverse=True))
    found = {
        name.upper()
        for name in re.findall(rf"(?:^|[^A-Za-z])({names})(?:[^A-Za-z]|\Z)", line, re.IGNORECASE)
    }
    if len(found) != 1:
        return UNSURE
    condition = on_system(found.pop()) or UNSURE
    denied = line.startswith(("ifneq", "ifndef")) or re.match(r"if\s+!", line)
    return (negate(condition) or UNSURE) if denied else condition


def _line(notes: Notes, line: str, offset: int, stack: list[Guard], variable: str) -> None:
    for match in _DEFINE.finditer(line):
        notes.made(match.group(1), match.group(2) or "1")
    for match in _LIBRARY.finditer(line):
        notes.library(match.group(1), offset + match.start(1), stack)
    for match in _SOURCE.finditer(line) if variable not in _NO_SOURCES else ():
        notes.source(match.group(1), offset + match.start(1), stack)
