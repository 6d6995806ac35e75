"""What a path stands for outside of the crate: through ``use``, globs, hints and ``Self``."""

from collections.abc import Iterator

from wasmfit.languages.rust.imports import path_of
from wasmfit.languages.rust.scopes import Scopes
from wasmfit.languages.rust.wanted import OWN, Path, Wanted
from wasmfit.syntax.tree import Node, ancestors

SELF = "Self"
RETURNED = "()"
"""Behind the name of a function: the type of what it gives back."""


class Meanings:
    """Outside meanings of the paths of one file."""

    def __init__(self, scopes: Scopes, wanted: Wanted) -> None:
        """``wanted`` says what is worth knowing, and what other files hand on."""
        self._scopes, self._wanted = scopes, wanted

    def of(self, path: Path, node: Node) -> Iterator[tuple[Path, bool]]:
        """Every outside path, and whether it is the only one and no glob's guess."""
        if path[0] == SELF:
            path = (*self._implemented(node), *path[1:])
            if path[0] == SELF:
                return
        full = self._scopes.resolve(path, node)
        for one in full:
            meant = self._wanted.outside(one)
            if meant[0] in OWN:
                continue
            if one == path and self._is_unbound(path):
                yield from self._starred(path, node)
            else:
                yield meant, len(full) == 1

    def returned(self, path: Path, node: Node) -> Path | None:
        """The outside type that a function of another file of the crate gives back."""
        for full in (*self._scopes.resolve(path, node), *self._globbed(path, node)):
            meant = self._wanted.outside((*full[:-1], f"{full[-1]}{RETURNED}"))
            if meant[0] not in OWN and meant != full and not meant[-1].endswith(RETURNED):
                return meant
        return None

    def _globbed(self, path: Path, node: Node) -> Iterator[Path]:
        for place in self._scopes.chain(node):
            for written in place.globs:
                for module in self._scopes.resolve(written, place.node):
                    yield (*module, *path)

    def _is_unbound(self, path: Path) -> bool:
        """Whether nothing in the file says what the first segment is, and no crate is named so."""
        return len(path) == 1 or self._wanted.outside(path)[0] not in self._wanted.roots

    def _starred(self, path: Path, node: Node) -> Iterator[tuple[Path, bool]]:
        """What a glob may bring in under this name."""
        for place in self._scopes.chain(node):
            for written in place.globs:
                for module in self._scopes.resolve(written, place.node):
                    if path[0] in self._wanted.below(module):
                        yield self._wanted.outside((*module, *path)), False
                        return

    def _implemented(self, node: Node) -> Path:
        """The type that ``Self`` is at a node, as written."""
        for _, parent in ancestors(node):
            if parent.type == "trait_item":
                break
            if parent.type == "impl_item":
                owner = parent.child_by_field_name("type")
                path = path_of(owner) if owner is not None else None
                return path or (SELF,)
        return (SELF,)
