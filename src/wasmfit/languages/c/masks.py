"""Split C source bytes into code, comments, strings and directives.

Everything keeps its offset: what is taken out is overwritten with spaces, so
that line and column of what stays are those of the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_PARTS = re.compile(
    rb"""(?P<directive>^[ \t]*\#(?>(?:[^\n\\/"]++|(?<!\\)"(?>(?:[^"\\\n]++|\\.)*)"|/\*.*?(?:\*/|\Z)
        |//(?:\\\n|[^\n])*|\\\n|[^\n])*))
    |(?P<comment>//(?:\\\n|[^\n])*|/\*.*?(?:\*/|\Z))
    |(?P<raw>R"(?P<fence>[^()\s\\"]{0,16})\((?:[^R]|R(?!"))*?\)(?P=fence)")
    |(?P<string>"(?>(?:[^"\\\n]++|\\.)*)"?)
    |(?P<char>(?<![0-9])'(?>(?:[^'\\\n]++|\\.)*)'?)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_SPACES = bytes(10 if byte == 10 else 32 for byte in range(256))  # noqa: PLR2004 - the line end
_WORD = re.compile(rb"[A-Za-z_]\w*")
_COMMENT = re.compile(rb'("(?>(?:[^"\\\n]++|\\.)*)")|//(?:\\\n|[^\n])*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_SPLICE = re.compile(rb"\\\n")
_DIRECTIVE = re.compile(rb"[ \t]*#[ \t]*(\w*)")


@dataclass(frozen=True, slots=True)
class Directive:
    """One preprocessor line.

    ``name`` is without the hash; ``rest`` has comments blanked and lines
    joined, and is as long as in the file, where it starts at ``rest_start``.
    """

    name: str
    start: int
    end: int
    rest_start: int
    rest: bytes

    @property
    def words(self) -> str:
        """The rest as one line of text."""
        return " ".join(self.rest.decode("utf-8", "replace").split())


@dataclass(frozen=True)
class Masked:
    """``code`` has only code; ``parsed`` also keeps its strings (for a parser)."""

    data: bytes
    code: bytes
    parsed: bytes
    directives: tuple[Directive, ...]
    strings: tuple[tuple[int, int], ...]

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Every identifier of the code."""
        return frozenset(_WORD.findall(self.code))


def mask(data: bytes) -> Masked:
    """Take comments, strings and directives of a file apart."""
    code, parsed = bytearray(data), bytearray(data)
    directives, strings = [], []
    for match in _PARTS.finditer(data):
        start, end = match.span()
        blank = _blank(data[start:end])
        kind = match.lastgroup
        if kind == "directive":
            directives.append(_directive(data, start, end))
        if kind in ("string", "raw", "fence"):
            strings.append((start, end))
            code[start + 1 : end - 1] = blank[1:-1]
            continue
        code[start:end] = blank
        if kind != "char":
            parsed[start:end] = blank
    return Masked(data, bytes(code), bytes(parsed), tuple(directives), tuple(strings))


def _blank(data: bytes) -> bytes:
    return data.translate(_SPACES)


def blanked(data: bytes, spans: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> bytes:
    """The same bytes with these ranges overwritten by spaces; line ends stay."""
    out = bytearray(data)
    for start, end in spans:
        out[start:end] = _blank(data[start:end])
    return bytes(out)


def _directive(data: bytes, start: int, end: int) -> Directive:
    head = _DIRECTIVE.match(data, start, end)
    rest_start = head.end() if head else end
    name = head.group(1).decode() if head else ""
    rest = _COMMENT.sub(_unless_string, data[rest_start:end])
    return Directive(name, start, end, rest_start, _SPLICE.sub(b"  ", rest).replace(b"\n", b" "))


def _unless_string(match: re.Match[bytes]) -> bytes:
    return match.group(1) or b" " * len(match.group(0))
