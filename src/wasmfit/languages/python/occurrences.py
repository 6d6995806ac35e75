"""Find where words stand in the bytes, and tell bindings from uses.

Only words that can matter are looked up in the tree, so the cost of a file
grows with what it has to say, not with its size.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from wasmfit.languages.python.scopes import Binding, Scopes
from wasmfit.syntax.tree import Node, identifier_at, text
from wasmfit.syntax.words import NAMING, places

PATTERNS = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "dictionary_splat_pattern",
    }
)
PARAMETERS = frozenset({"parameters", "lambda_parameters"})
PARAMETER = frozenset({"default_parameter", "typed_default_parameter", "typed_parameter"})
TARGETS = {
    "assignment": "left",
    "augmented_assignment": "left",
    "named_expression": "name",
    "for_statement": "left",
    "for_in_clause": "left",
}
JOINED = NAMING | frozenset(b".")
MEMBERS = re.compile(rb"((?>(?:\.\w++)+))(?![\x80-\xff])\s*+(?![.\\#])")
"""Members that nothing can add to: neither a further line nor a letter beyond ASCII."""
DEFINITIONS = frozenset({"function_definition", "class_definition"})


class Place(NamedTuple):
    """Where a word stands, in bytes.

    ``members`` is what is asked of it, ``.path.join``: all of it, or "" where
    only the tree can tell.
    """

    start: int
    end: int
    word: str
    members: str


def occurrences(root: Node, data: bytes, words: Collection[str]) -> Iterator[Place]:
    """Where one of the words stands, in order, be it in code or not.

    With mistakes around, what looks like members may be something else.
    """
    found = [
        (*place, word) for word in words for place in places(data, word.encode(), JOINED, NAMING)
    ]
    for start, end, word in sorted(found):
        match = None if root.has_error else MEMBERS.match(data, end)
        yield Place(start, end, word, match[1].decode() if match else "")


def identifier(root: Node, place: Place) -> Node | None:
    """The name at a place; None in a string, a comment or another word."""
    node = identifier_at(root, place.start, place.end)
    return node if node is not None and node.type == "identifier" else None


def binding_of(node: Node, scopes: Scopes) -> Binding | bool | None:
    """The binding an identifier makes; None when it is a use; False when it is neither.

    Neither: members (``door. open()``), keyword names, parts of import
    statements (their bindings come from the import itself), ``del``.
    """
    parent = node.parent
    if parent is None:
        return False
    kind = parent.type
    if kind in ("global_statement", "nonlocal_statement"):
        return _bind(node, node, scopes, declared=kind.removesuffix("_statement"))
    if kind in DEFINITIONS and parent.child_by_field_name("name") == node:
        return _bind(node, parent, scopes)
    if kind in ("dotted_name", "aliased_import"):
        return _in_dotted_name(node, parent, scopes)
    if kind == "attribute" and node.start_byte > parent.start_byte:
        return False
    if kind == "keyword_argument" and parent.child_by_field_name("name") == node:
        return False
    if kind in ("keyword_pattern", "delete_statement"):
        return False
    return _as_target(node, scopes)


def _in_dotted_name(node: Node, parent: Node, scopes: Scopes) -> Binding | bool:
    above = parent.parent
    captured = above is not None and above.type in ("case_pattern", "as_pattern", "splat_pattern")
    if parent.type == "dotted_name" and captured and parent.named_child_count == 1:
        return _bind(node, parent, scopes)
    return False


def _as_target(node: Node, scopes: Scopes) -> Binding | None:
    child, parent = node, node.parent
    while parent is not None and (
        parent.type in PATTERNS or (parent.type == "tuple" and _is_as_target(parent.parent))
    ):
        child, parent = parent, parent.parent
    if parent is None:
        return None
    if parent.type in PARAMETERS or (
        parent.type in PARAMETER and _is_parameter_name(child, parent)
    ):
        return _parameter(node, parent)
    if _is_as_target(parent):
        return _bind(node, parent, scopes)
    field = TARGETS.get(parent.type)
    if field is not None and parent.child_by_field_name(field) == child:
        return _bind(node, parent, scopes)
    return None


def _is_as_target(node: Node | None) -> bool:
    return node is not None and node.type == "as_pattern_target"


def _is_parameter_name(child: Node, parent: Node) -> bool:
    name = parent.child_by_field_name("name") or parent.named_children[0]
    return bool(name == child)


def _parameter(node: Node, parent: Node) -> Binding:
    owner = parent
    while owner.type not in ("function_definition", "lambda") and owner.parent is not None:
        owner = owner.parent
    return Binding(text(node), owner.id, owner.start_byte, conditional=False)


def _bind(node: Node, statement: Node, scopes: Scopes, declared: str = "") -> Binding:
    place = scopes.of(statement if statement.type in DEFINITIONS else node)
    scope = place.scope
    while scope.kind == "comprehension" and statement.type == "named_expression" and scope.parent:
        scope = scope.parent
    since = statement.end_byte
    if statement.type in ("for_statement", "for_in_clause", "as_pattern_target", *DEFINITIONS):
        since = node.end_byte
    return Binding(text(node), scope.id, since, place.conditional, declared=declared)
