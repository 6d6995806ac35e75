"""Open macros that only choose or wrap items, so that their content is read like any other code.

``cfg_if! { if #[cfg(unix)] { mod a; } else { mod b; } }`` hides its items from
the grammar. The words around the items are blanked (every byte stays at its
place) and the condition of each branch is kept as a region of the file. The
same goes for macros of the project that wrap items (``cfg_net! { … }``), as
long as what is inside parses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from wasmfit.model.condition import Atom, Condition, all_of, negate
from wasmfit.syntax.rust_cfg import cfg_condition
from wasmfit.syntax.tree import Node, captures, error_spans, parse, text

GRAMMAR = "tree_sitter_rust"
INVOCATIONS = "(macro_invocation) @macro"
CHOICES = frozenset({"cfg_if", "cfg_select", "match_cfg"})
ROUNDS = 4
ITEM_WORDS = frozenset(
    {"async", "const", "enum", "extern", "fn", "impl", "mod", "pub", "static", "struct", "trait",
     "type", "union", "unsafe", "use", "#"}
)  # fmt: skip
ITEM_PLACES = frozenset({"source_file", "declaration_list"})
PLACES = ITEM_PLACES | {"block", "expression_statement"}


@dataclass(frozen=True, slots=True)
class Region:
    """Bytes that are there only under a condition, and how that is written."""

    start: int
    end: int
    condition: Condition | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Opening:
    """One macro to open: its whole range, the ranges that stay, and their conditions."""

    start: int
    end: int
    kept: tuple[tuple[int, int], ...]
    regions: tuple[Region, ...]


def unwrapped(data: bytes) -> tuple[bytes, Node, tuple[Region, ...]]:
    """The bytes with macros opened, their tree, and the regions with conditions."""
    root = parse(GRAMMAR, data).root_node
    regions: list[Region] = []
    refused: set[int] = set()
    for _ in range(ROUNDS):
        openings = [o for o in _openings(root, data) if o.start not in refused]
        openings = [o for o in openings if not any(r in regions for r in o.regions)]
        if not openings:
            break
        opened = _blanked(data, openings)
        tree = parse(GRAMMAR, opened).root_node
        spoiled = _spoiled(openings, root, tree)
        if spoiled:
            refused |= spoiled
            openings = [o for o in openings if o.start not in spoiled]
            opened = _blanked(data, openings)
            tree = parse(GRAMMAR, opened).root_node
        data, root = opened, tree
        regions.extend(region for opening in openings for region in opening.regions)
    return data, root, tuple(regions)


def _spoiled(openings: list[_Opening], before: Node, after: Node) -> set[int]:
    """Openings that made the grammar stumble where it did not before."""
    known = set(error_spans(before))
    broken = [span for span in error_spans(after) if span not in known]
    return {
        opening.start
        for opening in openings
        if any(start < opening.end and end > opening.start for start, end in broken)
    }


def _blanked(data: bytes, openings: list[_Opening]) -> bytes:
    changed = bytearray(data)
    for opening in openings:
        inside = changed[opening.start : opening.end]
        blank = bytearray(byte if byte == 10 else 32 for byte in inside)  # noqa: PLR2004 - line feed
        for start, end in opening.kept:
            low, high = start - opening.start, end - opening.start
            blank[low:high] = inside[low:high]
        changed[opening.start : opening.end] = blank
    return bytes(changed)


def _openings(root: Node, data: bytes) -> Iterator[_Opening]:
    if b"!" not in data:
        return
    for node in captures(GRAMMAR, INVOCATIONS, root).get("macro", []):
        name = macro_name(node)
        tree = node.named_children[-1]
        if tree.type != "token_tree":
            continue
        if name in CHOICES:
            yield _choice(node, tree, name)
        elif _wraps_items(node, tree):
            yield _wrapper(node, tree, name)


def macro_name(node: Node) -> str:
    """The last segment of an invoked macro's path."""
    macro = node.child_by_field_name("macro")
    return text(macro).rpartition("::")[2].strip() if macro is not None else ""


