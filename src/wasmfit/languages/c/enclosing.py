"""The definition around a place."""

import re

from wasmfit.languages.c.meanings import CLASSES, DECLARATORS
from wasmfit.syntax.tree import Node, ancestors, text


def enclosing(node: Node) -> str:
    """The function around a node, with its class: ``Server::start``; "" at file level."""
    names: list[str] = []
    for child, parent in ancestors(node):
        if parent.type == "function_definition" and child != parent.child_by_field_name(
            "declarator"
        ):
            names.append(_function_name(parent))
        elif parent.type in CLASSES and child.type == "field_declaration_list":
            name = parent.child_by_field_name("name")
            if name is not None:
                names.append(text(name))
    return "::".join(filter(None, reversed(names)))


def _function_name(definition: Node) -> str:
    inner = definition.child_by_field_name("declarator")
    while inner is not None and inner.type in DECLARATORS:
        below = inner.child_by_field_name("declarator")
        if below is None and inner.named_child_count:
            below = inner.named_children[0]
        inner = below
    return re.sub(r"\s+", "", text(inner).partition("<")[0]) if inner is not None else ""
