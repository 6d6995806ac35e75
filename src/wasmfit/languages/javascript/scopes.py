"""Which scope a node belongs to, and which names are bound there."""

from dataclasses import dataclass

from wasmfit.languages.javascript.moments import runs_at_once
from wasmfit.syntax.inherited import Inherited
from wasmfit.syntax.tree import Node, text

FUNCTIONS = frozenset(
    {
        "arrow_function",
        "class_static_block",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "internal_module",
        "method_definition",
        "module",
    }
)
CLASSES = frozenset({"abstract_class_declaration", "class", "class_declaration"})
_BLOCKS = frozenset(
    {"catch_clause", "for_in_statement", "for_statement", "statement_block", "switch_body"}
)
_BRANCHES = frozenset(
    {
        "catch_clause",
        "do_statement",
        "else_clause",
        "for_in_statement",
        "for_statement",
        "if_statement",
        "switch_case",
        "switch_default",
        "ternary_expression",
        "try_statement",
        "while_statement",
    }
)
TYPES = frozenset(
    {
        "ambient_declaration",
        "asserts_annotation",
        "function_signature",
        "implements_clause",
        "interface_declaration",
        "opting_type_annotation",
        "type_alias_declaration",
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "type_predicate_annotation",
        "type_query",
    }
)
"""What stands in one of these is gone when the program runs."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope: ``kind`` is module, function or block; ``name`` that of the definition around.

    What is ``later`` runs when a function is called, not when the file is loaded.
    """

    id: int
    kind: str
    name: str
    parent: "Scope | None"
    later: bool = False

    @property
    def function(self) -> "Scope":
        """The scope that ``var`` binds in."""
        scope = self
        while scope.kind == "block" and scope.parent is not None:
            scope = scope.parent
        return scope


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: its scope, whether a branch lies between, whether it is a type."""

    scope: Scope
    conditional: bool = False
    is_type: bool = False
    label: str = ""
    """The name that an enclosing definition gives to what is defined here."""


class Scopes:
    """Places of nodes, remembered: siblings share the walk to the root."""

    def __init__(self, root: Node) -> None:
        """Start from the root of a file."""
        self.module = Scope(root.id, "module", "", None)
        self._places = Inherited(Place(self.module), _enter)

    def of(self, node: Node) -> Place:
        """The place of a node."""
        return self._places.of(node)


def _enter(place: Place, child: Node, parent: Node) -> Place:
    kind = parent.type
    if kind in FUNCTIONS:
        return _in_function(place, child, parent)
    if kind in CLASSES:
        return Place(place.scope, place.conditional, place.is_type, _named(place, parent))
    if kind in _FIELDS and not _is_static(parent):
        scope = Scope(parent.id, "block", place.scope.name, place.scope, later=True)
        return Place(scope, place.conditional, place.is_type, place.label)
    if kind in _BLOCKS and not _is_body(parent):
        scope = Scope(parent.id, "block", place.scope.name, place.scope, place.scope.later)
        return Place(scope, conditional=False, is_type=place.is_type, label=place.label)
    if kind in TYPES and not place.is_type:
        return Place(place.scope, place.conditional, is_type=True)
    if kind in _BRANCHES and not place.conditional:
        return Place(place.scope, conditional=True, is_type=place.is_type, label=place.label)
    return place


def _in_function(place: Place, child: Node, parent: Node) -> Place:
    own = child == parent.child_by_field_name("name") and parent.type != "function_expression"
    if own:
        return place
    later = place.scope.later or not runs_at_once(parent)
    scope = Scope(parent.id, "function", _named(place, parent), place.scope, later)
    return Place(scope, is_type=place.is_type)


def _is_static(field: Node) -> bool:
    """Whether a field belongs to the class: others get their value when an object is made."""
    return any(one.type == "static" for one in field.children)


def _is_body(node: Node) -> bool:
    """Whether a block is the body of a function or clause, whose scope it shares."""
    parent = node.parent
    return (
        node.type == "statement_block"
        and parent is not None
        and (parent.type in FUNCTIONS or parent.type in ("catch_clause", *_LOOPS))
    )


_FIELDS = frozenset({"field_definition", "public_field_definition"})
_LOOPS = ("for_in_statement", "for_statement")


def _named(place: Place, node: Node) -> str:
    """The dotted name of a definition: its own, or that of what it is assigned to."""
    outer = place.label or place.scope.name
    name = node.child_by_field_name("name") or _target(node)
    label = text(name).rpartition(".")[2] if name is not None else "<function>"
    if name is None and outer:
        return outer
    return f"{outer}.{label}" if outer else label


def _target(node: Node) -> Node | None:
    parent = node.parent
    match parent.type if parent is not None else "":
        case "variable_declarator" | "public_field_definition" | "field_definition":
            field = "name"
        case "pair":
            field = "key"
        case "assignment_expression":
            field = "left"
        case _:
            return None
    if parent is None:
        return None
    found = parent.child_by_field_name(field) or parent.child_by_field_name("property")
    plain = (
        "identifier",
        "property_identifier",
        "member_expression",
        "private_property_identifier",
    )
    return found if found is not None and found.type in plain else None


@dataclass(frozen=True, slots=True)
class Binding:
    """One way a name gets its value: ``symbol`` when it stands for an outside name.

    ``at`` is the byte offset of the name where it is bound, ``since`` that
    from which it holds. An ``assigned`` one belongs to the scope that
    declares the name.
    """

    name: str
    scope: Scope
    at: int
    since: int
    conditional: bool = False
    symbol: str | None = None
    assigned: bool = False


_Shelf = dict[int, dict[str | None, Binding]]
"""Bindings of one name by the place that binds it, and by what it may stand for."""


class Names:
    """All bindings of the words that matter, and the look-up from inner scopes to outer ones."""

    def __init__(self, scopes: Scopes) -> None:
        """Start empty."""
        self.scopes = scopes
        self._table: dict[tuple[str, int], _Shelf] = {}
        self._loose: dict[str, _Shelf] = {}

    def add(self, binding: Binding) -> None:
        """Remember one binding; one that stands for something beats one that does not say."""
        shelf = self._loose.setdefault(binding.name, {})
        if not binding.assigned:
            shelf = self._table.setdefault((binding.name, binding.scope.id), {})
        own = shelf.setdefault(binding.at, {})
        if binding.symbol is not None:
            own.pop(None, None)
        if binding.symbol is not None or not own:
            own[binding.symbol] = binding

    def symbols(self, name: str, node: Node) -> tuple[str, ...] | None:
        """What the name may stand for at a node, likeliest first.

        None when nothing in the file declares it (a global), an empty tuple
        when it is the file's own.
        """
        start = self.scopes.of(node).scope
        home = self._home(name, start)
        assigned = [
            binding
            for binding in _all(self._loose.get(name, {}))
            if self._home(name, binding.scope) == home
        ]
        declared = self._table.get((name, home), {}) if home is not None else {}
        entries = sorted((*_all(declared), *assigned), key=lambda entry: entry.since)
        if not entries:
            return None
        same = any(entry.scope.function.id == start.function.id for entry in entries)
        return _settle(entries, node.start_byte if same else None)

    def is_declared(self, name: str, node: Node) -> bool:
        """Whether the file declares the name for that node."""
        return self._home(name, self.scopes.of(node).scope) is not None

    def _home(self, name: str, scope: Scope | None) -> int | None:
        while scope is not None:
            if (name, scope.id) in self._table:
                return scope.id
            scope = scope.parent
        return None

    def module_bindings(self) -> dict[str, list[Binding]]:
        """Bindings of the file's top level that stand for outside symbols, by name."""
        found: dict[str, list[Binding]] = {}
        for name in sorted({name for name, _ in self._table}):
            if (name, self.scopes.module.id) not in self._table:
                continue
            entries = _all(self._table[name, self.scopes.module.id])
            loose = _all(self._loose.get(name, {}))
            entries += (b for b in loose if self._home(name, b.scope) == self.scopes.module.id)
            kept = [entry for entry in entries if entry.symbol]
            if kept:
                found[name] = sorted(kept, key=lambda entry: entry.since)
        return found


def _all(shelf: _Shelf) -> list[Binding]:
    return [binding for ways in shelf.values() for binding in ways.values()]


def _settle(entries: list[Binding], before: int | None) -> tuple[str, ...]:
    """The symbols of the bindings that can be in force, latest first."""
    if before is not None:
        earlier = [entry for entry in entries if entry.since <= before]
        entries = earlier or entries
    symbols: list[str] = []
    for entry in reversed(entries):
        if entry.symbol and entry.symbol not in symbols:
            symbols.append(entry.symbol)
        if not entry.conditional and not entry.assigned:
            break
    return tuple(symbols)
