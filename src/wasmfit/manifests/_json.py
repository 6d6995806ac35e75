"""Where the keys and strings of a JSON document stand: the parser knows values, not places."""

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from wasmfit.model.place import Span

Path = tuple[str | int, ...]
"""Keys and list positions from the document's top to a value."""

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}\[\]:,])|[^\s{}\[\]:,"]+')


class BadJsonError(ValueError):
    """A text that is no JSON; ``line`` is where the parser stopped, if it says."""

    def __init__(self, reason: str, line: int | None) -> None:
        """One line for a person, and the line number."""
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed object: nested dicts and lists, and where strings and keys stand."""

    values: dict[str, Any]
    places: dict[Path, Span]
    keys: dict[Path, Span]

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
        return self.keys.get(path) or self.places.get(path) or Span(1, 1, 1, 1)


def document(data: bytes) -> Document:
    """Parse an object; raises BadJsonError."""
    try:
        text = data.decode("utf-8-sig")
        values = json.loads(text)
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
    scanner = _Scanner(text)
    scanner.read()
    return Document(values, scanner.places, scanner.keys)


@dataclass(slots=True)
class _Scanner:
    """Reads over a document that is known to be valid, and notes where things stand."""

    text: str
    places: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)

    def read(self) -> None:
        """Read the whole document; ``path`` is that of the value that is due."""
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        path: list[str | int] = []
        kinds: list[str] = []
        key_due = False
        for match in _TOKEN.finditer(self.text):
            sign = match[2]
            if sign in ("{", "["):
                kinds.append(sign)
                path.append(0)
                key_due = sign == "{"
            elif sign in ("}", "]"):
                kinds.pop()
                path.pop()
                key_due = False
            elif sign == ",":
                key_due = kinds[-1] == "{"
                if not key_due:
                    path[-1] = int(path[-1]) + 1
            elif sign is None and match[1] is not None:
                if key_due:
                    path[-1] = _unescaped(match[1])
                    self.keys[tuple(path)] = self._span(match)
                    key_due = False
                else:
                    self.places[tuple(path)] = self._span(match)

    def _span(self, match: re.Match[str]) -> Span:
        """The content of a string."""
        start, end = match.span(1)
        line = bisect_right(self.starts, start)
        column = start - self.starts[line - 1] + 1
        return Span(line, column, line, column + end - start)


def _unescaped(raw: str) -> str:
    return str(json.loads(f'"{raw}"')) if "\\" in raw else raw
