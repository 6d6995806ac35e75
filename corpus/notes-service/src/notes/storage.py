"""The notes on disk: one SQLite file, or a PostgreSQL database for several servers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from notes.compat import lock
from notes.model import Note

SCHEMA = "create table if not exists note (id text primary key, body text not null, written text not null)"


class Store:
    """Notes in one SQLite file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._guard = (folder / "lock").open("wb")
        lock(self._guard)
        self._database = sqlite3.connect(folder / "notes.sqlite", check_same_thread=False)
        self._database.execute(SCHEMA)

    def put(self, note: Note) -> None:
        """Keep a note; one that is there already is left alone."""
        row = (note.id, note.text, note.written.isoformat())
        with self._database:
            self._database.execute("insert or ignore into note values (?, ?, ?)", row)

    def get(self, note_id: str) -> Note | None:
        """The note with an id, if it is there."""
        rows = self._database.execute("select body, written from note where id = ?", (note_id,))
        found = rows.fetchone()
        return None if found is None else Note(found[0], datetime.fromisoformat(found[1]))

    def __iter__(self) -> Iterator[Note]:
        rows = self._database.execute("select body, written from note order by written")
        for body, written in rows:
            yield Note(body, datetime.fromisoformat(written))

    def snapshot(self, target: Path) -> None:
        """A consistent copy of the whole file."""
        with sqlite3.connect(target) as copy:
            self._database.backup(copy)


def open_store(address: str) -> Store:
    """The store at a folder, or at a ``postgresql://`` address."""
    if address.startswith("postgresql://"):
        from notes.postgres import PostgresStore

        return PostgresStore(address)  # type: ignore[return-value]
    return Store(Path(address))
