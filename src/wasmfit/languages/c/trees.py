"""Syntax trees of a file's configurations, parsed when somebody asks."""

import re
from collections.abc import Iterator

from wasmfit.languages.c.branches import Branch
from wasmfit.languages.c.configurations import Configurations
from wasmfit.languages.c.masks import blanked
from wasmfit.syntax.tree import Node, Tree, error_spans, identifier_at, parse

_MACRO = re.compile(
    rb"\b(?:[A-Z][A-Z0-9_]{2,}|__[a-z]\w*__|_[A-Z][A-Z0-9_]+)\b"
    rb"(?:[ \t]*\((?:[^()\n;{}]|\([^()\n;{}]*\))*\))?"
    rb"(?=[ \t\n]+[A-Za-z_*{;])"
)


class Trees:
    """The trees of one file.

    A tree with errors has a second one, from bytes in which what looks like
    an annotation macro is blanked.
    """

    def __init__(self, grammar: str, configurations: Configurations) -> None:
        """Nothing is parsed yet."""
        self._grammar, self._configurations = grammar, configurations
        self._plain: dict[int, Tree] = {}
        self._mended: dict[int, Tree | None] = {}
        self._data: dict[int, bytes] = {}

    def leaves(self, branch: Branch | None, start: int, end: int) -> Iterator[Node]:
        """The leaf over these bytes in every tree that has the branch, best first."""
        for number, data in self._configurations.including(branch):
            if number not in self._plain:
                self._plain[number] = parse(self._grammar, data)
                self._data[number] = data
            tree = self._plain[number]
            node = identifier_at(tree.root_node, start, end)
            if node is not None:
                yield node
            mended = self._mend(number)
            if mended is not None:
                node = identifier_at(mended.root_node, start, end)
                if node is not None:
                    yield node

    def _mend(self, number: int) -> Tree | None:
        if number not in self._mended:
            self._mended[number] = None
            if self._plain[number].root_node.has_error:
                data = self._data[number]
                spans = [match.span() for match in _MACRO.finditer(data)]
                if spans:
                    self._mended[number] = parse(self._grammar, blanked(data, spans))
        return self._mended[number]

    def error_spans(self) -> list[tuple[int, int]]:
        """Byte ranges that no tree of a configuration understands."""
        found = set()
        for number, tree in self._plain.items():
            spans = error_spans(tree.root_node)
            mended = self._mended.get(number)
            if mended is not None:
                left = error_spans(mended.root_node)
                spans = [s for s in spans if any(s[0] < e and b < s[1] for b, e in left)]
            found.update(spans)
        return sorted(found)
