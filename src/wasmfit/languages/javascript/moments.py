"""Which functions run where they stand, as the file is loaded."""

from wasmfit.syntax.tree import Node, text

_BODIES = frozenset({"class_static_block", "internal_module", "module"})
"""Bodies that run in their place."""

_AROUND = frozenset({"await_expression", "parenthesized_expression", "unary_expression"})
_PASSED_ON = frozenset({"apply", "call"})
_ITERATING = frozenset(
    {
        "every",
        "filter",
        "find",
        "findIndex",
        "flatMap",
        "forEach",
        "map",
        "reduce",
        "reduceRight",
        "some",
        "sort",
    }
)
"""Methods that call what they are given before they return."""

_EXECUTORS = frozenset({"Promise"})


def runs_at_once(function: Node) -> bool:
    """Whether a function, or a body like one, is called right where it is written.

    ``(() => ...)()``, ``items.map(item => ...)``, ``new Promise(resolve => ...)``.
    """
    if function.type in _BODIES:
        return True
    child, parent = function, function.parent
    while parent is not None and parent.type in _AROUND:
        child, parent = parent, parent.parent
    if parent is None:
        return False
    if parent.type == "arguments":
        return _is_given_to_caller(parent)
    if parent.type == "member_expression":
        name = parent.child_by_field_name("property")
        passed = name is not None and text(name) in _PASSED_ON
        child, parent = parent, parent.parent
        return passed and parent is not None and _calls(parent, child)
    return _calls(parent, child)


def _calls(call: Node, function: Node) -> bool:
    return call.type == "call_expression" and call.child_by_field_name("function") == function


def _is_given_to_caller(arguments: Node) -> bool:
    call = arguments.parent
    if call is None:
        return False
    if call.type == "new_expression":
        made = call.child_by_field_name("constructor")
        return made is not None and text(made) in _EXECUTORS
    function = call.child_by_field_name("function")
    if function is None or function.type != "member_expression":
        return False
    name = function.child_by_field_name("property")
    return name is not None and text(name) in _ITERATING
