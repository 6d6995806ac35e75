"""Which entries have been passed on already."""

from __future__ import annotations

import json
import os
from pathlib import Path

from feedbot.feed import Entry

KEPT = 5000


class Memory:
    """The addresses of old entries, in a file that is replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: list[str] = json.loads(path.read_text("utf-8")) if path.exists() else []

    def is_new(self, entry: Entry) -> bool:
        """Whether nobody has been told yet."""
        return entry.address not in self._known

    def remember(self, entry: Entry) -> None:
        """Never tell it again."""
        self._known = [*self._known, entry.address][-KEPT:]
        draft = self._path.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(self._known, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)
