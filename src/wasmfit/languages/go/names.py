"""What a name means where it stands: the innermost declaration around it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from wasmfit.syntax.tree import Node, ancestors, text

FUNCTIONS = frozenset({"function_declaration", "method_declaration", "func_literal"})
HEADED = frozenset({"if_statement", "expression_switch_statement", "type_switch_statement"})
PARAMETERS = frozenset({"parameter_declaration", "variadic_parameter_declaration"})
SPECS = frozenset({"const_spec", "type_alias", "type_spec", "var_spec"})


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration of a name: ``node`` states it, ``place`` is which of its names it is."""

    node: Node
    place: int


class Names:
    """Declarations inside the functions of one file, remembered per block."""

    def __init__(self, data: bytes, start: int, imported: Iterable[str]) -> None:
        """Nothing is looked at before it is asked for.

        Declarations begin at byte ``start``; ``imported`` are names of packages.
        """
        self._blocks: dict[int, dict[str, list[tuple[int, Declared]]]] = {}
        self._data, self._start = data, start
        self._imported = dict.fromkeys(imported, True)
        self._looked: set[str] = set()

    def local(self, node: Node, name: str) -> Declared | None:
        """The declaration inside a function that a name at this node means."""
        if name in self._imported and not self._may_be_declared(name):
            return None
        for child, parent in ancestors(node):
            found = self._within(child, parent, name)
            if found is not None:
                return found
            if parent.type in ("function_declaration", "method_declaration"):
                return None
        return None

    def _may_be_declared(self, name: str) -> bool:
        """Whether the name of an import stands somewhere without a member of it behind."""
        if name not in self._looked:
            self._looked.add(name)
            self._imported[name] = _alone(name).search(self._data, self._start) is not None
        return self._imported[name]

    def _within(self, child: Node, parent: Node, name: str) -> Declared | None:
        if parent.type == "statement_list":
            return self._before(child, parent, name)
        if parent.type in FUNCTIONS:
            return _first(_parameters(parent), name)
        if parent.type in HEADED:
            return self._headed(child, parent, name)
        if parent.type == "for_statement":
            return _first(_loop(child, parent), name)
        if parent.type == "communication_case":
            received = parent.child_by_field_name("communication")
            return _first(declared(received), name) if received and received != child else None
        return None

    def _before(self, child: Node, block: Node, name: str) -> Declared | None:
        known = self._blocks.get(block.id)
        if known is None:
            known = self._blocks[block.id] = {}
            for statement in block.named_children:
                for word, found in declared(statement):
                    known.setdefault(word, []).append((statement.end_byte, found))
        for end, found in reversed(known.get(name, ())):
            if end <= child.start_byte:
                return found
        return None

    def _headed(self, child: Node, parent: Node, name: str) -> Declared | None:
        alias = parent.child_by_field_name("alias")
        inside = alias is not None and child.type in ("type_case", "default_case")
        if inside and alias is not None and name in map(text, alias.named_children):
            return Declared(child, 0)
        start = parent.child_by_field_name("initializer")
        return _first(declared(start), name) if start is not None and start != child else None


@lru_cache(maxsize=1024)
def _alone(name: str) -> re.Pattern[bytes]:
    """A name before anything but ``.member``; text at the beginning is searched for fast."""
    word = re.escape(name.encode())
    return re.compile(word + rb"(?<!\w" + word + rb")(?!\w)(?!\s*\.[^.])")


def _first(found: Iterator[tuple[str, Declared]], name: str) -> Declared | None:
    return next((one for word, one in found if word == name), None)


def _parameters(function: Node) -> Iterator[tuple[str, Declared]]:
    for field in ("parameters", "result", "receiver"):
        held = function.child_by_field_name(field)
        for one in held.named_children if held is not None else ():
            if one.type in PARAMETERS:
                yield from _named(one, "name")


def _loop(child: Node, loop: Node) -> Iterator[tuple[str, Declared]]:
    for clause in loop.named_children:
        if clause == child and clause.type == "range_clause":
            continue
        if clause.type == "for_clause":
            start = clause.child_by_field_name("initializer")
            yield from declared(start) if start is not None else ()
        elif clause.type == "range_clause":
            yield from _named(clause, "left")


def declared(statement: Node | None) -> Iterator[tuple[str, Declared]]:
    """The names that a statement declares."""
    if statement is None:
        return
    if statement.type in ("short_var_declaration", "receive_statement"):
        yield from _named(statement, "left")
    elif statement.type in ("var_declaration", "const_declaration", "type_declaration"):
        for spec in specs(statement):
            yield from _named(spec, "name")
    elif statement.type == "labeled_statement" and statement.named_child_count > 1:
        yield from declared(statement.named_children[-1])


def specs(declaration: Node) -> Iterator[Node]:
    """The single declarations of a group."""
    for node in declaration.named_children:
        if node.type in SPECS:
            yield node
        elif node.type == "var_spec_list":
            yield from specs(node)


def _named(node: Node, field: str) -> Iterator[tuple[str, Declared]]:
    names: list[Node] = []
    for one in node.children_by_field_name(field):
        names.extend(one.named_children if one.type == "expression_list" else [one])
    for place, name in enumerate(names):
        yield text(name), Declared(node, place)
