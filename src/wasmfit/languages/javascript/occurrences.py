"""Find where words stand in the bytes, and tell bindings from uses.

Only words that can matter are looked up in the tree, so the cost of a file
grows with what it has to say, not with its size.
"""

from collections.abc import Collection, Iterator

from wasmfit.languages.javascript.scopes import CLASSES, Binding, Scopes
from wasmfit.syntax.tree import Node, identifier_at, text
from wasmfit.syntax.words import NAMING, places

NAMES = frozenset(
    {
        "identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
        "type_identifier",
    }
)
WORD = NAMING | frozenset(b"$")
MEMBER = WORD | frozenset(b".")
"""Bytes that a member or the rest of a longer word stands behind."""
_INSIDE = WORD | frozenset(b"#")
BLANKED = bytes(byte if byte in WORD else ord(" ") for byte in range(256))
FEW = 12
"""So many words are searched for one by one; of more, those that are there at all."""

_PATTERNS = {
    "array_pattern": "",
    "assignment_pattern": "left",
    "object_assignment_pattern": "left",
    "object_pattern": "",
    "pair_pattern": "value",
    "rest_pattern": "",
}
"""Parts of a destructuring pattern, and the field that binds (all of them if there is none)."""

_PARAMETERS = frozenset({"formal_parameters", "optional_parameter", "required_parameter"})
_NAMED = frozenset(
    {
        *CLASSES,
        "enum_declaration",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "internal_module",
    }
)
_ELSEWHERE = frozenset(
    {
        "export_specifier",
        "import_clause",
        "import_require_clause",
        "import_specifier",
        "namespace_export",
        "namespace_import",
    }
)


def occurrences(root: Node, data: bytes, words: Collection[str]) -> Iterator[Node]:
    """The name nodes spelled like one of the words, in order; members of objects are left out."""
    sought = {word.encode() for word in words}
    if len(sought) > FEW:
        there = set(data.translate(BLANKED).split())
        sought = {word for word in sought if word in there or not word.isascii()}
    for start, end in sorted(
        place for word in sought for place in places(data, word, _INSIDE, WORD)
    ):
        is_member = data[start - 1 : start] == b"." and data[start - 3 : start] != b"..."
        node = None if is_member else identifier_at(root, start, end)
        if node is not None and node.type in NAMES:
            yield node


def binding_of(node: Node, scopes: Scopes) -> Binding | bool | None:
    """The binding a name makes; None when it is a use; False when it is neither.

    Neither: types, and names in import and export statements (what they bind
    comes from the statement itself).
    """
    parent = node.parent
    if parent is None or parent.type in _ELSEWHERE:
        return False
    place = scopes.of(node)
    if place.is_type:
        return False
    if parent.type in _NAMED and parent.child_by_field_name("name") == node:
        return _definition(node, parent, scopes)
    if node.type == "type_identifier":
        return False
    child = node
    while parent is not None and _hands_down(parent, child):
        child, parent = parent, parent.parent
    return None if parent is None else _target(node, child, parent, scopes)


def _definition(node: Node, parent: Node, scopes: Scopes) -> Binding:
    own = parent.type in ("function_expression", "generator_function")
    scope = scopes.of(node if own else parent).scope
    return Binding(text(node), scope, node.start_byte, 0)


def _hands_down(parent: Node, child: Node) -> bool:
    field = _PATTERNS.get(parent.type)
    return field is not None and (not field or parent.child_by_field_name(field) == child)


def _target(node: Node, child: Node, parent: Node, scopes: Scopes) -> Binding | None:
    place = scopes.of(node)
    kind = parent.type
    name, at = text(node), node.start_byte
    if kind in _PARAMETERS or (kind == "arrow_function" and _is(parent, "parameter", child)):
        is_value = kind != "formal_parameters" and _is(parent, "value", child)
        return None if is_value else Binding(name, place.scope, at, 0)
    if kind == "catch_clause" and _is(parent, "parameter", child):
        return Binding(name, place.scope, at, 0)
    if kind == "variable_declarator" and _is(parent, "name", child):
        statement = parent.parent
        hoisted = statement is not None and statement.type == "variable_declaration"
        scope = place.scope.function if hoisted else place.scope
        has_value = parent.child_by_field_name("value") is not None
        loose = place.conditional and has_value and hoisted
        return Binding(name, scope, at, parent.end_byte if has_value else 0, loose)
    if kind == "for_in_statement" and _is(parent, "left", child):
        declared = parent.child_by_field_name("kind") is not None
        return Binding(name, place.scope, at, at, assigned=not declared)
    if kind in ("assignment_expression", "augmented_assignment_expression") and _is(
        parent, "left", child
    ):
        return Binding(name, place.scope, at, parent.end_byte, conditional=True, assigned=True)
    return None


def _is(parent: Node, field: str, child: Node) -> bool:
    return bool(parent.child_by_field_name(field) == child)
