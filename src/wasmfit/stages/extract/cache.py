"""What was read before: facts kept in one SQLite file, for any number of trees.

When are kept facts as good as reading again?

1. Facts depend on a file's bytes, its path and role, its reader, what the
   rules look for, the project's own names and the hints of linking. All of it
   is part of the key, the readers by the digest of the program's own files.
2. A file whose size, time of change, inode and device are those of last time
   has the bytes of last time, unless it was changed within the grain of the
   clock. That is believed only of files that had been left alone for a while
   when they were read; others are read again and compared by their digest.
3. The status of a file is taken before its bytes are: a change in between
   shows next time.
4. A file that could not be read, or whose reader failed, is not kept.

A cache that cannot be opened, is locked for long or is no database is as good
as none: it never fails a scan. Nothing that is read from it can run code, see
:mod:`wasmfit.stages.extract.packed`.
"""

import gc
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time, time_ns
from typing import NamedTuple, Self

import msgspec

from wasmfit.model.facts import FileFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.unchanged import State, digest, state_of
from wasmfit.stages.extract.packed import pack, unpack
from wasmfit.stages.extract.reading import digest as content_digest

LARGEST = 256_000_000
"""Bytes of kept facts; those that were not used for longest give way."""

PATIENCE = 1.0
"""Seconds to wait for another run that writes."""

ASKED = 500
"""Rows that are asked for at once; SQLite takes a thousand."""

DAY = 86_400
LAYOUT = "facts-3.sqlite"
TABLES = """
CREATE TABLE IF NOT EXISTS seen (
    root BLOB, path TEXT, status TEXT NOT NULL, digest BLOB NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (
    key BLOB PRIMARY KEY, used INTEGER NOT NULL, packed BLOB NOT NULL
);
"""
DAMAGED = (ValueError, TypeError, LookupError, RecursionError, msgspec.DecodeError)
"""What unpacking something that is no facts may raise."""

Hints = Mapping[str, str]


class Seen(NamedTuple):
    """A file as it was when its facts were read: its status, and the digest of its bytes."""

    status: str
    content: bytes


