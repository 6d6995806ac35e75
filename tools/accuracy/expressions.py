"""Reading expressions: what they stand for, and the uses inside them."""

import ast
from collections.abc import Callable

from tools.accuracy.bindings import (
    NOTHING,
    OTHER,
    Comprehension,
    Standard,
    Values,
    bind,
    look_up,
)
from tools.accuracy.conditions import condition_text, negated
from tools.accuracy.scoping import scope_of
from tools.accuracy.walk import Walk

INHERITED = frozenset({"test", "annotation"})
"""Kinds that go on into tuples, unions and subscripts."""

DYNAMIC_IMPORTS = frozenset(
    {"importlib.import_module", "builtins.__import__", "importlib.__import__"}
)


def read_expression(walk: Walk, node: ast.expr | None, kind: str | None = "value") -> Values:
    """Note the uses in an expression and say what it stands for.

    ``kind`` is how the whole is used; None notes nothing for the whole (it is
    the inner part of a longer name).
    """
    if node is None:
        return NOTHING
    handler = _HANDLERS.get(type(node))
    if handler is not None:
        return handler(walk, node, kind)
    if isinstance(node, Comprehension):
        return _comprehension(walk, node)
    inner = kind if kind in INHERITED else "value"
    for child in ast.iter_child_nodes(node):
        _child(walk, child, inner)
    return OTHER


def _child(walk: Walk, child: ast.AST, kind: str | None) -> None:
    if isinstance(child, ast.expr):
        read_expression(walk, child, kind)
    elif isinstance(child, ast.keyword):
        read_expression(walk, child.value, kind)


def _name(walk: Walk, node: ast.Name, kind: str | None) -> Values:
    if not isinstance(node.ctx, ast.Load):
        return NOTHING
    values = walk.program.resolve(look_up(walk.scope, node.id))
    written = {Standard(f"builtins.{node.id}")}
    walk.note(node, values - written, kind, sure=len(values) == 1)
    return values


def _attribute(walk: Walk, node: ast.Attribute, kind: str | None) -> Values:
    if not isinstance(node.ctx, ast.Load):
        read_expression(walk, node.value)
        return NOTHING
    values = walk.program.step(read_expression(walk, node.value, None), node.attr)
    walk.note(node, values, kind, sure=len(values) == 1)
    return values


def _call(walk: Walk, node: ast.Call, kind: str | None) -> Values:
    called = read_expression(walk, node.func, "call")
    symbols = {value.symbol for value in called if isinstance(value, Standard)}
    if symbols & DYNAMIC_IMPORTS:
        _arguments(walk, node)
        return _dynamic_import(walk, node, whole="builtins.__import__" not in symbols)
    if "builtins.getattr" in symbols and (name := _text(node, 1)) is not None:
        values = walk.program.step(read_expression(walk, node.args[0], None), name)
        _arguments(walk, node, first=2)
        walk.note(node, values, kind, sure=len(values) == 1)
        return values
    if symbols & {"builtins.isinstance", "builtins.issubclass"}:
        for position, argument in enumerate(node.args):
            read_expression(walk, argument, "test" if position == 1 else "value")
        return OTHER
    _arguments(walk, node)
    return OTHER


def _arguments(walk: Walk, node: ast.Call, first: int = 0) -> None:
    for argument in (*node.args[first:], *(keyword.value for keyword in node.keywords)):
        read_expression(walk, argument)


def _dynamic_import(walk: Walk, node: ast.Call, *, whole: bool) -> Values:
    dotted = _text(node, 0)
    if dotted is None or dotted.startswith("."):
        return OTHER
    values = walk.program.import_module(walk.path, dotted)
    walk.note(node, values, "import", sure=True)
    return values if whole else walk.program.import_module(walk.path, dotted.partition(".")[0])


def _text(node: ast.Call, position: int) -> str | None:
    if len(node.args) <= position:
        return None
    match node.args[position]:
        case ast.Constant(value=str(text)) if text.replace(".", "").isidentifier():
            return text
        case _:
            return None


def _choice(walk: Walk, node: ast.IfExp, kind: str | None) -> Values:
    read_expression(walk, node.test)
    text = condition_text(walk, node.test)
    with walk.under(text):
        first = read_expression(walk, node.body, kind or "value")
    with walk.under(negated(text)):
        return first | read_expression(walk, node.orelse, kind or "value")


def _chain(walk: Walk, node: ast.BoolOp, kind: str | None) -> Values:
    values, conditions = NOTHING, walk.conditions
    for operand in node.values:
        values |= read_expression(walk, operand, kind or "value")
        text = condition_text(walk, operand)
        walk.conditions += text if isinstance(node.op, ast.And) else negated(text)
    walk.conditions = conditions
    return values


def _binding(walk: Walk, node: ast.NamedExpr, _kind: str | None) -> Values:
    values = read_expression(walk, node.value)
    scope = walk.scope
    while isinstance(scope.node, Comprehension) and scope.parent is not None:
        scope = scope.parent
    bind(scope, node.target.id, values)
    return values


def _subscript(walk: Walk, node: ast.Subscript, kind: str | None) -> Values:
    read_expression(walk, node.value, kind or "value")
    read_expression(walk, node.slice, "annotation" if kind in {"annotation", "base"} else "value")
    return OTHER


def _lambda(walk: Walk, node: ast.Lambda, _kind: str | None) -> Values:
    read_defaults(walk, node.args)
    walk.later(node)
    return OTHER


def read_defaults(walk: Walk, arguments: ast.arguments) -> None:
    """Default values run where the function is defined."""
    for default in (*arguments.defaults, *arguments.kw_defaults):
        read_expression(walk, default)


def _comprehension(walk: Walk, node: Comprehension) -> Values:
    first, *others = node.generators
    read_expression(walk, first.iter)
    outer, conditions = walk.scope, walk.conditions
    walk.scope = scope_of(node, outer)
    for name in walk.scope.local:
        bind(walk.scope, name, OTHER)
    for made in (first, *others):
        if made is not first:
            read_expression(walk, made.iter)
        for test in made.ifs:
            read_expression(walk, test)
            walk.conditions += condition_text(walk, test)
    for part in _results(node):
        read_expression(walk, part)
    walk.scope, walk.conditions = outer, conditions
    return OTHER


def _results(node: Comprehension) -> tuple[ast.expr, ...]:
    return (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)


_HANDLERS: dict[type[ast.expr], Callable[..., Values]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.IfExp: _choice,
    ast.BoolOp: _chain,
    ast.NamedExpr: _binding,
    ast.Subscript: _subscript,
    ast.Lambda: _lambda,
}
