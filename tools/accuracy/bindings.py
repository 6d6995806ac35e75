"""What names stand for: values, scopes, and the lookup through them."""

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Standard:
    """A module of the standard library or something inside one: ``os.fork``."""

    symbol: str


@dataclass(frozen=True)
class Local:
    """A module of the repository."""

    module: str


@dataclass(frozen=True)
class Member:
    """A name of a module of the repository, looked up when it is needed."""

    module: str
    name: str


@dataclass(frozen=True)
class Other:
    """Anything else: third-party code, the repository's own definitions, data."""


Value = Standard | Local | Member | Other
Values = frozenset[Value]
Environment = dict[str, Values]

OTHER: Values = frozenset({Other()})
NOTHING: Values = frozenset()

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass
class Scope:
    """A module, class, function or comprehension while it is read.

    ``now`` is what its names stand for at this point of the program; ``ever``
    what they stand for at any point, which is what code sees that runs later
    (for a module: what is left of them at its end, and in ``late`` what
    functions bind by ``global``). ``watchers`` collect what is bound while a
    ``try`` body runs.
    """

    node: ast.AST
    parent: "Scope | None"
    local: frozenset[str]
    outside: frozenset[str] = frozenset()
    nonlocal_: frozenset[str] = frozenset()
    now: Environment = field(default_factory=dict)
    ever: Environment = field(default_factory=dict)
    late: Environment = field(default_factory=dict)
    watchers: list[Environment] = field(default_factory=list)

    @property
    def is_function(self) -> bool:
        """Whether its body runs later than the code around it."""
        return isinstance(self.node, Function)

    @property
    def is_open(self) -> bool:
        """Whether a name it has not bound yet is looked up further out."""
        return isinstance(self.node, ast.Module | ast.ClassDef)

    @property
    def module(self) -> "Scope":
        """The outermost scope."""
        return self if self.parent is None else self.parent.module


def bind(scope: Scope, name: str, values: Values) -> None:
    """Make a name stand for something from here on."""
    if name in scope.outside:
        add(scope.module.late, name, values)
        return
    if name in scope.nonlocal_:
        owner = _owner(scope.parent, name)
        if owner is not None:
            add(owner.ever, name, values)
        return
    scope.now[name] = values
    for environment in (scope.ever, *scope.watchers):
        add(environment, name, values)


def look_up(scope: Scope, name: str) -> Values:
    """What a name may stand for at this point; empty when it is bound to nothing yet."""
    later, inner = False, scope
    current: Scope | None = scope
    if name in scope.outside:
        current, later = scope.module, True
    while current is not None:
        hidden = isinstance(current.node, ast.ClassDef) and current is not inner
        if not hidden and (name in current.local or current.parent is None):
            values = _seen(current, name, later=later)
            if values or not current.is_open:
                return values
        later = later or current.is_function
        current = current.parent
    return frozenset({Standard(f"builtins.{name}")}) if hasattr(builtins, name) else NOTHING


def join(environments: Iterable[Environment]) -> Environment:
    """What names may stand for where several ways through the program meet."""
    joined: Environment = {}
    for environment in environments:
        for name, values in environment.items():
            add(joined, name, values)
    return joined


def add(environment: Environment, name: str, values: Values) -> None:
    """Add further things a name may stand for."""
    environment[name] = environment.get(name, NOTHING) | values


def is_plain(values: Values) -> bool:
    """Whether nothing in it could ever be a use."""
    return values <= OTHER


def _seen(scope: Scope, name: str, *, later: bool) -> Values:
    if not later:
        return scope.now.get(name, NOTHING)
    return scope.ever.get(name, NOTHING) | scope.late.get(name, NOTHING)


def _owner(scope: Scope | None, name: str) -> Scope | None:
    while scope is not None:
        if scope.is_function and name in scope.local:
            return scope
        scope = scope.parent
    return None
