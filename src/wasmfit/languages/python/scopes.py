"""Which scope a Python node belongs to, and which names are bound there."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from wasmfit.syntax.inherited import Inherited
from wasmfit.syntax.tree import Node, text

COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
BRANCHES = frozenset(
    {
        "if_statement",
        "elif_clause",
        "else_clause",
        "for_statement",
        "while_statement",
        "try_statement",
        "except_clause",
        "except_group_clause",
        "finally_clause",
        "match_statement",
        "case_clause",
    }
)


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: ``kind`` is module, function, class or comprehension."""

    id: int
    kind: str
    name: str
    parent: "Scope | None"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: its scope, and whether a branch lies between."""

    scope: Scope
    conditional: bool
    annotation: bool = False


class Scopes:
    """Places of nodes, remembered: siblings share the walk to the root."""

    def __init__(self, root: Node) -> None:
        """Start from the module node."""
        self.module = Scope(root.id, "module", "", None)
        self._places = Inherited(Place(self.module, conditional=False), _enter)

    def of(self, node: Node) -> Place:
        """The place of a node."""
        return self._places.of(node)

    def within(self, node: Node) -> tuple[str, bool]:
        """The dotted name of the definition around a node, and whether it runs later."""
        inner = self.of(node).scope
        scope: Scope | None = inner
        while scope is not None and scope.kind in ("class", "comprehension"):
            scope = scope.parent
        return inner.name, scope is not None and scope.kind == "function"


def _enter(place: Place, child: Node, parent: Node) -> Place:
    kind = parent.type
    if kind in ("function_definition", "class_definition", "lambda"):
        if child.type == "block" or (kind == "lambda" and child.type != "lambda_parameters"):
            return Place(_opened(place.scope, parent), conditional=False)
        return place
    if kind in COMPREHENSIONS:
        return Place(
            Scope(parent.id, "comprehension", place.scope.name, place.scope), conditional=True
        )
    if kind == "type" and not place.annotation:
        return Place(place.scope, place.conditional, annotation=True)
    if kind in BRANCHES and not place.conditional:
        return Place(place.scope, conditional=True, annotation=place.annotation)
    return place


def _opened(outer: Scope, node: Node) -> Scope:
    name = node.child_by_field_name("name")
    label = text(name) if name is not None else "<lambda>"
    dotted = f"{outer.name}.{label}" if outer.name else label
    kind = "class" if node.type == "class_definition" else "function"
    return Scope(node.id, kind, dotted, outer)


@dataclass(frozen=True, slots=True)
class Binding:
    """One way a name gets its value: ``symbol`` when it stands for an outside name.

    ``declared`` is ``global`` or ``nonlocal`` for those statements. ``since``
    is the byte offset from which it holds. ``renamed`` says that it is an
    assignment of another name, not an import.
    """

    name: str
    scope: int
    since: int
    conditional: bool
    symbol: str | None = None
    declared: str = ""
    renamed: bool = False


class Names:
    """All bindings of the words that matter, and the look-up by Python's rules."""

    def __init__(self, scopes: Scopes) -> None:
        """Start empty."""
        self.scopes = scopes
        self._table: dict[tuple[str, int], list[Binding]] = {}
        self._symbols: dict[str, set[str]] = {}

    def add(self, binding: Binding) -> None:
        """Remember one binding; an assignment that makes an alias is known as such already."""
        entries = self._table.setdefault((binding.name, binding.scope), [])
        if binding.symbol is None and any(
            entry.symbol and entry.since == binding.since for entry in entries
        ):
            return
        if binding.symbol is not None:
            entries[:] = [e for e in entries if e.symbol or e.since != binding.since]
            self._symbols.setdefault(binding.name, set()).add(binding.symbol)
        entries.append(binding)
        entries.sort(key=lambda entry: entry.since)

    def symbols(self, name: str, node: Node) -> tuple[str, ...] | None:
        """What the name may stand for at a node.

        None when nothing in the file binds it (a builtin or a star import),
        an empty tuple when it is the file's own.
        """
        scope: Scope | None = self.scopes.of(node).scope
        own, direct = True, True
        while scope is not None:
            entries = self._table.get((name, scope.id))
            if entries and (scope.kind != "class" or direct):
                if not any(entry.declared for entry in entries):
                    return _settle(entries, node.start_byte if own else None)
                if any(entry.declared == "global" for entry in entries):
                    scope, own, direct = self.scopes.module, False, False
                    entries = self._table.get((name, scope.id))
                    return _settle(entries, None) if entries else None
            if scope.kind != "comprehension":
                own = direct = False
            scope = scope.parent
        return None

    def anywhere(self, name: str) -> Collection[str]:
        """What the name stands for in some scope; grows as bindings are added."""
        return self._symbols.get(name, ())

    @cached_property
    def module_id(self) -> int:
        """The id of the module scope."""
        return self.scopes.module.id

    def module_aliases(self) -> dict[str, list[Binding]]:
        """Module-level bindings that stand for outside symbols, by name."""
        found = {}
        for (name, scope), entries in sorted(self._table.items()):
            if scope == self.module_id and any(entry.symbol for entry in entries):
                found[name] = entries
        return found


def _settle(entries: list[Binding], before: int | None) -> tuple[str, ...]:
    """The symbols of the bindings that can be in force, latest first.

    A name that may also be the file's own (a parameter with a default filled
    in later) does not stand for what one branch assigns to it; after
    ``try: import x`` / ``except: x = None`` it still stands for the module.
    """
    if before is not None:
        earlier = [entry for entry in entries if entry.since <= before]
        entries = earlier or entries
    in_force: list[Binding] = []
    for entry in reversed(entries):
        in_force.append(entry)
        if not entry.conditional:
            break
    own = any(entry.symbol is None for entry in in_force)
    meant = (e.symbol for e in in_force if e.symbol and not (own and e.renamed))
    return tuple(dict.fromkeys(meant))
