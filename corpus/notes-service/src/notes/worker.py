"""The work that nobody waits for: indexing, snapshots, and files made by other programs."""

from __future__ import annotations

import queue
import threading
import time
from pathlib import Path

from notes.compat import IN_SANDBOX, low_priority, sp
from notes.model import Note
from notes.search import Index
from notes.storage import Store

SNAPSHOT_EVERY = 300.0
CONVERTER = "pandoc"


class Worker:
    """Takes changed notes off the hands of the request that changed them."""

    def __init__(self, store: Store, index: Index, snapshots: Path) -> None:
        self._store = store
        self._index = index
        self._snapshots = snapshots
        self._changes: queue.Queue[Note] = queue.Queue()
        self._busy = threading.Lock()

    def changed(self, note: Note) -> None:
        """A note was written: index it soon, or now where nothing runs beside us."""
        if IN_SANDBOX:
            self._index.add(note)
        else:
            self._changes.put(note)

    def start(self) -> None:
        """Begin to work in the background; in a sandbox there is no background."""
        if IN_SANDBOX:
            return
        threading.Thread(target=self._run, name="indexer", daemon=True).start()

    def start_snapshots(self) -> None:
        """Write a snapshot now and then."""
        timer = threading.Timer(SNAPSHOT_EVERY, self._snapshot)
        timer.daemon = True
        timer.start()

    def _run(self) -> None:
        low_priority()
        while True:
            note = self._changes.get()
            with self._busy:
                self._index.add(note)
            self._changes.task_done()

    def _snapshot(self) -> None:
        name = time.strftime("%Y%m%d-%H%M%S.sqlite")
        self._store.snapshot(self._snapshots / name)
        self.start_snapshots()


def export(notes: list[Note], target: Path) -> None:
    """Write all notes into one document; its suffix says of which kind."""
    text = "\n\n".join(note.text for note in notes)
    sp.run([CONVERTER, "-f", "markdown", "-o", str(target)], input=text.encode(), check=True)


def converter_version() -> str:
    """The first line that the converter says of itself, "" without one."""
    if IN_SANDBOX:
        return ""
    said = sp.check_output([CONVERTER, "--version"], text=True)
    return said.split("\n", 1)[0]
