"""The report of a whole tree, kept as text for as long as nothing that it depends on changes.

It depends on the files that the walk finds, on the question, and on the
program with what it knows. A file counts as unchanged by its state, as in
:mod:`wasmfit.stages.extract.cache`; where one is too young for that, nothing
is kept. What cannot be read, written or understood costs time and nothing else.
"""

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import Self

from wasmfit.model.project import File
from wasmfit.model.unchanged import digest

LARGEST = 64_000_000
"""Bytes of kept reports, compressed; the oldest give way."""

PATIENCE = 1.0
"""Seconds to wait for another run that writes."""

LAYOUT = "reports-2.sqlite"
TABLE = """
CREATE TABLE IF NOT EXISTS reports (
    place BLOB PRIMARY KEY, state BLOB NOT NULL, made INTEGER NOT NULL, proof BLOB NOT NULL,
    notices BLOB NOT NULL, packed BLOB NOT NULL
)
"""
QUICK = 1
"""Level of compression: a report shrinks to a tenth at once, more takes longer than reading it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A report as JSON, and its ``notices`` (a list of sentences, as JSON) for themselves."""

    json: bytes
    notices: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """The kept reports; :meth:`close` it."""

    connection: sqlite3.Connection

    @classmethod
    def opened(cls, folder: Path) -> Self | None:
        """Those in a folder, which is made when missing; None when it cannot be used."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = sqlite3.connect(folder / LAYOUT, timeout=PATIENCE)
            connection.execute(TABLE)
        except (OSError, sqlite3.Error):
            return None
        return cls(connection)

    def text(self, place: bytes, state: bytes) -> Text | None:
        """What was kept for a place in that state, if every byte of it is still there."""
        question = "SELECT proof, notices, packed FROM reports WHERE place = ? AND state = ?"
        try:
            row = self.connection.execute(question, (place, state)).fetchone()
            if row is None or row[0] != digest(place, state, row[1], row[2]):
                return None
            return Text(zlib.decompress(row[2]), row[1])
        except (sqlite3.Error, TypeError, AttributeError, zlib.error):
            return None

    def keep(self, place: bytes, state: bytes, text: Text) -> None:
        """Keep a text in place of what was there."""
        packed = zlib.compress(text.json, QUICK)
        proof = digest(place, state, text.notices, packed)
        row = (place, state, time_ns(), proof, text.notices, packed)
        with suppress(sqlite3.Error), self.connection as file:
            file.execute("REPLACE INTO reports VALUES (?, ?, ?, ?, ?, ?)", row)
            _make_room(file)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def _make_room(file: sqlite3.Connection) -> None:
    held = 0
    rows = file.execute("SELECT place, LENGTH(packed) FROM reports ORDER BY made DESC").fetchall()
    for place, size in rows:
        held += size
        if held > LARGEST:
            file.execute("DELETE FROM reports WHERE place = ?", (place,))


def state_of(files: Iterable[File], *question: str) -> bytes | None:
    """What stands for files and a question; None where it cannot be told."""
    found = [(file.path, file.state) for file in files]
    young = any(not state for _, state in found)
    return None if young else digest(repr(found), *question)


def states(folders: Iterable[str]) -> Iterator[str]:
    """Size and time of every file below some folders, for which that is enough."""
    for folder in folders:
        for here, inside, names in os.walk(folder):
            inside[:] = [name for name in inside if name != "__pycache__"]
            for name in names:
                path = os.path.join(here, name)
                seen = os.stat(path)
                yield f"{path} {seen.st_size} {seen.st_mtime_ns}"


def installed(paths: Iterable[str]) -> Iterator[str]:
    """Names of installed packages with their versions, as installers name their folders."""
    for place in paths:
        with suppress(OSError):
            yield from (name for name in os.listdir(place) if name.endswith(".dist-info"))
