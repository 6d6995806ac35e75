"""What macros of the project stand for, asked from one file.

An atom ``macro:X`` is answered by the project's own definitions and by the
checks of its build; what neither defines is left to the target.
"""

from collections.abc import Iterable, Mapping
from posixpath import dirname

from wasmfit.languages.c.arguments import DROPS
from wasmfit.languages.c.builds import TRAIT
from wasmfit.languages.c.expressions import both, condition_of, either, opposite
from wasmfit.languages.c.includes import Includes
from wasmfit.languages.c.leftovers import Leftovers
from wasmfit.languages.c.notes import BELOW, CHOICE
from wasmfit.model.condition import (
    ALWAYS,
    NEVER,
    UNSURE,
    All,
    Any,
    Atom,
    Condition,
    Constant,
    Not,
    substitute,
)
from wasmfit.model.facts import FileFacts

DEPTH = 12
LARGEST = 24
"""Atoms of a condition; the largest parts of a longer one are taken as unsure."""

_Definition = tuple[str, str, Condition]
"""Where, value, and under which condition."""


class Definitions:
    """The macros of a project."""

    def __init__(self, files: Mapping[str, FileFacts], includes: Includes) -> None:
        """Index every definition by name."""
        self._files, self._includes = files, includes
        self._defined: dict[str, list[_Definition]] = {}
        self._undefined: dict[str, list[str]] = {}
        self._once: set[str] = set()
        self._built: dict[str, list[tuple[str, Condition, str]]] = {}
        self._known: dict[tuple[str, Atom], Condition] = {}
        self._routes: dict[tuple[str, str], Condition] = {}
        self._asking: list[str] = []
        self._circles = 0
        for path in sorted(files):
            self._index(files[path])
        self._leftovers = Leftovers(files, includes)

    def _index(self, file: FileFacts) -> None:
        built = TRAIT in file.traits
        if not built and self._includes.is_generated(file.path):
            return
        for flag in file.flags:
            name, mark, value = flag.name.partition("=")
            if name.endswith("?") and not mark:
                continue
            if built:
                plain = name.removesuffix(BELOW)
                folder = dirname(file.path) if plain != name else ""
                self._built.setdefault(plain, []).append((value, flag.condition, folder))
            elif name.endswith("@"):
                self._once.add(name.removesuffix("@"))
            elif mark:
                self._defined.setdefault(name, []).append((file.path, value, flag.condition))
            else:
                self._undefined.setdefault(name.rstrip("!"), []).append(file.path)

    def resolve(self, path: str, condition: Condition) -> Condition:
        """The condition, seen from a file, in words of the target alone."""
        return self._resolve(path, condition, DEPTH)

    def _resolve(self, path: str, condition: Condition, depth: int) -> Condition:
        if isinstance(condition, Constant):
            return condition
        answered = substitute(condition, lambda atom: self._answer(path, atom, depth))
        folded = fold(answered if answered is not None else UNSURE)
        return shortened(folded)

    def _answer(self, path: str, atom: Atom, depth: int) -> Condition:
        kind, _, name = atom.fact.partition(":")
        if kind != "macro":
            return atom
        if name in self._asking:
            self._circles += 1
            return NEVER
        if name in self._once:
            return NEVER
        if depth == 0:
            return UNSURE
        key = (path, atom)
        if key not in self._known:
            self._asking.append(name)
            self._known[key] = self._meant(path, name, atom, depth - 1)
            self._asking.pop()
        return self._known[key]

    def _meant(self, path: str, name: str, atom: Atom, depth: int) -> Condition:
        ways: list[Condition] = []
        overridable = False
        for value, route, condition in self._visible(path, name, depth):
            held = both((route, self._resolve(path, condition, depth)))
            overridable = overridable or asks(condition, name)
            ways.append(both((held, self._value(path, value, atom, depth))))
        checks = _checks(path, name, self._built.get(name, ()))
        for value, condition in checks:
            held = self._resolve(path, condition, depth)
            ways.append(both((held, self._value(path, value, atom, depth))))
        if not ways and name not in self._built:
            return self._left(path, name, atom, depth)
        if name.startswith("__") and not checks:
            ways.append(atom)
        if overridable and atom.operator == "true":
            ways.append(atom)
        return either(ways)

    def _left(self, path: str, name: str, atom: Atom, depth: int) -> Condition:
        """What a macro means that no file defines for this one."""
        if name.endswith(DROPS):
            return NEVER
        found = self._defined.get(name, ())
        if not found:
            return self._leftovers.meant(path, name, atom)
        if not self._leftovers.lacks_own(path):
            return atom
        ways = [
            both((self._resolve(where, condition, depth), self._value(where, value, atom, depth)))
            for where, value, condition in found
            if self._leftovers.is_orphan(where)
        ]
        return either(ways) if ways else atom

    def _visible(
        self, path: str, name: str, depth: int
    ) -> Iterable[tuple[str, Condition, Condition]]:
        """Value, the way to the definition, and the condition around it."""
        found = self._defined.get(name)
        if not found:
            return
        closure = self._includes.closure(path)
        for where, value, condition in found:
            if where == path:
                yield value, ALWAYS, condition
            elif where in closure:
                yield value, self._route(path, where, closure[where], depth), condition

    def _route(self, path: str, where: str, condition: Condition, depth: int) -> Condition:
        known = self._routes.get((path, where))
        if known is None:
            before = self._circles
            known = self._resolve(path, condition, depth)
            if self._circles == before:
                self._routes[path, where] = known
        return known

    def _value(self, path: str, value: str, atom: Atom, depth: int) -> Condition:
        """Whether the question holds when the macro has that value."""
        if atom.operator == "true":
            return ALWAYS
        if value == "?":
            return UNSURE
        if not value:
            return NEVER
        operator = atom.operator
        if _number(value) is not None or value.isidentifier():
            meant = condition_of(f"({value}) {operator} {atom.value.removeprefix('macro:')}")
        elif atom == Atom(atom.fact, "==", "0"):
            meant = opposite(condition_of(value))
        else:
            meant = UNSURE
        return self._resolve(path, meant, depth)


