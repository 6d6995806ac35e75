"""All modules of a repository together: what the names they export stand for."""

from dataclasses import dataclass, field

from tools.accuracy.bindings import (
    NOTHING,
    OTHER,
    Environment,
    Local,
    Member,
    Standard,
    Value,
    Values,
)
from tools.accuracy.repository import STANDARD, Repository
from tools.accuracy.standard import public_names


@dataclass
class Program:
    """What every module of a repository exports, as far as it is known by now.

    ``hidden`` are the names a module keeps to itself under a star import
    (None: it has no ``__all__``); ``late`` what its functions bind by ``global``.
    """

    repository: Repository
    exports: dict[str, Environment] = field(default_factory=dict)
    late: dict[str, Environment] = field(default_factory=dict)
    listed: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def resolve(self, values: Values) -> Values:
        """The same without names of other modules that still have to be looked up."""
        if not any(isinstance(value, Member) for value in values):
            return values
        return self._resolve(values, frozenset())

    def step(self, values: Values, attribute: str) -> Values:
        """What an attribute of something stands for."""
        found: set[Value] = set()
        for value in self.resolve(values):
            if isinstance(value, Standard):
                found.add(Standard(f"{value.symbol}.{attribute}"))
            elif isinstance(value, Local):
                found |= self.resolve(frozenset({Member(value.module, attribute)}))
            else:
                found |= OTHER
        return frozenset(found)

    def import_module(self, path: str, dotted: str) -> Values:
        """What ``import dotted as x`` makes of ``x`` in a file."""
        module = self.repository.absolute(path, dotted)
        if module is not None:
            return frozenset({Local(module)})
        head = dotted.partition(".")[0]
        own = self.repository.absolute(path, head) is not None
        return frozenset({Standard(dotted)}) if head in STANDARD and not own else OTHER

    def star(self, values: Values) -> Environment:
        """The names that a star import from a module binds."""
        bound: Environment = {}
        for value in values:
            if isinstance(value, Local):
                bound |= self._exported(value.module)
            elif isinstance(value, Standard):
                symbols = {name: f"{value.symbol}.{name}" for name in public_names(value.symbol)}
                bound |= {name: frozenset({Standard(text)}) for name, text in symbols.items()}
        return bound

    def _exported(self, module: str) -> Environment:
        names = self.listed.get(module)
        if names is None:
            known = self.exports.get(module, {})
            names = tuple(name for name in known if not name.startswith("_"))
        return {name: frozenset({Member(module, name)}) for name in names}

    def _resolve(self, values: Values, seen: frozenset[Member]) -> Values:
        found: set[Value] = set()
        for value in values:
            if not isinstance(value, Member):
                found.add(value)
            elif value not in seen:
                found |= self._resolve(self._member(value), seen | {value})
        return frozenset(found)

    def _member(self, member: Member) -> Values:
        values = self.exports.get(member.module, {}).get(member.name, NOTHING)
        if values:
            return values
        inner = self.repository.submodule(member.module, member.name)
        return OTHER if inner is None else frozenset({Local(inner)})
