"""Names that ``use`` and ``extern crate`` bring in, and paths as they are written."""

from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.languages.rust.wanted import Path
from wasmfit.syntax.tree import Node, text

PATH_NODES = frozenset(
    {"identifier", "type_identifier", "scoped_identifier", "scoped_type_identifier",
     "crate", "self", "super", "metavariable"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """One name that a ``use`` brings in: its path as written and the node that names it.

    ``name`` is "" for a glob and "_" when the name is not bound.
    """

    name: str
    path: Path
    node: Node
    statement: Node
    public: bool = False


def leaves(statement: Node) -> Iterator[Leaf]:
    """The names a ``use`` brings in."""
    argument = statement.child_by_field_name("argument")
    public = any(child.type == "visibility_modifier" for child in statement.children)
    if argument is not None:
        for name, path, node in _tree((), argument):
            yield Leaf(name, path, node, statement, public)


def _tree(start: Path, node: Node) -> Iterator[tuple[str, Path, Node]]:
    match node.type:
        case "use_list":
            for child in node.named_children:
                yield from _tree(start, child)
        case "scoped_use_list":
            path, names = node.child_by_field_name("path"), node.child_by_field_name("list")
            inner = (*start, *((path_of(path) or ()) if path is not None else ("",)))
            if names is not None:
                yield from _tree(inner, names)
        case "use_as_clause":
            path, alias = node.child_by_field_name("path"), node.child_by_field_name("alias")
            if path is not None and alias is not None:
                full = _joined(start, path_of(path) or ())
                yield text(alias), full, path
        case "use_wildcard":
            inner_path = path_of(node.named_children[0]) if node.named_child_count else ()
            yield "", (*start, *(inner_path or ())), node
        case _ if node.type in PATH_NODES:
            full = _joined(start, path_of(node) or ())
            if full:
                yield full[-1], full, node
        case _:
            pass


def _joined(start: Path, path: Path) -> Path:
    """``a::{self}`` is ``a``."""
    return start if path == ("self",) and start else (*start, *path)


def path_of(node: Node) -> Path | None:
    """The segments of a path, ``("", …)`` when it starts with ``::``; None for other nodes."""
    match node.type:
        case "scoped_identifier" | "scoped_type_identifier":
            head, name = node.child_by_field_name("path"), node.child_by_field_name("name")
            start = path_of(head) if head is not None else ("",)
            return None if start is None or name is None else (*start, text(name))
        case "generic_type" | "generic_type_with_turbofish" | "bracketed_type":
            inner = node.child_by_field_name("type") or node.named_children[0]
            return path_of(inner)
        case _ if node.type in PATH_NODES:
            return (text(node),)
        case _:
            return None


def extern_crate(node: Node) -> Iterator[Leaf]:
    """The name an ``extern crate`` brings in."""
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    if name is not None and text(name) != "self":
        yield Leaf(text(alias or name), (text(name),), name, node)
