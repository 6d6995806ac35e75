"""Which functions of the repository a file calls, by name, and from where.

What is called is only known by its name here: the file's own functions, names
of the repository's modules as written, and methods of objects that nobody
knows. Who is meant is decided when all files are there.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wasmfit.languages.python.imports import Imported
from wasmfit.model.facts import ANYBODY, BROUGHT, Calls
from wasmfit.syntax.tree import Node, identifier_at

_DEFINITION = re.compile(rb"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_CALL = re.compile(rb"(?<![\w.])([\w.]++)[ \t]*+\(")
_DEFINING = frozenset({"function_definition", "class_definition"})
_ITSELF = frozenset({b"self", b"cls"})
_EVERYBODYS = frozenset(
    name.encode()
    for kind in (str, bytes, list, dict, set, tuple, int, float)
    for name in dir(kind)
    if not name.startswith("_")
) | {b"close", b"flush", b"get", b"put", b"read", b"readline", b"send", b"wait", b"write"}
"""Methods that nearly every object has: their name says nothing of whose they are."""


@dataclass(frozen=True, slots=True)
class _Definition:
    """A function or class: its dotted name and where it lies (bytes)."""

    name: str
    start: int
    end: int


def calls(
    root: Node, data: bytes, imports: Sequence[Imported], is_local: Callable[[str], bool]
) -> tuple[Calls, ...]:
    """The calls of a file that may be of the repository's own functions, by caller."""
    defined = list(_definitions(root, data))
    meaning = _Meaning(defined, imports, is_local)
    places = [one.start for one in defined]
    made: dict[str, dict[str, int]] = {}
    line, counted = 1, 0
    for match in _CALL.finditer(data):
        name = meaning.of(match[1])
        if not name:
            continue
        known = made.setdefault(_around(defined, places, match.start()), {})
        if name not in known and _is_call(root, match):
            line += data.count(b"\n", counted, match.start())
            counted = match.start()
            known[name] = line
    return tuple(
        Calls(scope=scope, made=tuple(found), lines=tuple(found.values()))
        for scope, found in sorted(made.items())
        if found
    )


def _definitions(root: Node, data: bytes) -> Iterator[_Definition]:
    """Functions and classes with their dotted names, in the order of the file."""
    around: list[_Definition] = []
    for match in _DEFINITION.finditer(data):
        node = identifier_at(root, *match.span(1))
        whole = node.parent if node is not None else None
        if whole is None or whole.type not in _DEFINING:
            continue
        while around and around[-1].end <= whole.start_byte:
            around.pop()
        outer = f"{around[-1].name}." if around else ""
        name = match[1].decode("utf-8", "replace")
        around.append(_Definition(f"{outer}{name}", whole.start_byte, whole.end_byte))
        yield around[-1]


class _Meaning:
    """What a call may mean: an own name, one of the repository, a method of anybody.

    Bytes are looked at first: most calls are of no interest.
    """

    def __init__(
        self,
        defined: Sequence[_Definition],
        imports: Sequence[Imported],
        is_local: Callable[[str], bool],
    ) -> None:
        self._own = {one.name.rpartition(".")[2] for one in defined}
        named = [one for one in imports if one.name]
        self._brought = {one.name: one.bound for one in named if is_local(one.symbol)}
        self._known = {name.encode() for name in (*self._own, *self._brought)}
        self._outside = {one.name.encode() for one in named} - self._known

    def of(self, chain: bytes) -> str:
        """The name as the facts have it; empty when it means nothing of the repository."""
        first, dot, rest = chain.partition(b".")
        if first not in self._known:
            last = rest.rpartition(b".")[2]
            if not dot or first in self._outside or last in _EVERYBODYS or last[:2] == b"__":
                return ""
            name = last.decode("utf-8", "replace")
            itself = first in _ITSELF and rest == last
            return f"{ANYBODY}self.{name}" if itself else f"{ANYBODY}{name}"
        return self._of_known(chain.decode("utf-8", "replace"))

    def _of_known(self, chain: str) -> str:
        first, _, rest = chain.partition(".")
        if first in self._brought:
            bound = self._brought[first]
            return f"{BROUGHT}{bound}.{rest}" if rest else f"{BROUGHT}{bound}"
        if "." not in rest:
            return chain
        return f"{ANYBODY}{rest.rpartition('.')[2]}"


def _is_call(root: Node, match: re.Match[bytes]) -> bool:
    """Whether the name stands in code, and is called there."""
    end = match.end(1)
    start = end - len(match[1].rpartition(b".")[2])
    node = identifier_at(root, start, end)
    above = node.parent if node is not None and node.type == "identifier" else None
    if above is not None and above.type == "attribute":
        above = above.parent
    return above is not None and above.type == "call"


def _around(defined: Sequence[_Definition], places: Sequence[int], at: int) -> str:
    """The dotted name of the innermost definition around a place; "" at top level."""
    index = bisect_right(places, at) - 1
    while index >= 0:
        if at < defined[index].end:
            return defined[index].name
        index -= 1
    return ""
