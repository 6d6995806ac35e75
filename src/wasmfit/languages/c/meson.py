"""meson.build: checks, dependencies, and sources under ``if``."""

import re
from bisect import bisect_right
from collections.abc import Mapping

from wasmfit.languages.c.autoconf import macro_for
from wasmfit.languages.c.expressions import both, either, opposite
from wasmfit.languages.c.notes import Notes, on_system, probe
from wasmfit.model.condition import ALWAYS, UNSURE, Condition
from wasmfit.model.facts import Guard

_STRING = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
_CHECK = re.compile(
    r"\.\s*(?:has_function|has_header|has_header_symbol|check_header|links|compiles)\s*\(\s*"
    r"(?:'([^'\n]+)'\s*(?:,\s*'([^'\n]+)')?)?"
)
_SET = re.compile(r"\.set(?:10|_quoted)?\s*\(\s*'(\w+)'\s*,([^\n]*)")
_NEEDED = re.compile(r"\b(?:dependency|find_library)\s*\(\s*'([^'\n]+)'")
_COMMENT = re.compile(r"#[^\n]*")
_SOURCE = re.compile(r"[\w./+-]+\.(?:c|cc|cpp|cxx)\Z")
_NAME = re.compile(r"[a-z_]\w*\Z|[\w/]+\.h\Z")
_BRANCH = re.compile(r"^[ \t]*(if|elif|else|endif)\b[ \t]*([^\n]*)", re.MULTILINE)
_GIVEN = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*([^\n=][^\n]*)", re.MULTILINE)
_SYSTEM = re.compile(
    r"(?:host_machine|target_machine|build_machine)\s*\.\s*system\s*\(\s*\)\s*(==|!=|in|not in)\s*"
    r"(\[[^\]]*\]|'[^']*')\s*\Z"
)
_OPTION = re.compile(r"'(-f(?:no-)?(?:exceptions|rtti))'")
_DEFINED = re.compile(r"'-D(\w+)(?:=([^']*))?'")


def read_meson(notes: Notes) -> None:
    """Note checks, definitions, dependencies and sources."""
    text = _COMMENT.sub(lambda match: " " * len(match.group()), notes.text)
    for match in _CHECK.finditer(text):
        symbol = match.group(2) or match.group(1)
        if symbol:
            notes.checked(macro_for(symbol), symbol)
    for match in _SET.finditer(text):
        check = _CHECK.search(match.group(2))
        symbol = (check.group(2) or check.group(1)) if check else ""
        if symbol:
            notes.checked(match.group(1), symbol)
        else:
            notes.named(match.group(1))
    for match in _DEFINED.finditer(text):
        notes.made(match.group(1), match.group(2) or "1")
    around = _Branches(notes, text)
    for match in _OPTION.finditer(text):
        notes.option(match.group(1), match.start(1), around.at(match.start()), every=False)
    for match in _NEEDED.finditer(text):
        notes.library(match.group(1), match.start(1), around.at(match.start()))
    _strings(notes, text, around)


def _strings(notes: Notes, text: str, around: "_Branches") -> None:
    """Sources, and names that a loop hands to a check."""
    looped = "has_function" in text or "has_header" in text
    for match in _STRING.finditer(text):
        word = match.group(1)
        if _SOURCE.match(word):
            notes.source(word, match.start(1), around.at(match.start()))
        elif looped and _NAME.match(word) and notes.symbol_of(macro_for(word)) == word:
            notes.checked(macro_for(word), word)


class _Branches:
    """The conditions around every place of a file."""

    def __init__(self, notes: Notes, text: str) -> None:
        self._starts, self._guards = [0], [tuple[Guard, ...]()]
        known = {m.group(1): m.group(2) for m in _GIVEN.finditer(text)}
        stack: list[tuple[Condition, Condition, str, int]] = []
        for match in _BRANCH.finditer(text):
            _turn(stack, match, known)
            found = (notes.guard(c, t, o) for _, c, t, o in stack if c != ALWAYS)
            self._starts.append(match.end())
            self._guards.append(tuple(found))

    def at(self, offset: int) -> tuple[Guard, ...]:
        """The guards of an offset, outermost first."""
        return self._guards[bisect_right(self._starts, offset) - 1]


def _turn(
    stack: list[tuple[Condition, Condition, str, int]],
    match: re.Match[str],
    known: Mapping[str, str],
) -> None:
    """Go on to the next branch: what earlier ones leave, the condition, its text, its place."""
    word, text, offset = match.group(1), match.group(2).strip(), match.start(1)
    if word == "if":
        stated = stated_by(text, known)
        stack.append((opposite(stated), stated, f"if {text}", offset))
    elif not stack:
        return
    elif word == "endif":
        stack.pop()
    else:
        left, _, before, _ = stack.pop()
        stated = stated_by(text, known) if word == "elif" else ALWAYS
        told = f"if {text}" if word == "elif" else f"not {before}"
        stack.append((both((left, opposite(stated))), both((left, stated)), told, offset))


def stated_by(text: str, known: Mapping[str, str], depth: int = 4) -> Condition:
    """The condition of an ``if``; UNSURE for what is neither a system nor a check."""
    text = text.strip()
    for operator, join in ((" or ", either), (" and ", both)):
        if operator in text and "(" not in text.split(operator)[0].replace("()", ""):
            return join([stated_by(side, known, depth) for side in text.split(operator)])
    if text.startswith("not "):
        return opposite(stated_by(text[4:], known, depth))
    system = _SYSTEM.match(text)
    if system is not None:
        found = either(on_system(name) or UNSURE for name in _STRING.findall(system.group(2)))
        return opposite(found) if system.group(1).startswith(("!", "not")) else found
    check = _CHECK.search(text)
    if check is not None and (check.group(2) or check.group(1)):
        return probe(check.group(2) or check.group(1))
    return stated_by(known[text], known, depth - 1) if depth and text in known else UNSURE
