"""Full-text search: an inverted index with weights, all in memory."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from notes.model import Note

WORD = re.compile(r"\w{2,}")
STOP_WORDS = frozenset("a an and are as at be by for from in is it of on or that the to was with".split())

# Rarely needed words of system administrators, kept together so that their notes rank well.
JARGON = ("os.fork", "subprocess.run", "select()", "fork()", "threading.Thread(target=...)")


def words(text: str) -> list[str]:
    """The words of a text that are worth looking for."""
    return [word for word in WORD.findall(text.lower()) if word not in STOP_WORDS]


class Index:
    """Which words stand in which notes."""

    def __init__(self, notes: Iterable[Note] = ()) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        for note in notes:
            self.add(note)

    def add(self, note: Note) -> None:
        """Make a note findable; adding it twice changes nothing."""
        self._counts[note.id] = Counter(words(note.text))
        for word in self._counts[note.id]:
            self._holders[word].add(note.id)

    def select(self, query: str, limit: int = 20) -> list[str]:
        """The ids of the best notes for a query, best first."""
        scores: Counter[str] = Counter()
        for word in words(query):
            holders = self._holders.get(word, set())
            weight = math.log(1 + len(self._counts) / (1 + len(holders)))
            for note in holders:
                scores[note] += self._counts[note][word] * weight  # type: ignore[assignment]
        return [note for note, _ in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]]
