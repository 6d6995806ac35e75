"""Which reader takes which file, what each file is for, and the units they form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from posixpath import basename

from wasmfit.model.project import File, Project, Role, SourceFile, Unit, UnitKind
from wasmfit.model.reader import Language, Manifest
from wasmfit.stages.detect.kinds import describe
from wasmfit.stages.detect.readers import Readers
from wasmfit.stages.detect.roles import Roles
from wasmfit.stages.detect.said import NOTHING, Said
from wasmfit.stages.detect.starts import SERVICE_SYMBOLS
from wasmfit.stages.detect.tree import Head, Tree
from wasmfit.stages.detect.units import Units, has_deployment, unit_id

__all__ = ["SERVICE_SYMBOLS", "Head", "Said", "describe", "detect"]


def detect(
    files: Sequence[File],
    languages: Sequence[Language],
    manifests: Sequence[Manifest],
    head: Head,
    *,
    name: str = "",
    said: Said = NOTHING,
) -> Project:
    """Sort the files of a tree into sources, manifests and units.

    ``head`` gives the first bytes of a file (64 KiB are plenty) and is asked
    only where a name says too little; ``name`` is what the root directory is
    called; what a person ``said`` about roles and units counts more than what
    is found. A directory with a manifest that declares a project is a unit,
    nested ones too; what lies outside all of them belongs to a unit at the
    root. A unit's name is its directory's and its kind what the files alone
    say (application when it holds a Dockerfile, Containerfile or Procfile):
    :func:`describe` knows better once facts are there.
    """
    tree, readers = Tree(files, head), Readers(languages, manifests)
    formats = {file.path: found for file in files if (found := readers.manifest(file.path))}
    spoken = _spoken([file.path for file in files if file.path not in formats], readers, tree)
    roles = Roles(tree, said.role)
    units = Units(tree, roles, said.folders, {entry.path for entry in said.images})
    units.place(formats.items(), spoken)
    for path in _served(formats, spoken, languages, units):
        del spoken[path]
    taken = {path: manifest.id for path, manifest in formats.items()} | spoken
    known = [_sorted(file, taken[file.path], roles, units) for file in files if file.path in taken]
    sorting = _by_build(known, languages, tree.head, said)
    folders = {unit_id(folder): folder for folder in units.folders}
    folders |= {source.unit: units.of(source.path) for source in sorting}
    return Project(
        units=tuple(_unit(tree, folder, name) for _, folder in sorted(folders.items())),
        sources=tuple(source for source in sorting if source.path in spoken),
        manifests=tuple(source for source in sorting if source.path in formats),
    )


def _spoken(paths: Sequence[str], readers: Readers, tree: Tree) -> dict[str, str]:
    found = ((path, readers.language(path, tree.head)) for path in paths)
    return {path: language for path, language in found if language}


def _sorted(file: File, reader: str, roles: Roles, units: Units) -> SourceFile:
    unit = units.of(file.path)
    role = roles.of_file(file.path, unit, packaged=units.is_packaged(unit))
    return SourceFile(
        path=file.path, size=file.size, language=reader, role=role, unit=unit_id(unit)
    )


def _by_build(
    sources: Sequence[SourceFile], languages: Sequence[Language], head: Head, said: Said
) -> list[SourceFile]:
    """The sources sorted, those not shipped by their build with the role that it gives them."""
    found: dict[str, Role] = {}
    for language in languages:
        if language.purposes is not None:
            taken = [s for s in sources if s.language == language.id and s.role is Role.SOURCE]
            described = {s.path for s in taken if basename(s.path) in language.filenames}
            descriptions = {path: head(path) for path in sorted(described)}
            plain = [s.path for s in taken if s.path not in described]
            found.update(language.purposes(descriptions, head, plain) if descriptions else {})
    free = {path: role for path, role in found.items() if said.role(path) is None}
    given = (replace(source, role=free.get(source.path, source.role)) for source in sources)
    return sorted(given, key=lambda source: source.path)


def _served(
    manifests: Mapping[str, Manifest],
    spoken: Mapping[str, str],
    languages: Sequence[Language],
    units: Units,
) -> frozenset[str]:
    """Pages and scripts that a program in another language serves to a browser."""
    pages = {language.id for language in languages if language.pages}
    declared: dict[str, set[str]] = {}
    for path, manifest in manifests.items():
        declared.setdefault(units.of(path), set()).update(manifest.languages)
    return frozenset(
        path
        for path, name in spoken.items()
        if name in pages and declared.get(units.of(path)) and name not in declared[units.of(path)]
    )


def _unit(tree: Tree, folder: str, name: str) -> Unit:
    own = folder.rpartition("/")[2] or name or "."
    kind = UnitKind.APPLICATION if has_deployment(tree, folder) else UnitKind.LIBRARY
    return Unit(id=unit_id(folder), path=unit_id(folder), name=own, kind=kind)
