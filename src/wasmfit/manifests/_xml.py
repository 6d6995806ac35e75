"""XML documents as elements with attributes, text and places.

Read with expat, which knows the column of everything. A document that
declares entities is refused: none is expanded, nothing outside is looked at.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from wasmfit.model.place import Span

DEEPEST = 200
MOST = 500_000
"""Elements in one document."""

_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)')|>""")
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]{0,80}encoding=["']([\w.-]{1,40})["']""")


class BadXmlError(ValueError):
    """A text that is no XML, or too much of it; ``line`` is where, if that is known."""

    def __init__(self, reason: str, line: int | None) -> None:
        """One line for a person, and the line number."""
        super().__init__(reason)
        self.line = line


@dataclass(slots=True)
class Element:
    """One element: names are without namespace, ``text`` is its own text without blanks around.

    ``span`` is its text where that stands on one line, else its name in the
    start tag.
    """

    tag: str
    attributes: dict[str, str]
    span: Span
    places: dict[str, Span]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def each(self, *path: str) -> Iterator["Element"]:
        """The elements below it at a path of tags."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.tag == path[0]:
                yield from child.each(*path[1:])

    def first(self, *path: str) -> "Element | None":
        """The first element at a path of tags."""
        return next(self.each(*path), None)

    def said(self, *path: str) -> str:
        """The text of the first element at a path; "" without one."""
        found = self.first(*path)
        return found.text if found is not None else ""

    def walk(self) -> Iterator["Element"]:
        """The element and everything below it, in the order of the file."""
        todo = [self]
        while todo:
            element = todo.pop()
            yield element
            todo.extend(reversed(element.children))


def document(data: bytes) -> Element:
    """The top element of a document; raises BadXmlError."""
    from xml.parsers import expat

    builder = _Builder(_source(data))
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: builder.start(
        name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber
    )
    parser.EndElementHandler = lambda _: builder.end()
    parser.CharacterDataHandler = builder.characters
    parser.EntityDeclHandler = lambda *_: builder.refuse(
        "it declares entities, and none is expanded", parser.CurrentLineNumber
    )
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the last piece; the library takes no keyword
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        message = f"not valid XML: {reason}"
        raise BadXmlError(message, error.lineno) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, BadXmlError):
            raise
        message = f"not read: {error}"
        raise BadXmlError(message, 1) from error
    return builder.top


def _source(data: bytes) -> str:
    """The text as the parser counts it; UTF-8 unless its first bytes or words say otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    named = _ENCODING.match(data)
    try:
        return data.decode(named[1].decode() if named else "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


class _Builder:
    """Puts the elements together."""

    def __init__(self, source: str) -> None:
        self.top = Element("", {}, Span(1, 1, 1, 1), {})
        self._text = source.removeprefix("\ufeff").replace("\r\n", "\n")
        self._starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._offsets: list[int] = []
        self._seen = 0

    def start(self, name: str, attributes: dict[str, str], line: int, column: int) -> None:
        """A start tag: the parser stands before its ``<``."""
        self._seen += 1
        if len(self._open) >= DEEPEST:
            self.refuse(f"nested deeper than {DEEPEST} levels", line)
        if self._seen > MOST:
            self.refuse(f"more than {MOST} elements", line)
        offset = self._starts[min(line, len(self._starts)) - 1] + column
        found = {_local(key): value for key, value in attributes.items()}
        places = self._attributes(offset, attributes) if attributes else {}
        after = offset + 1 + len(name)
        element = Element(_local(name), found, self._span(offset + 1, after), places)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.top = element
        self._open.append(element)
        self._texts.append([])
        self._offsets.append(offset)

    def characters(self, text: str) -> None:
        """Text of the innermost element."""
        self._texts[-1].append(text)

    def end(self) -> None:
        """An end tag: the text is whole."""
        element, pieces, offset = self._open.pop(), self._texts.pop(), self._offsets.pop()
        element.text = "".join(pieces).strip()
        if element.text and not element.children and "\n" not in element.text:
            at = self._text.find(element.text, offset)
            close = self._text.find("</", offset)
            if 0 <= at < close:
                element.span = self._span(at, at + len(element.text))

    def refuse(self, reason: str, line: int) -> None:
        """Stop reading."""
        message = f"not read: {reason}"
        raise BadXmlError(message, line)

    def _attributes(self, offset: int, attributes: dict[str, str]) -> dict[str, Span]:
        """Where the values of a start tag stand."""
        places = {}
        for match in _ATTRIBUTE.finditer(self._text, offset):
            if match[1] is None:
                break
            if match[1] in attributes:
                start, end = match.span(2 if match[2] is not None else 3)
                places[_local(match[1])] = self._span(start, end)
        return places

    def _span(self, start: int, end: int) -> Span:
        line = bisect_right(self._starts, start)
        column = start - self._starts[line - 1] + 1
        return Span(line, column, line, column + end - start)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
