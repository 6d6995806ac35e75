"""``package-lock.json`` and ``npm-shrinkwrap.json``: every package that was installed.

Versions 2 and 3 list folders, version 1 a tree of names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wasmfit.manifests._json import BadJsonError, Document, Path, document
from wasmfit.manifests._npm import platform_guard
from wasmfit.manifests._npm_lock import STAGE, Entry, Locked, facts
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_NEWEST = 3
_FOLDER = "node_modules/"


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All installed packages; an unknown version becomes a gap."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = json.values.get("lockfileVersion", 1)
    if not isinstance(version, int) or not 1 <= version <= _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; 1 to {_NEWEST} are known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, STAGE, reason, len(data)),))
    folders = list(_folders(json) if json.table("packages") else _tree(json))
    return facts(file.path, _Lock(file.path, json, folders).read())


MANIFEST = Manifest(
    id="package_lock",
    ecosystem="npm",
    patterns=("package-lock.json", "npm-shrinkwrap.json"),
    read=_read,
    languages=("javascript",),
    lock=True,
)


@dataclass(frozen=True, slots=True)
class _Folder:
    """What lies in one folder; ``place`` is the path in the document."""

    path: str
    name: str
    details: dict[str, Any]
    place: Path
    needs: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        """Whether it is a package of the repository."""
        return _FOLDER not in self.path


def _folders(json: Document) -> Iterator[_Folder]:
    """The folders of versions 2 and 3; links are names for folders that stand there too."""
    for path, details in json.table("packages").items():
        if not isinstance(details, dict) or details.get("link") is True:
            continue
        groups = ["dependencies"] + (["devDependencies"] if _FOLDER not in path else [])
        needs = dict.fromkeys(name for group in groups for name in _names(details.get(group)))
        optional = tuple(_names(details.get("optionalDependencies")))
        peers = tuple(_peers(details))
        name = details.get("name")
        plain = name if isinstance(name, str) else path.rpartition(_FOLDER)[2]
        yield _Folder(path, plain, details, ("packages", path), (*needs, *peers), optional)


def _peers(details: dict[str, Any]) -> Iterator[str]:
    """What whoever uses the package has to bring along."""
    meta = details.get("peerDependenciesMeta")
    for name in _names(details.get("peerDependencies")):
        said = meta.get(name) if isinstance(meta, dict) else None
        if not (isinstance(said, dict) and said.get("optional") is True):
            yield name


def _tree(json: Document) -> Iterator[_Folder]:
    """The folders of version 1: names below names; nobody says which are asked for."""
    found: list[_Folder] = []
    todo: list[tuple[str, Path, dict[str, Any]]] = [("", (), json.values)]
    while todo:
        above, place, holder = todo.pop()
        inside = holder.get("dependencies")
        for name, details in inside.items() if isinstance(inside, dict) else ():
            if isinstance(details, dict):
                path = f"{above}/{_FOLDER}{name}".lstrip("/")
                where = (*place, "dependencies", name)
                plain = _renamed(details) or name
                found.append(
                    _Folder(path, plain, details, where, tuple(_names(details.get("requires"))))
                )
                todo.append((path, where, details))
    wanted = {name for folder in found for name in folder.needs}
    tops = (f for f in found if f.path.count(_FOLDER) == 1)
    asked = sorted(
        f.path.removeprefix(_FOLDER) for f in tops if f.path.removeprefix(_FOLDER) not in wanted
    )
    yield _Folder("", "", {}, (), tuple(asked))
    yield from found


def _renamed(details: dict[str, Any]) -> str:
    """``npm:real-name@1.0.0`` in place of a version: the package has another name."""
    version = details.get("version")
    alias = version[4:] if isinstance(version, str) and version.startswith("npm:") else ""
    return alias.rpartition("@")[0]


def _names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (name for name in value if isinstance(name, str))


@dataclass(slots=True)
class _Lock:
    """The folders of a lockfile, and what each finds when it looks for a name."""

    path: str
    json: Document
    folders: list[_Folder]

    def read(self) -> Locked:
        """All packages, and what those of the repository ask for."""
        known = {folder.path: folder for folder in self.folders}
        entries, asked = [], {}
        for folder in self.folders:
            needs = tuple(_found(folder, folder.needs, known))
            optional = tuple(_found(folder, folder.optional, known))
            if folder.local:
                asked[folder.path or "."] = (*needs, *optional)
            else:
                entries.append(self._entry(folder, needs, optional))
        return Locked(entries=entries, asked=asked, gaps=tuple(self._gaps()))

    def _entry(self, folder: _Folder, needs: tuple[str, ...], optional: tuple[str, ...]) -> Entry:
        details, span = folder.details, self.json.key(folder.place)
        version = details.get("version")
        return Entry(
            key=folder.path,
            name=folder.name,
            version=version.rpartition("@")[2] if isinstance(version, str) else "",
            span=span,
            needs=needs,
            optional=optional,
            scope=_scope(details),
            guard=platform_guard(details, self.path, span.start_line),
            installs=details.get("hasInstallScript") is True,
        )

    def _gaps(self) -> Iterator[Gap]:
        again = self.json.again()
        if again is not None:
            reason = f"holds the key {again[0]!r:.80} twice in one object; the last one is read"
            yield Gap(self.path, STAGE, reason, line=again[1])


def _found(folder: _Folder, names: tuple[str, ...], known: dict[str, _Folder]) -> Iterator[str]:
    """What a package needs, from the nearest folder around it that holds it."""
    for name in names:
        place = folder.path
        while True:
            path = f"{place}/{_FOLDER}{name}".lstrip("/")
            if path in known:
                yield path
            if path in known or not place:
                break
            place = place.rpartition(f"/{_FOLDER}")[0] if f"/{_FOLDER}" in place else ""


def _scope(details: dict[str, Any]) -> Scope:
    if details.get("dev") is True:
        return Scope.DEV
    optional = any(details.get(key) is True for key in ("optional", "devOptional", "peer"))
    return Scope.OPTIONAL if optional else Scope.RUNTIME
