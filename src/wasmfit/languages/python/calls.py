"""Which functions of the repository a file calls, by name, and from where.

What is called is only known by its name here: the file's own functions, names
of the repository's modules as written, and methods of objects that nobody
knows. Who is meant is decided when all files are there.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from wasmfit.languages.python.imports import Imported
from wasmfit.model.facts import ANYBODY, BROUGHT, Calls
from wasmfit.syntax.tree import Node, identifier_at

_DEFINITION = re.compile(rb"\n[ \t]*+(?:async[ \t]++)?(?:def|class)[ \t]++(\w++)")
"""Begins with a plain byte: one that begins with a choice is tried at every byte."""
_CALL_BACKWARDS = re.compile(rb"\([ \t]*+([\w.]++)")
"""The name before each parenthesis, in bytes that are turned round, for the same reason."""
_DEFINING = frozenset({"function_definition", "class_definition"})
_ITSELF = frozenset({b"self", b"cls"})
DIGITS = frozenset(b"0123456789")
_EVERYBODYS = frozenset(
    name.encode()
    for kind in (str, bytes, list, dict, set, tuple, int, float)
    for name in dir(kind)
    if not name.startswith("_")
) | {b"close", b"flush", b"get", b"put", b"read", b"readline", b"send", b"wait", b"write"}
"""Methods that nearly every object has: their name says nothing of whose they are."""


class _Definition(NamedTuple):
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
    around = _Around(defined)
    made: dict[str, dict[str, int]] = {}
    line, counted = 1, 0
    for start, opened, chain in _chains(data):
        name = meaning.of(chain)
        if not name:
            continue
        known = made.setdefault(around.at(start), {})
        if name not in known and _is_call(root, start + len(chain), opened):
            line += data.count(b"\n", counted, start)
            counted = start
            known[name] = line
    return tuple(
        Calls(scope=scope, made=tuple(found), lines=tuple(found.values()))
        for scope, found in sorted(made.items())
        if found
    )


def _chains(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Every dotted name before a parenthesis, in the order of the file: both places, the name."""
    starts, opened, chains = [], [], []
    for match in _CALL_BACKWARDS.finditer(data[::-1]):
        starts.append(len(data) - match.end())
        opened.append(len(data) - match.start() - 1)
        chains.append(match[1][::-1])
    return zip(reversed(starts), reversed(opened), reversed(chains), strict=True)


def _definitions(root: Node, data: bytes) -> Iterator[_Definition]:
    """Functions and classes with their dotted names, in the order of the file."""
    around: list[_Definition] = []
    for match in _DEFINITION.finditer(b"\n" + data):
        node = identifier_at(root, match.start(1) - 1, match.end(1) - 1)
        whole = node.parent if node is not None else None
        if whole is None or whole.type not in _DEFINING:
            continue
        while around and around[-1].end <= whole.start_byte:
            around.pop()
        outer = f"{around[-1].name}." if around else ""
        name = match[1].decode("utf-8", "replace")
        around.append(_Definition(f"{outer}{name}", whole.start_byte, whole.end_byte))
        yield around[-1]


class _Around:
    """The innermost definition around places that are asked for in the order of the file."""

    def __init__(self, defined: Sequence[_Definition]) -> None:
        self._coming = list(reversed(defined))
        self._open: list[_Definition] = []

    def at(self, place: int) -> str:
        """Its dotted name; "" at top level."""
        coming, around = self._coming, self._open
        while coming and coming[-1].start <= place:
            around.append(coming.pop())
        while around and around[-1].end <= place:
            around.pop()
        return around[-1].name if around else ""


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
        self._told: dict[bytes, str] = {}

    def of(self, chain: bytes) -> str:
        """The name as the facts have it; empty when it means nothing of the repository."""
        told = self._told.get(chain)
        if told is None:
            told = self._told[chain] = self._of(chain)
        return told

    def _of(self, chain: bytes) -> str:
        first, dot, rest = chain.partition(b".")
        last = chain.rpartition(b".")[2]
        if not last or last[0] in DIGITS:
            return ""
        if first not in self._known:
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


def _is_call(root: Node, end: int, opened: int) -> bool:
    """Whether the name that ends there stands in code and is called by the parenthesis.

    The least that holds both its last letter and the parenthesis is then the call.
    """
    node = root.descendant_for_byte_range(end - 1, opened + 1)
    if node is None or node.type != "call":
        return False
    function = node.child_by_field_name("function")
    return function is not None and function.end_byte == end
