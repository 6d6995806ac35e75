"""What the host has to allow, by name: the literals that code hands to what needs it.

A use is a resolved token; what stands behind it on its line is its argument
when it is written out: ``open("data.json")``, ``os.environ["HOME"]``,
``process.env.HOME``, ``create_connection(("db", 5432))``. Anything else is
worked out when the program runs and is only counted.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from wasmfit.model.report import Grant
from wasmfit.model.want import Want

MOST_ITEMS = 100
"""Names that a grant lists; a program that has more of them takes them from somewhere."""

_WRITTEN = re.compile(
    r"""\s*+(?:\.(?:get|pop|setdefault|var|var_os)\s*+)?[(\[]\s*+\(?\s*+
        (?:[bBrRuUL]{0,2}|[bc]?r\#*)(["'])(?P<text>[^"'\\\n]+)\1
        (?:\s*+,\s*+(?P<port>\d+)\s*+\))?""",
    re.VERBOSE,
)
_MEMBER = re.compile(r"\.(?P<text>[A-Z_][A-Z0-9_]*)\b(?!\s*\()")
_URL = re.compile(r"[a-z][a-z0-9+.-]*://(?P<host>[^/?#\s{}]+)")


Key = TypeVar("Key", bound=Hashable)
"""Who wants something: a unit on a profile."""

Read = Callable[[str], bytes]
"""From a path to the bytes of the file."""


def by_unit(wants: Mapping[Key, Iterable[Want]], read: Read) -> dict[Key, tuple[Grant, ...]]:
    """:func:`concrete` for every unit and profile; every file is read once."""
    heaps: dict[Key, _Heap] = {key: _Heap() for key in wants}
    by_path: defaultdict[str, list[tuple[Key, Want]]] = defaultdict(list)
    for key, found in wants.items():
        for want in found:
            by_path[want.location.path].append((key, want))
    for path in sorted(by_path):
        lines = _lines(read(path))
        names: dict[tuple[object, str], str] = {}
        for key, want in by_path[path]:
            place = (want.location.span, want.capability)
            if place not in names:
                names[place] = literal(want, lines)
            heaps[key].add(want, names[place])
    return {key: heap.grants() for key, heap in heaps.items()}


def concrete(wants: Iterable[Want], read: Read) -> tuple[Grant, ...]:
    """One grant per capability and way to allow it, with all names that the code spells out.

    ``read`` gives a file's bytes.
    """
    return by_unit({"": wants}, read)[""]


class _Heap:
    """What is wanted in one place after the other."""

    def __init__(self) -> None:
        self._items: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._unsaid: Counter[tuple[str, str]] = Counter()

    def add(self, want: Want, name: str) -> None:
        """One more place, and what it names; empty if nothing."""
        way = (want.capability, want.detail)
        if name:
            self._items[way].add(name)
        else:
            self._unsaid[way] += 1

    def grants(self) -> tuple[Grant, ...]:
        """All of it, sorted."""
        return tuple(
            Grant(
                capability=capability,
                detail=detail,
                items=tuple(sorted(self._items[capability, detail])[:MOST_ITEMS]),
                unsaid=self._unsaid[capability, detail],
            )
            for capability, detail in sorted({*self._items, *self._unsaid})
        )


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff").split("\n")


def literal(want: Want, lines: list[str]) -> str:
    """What the place names: a path, a host with its port, a variable; empty if nothing."""
    span = want.location.span
    line = lines[span.end_line - 1] if span and span.end_line <= len(lines) else ""
    rest = line[span.end_column - 1 :] if span else ""
    found = _WRITTEN.match(rest)
    if found is None and want.capability == "env.vars":
        found = _MEMBER.match(rest)
        return found["text"] if found else ""
    if found is None:
        return ""
    url = _URL.match(found["text"])
    host = url["host"].rpartition("@")[2] if url else found["text"]
    return f"{host}:{found['port']}" if found["port"] else host
