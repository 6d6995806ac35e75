"""Paths where they are used: from a first segment to the whole, in code and in macro arguments."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from wasmfit.languages.rust.wanted import OWN, Path
from wasmfit.model.facts import UseKind
from wasmfit.syntax.tree import Node, ancestors, identifier_at, text

NAMES = frozenset({"identifier", "type_identifier", "crate", "self", "super", "metavariable"})
SCOPED = frozenset({"scoped_identifier", "scoped_type_identifier"})
WRAPPERS = frozenset({"generic_type", "generic_type_with_turbofish", "bracketed_type"})
HEAD = re.compile(rb"(?<![\w'\"])([a-z_]\w*+)\s*+::")
"""A word that something is looked up in: crates are named in no other way in code.

Code that tools write has blanks there: ``std :: os :: raw :: c_int``.
"""
DEFINITIONS = frozenset(
    {"function_item", "function_signature_item", "struct_item", "enum_item", "union_item",
     "trait_item", "mod_item", "const_item", "static_item", "type_item", "macro_definition",
     "associated_type", "enum_variant", "type_parameter", "const_parameter", "field_declaration",
     "use_as_clause", "extern_crate_declaration", "lifetime", "label", "let_declaration",
     "closure_parameters", "parameter", "for_expression", "type_binding", "token_binding_pattern"}
)  # fmt: skip
NAMING = ("name", "alias", "pattern")
TYPES = frozenset(
    {"type_arguments", "reference_type", "pointer_type", "parameter", "field_declaration",
     "let_declaration", "type_cast_expression", "function_item", "function_signature_item",
     "tuple_type", "array_type", "type_item", "abstract_type", "dynamic_type", "trait_bounds",
     "where_predicate", "const_item", "static_item", "ordered_field_declaration_list",
     "function_type", "bounded_type", "generic_type", "closure_expression",
     "optional_type_parameter", "constrained_type_parameter", "qualified_type",
     "type_binding", "associated_type"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chain:
    """A path in use: its segments, the node of each, and what is done with it.

    ``node`` spans the whole (in macro arguments: the last segment).
    """

    path: Path
    nodes: tuple[Node, ...]
    node: Node
    kind: UseKind
    in_macro: bool = False


def chain_nodes(
    root: Node, data: bytes, outside: frozenset[str], own: Collection[str]
) -> Iterator[Node]:
    """The leaves where a path can start: names of crates, and names of this file."""
    for match in HEAD.finditer(data):
        if match.group(1).decode("utf-8", "replace") in outside:
            yield from _leaf(root, *match.span(1))
    yield from occurrences(root, data, frozenset(own))


def occurrences(root: Node, data: bytes, words: frozenset[str]) -> Iterator[Node]:
    """The leaves spelled like one of the words where a path can start, in order."""
    for match in _spelled(words).finditer(data) if words else ():
        yield from _leaf(root, *match.span())


def _leaf(root: Node, start: int, end: int) -> Iterator[Node]:
    node = identifier_at(root, start, end)
    if node is not None and node.type in NAMES and not _is_inside(node):
        yield node


@lru_cache(maxsize=8)
def _spelled(words: frozenset[str]) -> re.Pattern[bytes]:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    choice = b"|".join(w.encode() + (rb"(?=\s*+::)" if w in OWN else b"") for w in ordered)
    return re.compile(rb"(?<![\w'\"])(?:" + choice + rb")(?!\w)")


def _is_inside(node: Node) -> bool:
    """Whether it is a later segment of a path, a member, or part of a ``use``."""
    parent = node.parent
    if parent is None:
        return True
    if parent.type in SCOPED:
        return parent.child_by_field_name("path") != node and not _is_rooted(parent)
    if parent.type in ("use_list", "use_declaration", "scoped_use_list", "use_wildcard"):
        return True
    if parent.type == "use_as_clause" or _names(parent, node):
        return True
    if parent.type.startswith("token_tree"):
        if _is_predicate(node):
            return True
        before = node.prev_sibling
        sign = text(before) if before is not None else ""
        return sign == "." or (sign == "::" and _continues(before))
    return False


def _is_rooted(path: Node) -> bool:
    """``::name``: a path that starts at the crates."""
    return path.child_by_field_name("path") is None


def _is_predicate(node: Node) -> bool:
    """Whether it stands in the arguments of an attribute or of ``cfg!``.

    The attributes that ``cfg_attr`` sets are like any others.
    """
    for _, parent in ancestors(node):
        if not parent.type.startswith("token_tree"):
            macro = parent.child_by_field_name("macro")
            if parent.type == "attribute":
                return not is_set(node, parent)
            return macro is not None and text(macro) == "cfg"
    return False


def is_set(node: Node, attribute: Node) -> bool:
    """Whether a node is part of what ``cfg_attr(…, here)`` sets, not of its condition."""
    if text(attribute.named_children[0]) != "cfg_attr":
        return False
    tokens = attribute.named_children[-1].children
    comma = next((one for one in tokens if text(one) == ","), None)
    return comma is not None and comma.end_byte <= node.start_byte


def _in_attribute(node: Node) -> bool:
    parent = node.parent
    above = parent.parent if parent is not None else None
    return above is not None and above.type == "attribute"


def _continues(sign: Node | None) -> bool:
    """Whether ``::`` in macro arguments follows a segment."""
    before = sign.prev_sibling if sign is not None else None
    return before is not None and (before.type in NAMES or text(before) == ">")


def _names(parent: Node, node: Node) -> bool:
    """Whether the node is the name that its parent defines."""
    if parent.type not in DEFINITIONS:
        return False
    return any(parent.child_by_field_name(field) == node for field in NAMING)


def chain_from(node: Node) -> Chain | None:
    """The longest path that starts at a leaf; None inside ``use``."""
    parent = node.parent
    if parent is not None and parent.type.startswith("token_tree"):
        return _macro_chain(node)
    path, nodes, top = [text(node)], [node], node
    if parent is not None and parent.type in SCOPED and parent.child_by_field_name("path") is None:
        path, nodes, top = ["", text(node)], [node, node], parent
    while (parent := top.parent) is not None:
        if parent.type in SCOPED and parent.child_by_field_name("path") == top:
            name = parent.child_by_field_name("name")
            if name is None:
                break
            path.append(text(name))
            nodes.append(name)
            top = parent
        elif parent.type in WRAPPERS and _is_held(parent, top):
            top = parent
        else:
            break
    if parent is None or parent.type.startswith(("use_", "scoped_use")):
        return None
    return Chain(tuple(path), tuple(nodes), top, _kind(top, parent))


def _is_held(wrapper: Node, node: Node) -> bool:
    """Whether a generic type is the head of a longer path: ``Foo::<T>::new``."""
    above = wrapper.parent
    held = wrapper.child_by_field_name("type") == node or wrapper.named_child_count == 1
    return held and above is not None and above.type in SCOPED


def _macro_chain(node: Node) -> Chain:
    """A path in macro arguments, which are plain tokens to the grammar."""
    path, nodes = [text(node)], [node]
    before = node.prev_sibling
    if before is not None and text(before) == "::":
        path, nodes = ["", text(node)], [node, node]
    sign = node.next_sibling
    while sign is not None and text(sign) == "::":
        name = sign.next_sibling
        if name is None or name.type not in NAMES:
            break
        path.append(text(name))
        nodes.append(name)
        sign = name.next_sibling
    kind = UseKind.VALUE
    if (sign is not None and text(sign).startswith(("(", "!"))) or _in_attribute(node):
        kind = UseKind.CALL
    elif _is_imported(nodes[0]):
        kind = UseKind.IMPORT
    return Chain(tuple(path), tuple(nodes), nodes[-1], kind, in_macro=True)


def _is_imported(node: Node) -> bool:
    """Whether ``use`` stands before a path in macro arguments."""
    before = node.prev_sibling
    if before is not None and text(before) == "::":
        before = before.prev_sibling
    return before is not None and text(before) == "use"


def _kind(node: Node, parent: Node) -> UseKind:
    """What is done with a path."""
    above = parent.parent
    if parent.type == "generic_function" and above is not None:
        node, parent = parent, above
    if parent.type == "call_expression" and parent.child_by_field_name("function") == node:
        return UseKind.CALL
    if parent.type in ("macro_invocation", "attribute"):
        return UseKind.CALL
    if parent.type == "struct_expression" and parent.child_by_field_name("name") == node:
        return UseKind.CALL
    if parent.type == "impl_item" and parent.child_by_field_name("trait") == node:
        return UseKind.BASE
    if parent.type.endswith("_pattern") or parent.type == "impl_item":
        return UseKind.TEST
    if node.type in ("type_identifier", "scoped_type_identifier") or parent.type in TYPES:
        return _in_type(node, parent)
    return UseKind.VALUE


def _in_type(node: Node, parent: Node) -> UseKind:
    value = parent.child_by_field_name("value") or parent.child_by_field_name("body")
    return UseKind.VALUE if value is not None and value == node else UseKind.ANNOTATION


def is_shadowed(node: Node) -> bool:
    """Whether a single name is a parameter or local variable there."""
    name = text(node)
    for child, parent in ancestors(node):
        if parent.type == "block":
            for statement in parent.named_children:
                if statement.start_byte >= child.start_byte:
                    break
                if statement.type == "let_declaration" and _binds(statement, "pattern", name):
                    return True
        elif parent.type in ("function_item", "closure_expression"):
            if _binds(parent, "parameters", name):
                return True
            if parent.type == "function_item":
                return False
        elif parent.type in ("for_expression", "match_arm") and _binds(parent, "pattern", name):
            return True
    return False


def _binds(node: Node, field: str, name: str) -> bool:
    pattern = node.child_by_field_name(field)
    todo = [pattern] if pattern is not None else []
    while todo:
        here = todo.pop()
        if here.type == "identifier" and text(here) == name:
            return True
        if not here.type.endswith("_type"):
            todo.extend(here.named_children)
    return False