@dataclass(slots=True)
class Cache:
    """The kept facts as one scan uses them.

    ``stamps`` stand, per language, for the reader and what it is asked to
    look for; ``states`` are those of files that the walk saw, by path. Use it
    from one thread, and :meth:`close` it.
    """

    root: str
    stamps: Mapping[str, bytes]
    states: Mapping[str, State]
    connection: sqlite3.Connection
    seen: dict[str, Seen] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    places: dict[str, Seen] = field(default_factory=dict)
    rows: list[tuple[bytes, int, bytes]] = field(default_factory=list)
    used: list[bytes] = field(default_factory=list)

    @classmethod
    def opened(
        cls,
        folder: Path,
        root: Path,
        stamps: Mapping[str, bytes],
        states: Mapping[str, State] | None = None,
    ) -> Self | None:
        """The cache in a folder, which is made when missing; None when it cannot be used."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = sqlite3.connect(folder / LAYOUT, timeout=PATIENCE)
            connection.executescript(TABLES)
        except (OSError, sqlite3.Error):
            return None
        made = cls(os.path.realpath(root), stamps, states or {}, connection)
        with suppress(sqlite3.Error):
            made.seen = made._seen()
        return made

    def known(
        self, sources: Iterable[SourceFile], hints: Mapping[str, Hints]
    ) -> dict[str, FileFacts]:
        """The facts of sources that were read before and have not changed, by path."""
        paths: dict[bytes, str] = {}
        for source in sources:
            content = self._content(source.path)
            if content:
                paths[self._key(source, hints.get(source.path, {}), content)] = source.path
        found: dict[str, FileFacts] = {}
        with suppress(sqlite3.Error), _uncollected():
            for key, facts in self._facts(list(paths)):
                if facts.path == paths[key]:
                    found[facts.path] = facts
        return found

    def add(self, source: SourceFile, hints: Hints, facts: FileFacts, content: bytes) -> None:
        """Facts that were read now from bytes with that digest; empty: not to be kept."""
        if not content or source.path not in self.statuses:
            return
        self.places[source.path] = Seen(self.statuses[source.path], content)
        packed = msgspec.msgpack.encode(pack(facts))
        self.rows.append((self._key(source, hints, content), _today(), packed))

    def close(self) -> None:
        """Write down what is new, make room, and let go of the file."""
        today, root = _today(), digest(self.root)
        places = ((root, path, *seen, today) for path, seen in self.places.items())
        with suppress(sqlite3.Error), self.connection as file:
            file.executemany("REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", places)
            file.executemany("REPLACE INTO facts VALUES (?, ?, ?)", self.rows)
            file.executemany(
                "UPDATE facts SET used = ? WHERE key = ?", ((today, key) for key in self.used)
            )
            _make_room(file)
        self.connection.close()

    def _seen(self) -> dict[str, Seen]:
        """What is known of the files below the root, without what nobody here has written."""
        question = "SELECT path, status, digest FROM seen WHERE root = ?"
        rows = self.connection.execute(question, (digest(self.root),))
        return {path: Seen(status, found) for path, status, found in rows if type(found) is bytes}

    def _content(self, path: str) -> bytes:
        """The digest of a file's present bytes; empty when nothing can be known of them."""
        seen = self.seen.get(path)
        try:
            self.statuses[path] = now = self._status(path)
        except OSError:
            return b""
        if seen is None:
            return b""
        if now and seen.status == now:
            return seen.content
        content = _digest_of(os.path.join(self.root, path))
        if content == seen.content:
            self.places[path] = Seen(now, content)
        return content

    def _status(self, path: str) -> str:
        """The state of a file as text; empty for a young one."""
        state = self.states.get(path)
        if state is None:
            seen = os.stat(os.path.join(self.root, path), follow_symlinks=False)
            state = state_of(seen, time_ns())
        return " ".join(map(str, state))

    def _facts(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, FileFacts]]:
        """What is kept under some keys."""
        today = _today()
        for start in range(0, len(keys), ASKED):
            some = keys[start : start + ASKED]
            marks = ", ".join("?" * len(some))
            question = f"SELECT key, packed, used FROM facts WHERE key IN ({marks})"  # noqa: S608 - marks
            for key, packed, used in self.connection.execute(question, some):
                with suppress(*DAMAGED):
                    yield key, unpack(msgspec.msgpack.decode(packed))
                    if used != today:
                        self.used.append(key)

    def _key(self, source: SourceFile, hints: Hints, content: bytes) -> bytes:
        """What the facts of a file depend on; equal trees give their hints in the same order."""
        names, meanings = "\0".join(hints), "\0".join(hints.values())
        given = (source.language, source.path, source.role.value, names, meanings)
        return digest(self.stamps[source.language], *given, content)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python does not look for circles among values that are many and hold none."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _digest_of(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return content_digest(file.read())
    except OSError:
        return b""


def _today() -> int:
    return int(time() // DAY)


def _make_room(file: sqlite3.Connection) -> None:
    """Let the oldest go when there is too much, down to three quarters."""
    total = file.execute("SELECT COALESCE(SUM(LENGTH(packed)), 0) FROM facts").fetchone()[0]
    if total <= LARGEST:
        return
    kept, last = 0, None
    rows = file.execute(
        "SELECT used, LENGTH(packed), rowid FROM facts ORDER BY used DESC, rowid DESC"
    )
    for used, size, row in rows:
        kept += size
        if kept > LARGEST * 3 // 4:
            last = (used, row)
            break
    if last is not None:
        file.execute(
            "DELETE FROM facts WHERE used < ? OR (used = ? AND rowid <= ?)", (last[0], *last)
        )
        file.execute("DELETE FROM seen WHERE used < ?", (_today() - 90,))
