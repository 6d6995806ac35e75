"""Reading statements in the order they run: what each binds, and the uses inside."""

import ast
from collections.abc import Callable
from copy import copy

from tools.accuracy.bindings import (
    NOTHING,
    OTHER,
    Environment,
    Values,
    bind,
    is_plain,
    join,
)
from tools.accuracy.conditions import (
    condition_text,
    decorator_conditions,
    handled,
    negated,
    suppressed,
)
from tools.accuracy.expressions import read_defaults, read_expression
from tools.accuracy.imports import read_from_import, read_import
from tools.accuracy.scoping import scope_of
from tools.accuracy.walk import Walk


def read_block(walk: Walk, body: list[ast.stmt]) -> bool:
    """Read statements; False when the last of them is never passed.

    What follows a ``return`` is still read, as if it could be reached.
    """
    before, alive = walk.conditions, True
    for statement in body:
        alive = _HANDLERS.get(type(statement), _plain)(walk, statement) and alive
        if isinstance(statement, ast.If) and _leaves(statement.body) and not statement.orelse:
            walk.conditions += negated(condition_text(walk, statement.test))
    walk.conditions = before
    return alive


def _leaves(body: list[ast.stmt]) -> bool:
    match body[-1]:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return True
        case ast.Expr(value=ast.Call(func=function)):
            return ast.unparse(function) in {"sys.exit", "exit", "os._exit", "self.skipTest"}
        case _:
            return False


def _plain(walk: Walk, node: ast.stmt) -> bool:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            read_expression(walk, child)
    return True


def _leave(walk: Walk, node: ast.stmt) -> bool:
    _plain(walk, node)
    return False


def _leave_loop(walk: Walk, _node: ast.stmt) -> bool:
    if walk.exits:
        walk.exits[-1].append(dict(walk.scope.now))
    return False


def _assign(walk: Walk, node: ast.Assign) -> bool:
    values = read_expression(walk, node.value)
    for target in node.targets:
        _store(walk, target, values, node.value)
    return True


def _annotated(walk: Walk, node: ast.AnnAssign) -> bool:
    read_expression(walk, node.annotation, "annotation")
    if node.value is not None:
        _store(walk, node.target, read_expression(walk, node.value), node.value)
    return True


def _augmented(walk: Walk, node: ast.AugAssign) -> bool:
    read_expression(walk, node.value)
    if not isinstance(node.target, ast.Name):
        read_expression(walk, _loaded(node.target))
    _store(walk, node.target, OTHER, None)
    return True


def _loaded(target: ast.Attribute | ast.Subscript) -> ast.expr:
    """The target of ``+=``, which is read before it is written."""
    read = copy(target)
    read.ctx = ast.Load()
    return read


def _store(walk: Walk, target: ast.expr, values: Values, source: ast.expr | None) -> None:
    match target, source:
        case ast.Name(id=name), _:
            bind(walk.scope, name, values or OTHER)
        case (ast.Tuple(elts=targets), ast.Tuple(elts=given)) if len(targets) == len(given):
            for one, value in zip(targets, given, strict=True):
                _store(walk, one, read_expression(walk, value, None), value)
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), _):
            for one in targets:
                _store(walk, one, OTHER, None)
        case ast.Starred(value=inner), _:
            _store(walk, inner, OTHER, None)
        case _:
            read_expression(walk, target)


def _delete(walk: Walk, node: ast.Delete) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name):
            walk.scope.now.pop(target.id, None)
        else:
            read_expression(walk, target)
    return True


def _branches(walk: Walk, node: ast.If) -> bool:
    read_expression(walk, node.test)
    text = condition_text(walk, node.test)
    before = dict(walk.scope.now)
    with walk.under(text):
        ends = [dict(walk.scope.now)] if read_block(walk, node.body) else []
    walk.scope.now = before
    with walk.under(negated(text)):
        if read_block(walk, node.orelse):
            ends.append(walk.scope.now)
    return _meet(walk, ends)


def _meet(walk: Walk, ends: list[Environment]) -> bool:
    if ends:
        walk.scope.now = join(ends) if len(ends) > 1 else ends[0]
    return bool(ends)


def _loop(walk: Walk, node: ast.For | ast.AsyncFor | ast.While) -> bool:
    if not isinstance(node, ast.While):
        read_expression(walk, node.iter)
    before = dict(walk.scope.now)
    exits = _round(walk, node)
    if _changed(before, exits):
        walk.scope.now = join([before, *exits])
        exits = _round(walk, node)
    walk.scope.now = join([before, *exits])
    return read_block(walk, node.orelse)


