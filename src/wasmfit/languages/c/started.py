"""Which sources start a program and which make a library, by the word of the build.

A file keeps the trait ``main`` when a shipped program has it, or when no
description tells; a program that is not installed while others are is a tool.
``program`` says that its folder is a program's own, ``library`` that the file
is part of a library that is installed, ``for:<folder>`` that it is linked into
the programs that start in that folder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname

from wasmfit.languages.c.builds import PRODUCT, TRAIT
from wasmfit.languages.c.plans import is_made
from wasmfit.languages.c.purposes import by_stem, meant
from wasmfit.model.facts import FileFacts
from wasmfit.model.project import Role

_STARTS = frozenset({"main", "wmain", "WinMain"})
PART = "for:"
"""Before the folder of a program that a file is part of, in a trait."""

NOBODY = ("-",)
"""Stands for a folder where no program takes a source, though there are programs."""

_MADE = frozenset({"main", "program", "library"})


@dataclass(frozen=True, slots=True)
class _Product:
    """A product with its name, where it is described, and whether it is installed."""

    kind: str
    name: str
    folder: str
    shipped: bool


class Started:
    """The products that each source of a project is part of."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        """Collect them from the descriptions."""
        described = [
            (path, alias)
            for path in sorted(files)
            for alias in (files[path].aliases if TRAIT in files[path].traits else ())
            if alias.symbol.startswith(PRODUCT) and not is_made(path, files)
        ]
        installing = any(not a.symbol.startswith(f"{PRODUCT}perhaps ") for _, a in described)
        stems = by_stem(sorted(p for p, file in files.items() if TRAIT not in file.traits))
        self._made: dict[str, set[_Product]] = {}
        for path, alias in described:
            told, _, name = alias.symbol.removeprefix(PRODUCT).partition(":")
            state, _, kind = told.rpartition(" ")
            shipped = not state or (state == "perhaps" and not installing)
            product = _Product(kind, name, dirname(path), shipped)
            for source in meant(alias.name, product.folder, stems):
                self._made.setdefault(source, set()).add(product)
        self._parts = dict(_parts(self._made, files))
        self._libraries = {dirname(p) for p in self._made if any(self._shipped(p, "library"))}

    def _shipped(self, path: str, kind: str) -> Iterator[_Product]:
        return (it for it in self._made.get(path, ()) if it.kind == kind and it.shipped)

    def may_need(self, path: str, target: str) -> bool:
        """Whether a source can call another by how both are linked: into one, or from a library."""
        ours, theirs = self._made.get(path), self._made.get(target)
        if not ours or not theirs or any(product.kind == "library" for product in theirs):
            return True
        return bool({product.name for product in ours} & {product.name for product in theirs})

    def traits(self, file: FileFacts) -> tuple[str, ...]:
        """The traits of a file with those that the build gives it."""
        if file.role is not Role.SOURCE or file.path not in self._made:
            return file.traits
        kept = (trait for trait in file.traits if trait not in _MADE)
        return (*kept, *self._given(file), *self._parts.get(file.path, ()))

    def _given(self, file: FileFacts) -> Iterator[str]:
        if any(self._shipped(file.path, "library")):
            yield "library"
        if _STARTS.isdisjoint(file.defines):
            return
        programs = [product for product in self._made[file.path] if product.kind == "program"]
        shipped = [product for product in programs if product.shipped]
        if shipped or (not programs and "main" in file.traits):
            yield "main"
        if shipped and self._has_folder(dirname(file.path), shipped):
            yield "program"

    def _has_folder(self, folder: str, programs: list[_Product]) -> bool:
        """Whether a program is described where it lies, or no library lies there."""
        own = any(product.folder == folder for product in programs)
        return own or folder not in self._libraries


def _parts(
    made: Mapping[str, set[_Product]], files: Mapping[str, FileFacts]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Per source the folders of the programs that it is linked into, as traits.

    A program takes the sources that its description lists, and libraries
    whose sources it does not compile itself.
    """
    sources = dict[tuple[str, str], set[str]]()
    for path, products in made.items():
        for product in products:
            sources.setdefault((product.kind, product.name), set()).add(path)
    folders = dict[str, set[str]]()
    for (kind, _), paths in sources.items():
        starts = [path for path in paths if not _STARTS.isdisjoint(files[path].defines)]
        for folder in {dirname(path) for path in starts} if kind == "program" else ():
            folders.setdefault(folder, set()).update(paths)
    libraries = {name: paths for (kind, name), paths in sources.items() if kind == "library"}
    for path, products in sorted(made.items()):
        named = {product.name for product in products if product.kind == "library"}
        taking = [
            folder
            for folder, own in sorted(folders.items())
            if path in own or any(libraries[name].isdisjoint(own) for name in named)
        ]
        yield path, tuple(f"{PART}{folder}" for folder in taking or (NOBODY if folders else ()))
