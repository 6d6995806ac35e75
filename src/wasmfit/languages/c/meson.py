"""meson.build: checks, dependencies, sources."""

import re

from wasmfit.languages.c.autoconf import macro_for
from wasmfit.languages.c.notes import Notes

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


def read_meson(notes: Notes) -> None:
    """Note checks, dependencies and sources; conditions around sources are not read."""
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
    for match in _NEEDED.finditer(text):
        notes.library(match.group(1), match.start(1))
    _strings(notes, text, looped="has_function" in text or "has_header" in text)


def _strings(notes: Notes, text: str, *, looped: bool) -> None:
    """Sources, and names that a loop hands to a check."""
    for match in _STRING.finditer(text):
        word = match.group(1)
        if _SOURCE.match(word):
            notes.source(word, match.start(1))
        elif looped and _NAME.match(word) and notes.symbol_of(macro_for(word)) == word:
            notes.checked(macro_for(word), word)
