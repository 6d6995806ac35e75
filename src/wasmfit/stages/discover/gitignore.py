"""What git would leave out: ``.gitignore`` rules, compiled to expressions that never backtrack far.

The rules come with the tree that is scanned, so a hostile pattern may not
stall the walk: every ``*`` but the last of a segment is matched at its
earliest place and never tried again, which is enough for globs.

Names and patterns are compared byte by byte, as git does; bytes are carried
as the characters of the same number (Latin-1).
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t\\n\\r\\f\\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
LONGEST = 4_096
"""Bytes of a line, as of a path."""

_STAR = "*"
"""A ``*`` among the translated pieces of a segment; every literal one is escaped."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: str
    negated: bool
    directory: bool
    by_name: bool


class Ignore:
    """The rules of one ignore file, asked about paths relative to its directory."""

    __slots__ = ("_names", "_paths", "_patterns")

    def __init__(self, lines: Iterable[bytes]) -> None:
        """Compile the lines; those that git itself cannot use are passed over, as git does.

        Longer ones than any path are, too: they match nothing, and take minutes to compile.
        """
        parsed = (_parse(line.decode("latin-1")) for line in lines if len(line) <= LONGEST)
        self._patterns = tuple(pattern for pattern in parsed if pattern is not None)
        self._names = {kind: self._compile(by_name=True, directory=kind) for kind in (False, True)}
        self._paths = {kind: self._compile(by_name=False, directory=kind) for kind in (False, True)}

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return bool(self._patterns)

    def verdict(self, path: str, name: str, *, directory: bool) -> bool | None:
        """True: ignored; False: kept by a ``!`` rule; None: no rule speaks of it."""
        if not path.isascii():
            path = os.fsencode(path).decode("latin-1")
            name = path.rpartition("/")[2]
        last = max(_matched(self._names[directory], name), _matched(self._paths[directory], path))
        return None if last < 0 else not self._patterns[last].negated

    def _compile(
        self, *, by_name: bool, directory: bool
    ) -> tuple[re.Pattern[str] | None, Sequence[int]]:
        """One alternation, last rule first, because the last rule that matches decides."""
        chosen = [
            index
            for index, pattern in enumerate(self._patterns)
            if pattern.by_name is by_name and (directory or not pattern.directory)
        ][::-1]
        if not chosen:
            return None, ()
        joined = "|".join(f"({self._patterns[index].expression})" for index in chosen)
        return re.compile(joined, re.DOTALL), chosen


def _matched(compiled: tuple[re.Pattern[str] | None, Sequence[int]], text: str) -> int:
    expression, indices = compiled
    match = expression.fullmatch(text) if expression is not None else None
    return -1 if match is None or match.lastindex is None else indices[match.lastindex - 1]


def _parse(line: str) -> _Pattern | None:
    """One line of an ignore file, or None when it says nothing."""
    text = _strip(line)
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text[1:] if negated else text
    directory = text.endswith("/")
    text = text[:-1] if directory else text
    by_name = "/" not in text
    expression = _segment(text) if by_name else _path(_split(text.removeprefix("/")))
    if not text or expression is None:
        return None
    return _Pattern(expression, negated, directory, by_name)


def _strip(line: str) -> str:
    """Without line ending and trailing spaces; a space after a backslash stays."""
    text = line.rstrip("\n").removesuffix("\r")
    bare = text.rstrip(" ")
    if bare != text and (len(bare) - len(bare.rstrip("\\"))) % 2:
        return bare + " "
    return bare


def _split(text: str) -> list[str]:
    """The segments of a pattern; a slash inside a character class separates nothing."""
    segments: list[str] = []
    start = at = 0
    while at < len(text):
        if text[at] == "/":
            segments.append(text[start:at])
            start = at + 1
        at = _piece(text, at)[1] if text[at] in "[\\" else at + 1
    return [*segments, text[start:]]


def _path(segments: Sequence[str]) -> str | None:
    """Groups of plain segments with ``**`` between them, as an expression over a whole path."""
    groups: list[list[str]] = [[]]
    for segment in segments:
        if len(segment) > 1 and not segment.strip("*"):
            groups.append([])
        elif (expression := _segment(segment)) is None:
            return None
        else:
            groups[-1].append(expression)
    if len(groups) == 1:
        return "/".join(groups[0])
    first, *middle, last = groups
    parts = ["".join(f"{expression}/" for expression in first)]
    parts += [f"(?>(?:[^/]+/)*?{'/'.join(group)}/)" for group in middle if group]
    parts.append(f"(?:[^/]+/)*{'/'.join(last)}" if last else ".+")
    return "".join(parts)


def _segment(text: str) -> str | None:
    """One path segment (no slash) as an expression; None when it can match nothing."""
    pieces: list[str] = []
    at = 0
    while at < len(text):
        piece, at = _piece(text, at)
        if piece is None:
            return None
        if piece != _STAR or pieces[-1:] != [_STAR]:
            pieces.append(piece)
    return _join(pieces)


def _piece(text: str, at: int) -> tuple[str | None, int]:
    match text[at]:
        case "*":
            return _STAR, at + 1
        case "?":
            return "[^/]", at + 1
        case "[":
            return _bracket(text, at + 1)
        case "\\":
            return (re.escape(text[at + 1]), at + 2) if at + 1 < len(text) else (None, at + 1)
        case character:
            return re.escape(character), at + 1


def _join(pieces: Sequence[str]) -> str:
    """Chunks between stars; all but the last are matched at the earliest place, for good."""
    chunks: list[str] = [""]
    for piece in pieces:
        if piece == _STAR:
            chunks.append("")
        else:
            chunks[-1] += piece
    first, *rest = chunks
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>[^/]*?{chunk})" for chunk in middle) + f"[^/]*{last}"


def _bracket(text: str, at: int) -> tuple[str | None, int]:
    """A character class that starts after its ``[``; an unclosed one matches nothing."""
    negated = text[at : at + 1] in ("!", "^")
    at += negated
    items: list[str] = []
    first = True
    while first or text[at : at + 1] != "]":
        first = False
        item, at = _item(text, at)
        if item is None:
            return None, at
        items.append(item)
    body = "".join(items)
    return (f"[^/{body}]" if negated else f"(?!/)[{body}]"), at + 1


def _item(text: str, at: int) -> tuple[str | None, int]:
    """One member of a character class: a named class, a range or a character."""
    named = re.compile(r"\[:([a-z]*):\]").match(text, at)
    if named is not None:
        return _CLASSES.get(named[1]), named.end()
    low, at = _character(text, at)
    if low is None or text[at : at + 1] != "-" or text[at + 1 : at + 2] in ("]", ""):
        return (None if low is None else re.escape(low)), at
    high, at = _character(text, at + 1)
    if high is None:
        return None, at
    return f"{re.escape(low)}-{re.escape(max(low, high))}", at


def _character(text: str, at: int) -> tuple[str | None, int]:
    if text[at : at + 1] == "\\":
        at += 1
    return (text[at], at + 1) if at < len(text) else (None, at)
