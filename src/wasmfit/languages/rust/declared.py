"""Where the content of ``mod x;`` lies: in its default place, or where ``#[path]`` says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.model.condition import Atom, all_of, negate
from wasmfit.model.facts import Guard
from wasmfit.syntax.rust_cfg import cfg_condition, is_about_platform
from wasmfit.syntax.tree import Node, text

PLAIN = re.compile(r'path\s*=\s*"(.*)"', re.DOTALL)
CONDITIONAL = re.compile(r'cfg_attr\s*\((.*),\s*path\s*=\s*"([^"]*)"\s*+,?\s*+\)', re.DOTALL)
SKIPPED = frozenset({"attribute_item", "block_comment", "line_comment"})
NO_FILE = "nofile:"
"""Begins the question whether a module lacks a file in its default place."""


@dataclass(frozen=True, slots=True)
class Way:
    """One file a module may lie in ("" for the default place), and when it does."""

    path: str
    guard: Guard | None = None


def ways(node: Node, file: str) -> tuple[Way, ...]:
    """All files of a declared module, the conditional ones first.

    ``#[cfg_attr(unix, path = "unix.rs")] #[cfg_attr(windows, path = "windows.rs")] mod sys;``
    """
    stated = list(_attributes(node))
    for words in stated:
        plain = PLAIN.fullmatch(words)
        if plain is not None:
            return (Way(plain[1]),)
    found = [match for words in reversed(stated) if (match := CONDITIONAL.fullmatch(words))]
    line = node.start_point.row + 1
    chosen = [(match[2], cfg_condition(match[1]), match[1]) for match in found]
    given = tuple(
        Way(path, Guard(condition, f"cfg_attr({words})", file, line) if condition else None)
        for path, condition, words in chosen
    )
    if any(way.guard is None for way in given):
        return given
    none = all_of(negate(condition) for _, condition, _ in chosen)
    return (*given, Way("", Guard(none, "no cfg_attr gives a path", file, line) if none else None))


def without_file(node: Node, file: str) -> Guard | None:
    """When a module has no file at all, as far as this file can tell.

    Whether something lies in the default place is left to whoever knows all files.
    """
    name = node.child_by_field_name("name")
    *given, default = ways(node, file)
    if name is None or not given or default.path or default.guard is None:
        return None
    if not all(is_about_platform(way.guard.condition) for way in given if way.guard):
        return None
    none = all_of((default.guard.condition, Atom(f"{NO_FILE}{file}:{text(name)}")))
    words = f"none of {len(given)} paths for mod {text(name)}"
    return None if none is None else Guard(none, words, file, default.guard.line)


def _attributes(node: Node) -> Iterator[str]:
    """The attributes of an item as written, nearest first."""
    before = node.prev_named_sibling
    while before is not None and before.type in SKIPPED:
        if before.type == "attribute_item":
            yield text(before)[2:-1].strip()
        before = before.prev_named_sibling
