"""YAML documents as plain values, with the places of keys and strings.

Built from the parser's events, so that nothing of a hostile file is ever
multiplied: depth, values and what aliases would unfold to are limited while
reading. No tag makes an object, anchors and ``<<`` mean what they say.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wasmfit.model.place import Span

Path = tuple[str | int, ...]
"""Keys and list positions from the document's top to a value."""

DEEPEST = 100
MOST = 1_000_000
"""Values in one document, counted as if every alias were written out."""

_PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}
_TOP = Span(1, 1, 1, 1)


class BadYamlError(ValueError):
    """A text that is no YAML, or too much of it; ``line`` is where, if that is known."""

    def __init__(self, reason: str, line: int | None) -> None:
        """One line for a person, and the line number."""
        super().__init__(reason)
        self.line = line


@dataclass(slots=True)
class _Node:
    """A value, where it starts and ends, and the nodes below it by key or position."""

    value: Any
    place: tuple[int, int, int, int]
    size: int = 1
    below: dict[str | int, "_Node"] = field(default_factory=dict)
    keys: dict[str | int, tuple[int, int, int, int]] = field(default_factory=dict)
    merge: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Nested dicts and lists.

    Keys are always strings, and so are scalars, numbers too (``1.10`` stays
    what it is); unquoted ``null``, ``true`` and ``false`` are None, True and
    False. ``repeated`` are keys written twice in one mapping, with their
    lines; the last one counts.
    """

    values: Any
    repeated: tuple[tuple[str, int], ...]
    _root: _Node

    def at(self, path: Path) -> Any:  # noqa: ANN401 - a document holds anything
        """The value at a path, or None when nothing is there."""
        node = self._walk(path)
        return node.value if node is not None else None

    def table(self, *path: str | int) -> dict[str, Any]:
        """The mapping at a path; empty when something else or nothing is there."""
        value = self.at(path)
        return value if isinstance(value, dict) else {}

    def key(self, path: Path) -> Span:
        """Where the last key of a path stands (a list's entry: the entry), or its parent's."""
        while path:
            holder = self._walk(path[:-1])
            if holder is not None and path[-1] in holder.keys:
                return _span(holder.keys[path[-1]])
            path = path[:-1]
        return _TOP

    def place(self, path: Path) -> Span:
        """Where a value stands; that of a list or mapping is its first character."""
        node = self._walk(path)
        return _span(node.place) if node is not None else self.key(path)

    def _walk(self, path: Path) -> _Node | None:
        node: _Node | None = self._root
        for step in path:
            node = node.below.get(step) if node is not None else None
        return node


def document(data: bytes) -> Document:
    """The first document of a file; raises BadYamlError. An empty file is an empty mapping."""
    for found in documents(data):
        return found
    return Document({}, (), _Node({}, (0, 0, 0, 0)))


def documents(data: bytes) -> Iterator[Document]:
    """The documents of a file one after the other; raises BadYamlError where one is bad."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = data.decode("utf-8-sig")
        builder: _Builder | None = None
        for event in yaml.parse(text, Loader=loader):
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                builder = _Builder()
            elif kind == "DocumentEndEvent" and builder is not None and builder.root is not None:
                yield Document(builder.root.value, tuple(builder.repeated), builder.root)
            elif builder is not None:
                builder.take(kind, event)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "not valid UTF-8"
        raise BadYamlError(message, line) from error
    except yaml.YAMLError as error:
        raise _bad(error) from error


def _bad(error: Any) -> BadYamlError:  # noqa: ANN401 - the library's errors are not typed
    """What the library says, in one line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return BadYamlError(f"not valid YAML: {said}", mark.line + 1 if mark is not None else None)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; ``key`` is the key whose value is due."""

    node: _Node
    mapping: bool
    key: str | None = None
    entries: list[tuple[str, _Node]] = field(default_factory=list)
    merged: list[_Node] = field(default_factory=list)


@dataclass(slots=True)
class _Builder:
    """Puts one document together from events."""

    root: _Node | None = None
    repeated: list[tuple[str, int]] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, _Node] = field(default_factory=dict)
    read: int = 0

    def take(self, kind: str, event: Any) -> None:  # noqa: ANN401 - as above
        """One event; raises BadYamlError when it is too much."""
        line = event.start_mark.line + 1
        self.read += 1
        if self.read > MOST:
            message = f"not read: more than {MOST} values"
            raise BadYamlError(message, line)
        match kind:
            case "ScalarEvent":
                self._add(_scalar(event), event.anchor, line)
            case "AliasEvent":
                self._add(self._alias(event.anchor, line), None, line)
            case "SequenceStartEvent" | "MappingStartEvent":
                if len(self.open) >= DEEPEST:
                    message = f"not read: nested deeper than {DEEPEST} levels"
                    raise BadYamlError(message, line)
                mapping = kind == "MappingStartEvent"
                node = _Node({} if mapping else [], _first(event))
                self.open.append(_Open(node, mapping))
                if event.anchor:
                    self.anchors[event.anchor] = node
            case "SequenceEndEvent" | "MappingEndEvent":
                done = self.open.pop()
                self._merge(done)
                self._add(done.node, None, line)
            case _:
                pass

    def _alias(self, anchor: str, line: int) -> _Node:
        """The node an alias stands for; it may not be one that is still being read."""
        node = self.anchors.get(anchor)
        if node is None or any(outer.node is node for outer in self.open):
            message = f"not valid YAML: *{anchor} stands for nothing, or for what it is part of"
            raise BadYamlError(message, line)
        return node

    def _add(self, node: _Node, anchor: str | None, line: int) -> None:
        """Put a finished node where it belongs."""
        if anchor:
            self.anchors[anchor] = node
        if not self.open:
            self.root = node
            return
        top = self.open[-1]
        holder = top.node
        holder.size += node.size
        if holder.size > MOST:
            message = f"not read: its aliases unfold to more than {MOST} values"
            raise BadYamlError(message, line)
        if not top.mapping:
            position = len(holder.value)
            holder.below[position], holder.keys[position] = node, node.place
            holder.value.append(node.value)
        elif top.key is None:
            top.key = "<<" if node.merge else _key(node)
            holder.keys[top.key] = node.place
        else:
            self._pair(top, top.key, node, line)

    def _pair(self, top: _Open, key: str, node: _Node, line: int) -> None:
        top.key = None
        if key == "<<":
            listed = isinstance(node.value, list)
            top.merged += list(node.below.values()) if listed else [node]
            top.node.keys.pop("<<", None)
            return
        if key in top.node.below:
            self.repeated.append((key, line))
        top.node.below[key] = node
        top.node.value[key] = node.value

    def _merge(self, done: _Open) -> None:
        """``<<: *defaults``: what the mapping does not say itself."""
        for other in done.merged:
            if not isinstance(other.value, dict):
                continue
            for key, node in other.below.items():
                if key not in done.node.below:
                    done.node.below[key] = node
                    done.node.keys[key] = other.keys[key]
                    done.node.value[key] = node.value


def _key(node: _Node) -> str:
    """A key as text: sequences and mappings as keys mean nothing here."""
    match node.value:
        case str():
            return node.value
        case True | False:
            return str(node.value).lower()
        case None:
            return "null"
        case _:
            return "?"


def _scalar(event: Any) -> _Node:  # noqa: ANN401 - as above
    start, end = event.start_mark, event.end_mark
    plain = event.style is None or event.style == ""
    text = event.value
    value = _PLAIN.get(text, text) if plain and event.tag is None else text
    quote = 0 if plain or event.style in "|>" else 1
    if start.line != end.line:
        return _Node(value, _first(event))
    place = (start.line + 1, start.column + 1 + quote, end.line + 1, end.column + 1 - quote)
    return _Node(value, place, merge=plain and text == "<<")


def _first(event: Any) -> tuple[int, int, int, int]:  # noqa: ANN401 - as above
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    return (line, column, line, column + 1)


def _span(place: tuple[int, int, int, int]) -> Span:
    return Span(*place)
