"""Member chains: from a name or a require() to the dotted symbol it starts."""

import re
from dataclasses import dataclass

from wasmfit.syntax.tree import Node, text

WRAPPERS = frozenset(
    {
        "as_expression",
        "await_expression",
        "non_null_expression",
        "parenthesized_expression",
        "satisfies_expression",
        "type_assertion",
    }
)
"""Expressions that are worth what is inside of them."""

_INTEROP = re.compile(
    r"(?:\w+\.)?(?:_*interop_?[rR]equire\w*|__importStar|__importDefault|__toESM|_*toESM\d*)"
)
"""Functions that compilers put around require(): they hand the module on."""


@dataclass(frozen=True, slots=True)
class Chain:
    """``nodes[i]`` spans the head and the first ``i`` members; ``members`` are their names."""

    nodes: tuple[Node, ...]
    members: tuple[str, ...]

    def token(self, length: int) -> Node:
        """The node to point at for ``length`` members: one line only."""
        node = self.nodes[length]
        if node.start_point.row == node.end_point.row:
            return node
        name = node.child_by_field_name("property") or node.child_by_field_name("index")
        return name or self.nodes[0]


def chain_from(head: Node) -> Chain:
    """The longest member chain that starts at an expression."""
    nodes, members = [head], []
    node = outermost(head)
    while True:
        parent = node.parent
        name = _member(parent, node) if parent is not None else None
        if parent is None or name is None:
            break
        nodes.append(parent)
        members.append(name)
        node = outermost(parent)
    return Chain(tuple(nodes), tuple(members))


def outermost(node: Node) -> Node:
    """The expression with everything around it that hands its value on unchanged."""
    while True:
        parent = node.parent
        if parent is None:
            return node
        place = {"sequence_expression": -1}.get(parent.type, 0 if parent.type in WRAPPERS else None)
        if place is not None and parent.named_children[place] == node:
            node = parent
        elif _is_interop(parent, node):
            node = parent.parent or parent
        else:
            return node


def innermost(node: Node) -> Node:
    """The expression inside of what hands its value on unchanged."""
    while node.type in WRAPPERS and node.named_children:
        node = node.named_children[0]
    return node


def unwrapped(function: Node) -> Node:
    """What is called by ``(0, util_1.promisify)(x)``, as compilers write it."""
    function = innermost(function)
    while function.type == "sequence_expression" and function.named_children:
        function = innermost(function.named_children[-1])
    return function


def _is_interop(arguments: Node, node: Node) -> bool:
    call = arguments.parent
    if arguments.type != "arguments" or call is None or arguments.named_children[0] != node:
        return False
    function = call.child_by_field_name("function")
    return function is not None and _INTEROP.fullmatch(text(function)) is not None


def _member(parent: Node, node: Node) -> str | None:
    if parent.child_by_field_name("object") != node:
        return None
    if parent.type == "member_expression":
        name = parent.child_by_field_name("property")
        return text(name) if name is not None else None
    if parent.type == "subscript_expression":
        index = parent.child_by_field_name("index")
        return string_value(index) if index is not None else None
    return None


def string_value(node: Node) -> str | None:
    """A string literal without substitutions and escapes."""
    if node.type not in ("string", "template_string"):
        return None
    parts = node.named_children
    if any(part.type != "string_fragment" for part in parts) or len(parts) > 1:
        return None
    return text(parts[0]) if parts else ""


def arguments_of(call: Node) -> list[Node]:
    """What a call or ``new`` is given, comments left out."""
    given = call.child_by_field_name("arguments")
    if given is None or given.type != "arguments":
        return []
    return [node for node in given.named_children if node.type != "comment"]


def call_of(node: Node) -> Node | None:
    """The call, ``new`` or tagged template that a chain is applied in."""
    node = outermost(node)
    parent = node.parent
    if parent is None:
        return None
    if parent.type == "call_expression" and parent.child_by_field_name("function") == node:
        return parent
    if parent.type == "new_expression" and parent.child_by_field_name("constructor") == node:
        return parent
    return parent if parent.type == "decorator" else None


def is_base(node: Node) -> bool:
    """Whether a class extends it."""
    parent = outermost(node).parent
    return parent is not None and parent.type in ("class_heritage", "extends_clause")


def is_stored(node: Node) -> bool:
    """Whether it is assigned to or deleted, not read."""
    node = outermost(node)
    parent = node.parent
    if parent is None:
        return False
    if parent.type in ("assignment_expression", "augmented_assignment_expression"):
        return bool(parent.child_by_field_name("left") == node)
    return parent.type == "unary_expression" and text(parent).startswith("delete")


def is_tested(node: Node) -> bool:
    """Whether it is only asked for: ``typeof x``, ``a instanceof x``, ``!x``."""
    node = outermost(node)
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "unary_expression":
        return text(parent).startswith(("typeof", "!"))
    if parent.type == "binary_expression":
        operator = parent.child_by_field_name("operator")
        sign = text(operator) if operator is not None else ""
        if sign in ("instanceof", "in", "==", "===", "!=", "!=="):
            return True
        if sign not in ("&&", "||"):
            return False
        return parent.child_by_field_name("left") == node or is_tested(parent)
    if parent.type == "ternary_expression":
        return bool(parent.child_by_field_name("condition") == node)
    return parent.type in ("if_statement", "while_statement")


def is_handed_on(node: Node) -> bool:
    """Whether it is what ``module.exports`` or a member of it is set to."""
    node = outermost(node)
    parent = node.parent
    if parent is not None and parent.type == "pair":
        node, parent = parent, parent.parent
    if parent is not None and parent.type == "object":
        node, parent = parent, parent.parent
    if parent is None or parent.type != "assignment_expression":
        return False
    left = parent.child_by_field_name("left")
    return left is not None and text(left).startswith(("module.exports", "exports."))
