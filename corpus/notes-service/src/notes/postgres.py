"""Notes in PostgreSQL, for more than one server."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2

from notes.model import Note


class PostgresStore:
    """The same questions as :class:`notes.storage.Store`, asked of a database server."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg2.connect(address)

    def put(self, note: Note) -> None:
        """Keep a note."""
        with self._connection, self._connection.cursor() as cursor:
            row = (note.id, note.text, note.written)
            cursor.execute("insert into note values (%s, %s, %s) on conflict do nothing", row)

    def get(self, note_id: str) -> Note | None:
        """The note with an id, if it is there."""
        with self._connection.cursor() as cursor:
            cursor.execute("select body, written from note where id = %s", (note_id,))
            found = cursor.fetchone()
        return None if found is None else Note(*found)

    def __iter__(self) -> Iterator[Note]:
        with self._connection.cursor() as cursor:
            cursor.execute("select body, written from note order by written")
            for row in cursor:
                yield Note(*row)
