"""Parse bytes with an official grammar wheel, and ask the tree questions."""

import importlib
from collections.abc import Iterator
from functools import cache
from math import inf
from time import process_time

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from wasmfit.errors import TooSlowError

__all__ = ["Node", "Tree", "ancestors", "captures", "error_spans", "identifier_at", "parse", "text"]

PATIENCE = 2.0
"""Seconds for any text, however short."""

SLOWEST = 500_000
"""Bytes that are parsed in a second on a machine ten times as slow as an ordinary one."""

PIECE = 1024
"""Bytes that the parser is handed at a time; more would cost less, and stop it later."""


@cache
def _language(grammar: str, entry: str) -> Language:
    return Language(getattr(importlib.import_module(grammar), entry)())


@cache
def _parser(grammar: str, entry: str) -> Parser:
    return Parser(_language(grammar, entry))


@cache
def _query(grammar: str, entry: str, source: str) -> Query:
    return Query(_language(grammar, entry), source)


def parse(grammar: str, data: bytes, entry: str = "language") -> Tree:
    """The syntax tree of ``data`` (UTF-8) by a grammar module such as ``tree_sitter_c``.

    Raises TooSlowError when that takes longer than any file deserves: there are
    inputs of a few kilobytes whose mistakes take hours to recover from, and the
    library has no time limit. It is handed its input piece by piece, and that
    is where it can be stopped.
    """
    parser, end, late = _parser(grammar, entry), process_time() + allowed(len(data)), False

    def piece(offset: int, _: object) -> bytes:
        nonlocal late
        late = late or process_time() > end
        return b"" if late else data[offset : offset + PIECE]

    tree = parser.parse(piece)
    if late:
        message = f"parsing was given up after {allowed(len(data)):.0f} s"
        raise TooSlowError(message)
    end = inf
    # Nodes of a tree without mistakes are all taken over, and say their text without asking here.
    return tree if tree.root_node.has_error else parser.parse(data, tree)


def allowed(size: int) -> float:
    """Seconds of processor time that a parse of so many bytes may take."""
    return PATIENCE + size / SLOWEST


def captures(
    grammar: str, query: str, node: Node, entry: str = "language"
) -> dict[str, list[Node]]:
    """Every capture of a query below a node, by capture name, in document order."""
    found = QueryCursor(_query(grammar, entry, query)).captures(node)
    return {name: sorted(nodes, key=lambda n: n.start_byte) for name, nodes in found.items()}


def identifier_at(root: Node, start: int, end: int) -> Node | None:
    """The leaf that spans exactly these bytes, or None (it lies in a string or comment)."""
    node = root.descendant_for_byte_range(start, end)
    if node is None or node.start_byte != start or node.end_byte != end:
        return None
    return node


def ancestors(node: Node) -> Iterator[tuple[Node, Node]]:
    """Pairs of (child, parent) from a node up to the root."""
    parent = node.parent
    while parent is not None:
        yield node, parent
        node, parent = parent, parent.parent


def text(node: Node) -> str:
    """The source text of a node; invalid UTF-8 is replaced."""
    return node.text.decode("utf-8", "replace") if node.text is not None else ""


def error_spans(root: Node) -> list[tuple[int, int]]:
    """Byte ranges of the outermost error nodes; missing tokens are not counted."""
    spans: list[tuple[int, int]] = []
    todo = [root] if root.has_error else []
    while todo:
        node = todo.pop()
        if node.is_error:
            spans.append((node.start_byte, node.end_byte))
        else:
            todo.extend(child for child in node.children if child.has_error)
    return sorted(spans)
