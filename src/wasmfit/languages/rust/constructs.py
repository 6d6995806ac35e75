"""Constructs that speak for themselves: foreign blocks, ``compile_error!``, missing branches."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from wasmfit.languages.rust.chains import is_shadowed, occurrences
from wasmfit.languages.rust.guards import Guards
from wasmfit.languages.rust.unwrapped import GRAMMAR, macro_name
from wasmfit.languages.rust.uses import Uses
from wasmfit.model.condition import ALWAYS, Condition, all_of, negate
from wasmfit.model.facts import Certainty, Guard, UseKind
from wasmfit.syntax.rust_cfg import is_about_platform, names_platform
from wasmfit.syntax.tree import Node, ancestors, captures, text

FOREIGN = "(foreign_mod_item) @block"
MACROS = "(macro_invocation) @macro"
NAMED = """
[(function_item) (struct_item) (enum_item) (const_item) (static_item) (mod_item) (type_item)
 (union_item) (trait_item)] @item
"""
ABIS = frozenset({"", "C", "C-unwind", "system", "system-unwind", "cdecl", "stdcall"})
FOREIGN_BLOCK = 'extern "C"'
COMPILE_ERROR = "compile_error!"
NO_BRANCH = "cfg without a branch"
WIDTH = 60


def add_constructs(root: Node, data: bytes, uses: Uses, guards: Guards) -> None:
    """Add the uses of all constructs of a file."""
    if b"extern" in data:
        for block in captures(GRAMMAR, FOREIGN, root).get("block", []):
            _add_foreign(block, uses)
    if b"compile_error!" in data:
        for macro in captures(GRAMMAR, MACROS, root).get("macro", []):
            if macro_name(macro) == "compile_error":
                _add_error(macro, uses, guards)
    if b"cfg" in data:
        _add_missing(root, data, uses, guards)


def _attributes(node: Node) -> Iterator[str]:
    before = node.prev_named_sibling
    while before is not None and before.type in ("attribute_item", "line_comment", "block_comment"):
        if before.type == "attribute_item":
            yield text(before)[2:-1].strip()
        before = before.prev_named_sibling


def _add_foreign(block: Node, uses: Uses) -> None:
    """``extern "C" { … }``: functions that other code must provide."""
    modifier = next((n for n in block.named_children if n.type == "extern_modifier"), None)
    body = block.child_by_field_name("body")
    if modifier is None or body is None:
        return
    abi = text(modifier).removeprefix("extern").strip().strip('"')
    attributes = list(_attributes(block))
    if abi not in ABIS or any("wasm_import_module" in one for one in attributes):
        return
    links = [one for one in attributes if one.startswith("link") and "name" in one]
    for link in links:
        symbol = f"#[{' '.join(link.split())}]"[:WIDTH]
        uses.emit(UseKind.LINK, symbol, modifier, block)
    if not links and _declares_functions(body):
        uses.emit(UseKind.SYNTAX, FOREIGN_BLOCK, modifier, block)


def _declares_functions(body: Node) -> bool:
    return any(n.type in ("function_signature_item", "static_item") for n in body.named_children)


def _add_error(macro: Node, uses: Uses, guards: Guards) -> None:
    """``compile_error!`` behind a platform condition; others speak of the caller's mistake."""
    if any(parent.type == "macro_definition" for _, parent in ancestors(macro)):
        return
    if any(names_platform(guard.condition) for guard in guards.of(macro)):
        name = macro.child_by_field_name("macro") or macro
        uses.emit(UseKind.SYNTAX, COMPILE_ERROR, name, macro)


def _add_missing(root: Node, data: bytes, uses: Uses, guards: Guards) -> None:
    """Items that exist once per platform: some platform may be left without.

    The item must also be used outside of all its branches, else nobody
    misses it; the guards of that place hold too.
    """
    variants: list[tuple[int, str, Node, Guard]] = []
    for item in captures(GRAMMAR, NAMED, root).get("item", []):
        name, parent = item.child_by_field_name("name"), item.parent
        own = guards.own(item)
        if name is None or parent is None or parent.type not in ("source_file", "declaration_list"):
            continue
        if parent.parent is not None and parent.parent.type in ("impl_item", "trait_item"):
            continue
        if len(own) == 1 and is_about_platform(own[0].condition):
            variants.append((parent.id, text(name), item, own[0]))
        else:
            variants.append((parent.id, text(name), item, Guard(ALWAYS, "", "", 0)))
    variants.sort(key=lambda one: (one[0], one[1], one[2].start_byte))
    for (_, name), group in groupby(variants, key=lambda one: one[:2]):
        branches = list(group)
        if len(branches) > 1 and all(guard.text for *_, guard in branches):
            _add_chain(name, [(item, guard) for _, _, item, guard in branches], data, root, uses)


def _add_chain(
    name: str, branches: list[tuple[Node, Guard]], data: bytes, root: Node, uses: Uses
) -> None:
    none = all_of(negate(guard.condition) for _, guard in branches)
    wanted = _needed(name, [item for item, _ in branches], data, root)
    if none is None or wanted is None:
        return
    first, guard = branches[0]
    stated = Guard(none, f"none of {len(branches)} branches for {name}", guard.path, guard.line)
    token = first.child_by_field_name("name") or first
    uses.emit(UseKind.SYNTAX, NO_BRANCH, token, wanted, Certainty.MEDIUM, (stated,))


def _needed(name: str, branches: list[Node], data: bytes, root: Node) -> Node | None:
    """The first use of a name outside of the items themselves."""
    spans = [(item.start_byte, item.end_byte) for item in branches]
    for node in occurrences(root, data, {name}):
        inside = any(start <= node.start_byte < end for start, end in spans)
        if not inside and not is_shadowed(node):
            return node
    return None


def flags_of(root: Node, guards: Guards) -> Mapping[str, Condition]:
    """Names of constants that hold the truth of ``cfg!(…)``."""
    found: dict[str, Condition] = {}
    for item in captures(GRAMMAR, "(const_item) @item", root).get("item", []):
        name, value = item.child_by_field_name("name"), item.child_by_field_name("value")
        condition = guards.condition(value) if value is not None else None
        if name is not None and condition is not None:
            found[text(name)] = condition
    return found
