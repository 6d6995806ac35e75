"""Attribute chains: from an identifier to the dotted symbol it starts."""

from dataclasses import dataclass

from wasmfit.syntax.tree import Node, ancestors, text

TYPE_TESTS = frozenset({"isinstance", "issubclass"})


@dataclass(frozen=True, slots=True)
class Chain:
    """``nodes[i]`` spans the first ``i + 1`` parts; ``parts`` are their names."""

    nodes: tuple[Node, ...]
    parts: tuple[str, ...]

    def token(self, length: int) -> Node:
        """The node to point at for the first ``length`` parts: one line only."""
        node = self.nodes[length - 1]
        if node.start_point.row != node.end_point.row:
            return node.child_by_field_name("attribute") or node
        return node


def chain_from(node: Node) -> Chain:
    """The longest attribute chain that starts at an identifier."""
    nodes, parts = [node], [text(node)]
    parent = node.parent
    while parent is not None and parent.type == "attribute" and is_field(parent, "object", node):
        attribute = parent.child_by_field_name("attribute")
        if attribute is None:
            break
        nodes.append(parent)
        parts.append(text(attribute))
        node, parent = parent, parent.parent
    return Chain(tuple(nodes), tuple(parts))


def is_field(parent: Node, field: str, child: Node) -> bool:
    """Whether the child stands in that field of its parent."""
    return bool(parent.child_by_field_name(field) == child)


def called(node: Node) -> bool:
    """Whether a chain is called, or applied as a decorator."""
    parent = node.parent
    if parent is None:
        return False
    return parent.type == "decorator" or (
        parent.type == "call" and is_field(parent, "function", node)
    )


def is_base(node: Node) -> bool:
    """Whether it stands among the bases of a class."""
    parent = node.parent
    above = parent.parent if parent is not None else None
    return (
        parent is not None
        and parent.type == "argument_list"
        and above is not None
        and above.type == "class_definition"
    )


def is_stored(node: Node) -> bool:
    """Whether it is assigned to or deleted, not read."""
    parent = node.parent
    return parent is not None and (
        (parent.type == "assignment" and is_field(parent, "left", node))
        or parent.type in ("delete_statement", "pattern_list")
    )


def is_type_test(node: Node) -> bool:
    """Whether it is only compared with: ``isinstance``, ``except``."""
    for child, parent in ancestors(node):
        if parent.type in ("except_clause", "except_group_clause"):
            return child.type != "block"
        if parent.type == "argument_list" and parent.parent is not None:
            function = parent.parent.child_by_field_name("function")
            named = function is not None and text(function) in TYPE_TESTS
            return named and parent.named_children[0] != child
        if parent.type not in ("tuple", "list", "binary_operator", "as_pattern"):
            return False
    return False


def string_argument(call: Node, position: int) -> tuple[str, Node] | None:
    """The plain string literal at a position of a call's arguments, if it is one."""
    arguments = call.child_by_field_name("arguments")
    given = (
        [] if arguments is None else [n for n in arguments.named_children if n.type != "comment"]
    )
    if position >= len(given):
        return None
    return string_value(given[position])


def string_value(node: Node) -> tuple[str, Node] | None:
    """A string literal without interpolation and escapes, and its node."""
    if node.type != "string" or any(child.type == "interpolation" for child in node.children):
        return None
    start = text(node.children[0]).lower() if node.children else ""
    if "b" in start and "r" not in start and "\\" in text(node):
        return None
    content = [child for child in node.children if child.type == "string_content"]
    if len(content) > 1:
        return None
    return (text(content[0]) if content else ""), node
