"""Where the keys and strings of a TOML document stand: the parser knows values, not places."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wasmfit.model.place import Span

Path = tuple[str | int, ...]
"""Keys and list positions from the document's top to a value."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_STRINGS = (
    re.compile(r'"""(?:\r?\n)?((?:[^\\]|\\.)*?"{0,2})"""(?!")', re.DOTALL),
    re.compile(r"'''(?:\r?\n)?(.*?'{0,2})'''(?!')", re.DOTALL),
    re.compile(r'"((?:[^"\\\n]|\\.)*)"'),
    re.compile(r"'([^'\n]*)'"),
)


class BadTomlError(ValueError):
    """A text that is no TOML; ``line`` is where the parser stopped, if it says."""

    def __init__(self, reason: str, line: int | None) -> None:
        """One line for a person, and the line number."""
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document: nested dicts and lists, and where strings and keys stand."""

    values: dict[str, Any]
    places: dict[Path, Span]
    keys: dict[Path, Span]

    def at(self, path: Path) -> Any:  # noqa: ANN401 - a document holds anything
        """The value at a path, or None when nothing is there."""
        value: Any = self.values
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def place(self, path: Path) -> Span:
        """Where a string stands, or else the key that leads to it, or else its parent's."""
        while path and path not in self.places and path not in self.keys:
            path = path[:-1]
        return self.places.get(path) or self.key(path)

    def key(self, path: Path) -> Span:
        """Where the last key of a path stands; the first character if it has none."""
        return self.keys.get(path, Span(1, 1, 1, 1))


def document(data: bytes) -> Document:
    """Parse a document; raises BadTomlError."""
    import tomli

    try:
        text = data.decode("utf-8-sig")
        values = tomli.loads(text)
        scanner = _Scanner(text)
        scanner.read()
        return Document(values, scanner.places, scanner.keys)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "not valid UTF-8"
        raise BadTomlError(message, line) from error
    except tomli.TOMLDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        message = f"not valid TOML: {reason}"
        raise BadTomlError(message, error.lineno) from error
    except ValueError as error:
        message = "not read: it holds a number of thousands of digits"
        raise BadTomlError(message, None) from error
    except RecursionError as error:
        message = "not read: nested too deeply"
        raise BadTomlError(message, None) from error


@dataclass(slots=True)
class _Scanner:
    """Reads over a document that is known to be valid, and notes where things stand."""

    text: str
    at: int = 0
    places: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    lists: dict[Path, int] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)

    def read(self) -> None:
        """Read the whole document."""
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        table: Path = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()

    def _skip(self) -> None:
        """Over white space, line ends and comments."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _header(self) -> Path:
        """``[a.b]`` or ``[[a.b]]``: the path of the table that starts."""
        repeated = self.text.startswith("[[", self.at)
        self.at += 2 if repeated else 1
        path, span = self._key(())
        if repeated:
            self.lists[path] = self.lists.get(path, -1) + 1
            path = (*path, self.lists[path])
        self.keys.setdefault(path, span)
        self.keys.setdefault(path[:-1] if repeated else path, span)
        self.at += 2 if repeated else 1
        return path

    def _pair(self, table: Path) -> None:
        """``key = value``."""
        path, span = self._key(table)
        self.keys.setdefault(path, span)
        self.at += 1
        self._value(path)

    def _key(self, table: Path) -> tuple[Path, Span]:
        """A dotted key below a table, up to what follows it; the span is that of its last part."""
        path = table
        while True:
            self._skip()
            start = self.at
            part, start, end = self._part()
            path = (*path, part)
            if not table and path in self.lists and self._rest_of_header():
                path = (*path, self.lists[path])
            self._skip()
            if self.text[self.at] != ".":
                return path, self._span(start, end)
            self.at += 1

    def _rest_of_header(self) -> bool:
        """Whether more of the key follows: only then a repeated table means its newest entry."""
        self._skip()
        return self.text[self.at] == "."

    def _part(self) -> tuple[str, int, int]:
        bare = _BARE.match(self.text, self.at)
        if bare:
            self.at = bare.end()
            return bare[0], bare.start(), bare.end()
        start, end = self._string()
        raw = self.text[start:end]
        return (_unescaped(raw) if self.text[start - 1] == '"' else raw), start, end

    def _value(self, path: Path) -> None:
        self._skip()
        match self.text[self.at]:
            case '"' | "'":
                start, end = self._string()
                self.places[path] = self._span(start, end)
            case "[":
                self._list(path)
            case "{":
                self._table(path)
            case _:
                scalar = _SCALAR.match(self.text, self.at)
                self.at = scalar.end() if scalar else self.at

    def _list(self, path: Path) -> None:
        for position in self._members("]"):
            self._value((*path, position))

    def _table(self, path: Path) -> None:
        for _ in self._members("}"):
            self._pair(path)

    def _members(self, close: str) -> Iterator[int]:
        """Stop before each member of a list or inline table, and at last behind its end."""
        position = 0
        self.at += 1
        self._skip()
        while self.text[self.at] != close:
            yield position
            position += 1
            self._skip()
            self.at += self.text[self.at] == ","
            self._skip()
        self.at += 1

    def _string(self) -> tuple[int, int]:
        """Step over a string; where its content starts and ends."""
        for pattern in _STRINGS:
            match = pattern.match(self.text, self.at)
            if match:
                self.at = match.end()
                return match.span(1)
        return self.at, self.at

    def _span(self, start: int, end: int) -> Span:
        """The content without white space around it, up to the end of its first line."""
        content = self.text[start:end]
        start += len(content) - len(content.lstrip())
        end = start + len(self.text[start:end].split("\n", 1)[0].rstrip())
        line = bisect_right(self.starts, start)
        column = start - self.starts[line - 1] + 1
        return Span(line, column, line, column + end - start)


def _unescaped(raw: str) -> str:
    import tomli

    return str(tomli.loads(f'x = "{raw}"')["x"]) if "\\" in raw else raw
