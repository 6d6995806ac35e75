"""``package-lock.json``: packages that others pull in, and the paths that lead to them.

What the package itself asks for stands in ``package.json``; only the rest is
told here. Versions 2 and 3 list folders, version 1 a tree of names.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wasmfit.manifests._json import BadJsonError, Document, Path, document
from wasmfit.manifests._npm import is_name, platform_guard, purl
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_NEWEST = 3
_FOLDER = "node_modules/"
_CHAINS = 3
"""How many ways to a package are told: the shortest through each direct dependency."""

_LONGEST = 24
"""Packages named in one way; a longer one is cut, so that hostile files stay small."""

_WORK = 300_000
"""Steps spent on finding further ways than the first."""


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The packages that are not asked for directly; an unknown version becomes a gap."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = json.values.get("lockfileVersion", 1)
    if not isinstance(version, int) or not 1 <= version <= _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; 1 to {_NEWEST} are known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, _STAGE, reason, len(data)),))
    lock = _Lock(_folders(json) if json.table("packages") else _tree(json))
    found = [_dependency(file.path, json, entry, ways) for entry, ways in lock.pulled_in()]
    found.sort(key=lambda one: (one.location.key, one.purl))
    return ManifestFacts(path=file.path, dependencies=tuple(found))


MANIFEST = Manifest(
    id="package_lock",
    ecosystem="npm",
    patterns=("package-lock.json", "npm-shrinkwrap.json"),
    read=_read,
    languages=("javascript",),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One installed package: its folder, where it is written, what it needs.

    ``local`` ones are of the repository; ``place`` is the path in the document.
    """

    folder: str
    name: str
    version: str
    place: Path
    details: dict[str, Any]
    needs: tuple[str, ...]
    local: bool = False

    @property
    def purl(self) -> str:
        """Its package URL with version."""
        return purl(self.name, self.version)


def _folders(json: Document) -> list[_Entry]:
    """The entries of versions 2 and 3: folders with what lies in them."""
    found = []
    for folder, details in json.table("packages").items():
        if not isinstance(details, dict) or details.get("link") is True:
            continue
        local = _FOLDER not in folder
        groups = ["dependencies", "optionalDependencies"]
        groups += ["devDependencies"] if local else []
        needs = dict.fromkeys(name for g in groups for name in _names(details.get(g)))
        name = details.get("name")
        plain = name if isinstance(name, str) else folder.rpartition(_FOLDER)[2]
        version = details.get("version")
        text = version if isinstance(version, str) else ""
        place: Path = ("packages", folder)
        found.append(_Entry(folder, plain, text, place, details, tuple(needs), local))
    return found


def _tree(json: Document) -> list[_Entry]:
    """The entries of version 1: names below names; nobody says which are direct."""
    found: list[_Entry] = []
    todo: list[tuple[str, Path, dict[str, Any]]] = [("", (), json.values)]
    while todo:
        folder, place, holder = todo.pop()
        inside = holder.get("dependencies")
        for name, details in inside.items() if isinstance(inside, dict) else ():
            if not isinstance(details, dict):
                continue
            path = f"{folder}/{_FOLDER}{name}".lstrip("/")
            where = (*place, "dependencies", name)
            version = details.get("version")
            text = version if isinstance(version, str) else ""
            needs = tuple(_names(details.get("requires")))
            found.append(_Entry(path, name, text, where, details, needs))
            todo.append((path, where, details))
    wanted = {name for entry in found for name in entry.needs}
    tops = (e.name for e in found if e.folder.count(_FOLDER) == 1 and e.name not in wanted)
    return [_Entry("", "", "", (), {}, tuple(sorted(tops)), local=True), *found]


def _names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (name for name in value if isinstance(name, str))


class _Lock:
    """The packages of a lockfile and who needs whom."""

    def __init__(self, entries: list[_Entry]) -> None:
        self._entries = {entry.folder: entry for entry in entries}

    def pulled_in(self) -> Iterator[tuple[_Entry, tuple[tuple[str, ...], ...]]]:
        """Every package that is not asked for directly, with the shortest ways to it."""
        local = [entry for entry in self._entries.values() if entry.local]
        needed = [found for entry in local for found in self._needed(entry)]
        direct = sorted({entry.folder: entry for entry in needed}.items())
        asked = dict(direct)
        ways: dict[str, list[tuple[str, ...]]] = {}
        work = 0
        for starts in ([entry for _, entry in direct], *([entry] for _, entry in direct)):
            if work > _WORK:
                break
            for entry, chain in self._below(starts):
                work += 1
                if chain not in ways.setdefault(entry.folder, []):
                    ways[entry.folder].append(chain)
        for folder, chains in ways.items():
            entry = self._entries[folder]
            if folder not in asked and not entry.local and is_name(entry.name):
                shortest = sorted(chains, key=lambda chain: (len(chain), chain))[:_CHAINS]
                yield entry, tuple(shortest)

    def _below(self, starts: list[_Entry]) -> Iterator[tuple[_Entry, tuple[str, ...]]]:
        """Everything below some packages, nearest first, with the purls that lead to it."""
        seen = {entry.folder for entry in starts}
        todo: deque[tuple[_Entry, tuple[str, ...]]] = deque(
            (entry, (purl(entry.name),)) for entry in starts
        )
        while todo:
            entry, chain = todo.popleft()
            for found in self._needed(entry):
                if found.folder not in seen:
                    seen.add(found.folder)
                    yield found, chain
                    longer = (*chain, found.purl) if len(chain) < _LONGEST else chain
                    todo.append((found, longer))

    def _needed(self, entry: _Entry) -> Iterator[_Entry]:
        """What a package needs, from the nearest folder that holds it."""
        for name in entry.needs:
            folder = entry.folder
            while True:
                found = self._entries.get(f"{folder}/{_FOLDER}{name}".lstrip("/"))
                if found is not None:
                    yield found
                if found is not None or not folder:
                    break
                folder = folder.rpartition(f"/{_FOLDER}")[0] if _FOLDER in folder else ""


def _dependency(
    path: str, json: Document, entry: _Entry, ways: tuple[tuple[str, ...], ...]
) -> Dependency:
    span = json.key(entry.place)
    return Dependency(
        purl=entry.purl,
        scope=_scope(entry.details),
        direct=False,
        location=Location(path, span),
        guard=platform_guard(entry.details, path, span.start_line),
        via=ways,
    )


def _scope(details: dict[str, Any]) -> Scope:
    if details.get("dev") is True:
        return Scope.DEV
    optional = any(details.get(key) is True for key in ("optional", "devOptional", "peer"))
    return Scope.OPTIONAL if optional else Scope.RUNTIME
