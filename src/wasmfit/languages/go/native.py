"""Code that is not Go: cgo with its flags, functions without a body, names linked by force."""

import re
from collections.abc import Iterator

from wasmfit.languages.go.header import Header
from wasmfit.model.condition import Atom
from wasmfit.model.facts import Guard, Use, UseKind
from wasmfit.syntax.lines import Lines

CGO = 'import "C"'
ASSEMBLY = "func without a body"
_FLAGS = re.compile(
    rb"^[ \t]*+(?://[ \t]*+)?#cgo[ \t]++(?:([^:\n]*?[^:\s])[ \t]++)?"
    rb"(LDFLAGS|pkg-config):[ \t]*+([^\n]*)",
    re.MULTILINE,
)
_LIBRARY = re.compile(rb"-l[\w.+-]+")
_NAME = re.compile(rb"[\w.+-]+")
_BODILESS = re.compile(
    rb"\nfunc[ \t]+(\w+)\((?:[^{}\n]|\{\})*\)[^{}\n]*$(?!\n[ \t]*\{)", re.MULTILINE
)
_LINKS = (b"//go:linkname", b"//go:wasmimport")
_LINKED = re.compile(rb"^//go:(?:linkname|wasmimport)[ \t]+(\w+)", re.MULTILINE)


def cgo_guards(header: Header, path: str, data: bytes) -> tuple[Guard, ...]:
    """A file that imports ``C`` is part of its package only where cgo is on."""
    for one in header.imports:
        if one.path == "C":
            line = data.count(b"\n", 0, one.start) + 1
            return (Guard(Atom("go.tag:cgo"), CGO, path, line),)
    return ()


def native_uses(
    header: Header, data: bytes, around: tuple[Guard, ...], inside: tuple[Guard, ...]
) -> Iterator[Use]:
    """The uses of a file that show code in other languages.

    ``around`` are the conditions the file states, ``inside`` holds cgo too.
    """
    bodiless = list(_bodiless(data, header.body))
    foreign = [one for one in header.imports if one.path == "C"]
    if not bodiless and not foreign:
        return
    lines = Lines(data)
    for one in foreign:
        yield Use(kind=UseKind.LINK, symbol=CGO, span=lines.span(one.start, one.end), guards=around)
        for symbol, start, end in _flags(data, one.preamble, one.start):
            span = lines.span(start, end)
            yield Use(kind=UseKind.LINK, symbol=symbol, span=span, guards=around)
    for place in bodiless:
        yield Use(kind=UseKind.SYNTAX, symbol=ASSEMBLY, span=lines.span(*place), guards=inside)


def _bodiless(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    """The names of functions, from the start of a line on, that are written elsewhere."""
    linked = any(mark in data for mark in _LINKS)
    known = {found[1] for found in _LINKED.finditer(data)} if linked else set()
    for found in _BODILESS.finditer(data, start - 1) if start else ():
        if found[1] not in known and found[0].count(b"(") == found[0].count(b")"):
            yield found.span(1)


def _flags(data: bytes, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Libraries that ``#cgo`` lines name, with their byte ranges."""
    for line in _FLAGS.finditer(data, start, end):
        pattern = _LIBRARY if line[2] == b"LDFLAGS" else _NAME
        for word in pattern.finditer(data, *line.span(3)):
            name = word[0].decode("utf-8", "replace")
            if line[2] == b"LDFLAGS":
                yield name, *word.span()
            elif not name.startswith("-"):
                yield f"pkg-config:{name}", *word.span()
