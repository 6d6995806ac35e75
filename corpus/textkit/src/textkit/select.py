"""Choosing lines: the names are those of an old editor, nothing here touches processes."""

from __future__ import annotations

import re


def fork(lines: list[str], pattern: str) -> tuple[list[str], list[str]]:
    """The lines that match, and the others."""
    match = [line for line in lines if re.search(pattern, line)]
    return match, [line for line in lines if line not in match]


def spawn(line: str, times: int) -> list[str]:
    """The same line several times."""
    return [line] * times


def select(lines: list[str], first: int, last: int) -> list[str]:
    """Lines by number, both ends included."""
    return lines[first - 1 : last]


class Thread:
    """A chain of replies; ``start`` is its first message."""

    def __init__(self, messages: list[str]) -> None:
        self.messages = messages

    def start(self) -> str:
        """The message that began it."""
        return self.messages[0]


def conversation(lines: list[str]) -> str:
    """The first line of a thread of lines."""
    kept, _ = fork(lines, r"\S")
    return Thread(select(kept, 1, len(kept))).start()
