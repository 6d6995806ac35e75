"""configure.ac and the template of config.h."""

import re
from collections.abc import Iterator

from wasmfit.languages.c.defaults import Argument, Defaults
from wasmfit.languages.c.notes import Notes

_CALL = re.compile(r"\b((?:AC|AM|AS|AX|PKG|gl|m4)_\w+)\s*\(")
_CHECKING = re.compile(
    r"^AC_CHECK_DECL\Z|_(?:CHECK|FIND|REPLACE|HAVE)_(?:\w{1,100}_)?(?:FUNC|HEADER)S?(?:_ONCE)?\Z"
)
"""Checks of functions and headers; projects name their own alike (``AC_CHECK_MATH_FUNC``)."""

_OPTION = re.compile(r"(?<![\w-])-fexceptions(?![\w-])")
_DNL = re.compile(r"(?:\bdnl\b|^[ \t]*#)[^\n]*", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_][\w/.+-]*")
_SPECIAL = {
    "AC_FUNC_FORK": (("HAVE_FORK", "fork"), ("HAVE_WORKING_FORK", "fork"),
                     ("HAVE_VFORK", "vfork"), ("HAVE_WORKING_VFORK", "vfork")),
    "AC_FUNC_MMAP": (("HAVE_MMAP", "mmap"),),
    "AC_HEADER_SYS_WAIT": (("HAVE_SYS_WAIT_H", "sys/wait.h"),),
    "AC_FUNC_CHOWN": (("HAVE_CHOWN", "chown"),),
    "AC_FUNC_WAIT3": (("HAVE_WAIT3", "wait3"),),
    "AC_FUNC_GETLOADAVG": (("HAVE_GETLOADAVG", "getloadavg"),),
}  # fmt: skip


def macro_for(symbol: str) -> str:
    """The macro by which autoconf tells that a function or header is there."""
    return "HAVE_" + re.sub(r"\W", "_", symbol).upper()


def read_autoconf(notes: Notes) -> None:
    """Note the checks, macros and libraries of configure.ac."""
    text = _DNL.sub(lambda match: " " * len(match.group()), notes.text)
    for match in _OPTION.finditer(text):
        notes.option(match.group(), match.start(), (), every=False)
    calls = list(_calls(text))
    defaults = Defaults(text, [(name, spans) for name, spans in calls])
    for name, spans in calls:
        start, arguments = spans[0][0], [text[slice(*span)] for span in spans]
        notes.reached = defaults.at(start)
        if name == "AM_CONDITIONAL" and len(arguments) > 1:
            test = arguments[1].strip("[] \t\n")
            notes.chosen(arguments[0].strip("[] \t\n"), defaults.holds(test, start))
        else:
            _note(notes, name, start, arguments)


def _calls(text: str) -> Iterator[tuple[str, list[Argument]]]:
    for match in _CALL.finditer(text):
        spans = _arguments(text, match.end())
        if spans:
            yield match.group(1), spans


def _arguments(text: str, start: int) -> list[Argument]:
    """Where the comma-separated arguments of a macro call stand, quotes and all."""
    depth, quoted, at, found = 1, 0, start, list[Argument]()
    for match in re.finditer(r"[][(),]", text[start : start + 20000]):
        mark, place = match.group(), start + match.start()
        quoted += {"[": 1, "]": -1}.get(mark, 0)
        if quoted > 0:
            continue
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if depth == 0 or (mark == "," and depth == 1):
            found.append((at, place))
            at = place + 1
        if depth == 0:
            break
    return found


def _note(notes: Notes, name: str, start: int, arguments: list[str]) -> None:
    words = _WORD.findall(arguments[0]) if arguments else []
    if name in _SPECIAL:
        for macro, symbol in _SPECIAL[name]:
            notes.checked(macro, symbol)
    elif _CHECKING.search(name):
        _checks(notes, words, arguments)
    elif name in ("AC_CHECK_DECLS", "AC_CHECK_DECLS_ONCE"):
        for word in words:
            notes.checked(f"HAVE_DECL_{word.upper()}", word)
    elif name in ("AC_CHECK_LIB", "AC_SEARCH_LIBS") and len(arguments) > 1:
        _libraries(notes, name, start, arguments)
    elif name in ("AC_DEFINE", "AC_DEFINE_UNQUOTED") and words:
        notes.defined(words[0], arguments[1].strip("[] \t\n") if len(arguments) > 1 else "1")
    elif name in ("PKG_CHECK_MODULES", "PKG_CHECK_EXISTS"):
        _packages(notes, start, arguments)


def _checks(notes: Notes, words: list[str], arguments: list[str]) -> None:
    for word in words:
        notes.checked(macro_for(word), word)
    for action in arguments[1:2]:
        for macro in re.findall(r"AC_DEFINE(?:_UNQUOTED)?\(\s*\[?(\w+)", action):
            if len(words) == 1:
                notes.checked(macro, words[0])


def _libraries(notes: Notes, name: str, start: int, arguments: list[str]) -> None:
    first, second = _WORD.findall(arguments[0]), _WORD.findall(arguments[1])
    if not first or not second:
        return
    libraries, function = (first, second[0]) if name == "AC_CHECK_LIB" else (second, first[0])
    if name == "AC_CHECK_LIB":
        notes.checked(f"HAVE_LIB{re.sub(chr(92) + 'W', '_', libraries[0]).upper()}", function)
    for library in libraries:
        offset = notes.text.find(library, start)
        notes.library(library, max(offset, 0))


def _packages(notes: Notes, start: int, arguments: list[str]) -> None:
    listed = arguments[1] if len(arguments) > 1 else arguments[0] if arguments else ""
    for word in _WORD.findall(re.sub(r"(?<![<>=])[<>=]++\s*+[\w.]+", "", listed)):
        notes.library(word, max(notes.text.find(word, start), 0))
