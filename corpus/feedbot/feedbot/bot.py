"""Asks all feeds in turn, several at once, for ever."""

from __future__ import annotations

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from feedbot.feed import Entry, entries
from feedbot.memory import Memory
from feedbot.network import Room, fetch

EVERY = 900
AT_ONCE = 8


class Bot:
    """Passes new entries of feeds on to a room."""

    def __init__(self, feeds: list[str], memory: Memory, room: Room) -> None:
        self._feeds = feeds
        self._memory = memory
        self._room = room
        self._writing = threading.Lock()

    def run(self) -> None:
        """Work until the program is stopped."""
        threading.Thread(target=self._beat, daemon=True).start()
        while True:
            self.round()
            time.sleep(EVERY)

    def round(self) -> None:
        """Ask every feed once."""
        if sys.platform == "emscripten":
            documents = [fetch(feed) for feed in self._feeds]
        else:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                documents = list(pool.map(fetch, self._feeds))
        for document in documents:
            for entry in entries(document):
                self._pass_on(entry)

    def _pass_on(self, entry: Entry) -> None:
        with self._writing:
            if self._memory.is_new(entry):
                self._room.tell(f"{entry.title} {entry.address}")
                self._memory.remember(entry)

    def _beat(self) -> None:
        while True:
            with self._writing:
                self._room.tell("still here")
            time.sleep(EVERY * 4)