def _round(walk: Walk, node: ast.For | ast.AsyncFor | ast.While) -> list[Environment]:
    text: tuple[str, ...] = ()
    if isinstance(node, ast.While):
        read_expression(walk, node.test)
        text = condition_text(walk, node.test)
    else:
        _store(walk, node.target, OTHER, None)
    walk.exits.append([])
    with walk.under(text):
        alive = read_block(walk, node.body)
    exits = walk.exits.pop()
    return [*exits, walk.scope.now] if alive else exits


def _changed(before: Environment, exits: list[Environment]) -> bool:
    """Whether a second round could see names standing for something new."""
    for environment in exits:
        for name, values in environment.items():
            earlier = before.get(name, NOTHING)
            if not values <= earlier and not (is_plain(values) and is_plain(earlier)):
                return True
    return False


def _try(walk: Walk, node: ast.Try | ast.TryStar) -> bool:
    scope, before = walk.scope, dict(walk.scope.now)
    watcher: Environment = {}
    scope.watchers.append(watcher)
    expected = handled(node)
    with walk.under(expected):
        alive = read_block(walk, node.body)
        scope.watchers.pop()
        failing = join([before, watcher])
        alive = read_block(walk, node.orelse) and alive
    ends = [dict(scope.now)] if alive else []
    for handler in node.handlers:
        scope.now = dict(failing)
        if _handler(walk, handler, expected):
            ends.append(dict(scope.now))
    alive = _meet(walk, ends)
    if not alive:
        scope.now = failing
    return read_block(walk, node.finalbody) and alive


def _handler(walk: Walk, handler: ast.ExceptHandler, expected: tuple[str, ...]) -> bool:
    read_expression(walk, handler.type, "test")
    if handler.name is not None:
        bind(walk.scope, handler.name, OTHER)
    with walk.under(tuple(f"handler of {text}" for text in expected)):
        return read_block(walk, handler.body)


def _with(walk: Walk, node: ast.With | ast.AsyncWith) -> bool:
    for item in node.items:
        read_expression(walk, item.context_expr)
        if item.optional_vars is not None:
            _store(walk, item.optional_vars, OTHER, None)
    with walk.under(suppressed(node)):
        return read_block(walk, node.body)


def _match(walk: Walk, node: ast.Match) -> bool:
    read_expression(walk, node.subject)
    before, ends = dict(walk.scope.now), [dict(walk.scope.now)]
    for case in node.cases:
        walk.scope.now = dict(before)
        _pattern(walk, case.pattern)
        read_expression(walk, case.guard)
        if read_block(walk, case.body):
            ends.append(walk.scope.now)
    return _meet(walk, ends)


def _pattern(walk: Walk, pattern: ast.pattern) -> None:
    for node in ast.walk(pattern):
        match node:
            case ast.MatchClass(cls=expression) | ast.MatchValue(value=expression):
                read_expression(walk, expression, "test")
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                bind(walk.scope, name, OTHER)
            case ast.MatchMapping(rest=str(name)):
                bind(walk.scope, name, OTHER)
            case _:
                continue


def _function(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    _decorators(walk, node)
    read_defaults(walk, node.args)
    for part in ast.walk(node.args):
        if isinstance(part, ast.arg):
            read_expression(walk, part.annotation, "annotation")
    read_expression(walk, node.returns, "annotation")
    with walk.under(decorator_conditions(node)):
        walk.later(node)
    bind(walk.scope, node.name, OTHER)
    return True


def _decorators(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
    for decorator in node.decorator_list:
        read_expression(walk, decorator, "call")


def _class(walk: Walk, node: ast.ClassDef) -> bool:
    _decorators(walk, node)
    for base in node.bases:
        read_expression(walk, base, "base")
    for keyword in node.keywords:
        read_expression(walk, keyword.value)
    outer, exits = walk.scope, walk.exits
    walk.scope, walk.exits = scope_of(node, outer), []
    with walk.under(decorator_conditions(node)):
        read_block(walk, node.body)
    walk.scope, walk.exits = outer, exits
    bind(walk.scope, node.name, OTHER)
    return True


_HANDLERS: dict[type[ast.stmt], Callable[..., bool]] = {
    ast.Import: read_import,
    ast.ImportFrom: read_from_import,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.If: _branches,
    ast.For: _loop,
    ast.AsyncFor: _loop,
    ast.While: _loop,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _leave,
    ast.Raise: _leave,
    ast.Break: _leave_loop,
    ast.Continue: _leave_loop,
}
