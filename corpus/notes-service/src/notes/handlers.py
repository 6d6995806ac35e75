"""What the service answers, as functions from a request to a response: no sockets here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from jinja2 import Template

from notes.markup import to_html
from notes.model import Note
from notes.search import Index

PAGE = Template("<!doctype html><title>{{ note.title }}</title>{{ body }}<footer>{{ note.tags }}</footer>")
BIGGEST = 1_000_000


class Notes(Protocol):
    """What the handlers ask of a store."""

    def put(self, note: Note) -> None: ...
    def get(self, note_id: str) -> Note | None: ...


@dataclass(frozen=True)
class Request:
    """One request, whoever received it."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Response:
    """One answer; ``kind`` is its media type."""

    status: int
    body: bytes = b""
    kind: str = "application/json"


class Application:
    """Routes requests to notes, pages and searches."""

    def __init__(self, store: Notes, index: Index, changed: Callable[[Note], None]) -> None:
        self._store = store
        self._index = index
        self._changed = changed

    def __call__(self, request: Request) -> Response:
        """The answer to one request."""
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["notes"]:
                return self._write(request.body)
            case "GET", ["notes", name] if name.endswith(".html"):
                return self._page(name.removesuffix(".html"))
            case "GET", ["notes", name]:
                return self._read(name)
            case "GET", ["search"]:
                return _json(self._index.select(request.query.get("q", "")))
            case _:
                return _json({"error": "no such place"}, 404)

    def _write(self, body: bytes) -> Response:
        if len(body) > BIGGEST:
            return _json({"error": "too long"}, 413)
        note = Note(body.decode("utf-8", "replace"))
        self._store.put(note)
        self._changed(note)
        return _json(note.as_dict(), 201)

    def _read(self, note_id: str) -> Response:
        note = self._store.get(note_id)
        return _json(note.as_dict()) if note else _json({"error": "no such note"}, 404)

    def _page(self, note_id: str) -> Response:
        note = self._store.get(note_id)
        if note is None:
            return _json({"error": "no such note"}, 404)
        page = PAGE.render(note=note, body=to_html(note.text))
        return Response(200, page.encode(), "text/html; charset=utf-8")


def _json(value: object, status: int = 200) -> Response:
    return Response(status, json.dumps(value).encode())
