"""What the project itself puts in place of a name of the C library."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, splitext

from wasmfit.languages.c.arguments import CALLS, HANDED
from wasmfit.languages.c.builds import PRODUCT
from wasmfit.languages.c.definitions import Definitions
from wasmfit.languages.c.expressions import both, either, opposite
from wasmfit.languages.c.includes import NOT_SHIPPED, Includes, is_foreign, joined
from wasmfit.languages.c.reach import Reach
from wasmfit.model.condition import ALWAYS, NEVER, Atom, Condition, Not
from wasmfit.model.facts import Alias, FileFacts, Guard, Use, UseKind

SHADOWING_CALLS = frozenset({"static", "function", "variable"})
STANDARD_BASES = frozenset({"enable_shared_from_this", "exception", "runtime_error", "true_type",
                            "false_type", "noncopyable", "logic_error"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Own:
    """A declaration of the project: what it is, where, under which guards."""

    kind: str
    path: str
    line: int
    guards: tuple[Guard, ...]


class Shadows:
    """The project's own definitions of names that rules speak of."""

    def __init__(
        self,
        files: Mapping[str, FileFacts],
        includes: Includes,
        definitions: Definitions,
        reach: Reach,
    ) -> None:
        """Index every declaration by name."""
        self._files, self._includes, self._definitions = files, includes, definitions
        self._reach = reach
        self._own: dict[str, list[_Own]] = {}
        self._members: dict[tuple[str, str], bool] = {}
        self._bases: dict[str, set[str]] = {}
        self._known: dict[tuple[str, str, bool], tuple[list[_Own], Condition]] = {}
        for path in sorted(files):
            for alias in files[path].aliases:
                self._index(path, alias)

    def _index(self, path: str, alias: Alias) -> None:
        if alias.symbol.startswith((CALLS, HANDED, PRODUCT)):
            return
        _, kind, *rest = alias.symbol.split(":", 2)
        extra = rest[0] if rest else ""
        if kind == "member":
            self._members[extra, alias.name] = True
        elif kind == "base":
            self._bases.setdefault(alias.name, set()).add(extra)
        else:
            line = int(extra) if extra else 0
            self._own.setdefault(alias.name, []).append(_Own(kind, path, line, alias.guards))

    def over(self, path: str, use: Use) -> Guard | Condition:
        """The guard under which a use still means the library.

        ALWAYS when nothing is in its place, NEVER when the name is the
        project's own.
        """
        name = use.symbol
        if self._is_member(path, use):
            return NEVER
        if name not in self._own:
            return ALWAYS
        called = use.kind is UseKind.CALL
        found: list[tuple[_Own, Condition]] = []
        for own in self._own[name]:
            condition = self._condition(path, own, use, called=called)
            if condition != NEVER:
                found.append((own, condition))
        if not found:
            return ALWAYS
        shadow = either(condition for _, condition in found)
        if shadow == ALWAYS:
            return NEVER
        return _free_of(found[0][0], shadow, use)

    def _condition(self, path: str, own: _Own, use: Use, *, called: bool) -> Condition:
        if own.kind in ("macro", "macro()", "undef"):
            return self._macro(path, own, use, called=called)
        if own.kind == "variable" and called and own.path != path:
            return NEVER
        visible = self._visible(path, own)
        if visible == NEVER:
            return NEVER
        guards = self._definitions.resolve(own.path, joined(own.guards))
        return both((visible, guards))

    def _visible(self, path: str, own: _Own) -> Condition:
        if own.path == path:
            return ALWAYS
        if own.kind == "function":
            return self._linked(path, own)
        closure = self._includes.closure(path)
        return self._definitions.resolve(path, closure[own.path]) if own.path in closure else NEVER

    def _linked(self, path: str, own: _Own) -> Condition:
        ours, theirs = self._files[path].role, self._files[own.path].role
        if (theirs in NOT_SHIPPED and ours is not theirs) or is_foreign(own.path):
            return NEVER
        name = splitext(basename(own.path))[0]
        checked = Atom(f"macro:HAVE_{name.upper()}")
        answered = self._definitions.resolve(own.path, checked)
        if answered == Atom(f"has:{name}"):
            return Not(Atom(f"has:{name}"))
        return self._reach.condition(own.path)

    def _macro(self, path: str, own: _Own, use: Use, *, called: bool) -> Condition:
        if own.kind == "undef" or (own.kind == "macro()" and not called):
            return NEVER
        line = use.span.start_line
        if own.path == path:
            if own.line >= line or self._undone(use.symbol, own, line):
                return NEVER
            visible: Condition = ALWAYS
        else:
            closure = self._includes.closure(path)
            if own.path not in closure or self._undone(use.symbol, own, 1 << 30):
                return NEVER
            visible = self._definitions.resolve(path, closure[own.path])
        return both((visible, self._definitions.resolve(path, joined(own.guards))))

    def _undone(self, name: str, own: _Own, before: int) -> bool:
        return any(
            other.kind == "undef" and other.path == own.path and own.line < other.line < before
            for other in self._own[name]
        )

    def _is_member(self, path: str, use: Use) -> bool:
        """Whether a plain name inside a method means a member of its class."""
        if use.symbol.startswith("std::") or "c++" not in self._files[path].traits:
            return False
        for scope in use.scope.split("::")[:-1] or ():
            if any((cls, use.symbol) in self._members for cls in self._ancestors(scope)):
                return True
        if use.kind is not UseKind.CALL:
            return False
        return any(self._has_outside_base(scope) for scope in use.scope.split("::")[:-1]) and (
            not self._includes_system(path)
        )

    def _ancestors(self, name: str) -> Iterator[str]:
        seen, todo = set[str](), [name]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                yield current
                todo.extend(sorted(self._bases.get(current, ())))

    def _has_outside_base(self, name: str) -> bool:
        """Whether a class derives from one that is not in the repository."""
        declared = {cls for cls, _ in self._members} | self._bases.keys()
        return any(
            base not in declared and base not in STANDARD_BASES
            for cls in self._ancestors(name)
            for base in self._bases.get(cls, ())
        )

    def _includes_system(self, path: str) -> bool:
        """Whether a file includes headers of the operating system itself."""
        return any(
            brought.module.startswith("<")
            and brought.module.endswith(".h>")
            and self._includes.find(path, brought.module) is None
            for brought in self._files[path].imports
        )


def _free_of(own: _Own, shadow: Condition, use: Use) -> Guard:
    text = f"no {use.symbol} of the project's own"
    if own.guards:
        told = own.guards[-1].text
        denied = told.startswith("not (") and told.endswith(")")
        text = told[5:-1] if denied else f"not ({told})"
    line = own.guards[-1].line if own.guards else max(own.line, 1)
    return Guard(opposite(shadow), text, own.path, line)
