"""The head of a file, which needs no tree: comments, package clause, imports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SPACE = re.compile(rb"(?:[\s;]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(rb"[^\W\d]\w*")
_SPEC = re.compile(rb'(?:([^\W\d]\w*|\.)\s*)?("(?:[^"\\\n]|\\.)*"|`[^`]*`)')
_COMMENT = re.compile(rb"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_VERSION = re.compile(r"v\d+")


@dataclass(frozen=True, slots=True)
class Imported:
    """One import: ``name`` is "" as long as the package names itself, "." or "_" included.

    ``start`` and ``end`` are the byte range of the quoted path, ``preamble``
    is where the comment before the import declaration starts.
    """

    path: str
    name: str
    start: int
    end: int
    preamble: int


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the first declaration; ``body`` is where that begins."""

    package: str
    clause: tuple[int, int]
    comments: tuple[str, ...]
    imports: tuple[Imported, ...]
    body: int


def header_of(data: bytes) -> Header:
    """The head of a file. Of one that is no Go at all the package is ""."""
    at = _skip(data, 0)
    comments = tuple(m.decode("utf-8", "replace") for m in _COMMENT.findall(data, 0, at))
    name, clause = "", (0, 0)
    if data.startswith(b"package", at):
        found = _WORD.match(data, _skip(data, at + len(b"package")))
        if found:
            name, clause, at = found[0].decode("utf-8", "replace"), found.span(), found.end()
    imports: list[Imported] = []
    while name:
        preamble, start = at, _skip(data, at)
        if not re.compile(rb"import\b").match(data, start):
            return Header(name, clause, comments, tuple(imports), start)
        at = start + len(b"import")
        for one in _specs(data, at, preamble):
            imports.append(one)
            at = one.end
        after = _skip(data, at)
        at = after + 1 if data[after : after + 1] in (b")", b"(") else at
    return Header(name, clause, comments, tuple(imports), at)


def _skip(data: bytes, at: int) -> int:
    """The place of the next byte that is neither space nor comment."""
    found = _SPACE.match(data, at)
    return found.end() if found else at


def _specs(data: bytes, at: int, preamble: int) -> Iterator[Imported]:
    at = _skip(data, at)
    grouped = data[at : at + 1] == b"("
    at = _skip(data, at + 1) if grouped else at
    while found := _SPEC.match(data, at):
        path = found[2][1:-1].decode("utf-8", "replace")
        yield Imported(path, (found[1] or b"").decode("utf-8", "replace"), *found.span(2), preamble)
        if not grouped:
            return
        at = _skip(data, found.end())


def guessed_name(path: str) -> str:
    """What a package is probably called: the last part of its path that is no version."""
    parts = path.split("/")
    last = parts[-1]
    if len(parts) > 1 and _VERSION.fullmatch(last):
        last = parts[-2]
    name = re.sub(r"\.v\d+$", "", last)
    name = re.sub(r"^go-|[.-]go$", "", name)
    return re.sub(r"\W", "_", name)
