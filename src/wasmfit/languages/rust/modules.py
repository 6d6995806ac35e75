"""The module tree of crates: which file holds which module, and what a path leads to."""

from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, normpath, splitext

from wasmfit.languages.rust.wanted import OWN, Path
from wasmfit.model.facts import FileFacts, Guard

HEADS = frozenset({"lib.rs", "main.rs", "mod.rs"})
DEPTH = 64

Where = tuple[str, Path]
"""A file, and names below its own module."""


class Modules:
    """All modules of all crates of a repository."""

    def __init__(self, files: Sequence[FileFacts], foreign: frozenset[str]) -> None:
        """Follow every ``mod x;`` to its file; ``foreign`` are crates from outside."""
        self._foreign = foreign
        self._paths = {file.path for file in files}
        self._defines = {file.path: set(file.defines) for file in files}
        self._children: dict[tuple[str, Path], str] = {}
        self._parents: dict[str, list[tuple[str, Path, tuple[Guard, ...]]]] = {}
        declared = [
            (file.path, one.names, one.guards)
            for file in files
            for one in file.imports
            if one.module == "mod" and one.names  # no ``use mod;``, which is no Rust
        ]
        self._inside = {path for path, names, _ in declared for path in self._named(path, names)}
        for path, names, guards in declared:
            child = self.declared(path, names)
            if child is not None and child != path:
                name = tuple(names[0].split("::"))
                self._children.setdefault((path, name), child)
                self._parents.setdefault(child, []).append((path, name[:-1], guards))
        self._libraries = self._named_libraries()

    def _named(self, path: str, names: Sequence[str]) -> Iterator[str]:
        """Files that are surely no crate roots: they are declared by their default name."""
        folder = dirname(path) if basename(path) in HEADS else splitext(path)[0]
        stem = "/".join(part for part in (folder, *names[0].split("::")) if part)
        yield from {f"{stem}.rs", f"{stem}/mod.rs"} & self._paths

    def declared(self, path: str, names: Sequence[str]) -> str | None:
        """The file of ``mod x;``; ``names`` are the module and, if given, its own path."""
        inline = tuple(names[0].split("::"))
        folder, stem = dirname(path), splitext(path)[0]
        if len(names) > 1:
            start = folder if len(inline) == 1 else "/".join((stem, *inline[:-1]))
            found = normpath(f"{start}/{names[1]}".lstrip("/"))
            return found if found in self._paths else None
        starts = (folder, stem) if self._is_head(path) else (stem, folder)
        for start in starts:
            base = "/".join(part for part in (start, *inline) if part)
            for candidate in (f"{base}.rs", f"{base}/mod.rs"):
                if candidate in self._paths:
                    return candidate
        return None

    def _is_head(self, path: str) -> bool:
        """Whether modules of this file lie beside it, not below a folder of its name."""
        return basename(path) in HEADS or path not in self._inside

    def declarations(self, path: str) -> Iterator[tuple[str, tuple[Guard, ...]]]:
        """The files that declare this one as a module, and under which guards."""
        for parent, _, guards in self._parents.get(path, ()):
            yield parent, guards

    def root(self, path: str) -> str:
        """The file at the top of the crate."""
        for _ in range(DEPTH):
            parents = self._parents.get(path)
            if not parents:
                break
            path = parents[0][0]
        return path

    def locate(self, source: str, path: Path) -> Where | None:
        """The file that a path written in a file leads to, and what is left of it."""
        head, rest = path[0], path[1:]
        if head == "crate":
            return self._descend((self.root(source), ()), rest)
        if head == "self":
            return self._descend((source, ()), rest)
        if head == "super":
            return self._upwards(source, path)
        library = self._library(source, path)
        return self._descend((library, ()), rest) if library is not None else None

    def _upwards(self, source: str, path: Path) -> Where | None:
        file, inline = source, Path()
        while path and path[0] == "super":
            if inline:
                inline = inline[:-1]
            elif file in self._parents:
                file, inline, _ = self._parents[file][0]
            else:
                return None
            path = path[1:]
        return self._descend((file, inline), path)

    def _descend(self, start: Where, rest: Path) -> Where:
        file, inline = start
        rest = (*inline, *rest)
        size = 1
        while size <= len(rest):
            child = self._children.get((file, rest[:size]))
            if child is not None:
                file, rest, size = child, rest[size:], 1
            else:
                size += 1
        return file, rest

    def _named_libraries(self) -> dict[str, list[str]]:
        """Roots of libraries by the name their folder suggests."""
        found: dict[str, list[str]] = {}
        for path in sorted(self._paths):
            if path == "src/lib.rs" or path.endswith("/src/lib.rs"):
                folder = basename(dirname(dirname(path))).replace("-", "_")
                found.setdefault(folder, []).append(path)
        return found

    def _library(self, source: str, path: Path) -> str | None:
        """The library of the repository that a crate name means.

        By the name of its folder; else the library at the root, whose folder's
        name nobody knows, if it has what is named.
        """
        if path[0] in OWN:
            return None
        named = self._libraries.get(path[0], [])
        if len(named) == 1:
            return named[0]
        beside = None if path[0] in self._foreign else self._beside(source)
        if beside is None or beside == source or len(path) < 2:  # noqa: PLR2004 - crate, name
            return None
        has = (beside, path[1:2]) in self._children or path[1] in self._defines[beside]
        return beside if has else None

    def _beside(self, source: str) -> str | None:
        """The library at the root of the tree, for files of the same package."""
        if dirname(source) and not source.startswith(("src/", "tests/", "examples/", "benches/")):
            return None
        return "src/lib.rs" if "src/lib.rs" in self._paths else None
