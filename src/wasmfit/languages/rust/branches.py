"""Items and variables that exist once per platform: some platform may be left without."""

from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.languages.rust.chains import is_shadowed, occurrences
from wasmfit.languages.rust.guards import Guards
from wasmfit.languages.rust.unwrapped import GRAMMAR
from wasmfit.model.condition import all_of, negate
from wasmfit.model.facts import Guard
from wasmfit.syntax.rust_cfg import is_about_platform
from wasmfit.syntax.tree import Node, captures, text

NO_BRANCH = "cfg without a branch"
NAMED = """
[(function_item) (struct_item) (enum_item) (const_item) (static_item) (mod_item) (type_item)
 (union_item) (trait_item) (let_declaration pattern: (identifier))] @item
"""
PLACES = frozenset({"source_file", "declaration_list", "block"})
OWNERS = frozenset({"impl_item", "trait_item"})


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that may have no branch: where it is first defined, and where it is needed."""

    symbol: str
    token: Node
    needed: Node
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    """One definition of a name; ``guard`` is None when it is not for some platforms only."""

    item: Node
    token: Node
    guard: Guard | None


def missing_branches(root: Node, data: bytes, guards: Guards) -> Iterator[Missing]:
    """Names with several definitions, every one of them for some platforms only.

    A name must also be used outside of its definitions, else nobody misses
    it; the guards of that place hold too.
    """
    for branches in _variants(root, guards):
        stated = [one.guard for one in branches if one.guard is not None]
        if len(stated) < max(2, len(branches)):
            continue
        none = all_of(negate(guard.condition) for guard in stated)
        needed = _needed(branches, root, data)
        if none is not None and needed is not None:
            first, name = stated[0], text(branches[0].token)
            words = f"none of {len(branches)} branches for {name}"
            guard = Guard(none, words, first.path, first.line)
            yield Missing(NO_BRANCH, branches[0].token, needed, (guard,))


def _variants(root: Node, guards: Guards) -> list[list[_Branch]]:
    """Definitions of the same name in the same place."""
    found: dict[tuple[int, str], list[_Branch]] = {}
    for item in captures(GRAMMAR, NAMED, root).get("item", []):
        local = item.type == "let_declaration"
        token = item.child_by_field_name("pattern" if local else "name")
        parent = item.parent
        if token is None or parent is None or parent.type not in PLACES:
            continue
        if parent.parent is not None and parent.parent.type in OWNERS:
            continue
        own = guards.own(item)
        about = len(own) == 1 and is_about_platform(own[0].condition)
        branch = _Branch(item, token, own[0] if about else None)
        found.setdefault((parent.id, text(token)), []).append(branch)
    return list(found.values())


def _needed(branches: list[_Branch], root: Node, data: bytes) -> Node | None:
    """The first use of a name outside of its definitions; of a variable, in its block.

    ``#[cfg(unix)] let ty = ty.close_on_exec();`` changes a variable that is there anyway.
    """
    first = branches[0].item
    local = first.type == "let_declaration"
    if local and is_shadowed(branches[0].token):
        return None
    place = first.parent if local and first.parent is not None else root
    start = branches[-1].item.end_byte if local else place.start_byte
    for node in occurrences(root, data, frozenset({text(branches[0].token)})):
        here = start <= node.start_byte < place.end_byte
        inside = any(b.item.start_byte <= node.start_byte < b.item.end_byte for b in branches)
        if here and not inside and (local or not is_shadowed(node)):
            return node
    return None
