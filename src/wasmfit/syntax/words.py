"""Words of a text, found as plain text: no tree and no expression is needed."""

from collections.abc import Collection, Iterator

NAMING = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
"""The ASCII bytes of names in every language that is read."""


def places(
    data: bytes, word: bytes, before: Collection[int], after: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Where a word stands (bytes), not behind one of ``before`` and not before one of ``after``.

    One expression with all words of a search would be tried at every byte, and
    compiled for every file.
    """
    start = data.find(word)
    while start >= 0:
        end = start + len(word)
        ends = end == len(data) or data[end] not in after
        if ends and (not start or data[start - 1] not in before):
            yield start, end
        start = data.find(word, end)
