"""What names mean in one file: its modules and blocks, what they import and define."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wasmfit.languages.rust.imports import Leaf, extern_crate, leaves, path_of
from wasmfit.languages.rust.unwrapped import GRAMMAR
from wasmfit.languages.rust.wanted import OWN, Path
from wasmfit.syntax.tree import Node, ancestors, captures, text

QUERY = """
(use_declaration) @use
(extern_crate_declaration) @crate
(mod_item) @mod
[(function_item) (struct_item) (enum_item) (union_item) (trait_item) (const_item) (static_item)
 (macro_definition) (function_signature_item)] @item
(type_item) @type
"""
PLACES = frozenset({"source_file", "block", "declaration_list"})
TYPE_ITEMS = frozenset({"enum_item", "struct_item", "trait_item", "type_item", "union_item"})
DEPTH = 12


@dataclass(slots=True)
class Place:
    """A module or block: what is bound in it, and the modules around it (by name)."""

    node: Node
    module: Path
    parent: "Place | None" = None
    names: dict[str, list[Path]] = field(default_factory=dict)
    globs: list[Path] = field(default_factory=list)
    items: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    modules: dict[str, "Place"] = field(default_factory=dict)

    @property
    def is_module(self) -> bool:
        """Whether it is a module, not a block: names from around are not visible in it."""
        return self.node.type != "block"


class Scopes:
    """The places of one file, and how paths resolve in them."""

    def __init__(self, root: Node) -> None:
        """Read every ``use``, ``mod`` and definition of the file."""
        self.root = Place(root, ())
        self._places: dict[int, Place] = {root.id: self.root}
        found = captures(GRAMMAR, QUERY, root)
        self.declared: list[Node] = []
        for node in found.get("mod", []):
            self._add_module(node)
        self.leaves = [leaf for node in found.get("use", []) for leaf in leaves(node)]
        self.leaves += [leaf for node in found.get("crate", []) for leaf in extern_crate(node)]
        for leaf in self.leaves:
            self._bind(leaf)
        for node in found.get("item", []):
            name = node.child_by_field_name("name")
            if name is not None and self._is_free(node):
                self._define(node, text(name))
        for node in found.get("type", []):
            self._add_type(node)

    def _define(self, node: Node, name: str) -> None:
        """Note an item; only types can be the head of a longer path, beside modules."""
        place = self.of(node)
        place.items.add(name)
        if node.type in TYPE_ITEMS:
            place.types.add(name)

    def _add_module(self, node: Node) -> None:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None:
            return
        around = self.of(node)
        if body is None:
            self.declared.append(node)
            around.items.add(text(name))
            around.types.add(text(name))
            return
        place = Place(body, (*around.module, text(name)), around)
        self._places[body.id] = place
        around.modules.setdefault(text(name), place)

    def _bind(self, leaf: Leaf) -> None:
        place = self.of(leaf.statement)
        if leaf.name and leaf.path:
            place.names.setdefault(leaf.name, []).append(leaf.path)
        elif leaf.path:
            place.globs.append(leaf.path)

    def _add_type(self, node: Node) -> None:
        """``type C = std::process::Command;`` is another name of it."""
        name, meant = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is None or not self._is_free(node):
            return
        path = path_of(meant) if meant is not None else None
        if path:
            self.of(node).names.setdefault(text(name), []).append(path)
        else:
            self._define(node, text(name))

    def _is_free(self, node: Node) -> bool:
        """Whether an item belongs to a module or block, not to an ``impl`` or ``trait``."""
        parent = node.parent
        if parent is None or parent.type != "declaration_list":
            return True
        above = parent.parent
        return above is None or above.type in ("mod_item", "foreign_mod_item")

    def of(self, node: Node) -> Place:
        """The innermost module or block around a node."""
        missing: Node | None = None
        for _, parent in ancestors(node):
            place = self._places.get(parent.id)
            if place is not None:
                if missing is not None:
                    created = Place(missing, place.module, place)
                    self._places[missing.id] = created
                    return created
                return place
            if parent.type == "block" and missing is None:
                missing = parent
        return self.root

    def chain(self, node: Node) -> Iterator[Place]:
        """The places whose names are visible at a node, innermost first."""
        for _, parent in ancestors(node):
            place = self._places.get(parent.id)
            if place is not None:
                yield place
                if place.is_module:
                    return

    def resolve(self, path: Path, node: Node) -> tuple[Path, ...]:
        """What a path written at a node may stand for.

        Paths of the crate come back as ``crate::…``, ``self::…`` or
        ``super::…`` seen from the file's own module; an empty tuple means
        something the file itself defines.
        """
        return self._resolve(path, list(self.chain(node)), DEPTH)

    def _resolve(self, path: Path, chain: list[Place], depth: int) -> tuple[Path, ...]:
        if not path or depth <= 0:
            return ()
        if path[0] == "":
            return (path[1:],)
        if path[0] in OWN or path[0] == "$crate":
            return self._own(path, chain[-1] if chain else self.root, depth)
        for place in chain:
            if path[0] in place.names:
                return self._named(path, place, chain, depth)
            if path[0] in place.modules:
                return self._inside(place.modules[path[0]], path[1:], depth)
            if path[0] in (place.types if len(path) > 1 else place.items):
                return ((("self", *place.module, *path)),) if len(path) > 1 else ()
        return self._globbed(path, chain, depth) or (path,)

    def _globbed(self, path: Path, chain: list[Place], depth: int) -> tuple[Path, ...]:
        """A name that ``use super::*`` brings in from another module of the file."""
        for place in chain:
            for glob in place.globs:
                around = chain[-1] if glob[0] in OWN else place
                other = self._module(glob, around)
                if other is None or other is place:
                    continue
                if path[0] in other.names or path[0] in other.modules:
                    return self._inside(other, path, depth - 1)
        return ()

    def _module(self, path: Path, around: Place) -> Place | None:
        """The module of this file that a path names, seen from a place in it."""
        place: Place | None = around
        while path and place is not None:
            if path[0] == "super":
                place = place.parent if place.is_module else None
            elif path[0] != "self":
                place = place.modules.get(path[0])
            path = path[1:]
        return place

    def _named(self, path: Path, place: Place, chain: list[Place], depth: int) -> tuple[Path, ...]:
        """A name that ``use`` binds: its path means something in the place around.

        After ``use tempfile::tempfile`` the path ``tempfile::x`` still starts at the crate.
        """
        found: list[Path] = []
        rest = chain[chain.index(place) :]
        for meant in place.names[path[0]]:
            full = (*meant, *path[1:])
            if meant[0] == path[0] and len(path) > 1 < len(meant):
                found.append(path)
            elif meant[0] == path[0]:
                outer = [p for p in rest if path[0] not in p.names]
                found.extend(self._resolve(full, outer, depth - 1) if outer else (full,))
            else:
                found.extend(self._resolve(full, rest, depth - 1))
        return tuple(dict.fromkeys(found))

    def _own(self, path: Path, module: Place, depth: int) -> tuple[Path, ...]:
        """``crate``, ``self`` and ``super`` as seen from the file's own module."""
        if path[0] in ("crate", "$crate"):
            return (("crate", *path[1:]),)
        inline, ups = module.module, 0
        rest = path
        while rest and rest[0] in ("self", "super"):
            ups += rest[0] == "super"
            rest = rest[1:]
        if ups > len(inline):
            return (("super",) * (ups - len(inline)) + rest,)
        kept = inline[: len(inline) - ups]
        place = self.root
        for name in kept:
            place = place.modules[name]
        return self._inside(place, rest, depth)

    def _inside(self, place: Place, rest: Path, depth: int) -> tuple[Path, ...]:
        """A path below a module of this file."""
        if not rest or depth <= 0:
            return ()
        if rest[0] in place.modules:
            return self._inside(place.modules[rest[0]], rest[1:], depth - 1)
        if rest[0] in place.names:
            return self._named(rest, place, [place], depth - 1)
        return (("self", *place.module, *rest),)
