"""Which reader takes which file, what each file is for, and the units they form."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname, splitext

from wasmfit.model.project import File, Project, Role, SourceFile, Unit, UnitKind
from wasmfit.model.reader import Language, Manifest
from wasmfit.stages.detect.kinds import describe
from wasmfit.stages.detect.names import LANGUAGES
from wasmfit.stages.detect.pages import browsed
from wasmfit.stages.detect.readers import Readers
from wasmfit.stages.detect.roles import Roles
from wasmfit.stages.detect.said import NOTHING, Said
from wasmfit.stages.detect.sayings import as_they_say
from wasmfit.stages.detect.scripts import helping, with_roles
from wasmfit.stages.detect.serving import Serving
from wasmfit.stages.detect.tree import Head, Tree
from wasmfit.stages.detect.units import Units, has_deployment, unit_id

__all__ = ["Head", "Said", "Serving", "as_they_say", "describe", "detect"]

_NEVER_SERVING = frozenset({"c", "cpp"})
"""Manifests of these beside scripts do not make them pages: a Dockerfile may be theirs."""


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
    spoken = _spoken([f.path for f in files if _is_free(f.path, formats)], readers, tree)
    roles = Roles(tree, said.role)
    units = Units(tree, roles, said.folders, {entry.path for entry in said.images})
    units.place(formats.items(), spoken)
    spoken = _unserved(formats, spoken, languages, units)
    sorting = _Sorting({file.path: file.size for file in files}, roles, units)
    plain = [sorting.source(path, spoken[path]) for path in sorted(spoken)]
    built = _by_build(plain, languages, tree.head, said)
    described = [sorting.manifest(path, formats[path]) for path in sorted(formats)]
    built = with_roles(built, helping(built, described, formats, tree, said.role))
    unread = [sorting.source(*it) for it in _foreign(files, {*formats, *spoken}, readers)]
    folders = {*units.folders, *(units.of(s.path) for s in (*built, *described, *unread))}
    return Project(
        units=tuple(_unit(tree, folder, name) for folder in sorted(folders, key=unit_id)),
        sources=tuple(browsed(built, tree, _paged(languages), said.role)),
        manifests=tuple(described),
        unread=tuple(unread),
    )


def _paged(languages: Sequence[Language]) -> set[str]:
    """The ids of the languages that browsers take."""
    return {language.id for language in languages if language.pages}


def _is_free(path: str, formats: Mapping[str, Manifest]) -> bool:
    """Whether a language may take a file that perhaps is a manifest."""
    return path not in formats or formats[path].shared


def _spoken(paths: Sequence[str], readers: Readers, tree: Tree) -> dict[str, str]:
    found = ((path, readers.language(path, tree.head)) for path in paths)
    return {path: language for path, language in found if language}


@dataclass(frozen=True, slots=True)
class _Sorting:
    """Gives files their reader, role and unit. ``sizes`` are bytes by path."""

    sizes: Mapping[str, int]
    roles: Roles
    units: Units

    def source(self, path: str, language: str) -> SourceFile:
        """A file that a language takes."""
        unit = self.units.of_source(path, language)
        role = self.roles.of_file(path, unit, packaged=self.units.is_packaged(unit))
        return self._file(path, language, role, unit)

    def manifest(self, path: str, format_: Manifest) -> SourceFile:
        """A file that a manifest's format takes; what else it is for changes nothing of that."""
        if not format_.shared:
            return self.source(path, format_.id)
        unit = self.units.of(path)
        packaged = self.units.is_packaged(unit)
        role = self.roles.of_folder(dirname(path), unit, packaged=packaged)
        return self._file(path, format_.id, role, unit)

    def _file(self, path: str, reader: str, role: Role, unit: str) -> SourceFile:
        size = self.sizes[path]
        return SourceFile(path=path, size=size, language=reader, role=role, unit=unit_id(unit))


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
    return sorted(with_roles(sources, free), key=lambda source: source.path)


def _foreign(
    files: Sequence[File], taken: Collection[str], readers: Readers
) -> list[tuple[str, str]]:
    """Sources of languages that no reader takes with the language of each, sorted."""
    named = ((file.path, LANGUAGES.get(splitext(file.path)[1])) for file in files)
    return sorted(
        (path, name)
        for path, name in named
        if name and path not in taken and not readers.speaks(path)
    )


def _unserved(
    manifests: Mapping[str, Manifest],
    spoken: Mapping[str, str],
    languages: Sequence[Language],
    units: Units,
) -> dict[str, str]:
    """The sources without pages and scripts that a program in another language serves."""
    pages = _paged(languages)
    declared: dict[str, set[str]] = {}
    for path, manifest in manifests.items():
        if set(manifest.languages) - _NEVER_SERVING:
            declared.setdefault(units.of(path), set()).update(manifest.languages)
    return {
        path: name
        for path, name in spoken.items()
        if name not in pages or name in (declared.get(units.of(path)) or {name})
    }


def _unit(tree: Tree, folder: str, name: str) -> Unit:
    own = folder.rpartition("/")[2] or name or "."
    kind = UnitKind.APPLICATION if has_deployment(tree, folder) else UnitKind.LIBRARY
    return Unit(id=unit_id(folder), path=unit_id(folder), name=own, kind=kind)
