"""Constructs that speak for themselves: foreign blocks, ``compile_error!``, missing branches."""

from collections.abc import Iterator, Mapping

from wasmfit.languages.rust.branches import NO_BRANCH, missing_branches
from wasmfit.languages.rust.declared import without_file
from wasmfit.languages.rust.guards import Guards
from wasmfit.languages.rust.unwrapped import GRAMMAR, macro_name
from wasmfit.languages.rust.uses import Uses
from wasmfit.model.condition import Condition
from wasmfit.model.facts import Certainty, UseKind
from wasmfit.syntax.rust_cfg import names_platform
from wasmfit.syntax.tree import Node, ancestors, captures, text

FOREIGN = "(foreign_mod_item) @block"
MODULES = "(mod_item !body) @module"
MACROS = "(macro_invocation) @macro"
ABIS = frozenset({"", "C", "C-unwind", "system", "system-unwind", "cdecl", "stdcall"})
FOREIGN_BLOCK = 'extern "C"'
COMPILE_ERROR = "compile_error!"
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


def _add_missing(root: Node, data: bytes, uses: Uses, guards: Guards) -> None:
    """Names, and files of modules, that some platform has none of."""
    for item in missing_branches(root, data, guards):
        uses.emit(
            UseKind.SYNTAX, item.symbol, item.token, item.needed, Certainty.MEDIUM, item.guards
        )
    for module in captures(GRAMMAR, MODULES, root).get("module", []) if b"cfg_attr" in data else ():
        guard, name = without_file(module, guards.path), module.child_by_field_name("name")
        if guard is not None and name is not None:
            uses.emit(UseKind.SYNTAX, NO_BRANCH, name, module, more=(guard,))


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


def flags_of(root: Node, guards: Guards) -> Mapping[str, Condition]:
    """Names of constants that hold the truth of ``cfg!(…)``."""
    found: dict[str, Condition] = {}
    for item in captures(GRAMMAR, "(const_item) @item", root).get("item", []):
        name, value = item.child_by_field_name("name"), item.child_by_field_name("value")
        condition = guards.condition(value) if value is not None else None
        if name is not None and condition is not None:
            found[text(name)] = condition
    return found
