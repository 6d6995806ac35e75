"""Counting, over any stream of lines."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What has been counted so far."""

    lines: int = 0
    characters: int = 0
    words: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many words there were."""
        return self.words.total()

    def frequent(self, number: int) -> list[tuple[str, int]]:
        """The most frequent words, equally frequent ones in the order of the alphabet."""
        return sorted(self.words.items(), key=lambda pair: (-pair[1], pair[0]))[:number]


def count(lines: Iterable[str]) -> Tally:
    """Count everything in one pass."""
    tally = Tally()
    for line in lines:
        tally.lines += 1
        tally.characters += len(line)
        tally.words.update(split(line))
    return tally


def split(line: str) -> Iterable[str]:
    """Words of letters and digits, lower case, in composed form."""
    word: list[str] = []
    for character in unicodedata.normalize("NFC", line.casefold()) + " ":
        if character.isalnum():
            word.append(character)
        elif word:
            yield "".join(word)
            word.clear()
