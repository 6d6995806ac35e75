"""Macros: what they are called, what they stand for, what their bodies use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.languages.c.masks import Directive
from wasmfit.languages.c.wanted import Wanted

_HEAD = re.compile(rb"[ \t]*([A-Za-z_$][\w$]*)(\(([^)]*)\))?")
_TOKEN = re.compile(
    rb'(?<!\\)(?:"(?>(?:[^"\\]++|\\.)*)"|\'(?>(?:[^\'\\]++|\\.)*)\')|([A-Za-z_$][\w$]*)|[0-9][\w.]*|(->|::|\#\#|\S)'
)
_SIMPLE = re.compile(
    r"\w*\Z|\(.{1,78}\)\Z|!?\s*defined.{1,70}\Z|\w+\s*(?:[<>=!]=?|&&|\|\|).{1,60}\Z"
)
_BEFORE_TYPE = frozenset({b"struct", b"union", b"enum", b"goto", b"sizeof"})
_CONTINUES = frozenset({b"return", b"else", b"do", b"case", b"throw", b"and", b"or", b"not"})


@dataclass(frozen=True, slots=True)
class Macro:
    """One ``#define``.

    ``parameters`` is None for a macro without brackets, ``value`` its body as
    text, ``start`` the offset of the body, ``given`` the parameters in order.
    """

    name: str
    parameters: frozenset[bytes] | None
    value: str
    body: bytes
    start: int
    given: tuple[bytes, ...] | None = None

    @property
    def is_simple(self) -> bool:
        """Whether an ``#if`` may ask for its value."""
        return self.parameters is None and _SIMPLE.match(self.value) is not None


@dataclass(frozen=True, slots=True)
class BodyUse:
    """A wanted name in a macro's body, ``called`` or only named."""

    name: str
    start: int
    called: bool


def macro_of(directive: Directive) -> Macro | None:
    """The macro a ``#define`` defines."""
    head = _HEAD.match(directive.rest)
    if head is None:
        return None
    given = None
    if head.group(2) is not None:
        given = tuple(p.strip() for p in head.group(3).split(b","))
    parameters = frozenset(given) if given is not None else None
    body = directive.rest[head.end() :]
    value = " ".join(body.decode("utf-8", "replace").split())
    start = directive.rest_start + head.end()
    return Macro(head.group(1).decode(), parameters, value, body, start, given)


def body_uses(macro: Macro, wanted: Wanted) -> Iterator[BodyUse]:
    """The wanted names of a macro's body; its own name and parameters are not among them."""
    tokens = list(_TOKEN.finditer(macro.body))
    words = [match.group() for match in tokens]
    alone = [word for word in words if word not in (b"(", b")")]
    for place, match in enumerate(tokens):
        if match.group(1) is None:
            continue
        name = match.group(1).decode()
        if not wanted.is_wanted(name) or match.group(1) in (macro.parameters or ()):
            continue
        before = words[place - 1] if place else b""
        after = words[place + 1] if place + 1 < len(words) else b""
        if b"##" in (before, after) or before in (b"#", b".", b"->", b"::"):
            continue
        if before in _BEFORE_TYPE:
            continue
        if after == b"(":
            if re.match(rb"[\w$]", before) and before not in _CONTINUES:
                continue
            yield BodyUse(name, macro.start + match.start(), called=True)
        elif (len(alone) == 1 and name != macro.name) or name.isupper():
            yield BodyUse(name, macro.start + match.start(), called=False)
