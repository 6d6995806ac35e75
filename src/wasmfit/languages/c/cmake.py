"""CMakeLists.txt: checks, libraries, and sources under ``if``."""

import re
from collections.abc import Sequence

from wasmfit.languages.c.expressions import both, either, opposite
from wasmfit.languages.c.includes import joined
from wasmfit.languages.c.notes import CHOICE, Notes, on_system
from wasmfit.model.condition import ALWAYS, NEVER, UNSURE, Atom, Condition, Constant
from wasmfit.model.facts import Guard
from wasmfit.syntax.cmake import commands

_SOURCE = re.compile(r"[\w./${}+-]+\.(?:c|cc|cpp|cxx|C)\Z")
_DEFINITION = re.compile(r"-D(\w+)(?:=(\S*))?|^(\w+)(?:=(\S*))?\Z")
_SWITCH = {"ON": True, "TRUE": True, "YES": True, "OFF": False, "FALSE": False, "NO": False}
_LINKING = frozenset({"target_link_libraries", "link_libraries", "find_package", "find_library",
                      "pkg_check_modules", "pkg_search_module"})  # fmt: skip
_OPTION = re.compile(r"(?<![\w-])-f(?:no-)?(?:exceptions|rtti)(?![\w-])")
_FOR_ALL = frozenset({"add_compile_options", "add_definitions"})
_DEFINING = frozenset({"add_definitions", "add_compile_definitions", "target_compile_definitions"})


def read_cmake(notes: Notes) -> None:
    """Note what the commands of a CMake file say, in order."""
    stack: list[tuple[Condition, Condition, str, int]] = []
    for name, start, arguments in commands(notes.text):
        if name in ("if", "elseif", "else", "endif"):
            _branch(stack, name, arguments, start)
        else:
            guards = [notes.guard(c, t, o) for _, c, t, o in stack if c != ALWAYS]
            _command(notes, name, arguments, guards)


def _branch(
    stack: list[tuple[Condition, Condition, str, int]],
    name: str,
    arguments: Sequence[tuple[str, int]],
    offset: int,
) -> None:
    words = [word for word, _ in arguments]
    if name == "if":
        stated = stated_by(words)
        stack.append((opposite(stated), stated, f"if({' '.join(words)})", offset))
    elif not stack:
        return
    elif name == "endif":
        stack.pop()
    else:
        left, _, text, _ = stack.pop()
        stated = stated_by(words) if name == "elseif" else ALWAYS
        told = f"if({' '.join(words)})" if name == "elseif" else f"not {text}"
        stack.append((both((left, opposite(stated))), both((left, stated)), told, offset))


def stated_by(words: Sequence[str]) -> Condition:
    """The condition of an ``if`` command; UNSURE for what is no platform test."""
    for operator, join in (("OR", either), ("AND", both)):
        sides = _split(words, operator)
        if len(sides) > 1:
            return join([stated_by(side) for side in sides])
    if words[:1] == ["NOT"]:
        return opposite(stated_by(words[1:]))
    if words[:1] == ["("] and words[-1:] == [")"]:
        return stated_by(words[1:-1])
    if len(words) == 3 and words[1] in ("STREQUAL", "MATCHES", "EQUAL"):  # noqa: PLR2004
        return _system(words[2]) if "SYSTEM_NAME" in words[0] else UNSURE
    return _named(words[0]) if len(words) == 1 else UNSURE


def _named(word: str) -> Condition:
    if word.upper() in ("TRUE", "ON", "1"):
        return ALWAYS
    if word.upper() in ("FALSE", "OFF", "0"):
        return NEVER
    if word.startswith("HAVE_"):
        return Atom(f"macro:{word}")
    return on_system(word) or (Atom(f"macro:{CHOICE}{word}") if word.isidentifier() else UNSURE)


def _split(words: Sequence[str], operator: str) -> list[list[str]]:
    depth, sides = 0, [list[str]()]
    for word in words:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if word == operator and depth == 0:
            sides.append([])
        else:
            sides[-1].append(word)
    return sides


def _system(pattern: str) -> Condition:
    names = [name for name in re.split(r"[|^$()]", pattern) if name]
    found = [on_system("HURD" if name == "GNU" else name) for name in names]
    return either([condition or UNSURE for condition in found]) if found else UNSURE


def _command(
    notes: Notes, name: str, arguments: list[tuple[str, int]], guards: list[Guard]
) -> None:
    if name.startswith("check_") and len(arguments) > 1:
        _check(notes, [word for word, _ in arguments])
    elif name in _LINKING:
        for word, offset in arguments[0 if name.startswith("find") else 1 :]:
            plain = word.removeprefix("-l")
            notes.library(plain, offset + len(word) - len(plain), guards)
            if name.startswith("find"):
                break
    else:
        _settle(notes, name, arguments, guards)
    _options(notes, name, arguments, guards)
    if not name.startswith(("check_", "try_")):
        for word, offset in arguments:
            for part in word.split(";"):
                if _SOURCE.match(part):
                    notes.source(part, offset, guards)


def _options(
    notes: Notes, name: str, arguments: list[tuple[str, int]], guards: Sequence[Guard]
) -> None:
    for word, offset in arguments:
        for match in _OPTION.finditer(word):
            every = name in _FOR_ALL or "CMAKE_CXX_FLAGS" in arguments[0][0]
            notes.option(match.group(), offset + match.start(), guards, every=every)


def _settle(
    notes: Notes, name: str, arguments: list[tuple[str, int]], guards: Sequence[Guard]
) -> None:
    if name in _DEFINING:
        _define(notes, name, arguments, guards)
    elif name in ("option", "set") and len(arguments) > 1:
        _choose(notes, name, [word for word, _ in arguments])


def _define(
    notes: Notes, name: str, arguments: list[tuple[str, int]], guards: Sequence[Guard]
) -> None:
    """Definitions; those of one target or folder may not hold for a file that asks."""
    some = name == "target_compile_definitions"
    held = both((joined(guards), UNSURE if some else ALWAYS))
    for word, _ in arguments:
        match = _DEFINITION.match(word)
        if match:
            value = match.group(2) or match.group(4) or "1"
            notes.compiled_with(match.group(1) or match.group(3), value, held)


def _choose(notes: Notes, command: str, words: list[str]) -> None:
    """An option has its default; what ``set`` gives a variable is not followed."""
    fixed = command == "option" or "CACHE" in words
    value = words[1] if command == "set" else words[2] if len(words) > 2 else "OFF"  # noqa: PLR2004
    known = fixed and value.upper() in _SWITCH
    notes.chosen(words[0], Constant(_SWITCH[value.upper()]) if known else UNSURE)


def _check(notes: Notes, words: list[str]) -> None:
    """``check_function_exists(fork HAVE_FORK)`` and what projects name alike."""
    macro = words[-1]
    if not re.match(r"[A-Z]\w+\Z", macro):
        return
    symbol = words[1] if "library" in words[0] and len(words) > 2 else words[0]  # noqa: PLR2004
    if re.match(r"[\w/.-]+\Z", symbol):
        notes.checked(macro, symbol.split(";")[-1])
    else:
        notes.named(macro)