def _checks(
    path: str, name: str, built: Iterable[tuple[str, Condition, str]]
) -> list[tuple[str, Condition]]:
    """The build's definitions; one that says what it checks beats those that do not."""
    held = ((v, c if path.startswith(f"{at}/" if at else "") else UNSURE) for v, c, at in built)
    found = list(dict.fromkeys(held))
    if name.startswith(CHOICE):
        return found if len(found) == 1 else [(value, UNSURE) for value, _ in found]
    telling = [(value, condition) for value, condition in found if condition != UNSURE]
    return telling or found


def _number(value: str) -> int | None:
    text = value.rstrip("uUlL")
    try:
        return int(text, 0)
    except ValueError:
        return None


def fold(condition: Condition) -> Condition:
    """The condition with its constants folded."""
    match condition:
        case All(operands=operands):
            return both(fold(operand) for operand in operands)
        case Any(operands=operands):
            return either(fold(operand) for operand in operands)
        case _:
            return condition


def shortened(condition: Condition) -> Condition:
    """The condition with its largest parts taken as unsure until it is short enough.

    What is left may still answer: ``defined __aarch64__ && <something long>``
    is false where there is no such processor.
    """
    while size(condition) > LARGEST and isinstance(condition, All | Any):
        parts = sorted(condition.operands, key=size)
        join = both if isinstance(condition, All) else either
        condition = join(UNSURE if part == parts[-1] else part for part in condition.operands)
    return condition


def atoms(condition: Condition) -> frozenset[Atom]:
    """Every question a condition asks."""
    match condition:
        case Atom():
            return frozenset({condition})
        case Not(operand=operand):
            return frozenset({operand})
        case All(operands=operands) | Any(operands=operands):
            return frozenset().union(*(atoms(operand) for operand in operands))
        case _:
            return frozenset()


def is_unsure(condition: Condition) -> bool:
    """Whether a part of a condition cannot be answered by anybody."""
    match condition:
        case All(operands=operands) | Any(operands=operands):
            return any(is_unsure(operand) for operand in operands)
        case _:
            return condition == UNSURE


def size(condition: Condition) -> int:
    """How many atoms a condition is made of."""
    match condition:
        case All(operands=operands) | Any(operands=operands):
            return sum(size(operand) for operand in operands)
        case _:
            return 1


def asks(condition: Condition, name: str) -> bool:
    """Whether a condition asks for a macro by name."""
    return any(atom.fact == f"macro:{name}" for atom in atoms(condition))
