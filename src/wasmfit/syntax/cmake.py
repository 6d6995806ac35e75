"""The commands of a CMake file; arguments are taken as written, nothing is evaluated."""

import re
from collections.abc import Iterator

_COMMAND = re.compile(r"^[ \t]*(\w+)[ \t]*\(", re.MULTILINE)
_COMMENT = re.compile(
    r""""(?:[^"\\]|\\.)*(?:"|\Z)|(?P<comment>#\[\[.*?(?:\]\]|\Z)|#[^\n]*)""", re.DOTALL
)
"""Strings too, because what looks like a comment inside of one is none."""

_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s()"]+)|([()])', re.DOTALL)


def commands(text: str) -> Iterator[tuple[str, int, list[tuple[str, int]]]]:
    """Every command: its name in small letters, where it starts, its arguments with theirs."""
    code = _COMMENT.sub(_blanked, text)
    for match in _COMMAND.finditer(code):
        yield match.group(1).lower(), match.start(), _arguments(code, match.end())


def _blanked(match: re.Match[str]) -> str:
    comment = match["comment"]
    return match[0] if comment is None else re.sub(r"[^\n]", " ", comment)


def _arguments(text: str, start: int) -> list[tuple[str, int]]:
    depth, found = 1, []
    for match in _ARGUMENT.finditer(text, start):
        bracket = match.group(3)
        depth += {"(": 1, ")": -1}.get(bracket or "", 0)
        if depth == 0:
            break
        group = 1 if match.group(1) is not None else 2 if match.group(2) else 3
        found.append((match.group(group), match.start(group)))
    return found
