"""Parse bytes with an official grammar wheel, and ask the tree questions."""

import importlib
from collections.abc import Iterator
from functools import cache
from time import process_time

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from wasmfit.errors import InstallationError, TooSlowError

__all__ = ["Node", "Tree", "ancestors", "captures", "error_spans", "identifier_at", "parse", "text"]

PATIENCE = 2.0
"""Seconds for any text, however short."""

SLOWEST = 500_000
"""Bytes that are parsed in a second on a machine ten times as slow as an ordinary one."""

MOST_LOST = 32_000_000
"""Bytes that a process may lose to parses that could be stopped."""

_LOST = [0]


@cache
def _language(grammar: str, entry: str) -> Language:
    try:
        return Language(getattr(importlib.import_module(grammar), entry)())
    except (ImportError, AttributeError, ValueError) as error:
        raise InstallationError(grammar, str(error)) from error


@cache
def _parser(grammar: str, entry: str) -> Parser:
    return Parser(_language(grammar, entry))


@cache
def _query(grammar: str, entry: str, source: str) -> Query:
    return Query(_language(grammar, entry), source)


def parse(grammar: str, data: bytes, entry: str = "language") -> Tree:
    """The syntax tree of ``data`` (UTF-8) by a grammar module such as ``tree_sitter_c``.

    Raises TooSlowError when that takes longer than any file deserves: there are
    inputs of a few kilobytes whose mistakes take hours to recover from. Only a
    parse that is fed by a function can be stopped, and that one never gives back
    the bytes it was fed with (tree-sitter 0.26), so a process stops parses until it
    has lost MOST_LOST bytes: all that is read without a worker, whose watchdog
    sees to the rest.
    """
    parser = _parser(grammar, entry)
    if _LOST[0] + len(data) > MOST_LOST:
        return parser.parse(data)
    _LOST[0] += len(data)
    end = process_time() + allowed(len(data))
    try:
        tree = parser.parse(
            lambda offset, _: data[offset:] if offset else data,
            progress_callback=lambda *_: process_time() > end,
        )
    except ValueError:
        parser.reset()
        message = f"parsing was given up after {allowed(len(data)):.0f} s"
        raise TooSlowError(message) from None
    # Nodes of a plain parse say their text at once. One without mistakes is taken over as it is.
    return parser.parse(data) if tree.root_node.has_error else parser.parse(data, tree)


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
