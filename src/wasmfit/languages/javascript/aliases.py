"""Names that come to stand for something: ``const run = cp.exec``, ``{ spawn } = require(...)``."""

from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.languages.javascript.chains import (
    arguments_of,
    outermost,
    string_value,
    unwrapped,
)
from wasmfit.languages.javascript.names import join
from wasmfit.languages.javascript.scopes import Binding, Scopes
from wasmfit.syntax.tree import Node, text

_CHOICES = frozenset({"binary_expression", "ternary_expression"})
_HANDING_ON = ("promisify", "promisifyAll", "callbackify", "bind", "denodeify", "pify")
"""Functions whose result does what their argument does."""


@dataclass(frozen=True, slots=True)
class Given:
    """A name that is given a symbol: the binding, and the node of the name."""

    binding: Binding
    node: Node
    symbol: str
    taken_apart: bool = False
    """True when the name was picked out of the symbol by a pattern."""


def given_names(node: Node, symbol: str, scopes: Scopes) -> Iterator[Given]:
    """The names that an expression worth ``symbol`` is bound to where it stands."""
    value, conditional = _chosen(node)
    parent = value.parent
    if parent is None:
        return
    if parent.type == "arguments":
        yield from _through_call(parent, value, symbol, scopes)
        return
    pattern, assigned, since = _pattern(parent, value)
    if pattern is not None:
        place = scopes.of(pattern)
        hoisted = parent.parent is not None and parent.parent.type == "variable_declaration"
        scope = place.scope.function if hoisted and not assigned else place.scope
        loose = conditional or place.conditional
        start = Binding("", scope, 0, since, loose, symbol, assigned)
        yield from _taken(pattern, symbol, start)


def _chosen(node: Node) -> tuple[Node, bool]:
    """The expression around it that may have its value, and whether it may have another."""
    node, conditional = outermost(node), False
    while node.parent is not None and node.parent.type in _CHOICES:
        parent = node.parent
        operator = parent.child_by_field_name("operator")
        if parent.child_by_field_name("condition") == node:
            break
        if operator is not None and text(operator) not in ("||", "&&", "??"):
            break
        node, conditional = outermost(parent), True
    return node, conditional


def _pattern(parent: Node, value: Node) -> tuple[Node | None, bool, int]:
    """What is bound, whether by assignment, and from where on it holds."""
    match parent.type:
        case "variable_declarator" if parent.child_by_field_name("value") == value:
            return parent.child_by_field_name("name"), False, parent.end_byte
        case "assignment_expression" if parent.child_by_field_name("right") == value:
            left = parent.child_by_field_name("left")
            plain = left is not None and left.type in ("identifier", "object_pattern")
            return (left if plain else None), True, parent.end_byte
        case "assignment_pattern" | "object_assignment_pattern":
            return parent.child_by_field_name("left"), False, 0
        case "required_parameter" if parent.child_by_field_name("value") == value:
            return parent.child_by_field_name("pattern"), False, 0
        case _:
            return None, False, 0


def _taken(pattern: Node, symbol: str, start: Binding) -> Iterator[Given]:
    """The names of a pattern: ``{ a, b: c, ...rest }``, nested ones too."""
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        yield Given(_bound(pattern, symbol, start), pattern, symbol)
        return
    for part in pattern.named_children if pattern.type == "object_pattern" else ():
        match part.type:
            case "shorthand_property_identifier_pattern":
                yield _picked(part, join(symbol, text(part)), start)
            case "object_assignment_pattern":
                left = part.child_by_field_name("left")
                if left is not None:
                    yield _picked(left, join(symbol, text(left)), start)
            case "pair_pattern":
                yield from _pair(part, symbol, start)
            case "rest_pattern":
                name = part.named_children[0]
                yield Given(_bound(name, symbol, start), name, symbol)
            case _:
                pass


def _pair(part: Node, symbol: str, start: Binding) -> Iterator[Given]:
    key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
    if key is None or value is None:
        return
    name = string_value(key)
    member = join(symbol, text(key) if name is None else name)
    if value.type == "assignment_pattern":
        value = value.child_by_field_name("left") or value
    if value.type == "identifier":
        yield Given(_bound(value, member, start), key, member, taken_apart=True)
    else:
        yield from _taken(value, member, start)


def _picked(node: Node, symbol: str, start: Binding) -> Given:
    return Given(_bound(node, symbol, start), node, symbol, taken_apart=True)


def _bound(node: Node, symbol: str, start: Binding) -> Binding:
    return Binding(
        text(node),
        start.scope,
        node.start_byte,
        start.since,
        start.conditional,
        symbol,
        start.assigned,
    )


def _through_call(arguments: Node, value: Node, symbol: str, scopes: Scopes) -> Iterator[Given]:
    """``promisify(exec)`` is another exec."""
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    if call is None or function is None or arguments_of(call)[:1] != [value]:
        return
    if text(unwrapped(function)).rpartition(".")[2] in _HANDING_ON:
        yield from given_names(call, symbol, scopes)


def awaited_names(call: Node, symbol: str, scopes: Scopes) -> Iterator[Given]:
    """``import("x").then(({ spawn }) => ...)``: the parameter is the module."""
    member = call.parent
    then = member.parent if member is not None else None
    if member is None or then is None or member.type != "member_expression":
        return
    name = member.child_by_field_name("property")
    if name is None or text(name) != "then" or then.type != "call_expression":
        return
    for function in arguments_of(then)[:1]:
        parameters = function.child_by_field_name("parameters")
        single = function.child_by_field_name("parameter")
        inside = parameters.named_children[:1] if parameters is not None else []
        for parameter in [single] if single is not None else inside:
            pattern = parameter.child_by_field_name("pattern") or parameter
            start = Binding("", scopes.of(pattern).scope, 0, 0)
            yield from _taken(pattern, symbol, start)
