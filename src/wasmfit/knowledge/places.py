"""Find the line of a key in a TOML text, for messages about mistakes.

The parser keeps no positions. Mistakes are rare, so the text is searched
again only when there is one to report.
"""

import re

from wasmfit.knowledge.shapes import Path

_HEADER = re.compile(r"^\s*\[{1,2}\s*(.+?)\s*\]{1,2}\s*(?:#.*)?$")
_PART = re.compile(r'"([^"]*)"|\'([^\']*)\'|([^.\s"\']+)')
_KEY = r"^\s*[\"']?{}[\"']?\s*="


def line_of(text: str, path: Path) -> int:
    """The 1-based line of the key at that path, else of the table it belongs to, else 1."""
    lines = text.split("\n")
    headers = _headers(lines)
    for length in range(len(path), 0, -1):
        start = headers.get(path[:length]) or headers.get((*path[:length], 1))
        if start is not None:
            return _key_line(lines, start, path[length:]) or start
    return _key_line(lines, 0, path) or 1


def _headers(lines: list[str]) -> dict[Path, int]:
    """The line of every table header, by its path with positions of list tables."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    for number, line in enumerate(lines, start=1):
        match = _HEADER.match(line)
        if match is None:
            continue
        parts = ["".join(groups) for groups in _PART.findall(match[1])]
        path = (*_numbered(parts[:-1], counts), parts[-1])
        if line.lstrip().startswith("[["):
            counts[path] = counts.get(path, 0) + 1
            path = (*path, counts[path])
        found.setdefault(path, number)
    return found


def _numbered(parts: list[str], counts: dict[Path, int]) -> Path:
    path: Path = ()
    for part in parts:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    return path


def _key_line(lines: list[str], start: int, rest: Path) -> int | None:
    """The line after ``start`` that sets the first key of ``rest``, in the same table."""
    if not rest:
        return start
    key = re.compile(_KEY.format(re.escape(str(rest[0]))))
    for number in range(start, len(lines)):
        if key.match(lines[number]):
            return number + 1
        if _HEADER.match(lines[number]):
            return None
    return None
