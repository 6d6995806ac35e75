"""JSON documents, and where their keys and strings stand.

The parser knows values, not places. Those are looked up when somebody asks:
the members of an object are stepped over with the parser itself, so that the
places of a lockfile's packages cost little more than reading it.
"""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wasmfit.model.place import Span

Path = tuple[str | int, ...]
"""Keys and list positions from the document's top to a value."""

_BLANK = re.compile(r"[ \t\r\n]*")
_EXTRA = re.compile(
    r'"(?>(?:[^"\\]++|\\.)*)(?:"|\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)|,(?=\s*[}\]])', re.DOTALL
)
_STEP = json.JSONDecoder()
_TOP = Span(1, 1, 1, 1)


class BadJsonError(ValueError):
    """A text that is no JSON; ``line`` is where the parser stopped, if it says."""

    def __init__(self, reason: str, line: int | None) -> None:
        """One line for a person, and the line number."""
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Member:
    """Where a key (of a list's entry: the entry) and its value stand, as offsets."""

    start: int
    end: int
    value: int


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed object: nested dicts and lists.

    ``repeated`` are keys that one object holds twice; the last one counts.
    """

    values: dict[str, Any]
    source: str
    repeated: tuple[str, ...] = ()
    _members: dict[Path, dict[str | int, _Member]] = field(default_factory=dict)
    _lines: list[int] = field(default_factory=list)

    def table(self, *path: str | int) -> dict[str, Any]:
        """The object at a path; empty when something else or nothing is there."""
        value: Any = self.values
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else {}

    def text(self, *path: str) -> str:
        """The string at a path; "" when something else or nothing is there."""
        value = self.table(*path[:-1]).get(path[-1])
        return value if isinstance(value, str) else ""

    def key(self, path: Path) -> Span:
        """Where the last key of a path stands; the first character if it has none."""
        found = self._member(path)
        return self._span(found.start, found.end) if found else _TOP

    def place(self, path: Path) -> Span:
        """Where the string at a path stands; of other values the key."""
        found = self._member(path)
        if found is None:
            return _TOP
        if self.source[found.value] != '"':
            return self._span(found.start, found.end)
        _, end = _STEP.raw_decode(self.source, found.value)
        return self._span(found.value + 1, end - 1)

    def again(self) -> tuple[str, int] | None:
        """The first key that stands twice in one object, and the line of its second place."""
        if not self.repeated:
            return None
        name = json.dumps(self.repeated[0], ensure_ascii=False)
        places = list(re.finditer(rf"{re.escape(name)}\s*:", self.source))
        return self.repeated[0], self._span(*places[-1].span()).start_line if places else 1

    def _member(self, path: Path) -> _Member | None:
        if not path:
            return None
        inside = self._members.get(path[:-1])
        if inside is None:
            holder = self._member(path[:-1])
            start = _skip(self.source, 0) if len(path) == 1 else holder.value if holder else None
            found = {} if start is None else dict(_inside(self.source, start))
            inside = self._members[path[:-1]] = found
        return inside.get(path[-1])

    def _span(self, start: int, end: int) -> Span:
        if not self._lines:
            self._lines.extend((0, *(match.end() for match in re.finditer("\n", self.source))))
        line = bisect_right(self._lines, start)
        column = start - self._lines[line - 1] + 1
        return Span(line, column, line, column + end - start)


def document(data: bytes, *, relaxed: bool = False) -> Document:
    """Parse an object; raises BadJsonError. ``relaxed`` allows comments and final commas."""
    repeated: list[str] = []
    try:
        text = data.decode("utf-8-sig")
        text = _EXTRA.sub(_blanked, text) if relaxed else text
        values = json.loads(text, object_pairs_hook=lambda pairs: _object(pairs, repeated))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "not valid UTF-8"
        raise BadJsonError(message, line) from error
    except json.JSONDecodeError as error:
        message = f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise BadJsonError(message, error.lineno) from error
    except RecursionError as error:
        message = "not read: nested too deeply"
        raise BadJsonError(message, None) from error
    except ValueError as error:
        message = f"not valid JSON: {error}".partition(";")[0]
        raise BadJsonError(message, None) from error
    if not isinstance(values, dict):
        message = "not an object"
        raise BadJsonError(message, 1)
    return Document(values, text, tuple(dict.fromkeys(repeated)))


def _object(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        repeated.extend(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return found


def _blanked(match: re.Match[str]) -> str:
    """Blanks in place of a comment or comma, so that everything else stays where it is."""
    return match[0] if match[0][0] == '"' else re.sub(r"[^\n]", " ", match[0])


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _inside(text: str, start: int) -> Iterator[tuple[str | int, _Member]]:
    """The members of the object or list at an offset; of a valid document."""
    close = {"{": "}", "[": "]"}.get(text[start], "")
    at, position = _skip(text, start + 1), 0
    while close and text[at] != close:
        key: str | int = position
        first = last = at
        if close == "}":
            key, last = _STEP.raw_decode(text, at)
            first, last = at + 1, last - 1
            at = _skip(text, _skip(text, last + 1) + 1)
        _, end = _STEP.raw_decode(text, at)
        yield key, _Member(first, last if close == "}" else end, at)
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at
        position += 1
