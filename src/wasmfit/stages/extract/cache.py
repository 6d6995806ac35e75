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

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from time import time, time_ns
from typing import Any, Self

import msgspec

from wasmfit.model.facts import FileFacts
from wasmfit.model.project import SourceFile
from wasmfit.stages.extract.packed import pack, unpack
from wasmfit.stages.extract.reading import digest as content_digest

LARGEST = 256_000_000
"""Bytes of kept facts; those that were not used for longest give way."""

GRAIN = 2_000_000_000
"""Nanoseconds: a younger change may be followed by another one with the same time."""

PATIENCE = 1.0
"""Seconds to wait for another run that writes."""

DAY = 86_400
LAYOUT = "facts-2.sqlite"
TABLES = """
CREATE TABLE IF NOT EXISTS seen (
    place BLOB PRIMARY KEY, status TEXT NOT NULL, digest BLOB NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (
    key BLOB PRIMARY KEY, used INTEGER NOT NULL, packed BLOB NOT NULL
);
"""
DAMAGED = (ValueError, TypeError, LookupError, msgspec.DecodeError)
"""What unpacking something that is no facts may raise."""

Hints = Mapping[str, str]


def digest(*parts: bytes | str) -> bytes:
    """16 bytes that stand for the parts, whatever their lengths."""
    made = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(data).to_bytes(8))
        made.update(data)
    return made.digest()


@dataclass(slots=True)
class Cache:
    """The kept facts as one scan uses them.

    ``stamps`` stand, per language, for the reader and what it is asked to
    look for. Use it from one thread, and :meth:`close` it.
    """

    root: str
    stamps: Mapping[str, bytes]
    connection: sqlite3.Connection
    statuses: dict[str, str] = field(default_factory=dict)
    places: list[tuple[bytes, str, bytes, int]] = field(default_factory=list)
    rows: list[tuple[bytes, int, bytes]] = field(default_factory=list)
    used: list[bytes] = field(default_factory=list)

    @classmethod
    def opened(cls, folder: Path, root: Path, stamps: Mapping[str, bytes]) -> Self | None:
        """The cache in a folder, which is made when missing; None when it cannot be used."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = sqlite3.connect(folder / LAYOUT, timeout=PATIENCE)
            connection.executescript(TABLES)
        except (OSError, sqlite3.Error):
            return None
        return cls(os.path.realpath(root), stamps, connection)

    def known(
        self, sources: Iterable[SourceFile], hints: Mapping[str, Hints]
    ) -> dict[str, FileFacts]:
        """The facts of sources that were read before and have not changed, by path."""
        found: dict[str, FileFacts] = {}
        with suppress(sqlite3.Error):
            for source in sources:
                facts = self._known(source, hints.get(source.path, {}))
                if facts is not None:
                    found[source.path] = facts
        return found

    def add(self, source: SourceFile, hints: Hints, facts: FileFacts, content: bytes) -> None:
        """Facts that were read now from bytes with that digest; empty: not to be kept."""
        if not content or source.path not in self.statuses:
            return
        self._place(source, content)
        packed = msgspec.msgpack.encode(pack(facts))
        self.rows.append((self._key(source, hints, content), _today(), packed))

    def close(self) -> None:
        """Write down what is new, make room, and let go of the file."""
        today = _today()
        with suppress(sqlite3.Error), self.connection as file:
            file.executemany("REPLACE INTO seen VALUES (?, ?, ?, ?)", self.places)
            file.executemany("REPLACE INTO facts VALUES (?, ?, ?)", self.rows)
            file.executemany(
                "UPDATE facts SET used = ? WHERE key = ?", ((today, key) for key in self.used)
            )
            _make_room(file)
        self.connection.close()

    def _known(self, source: SourceFile, hints: Hints) -> FileFacts | None:
        path = os.path.join(self.root, source.path)
        try:
            self.statuses[source.path] = now = status(path)
        except OSError:
            return None
        row = self._row(
            "SELECT status, digest FROM seen WHERE place = ?", digest(self.root, source.path)
        )
        if row is None:
            return None
        content = row[1] if row[0] == now else _content(path)
        facts = self._facts(self._key(source, hints, content))
        if facts is not None and row[0] != now:
            self._place(source, content)
        return facts

    def _facts(self, key: bytes) -> FileFacts | None:
        row = self._row("SELECT packed, used FROM facts WHERE key = ?", key)
        if row is None:
            return None
        try:
            facts = unpack(msgspec.msgpack.decode(row[0]))
        except DAMAGED:
            return None
        if row[1] != _today():
            self.used.append(key)
        return facts if isinstance(facts, FileFacts) else None

    def _row(self, question: str, key: bytes) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self.connection.execute(question, (key,)).fetchone()
        return row

    def _place(self, source: SourceFile, content: bytes) -> None:
        now = self.statuses[source.path]
        self.places.append((digest(self.root, source.path), now, content, _today()))

    def _key(self, source: SourceFile, hints: Hints, content: bytes) -> bytes:
        said = "\n".join(f"{name}\t{meaning}" for name, meaning in sorted(hints.items()))
        stamp = self.stamps[source.language]
        return digest(stamp, source.language, source.path, source.role.value, said, content)


def status(path: str) -> str:
    """What tells one state of a file from another; of a young one nothing does."""
    seen = os.stat(path, follow_symlinks=False)
    young = seen.st_mtime_ns > time_ns() - GRAIN
    told = (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_dev)
    return f"young {time_ns()}" if young else " ".join(map(str, told))


def _content(path: str) -> bytes:
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
