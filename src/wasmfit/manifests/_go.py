"""What ``go.mod`` and ``go.work`` share: directives, and what replaces a module."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wasmfit.model.place import Span

_WORD = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`|=>|[()]|[^\s()"`]+')


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line: ``column`` is 1-based, in code points; ``width`` as written."""

    text: str
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One directive with its arguments, a line of a block included."""

    verb: str
    words: tuple[Word, ...]
    line: int
    comment: str

    def span(self, place: int) -> Span:
        """Where a word stands."""
        word = self.words[place]
        return Span(self.line, word.column, self.line, word.column + word.width)


def statements(text: str) -> Iterator[Statement]:
    """The directives of a file in this format, in order."""
    block = ""
    for line, row in enumerate(text.split("\n"), 1):
        code, slashes, comment = row.partition("//")
        words = [Word(_unquoted(m[0]), m.start() + 1, len(m[0])) for m in _WORD.finditer(code)]
        note = slashes + comment
        if not words:
            continue
        if block and words[0].text == ")":
            block = ""
        elif block:
            yield Statement(block, tuple(words), line, note)
        elif len(words) > 1 and words[1].text == "(":
            block = words[0].text
        else:
            yield Statement(words[0].text, tuple(words[1:]), line, note)


def _unquoted(word: str) -> str:
    return word[1:-1] if word[:1] in ('"', "`") and len(word) > 1 else word


def replaced(found: Sequence[Statement]) -> Iterator[tuple[str, str]]:
    """``replace a v1 => b v2``: another module, or version of it, in place of one."""
    for one in found:
        words = [word.text for word in one.words]
        after = words[words.index("=>") + 1 :] if one.verb == "replace" and "=>" in words else []
        if len(after) == 2:  # noqa: PLR2004 - a module and a version, not a folder
            yield "@".join(words[: words.index("=>")]), "@".join(after)


def replaced_by_paths(found: Sequence[Statement]) -> Iterator[str]:
    """Modules whose source lies in a directory: they are part of the tree, or beside it."""
    for one in found:
        words = [word.text for word in one.words]
        if one.verb == "replace" and "=>" in words[:-1]:
            target = words[words.index("=>") + 1]
            if target.startswith(("./", "../", "/")) or target in (".", ".."):
                yield words[0]
