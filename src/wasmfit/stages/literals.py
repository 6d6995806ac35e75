"""What the host has to allow, by name: the literals that code hands to what needs it.

A use is a resolved token; what stands behind it on its line is its argument
when it is written out: ``open("data.json")``, ``os.environ["HOME"]``,
``process.env.HOME``, ``create_connection(("db", 5432))``. Anything else is
worked out when the program runs and is only counted.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

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
_LINE_END = re.compile("\r\n?|\n")


def concrete(wants: Iterable[Want], read: Callable[[str], bytes]) -> tuple[Grant, ...]:
    """One grant per capability and way to allow it, with all names that the code spells out.

    ``read`` gives a file's bytes; every file is read once.
    """
    items: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    unsaid: defaultdict[tuple[str, str], int] = defaultdict(int)
    by_path: defaultdict[str, list[Want]] = defaultdict(list)
    for want in wants:
        by_path[want.location.path].append(want)
    for path in sorted(by_path):
        lines = _LINE_END.split(read(path).decode("utf-8", "replace").removeprefix("\ufeff"))
        for want in by_path[path]:
            name = literal(want, lines)
            if name:
                items[want.capability, want.detail].add(name)
            else:
                unsaid[want.capability, want.detail] += 1
    return tuple(
        Grant(
            capability=capability,
            detail=detail,
            items=tuple(sorted(items[capability, detail])[:MOST_ITEMS]),
            unsaid=unsaid[capability, detail],
        )
        for capability, detail in sorted({*items, *unsaid})
    )


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


def by_unit(
    wants: Mapping[tuple[str, str], Iterable[Want]], read: Callable[[str], bytes]
) -> dict[tuple[str, str], tuple[Grant, ...]]:
    """:func:`concrete` for every unit and profile."""
    return {key: concrete(found, read) for key, found in wants.items()}
