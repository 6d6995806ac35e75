"""Which names a piece of code binds in its own scope, before any of it is read."""

import ast
from collections.abc import Iterator

from tools.accuracy.bindings import OTHER, Comprehension, Function, Scope, bind

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def scope_of(node: ast.AST, parent: Scope | None) -> Scope:
    """The scope that a module, class, function or comprehension opens."""
    body = list(_own_nodes(node))
    outside = {name for item in body if isinstance(item, ast.Global) for name in item.names}
    inherited = {name for item in body if isinstance(item, ast.Nonlocal) for name in item.names}
    bound = {name for item in body for name in _bound(item)} | set(parameters(node))
    scope = Scope(
        node,
        parent,
        frozenset(bound - outside - inherited),
        frozenset() if parent is None else frozenset(outside),
        frozenset(inherited),
    )
    for name in parameters(node):
        bind(scope, name, OTHER)
    return scope


def parameters(node: ast.AST) -> tuple[str, ...]:
    """The parameter names of a function or lambda; none for anything else."""
    if not isinstance(node, Function):
        return ()
    given = node.args
    single = [argument for argument in (given.vararg, given.kwarg) if argument is not None]
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *single]
    return tuple(argument.arg for argument in every)


def imported_name(alias: ast.alias) -> str:
    """The name an entry of an import statement binds."""
    return alias.asname or alias.name.partition(".")[0]


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs in the scope itself, not in one nested in it."""
    if isinstance(node, Comprehension):
        yield from (item for made in node.generators for item in ast.walk(made.target))
        return
    inside = [node.body] if isinstance(node, ast.Lambda) else node.body  # type: ignore[attr-defined]
    pending: list[ast.AST] = list(inside)
    while pending:
        item = pending.pop()
        yield item
        if isinstance(item, Comprehension):
            pending += [found for found in ast.walk(item) if isinstance(found, ast.NamedExpr)]
        elif isinstance(item, Definition):
            pending += item.decorator_list
        elif not isinstance(item, ast.Lambda):
            pending += ast.iter_child_nodes(item)


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from (imported_name(alias) for alias in aliases)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case _:
            return