def _is_placed(node: Node, places: frozenset[str]) -> bool:
    parent = node.parent
    if parent is not None and parent.type == "expression_statement" and parent.parent is not None:
        return parent.parent.type in places or parent.type in places
    return parent is not None and parent.type in places


def _wraps_items(node: Node, tree: Node) -> bool:
    if not _is_placed(node, ITEM_PLACES) or tree.child_count < 3:  # noqa: PLR2004 - { x }
        return False
    return text(tree.children[0]) == "{" and text(tree.children[1]) in ITEM_WORDS


def _wrapper(node: Node, tree: Node, name: str) -> _Opening:
    inside = (tree.start_byte + 1, tree.end_byte - 1)
    condition = Atom(f"macro:{name}") if name.startswith("cfg_") else None
    region = Region(*inside, condition, f"{name}!", node.start_point.row + 1)
    return _Opening(node.start_byte, node.end_byte, (inside,), (region,))


def _choice(node: Node, tree: Node, name: str) -> _Opening:
    branches = list(_selected(tree) if name == "cfg_select" else _branched(tree))
    regions = tuple(
        Region(body.start, body.end, body.condition, body.text, body.line) for body in branches
    )
    if not _is_placed(node, PLACES):
        return _Opening(node.start_byte, node.start_byte, (), regions)
    trim = 1 if _is_placed(node, ITEM_PLACES) else 0
    kept = tuple((body.start + trim, body.end - trim) for body in branches)
    return _Opening(node.start_byte, node.end_byte, kept, regions)


def _branched(tree: Node) -> Iterator[Region]:
    """The branches of ``cfg_if!``: ``if #[cfg(…)] { … } else if … else { … }``."""
    earlier: list[Condition | None] = []
    stated, words, line = None, "", 0
    for child in tree.children:
        if child.type != "token_tree":
            continue
        start = text(child)[:1]
        if start == "[":
            words = text(child)[1:-1].strip()
            stated, line = cfg_condition(predicate_of(words)), child.start_point.row + 1
        elif start == "{":
            yield _branch(child, earlier, stated, words, line or child.start_point.row + 1)
            earlier.append(stated)
            stated, words = None, ""


def _branch(
    body: Node, earlier: list[Condition | None], stated: Condition | None, words: str, line: int
) -> Region:
    """The first branch that holds is taken: none of the earlier ones does."""
    condition = all_of([*map(negate, earlier), stated])
    return Region(body.start_byte, body.end_byte, condition, words or "the else of cfg_if!", line)


def predicate_of(words: str) -> str:
    """What stands between the parentheses of ``cfg(…)``."""
    return words.partition("(")[2].rpartition(")")[0]


def _selected(tree: Node) -> Iterator[Region]:
    """The arms of ``cfg_select!``: ``unix => { … }``, ``_ => …,``."""
    earlier: list[Condition | None] = []
    children = [child for child in tree.children[1:-1] if not child.type.endswith("comment")]
    at, pattern = 0, list[Node]()
    while at < len(children):
        child = children[at]
        if text(child) != "=>":
            pattern.append(child)
            at += 1
            continue
        last = _end_of_arm(children, at + 1)
        words = " ".join(map(text, pattern)).strip(" ,")
        stated = None if words == "_" else cfg_condition(words)
        first = children[at + 1] if at + 1 < len(children) else child
        make = partial(Region, first.start_byte, children[last - 1].end_byte)
        condition = all_of([*map(negate, earlier), stated])
        yield make(condition, f"cfg_select! {words}", first.start_point.row + 1)
        earlier.append(stated)
        at, pattern = last, []


def _end_of_arm(children: list[Node], at: int) -> int:
    if at < len(children) and text(children[at]).startswith("{"):
        return at + 1
    while at < len(children) and text(children[at]) != ",":
        at += 1
    return at
