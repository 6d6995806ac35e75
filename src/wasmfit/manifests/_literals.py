"""The values that a Python file states in so many words: nothing of it is run, or even compiled."""

import re
from collections.abc import Iterator

from wasmfit.model.place import Span
from wasmfit.syntax.lines import Lines, to_utf8
from wasmfit.syntax.tree import Node, parse, text

MOST = 2_000_000
"""Bytes; a larger file is no build script."""

_GRAMMAR = "tree_sitter_python"
_DEEPEST = 40
_LISTS = frozenset({"list", "tuple", "set", "parenthesized_expression", "expression_list"})
_CHANGES = frozenset(
    {"append", "extend", "insert", "update", "setdefault", "pop", "remove", "clear"}
)
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"', "\n": ""}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class NotLiteralError(ValueError):
    """A value that only running the file would tell."""


class Script:
    """One file: its calls, and what expressions in it stand for."""

    def __init__(self, data: bytes) -> None:
        """Parse the file; ``data`` must not be longer than MOST."""
        self._data, _ = to_utf8(data)
        self._lines = Lines(self._data)
        self.root = parse(_GRAMMAR, self._data).root_node
        self._names = _names(self.root)

    def calls(self) -> Iterator[Node]:
        """All calls in the order of the file."""
        return (node for node in walk(self.root) if node.type == "call")

    def line(self, node: Node) -> int:
        """The line a node starts on."""
        return self._lines.at(node.start_byte)[0]

    def span(self, node: Node, number: int = 0) -> Span:
        """A line of an expression, the first one is 0; of a string what is between its quotes."""
        start, end = node.start_byte, node.end_byte
        inside = [child for child in node.children if child.type == "string_content"]
        if node.type == "string" and inside:
            start, end = inside[0].start_byte, inside[-1].end_byte
        lines = self._data[start:end].split(b"\n")
        chosen = number if number < len(lines) else 0
        start += sum(len(line) + 1 for line in lines[:chosen])
        start += len(lines[chosen]) - len(lines[chosen].lstrip())
        return self._lines.span(start, start + len(lines[chosen].strip()))

    def resolved(self, node: Node) -> Node:
        """What a name stands for that is bound once at the top; any other expression itself."""
        for _ in range(_DEEPEST):
            known = self._names.get(text(node)) if node.type == "identifier" else None
            if known is None:
                break
            node = known
        return node

    def strings(self, node: Node, depth: int = 0) -> Iterator[tuple[str, Node]]:
        """The strings of a list, each with its place; raises NotLiteralError."""
        if depth > _DEEPEST:
            raise NotLiteralError
        node = self.resolved(node)
        if node.type in ("string", "concatenated_string"):
            yield literal(node), node
        elif node.type in _LISTS or node.type == "list_splat":
            for item in members(node):
                yield from self.strings(item, depth + 1)
        elif node.type == "binary_operator" and _field(node, "operator") == "+":
            for side in ("left", "right"):
                inner = node.child_by_field_name(side)
                if inner is not None:
                    yield from self.strings(inner, depth + 1)
        elif node.type != "none":
            raise NotLiteralError

    def pairs(self, node: Node) -> Iterator[tuple[str, Node]]:
        """Keys and values of a dictionary; raises NotLiteralError."""
        node = self.resolved(node)
        if node.type == "dictionary":
            for entry in members(node):
                key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
                if entry.type != "pair" or key is None or value is None:
                    raise NotLiteralError
                yield literal(self.resolved(key)), value
        elif node.type == "call" and dotted(node.child_by_field_name("function")) == "dict":
            for name, value in arguments(node):
                if not name or name == "**":
                    raise NotLiteralError
                yield name, value
        else:
            raise NotLiteralError


def walk(root: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the file."""
    todo = [root]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(reversed(node.named_children))


def members(node: Node) -> list[Node]:
    """What a list, block or dictionary holds, without comments."""
    return [child for child in node.named_children if child.type != "comment"]


def arguments(call: Node) -> Iterator[tuple[str, Node]]:
    """The arguments of a call: name ("" for one by position, ``**`` for several) and value."""
    listed = call.child_by_field_name("arguments")
    for argument in members(listed) if listed is not None else ():
        name, value = (
            argument.child_by_field_name("name"),
            argument.child_by_field_name("value"),
        )
        if argument.type == "keyword_argument" and name is not None and value is not None:
            yield text(name), value
        elif argument.type == "dictionary_splat" and argument.named_children:
            yield "**", argument.named_children[0]
        else:
            yield "", argument


def dotted(node: Node | None) -> str:
    """``a.b.c`` as written, "" for anything else."""
    if node is None or node.type not in ("identifier", "attribute"):
        return ""
    written = text(node)
    return written if re.fullmatch(r"[\w.]+", written) else ""


def literal(node: Node) -> str:
    """The value of a string; raises NotLiteralError when parts of it are worked out."""
    if node.type == "concatenated_string":
        return "".join(map(literal, members(node)))
    if node.type != "string" or any(child.type == "interpolation" for child in node.children):
        raise NotLiteralError
    raw = "".join(text(child) for child in node.children if child.type == "string_content")
    if "r" in text(node)[:2].lower().partition("'")[0].partition('"')[0]:
        return raw
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[0]), raw)


def _field(node: Node, name: str) -> str:
    child = node.child_by_field_name(name)
    return text(child) if child is not None else ""


def _names(root: Node) -> dict[str, Node]:
    """Top-level names that are bound once and never changed, with what they stand for."""
    found: dict[str, Node] = {}
    spoilt: set[str] = set()
    for node in walk(root):
        name, value = _binding(node)
        if not name:
            continue
        holder = node.parent.parent if node.parent is not None else None
        if value is None or name in found or holder is None or holder.type != "module":
            spoilt.add(name)
        else:
            found[name] = value
    return {name: value for name, value in found.items() if name not in spoilt}


def _binding(node: Node) -> tuple[str, Node | None]:
    """The name a node binds or changes, and the value where it is bound to one."""
    if node.type in ("assignment", "augmented_assignment", "for_statement"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and left.type == "subscript":
            return _field(left, "value"), None
        if left is not None and left.type == "identifier":
            return text(left), right if node.type == "assignment" else None
    if node.type == "call":
        function = node.child_by_field_name("function")
        changes = function is not None and _field(function, "attribute") in _CHANGES
        if function is not None and function.type == "attribute" and changes:
            return _field(function, "object"), None
    return "", None
