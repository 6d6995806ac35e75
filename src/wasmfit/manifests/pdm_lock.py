"""``pdm.lock``: what PDM resolved."""

from collections.abc import Iterator

from wasmfit.manifests._locked import Entry, Need, locked
from wasmfit.manifests._pylocks import (
    Keys,
    compiled_signs,
    is_inside,
    marker_guard,
    split_requirement,
    table,
)
from wasmfit.manifests._pypi import purl
from wasmfit.manifests._tables import Lock, Table, lock
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_NEWEST = 4
"""Major version of the format."""


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; an unknown version becomes a gap."""
    found = lock(file, data, "package")
    if isinstance(found, Gap):
        return ManifestFacts(path=file.path, gaps=(found,))
    version = table(found.values.get("metadata")).get("lock_version", "4")
    major = str(version).partition(".")[0]
    if not major.isdecimal() or int(major) > _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; up to {_NEWEST} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, "extract", reason, len(data)),))
    entries = list(_entries(file.path, found))
    return ManifestFacts(path=file.path, dependencies=tuple(locked(file.path, entries)))


MANIFEST = Manifest(
    id="pdm_lock",
    ecosystem="pypi",
    patterns=("pdm.lock",),
    read=_read,
    languages=("python",),
    lock=True,
)


def _entries(path: str, found: Lock) -> Iterator[Entry]:
    """One entry per package; PDM lists a package once more for its extras."""
    merged: dict[str, Entry] = {}
    keys = Keys((package.name, _key(package)) for package in found.packages)
    for package in found.packages:
        if not package.name:
            continue
        entry = _entry(path, package, keys)
        first = merged.setdefault(entry.key, entry)
        if first is not entry:
            needs = tuple(dict.fromkeys((*first.needs, *entry.needs)))
            urgent = Scope.RUNTIME in (first.scope, entry.scope)
            guard = first.guard if entry.guard else None
            merged[entry.key] = Entry(
                key=first.key,
                base=first.base,
                version=first.version,
                span=first.span,
                needs=tuple(need for need in needs if need.key != first.key),
                scope=Scope.RUNTIME if urgent else first.scope,
                guard=guard,
                signs=first.signs,
                local=first.local,
            )
    yield from merged.values()


def _entry(path: str, package: Table, keys: Keys) -> Entry:
    return Entry(
        key=_key(package),
        base=purl(package.name),
        version=package.text("version"),
        span=package.span,
        needs=tuple(_needs(path, package, keys)),
        scope=_scope(package),
        guard=marker_guard(package.text("marker"), path, package.span.start_line),
        signs=compiled_signs(package.tables("files")),
        local=bool(package.text("path")) and is_inside(package.text("path")),
    )


def _key(package: Table) -> str:
    return f"{package.name}\n{package.text('version')}"


def _needs(path: str, package: Table, keys: Keys) -> Iterator[Need]:
    for text in package.texts("dependencies"):
        name, marker = split_requirement(text)
        yield from keys.needs(name, marker_guard(marker, path, package.span.start_line))


def _scope(package: Table) -> Scope | None:
    """Run time for the default group; of another group nobody says here what it is for."""
    groups = package.texts("groups")
    if "default" in groups:
        return Scope.RUNTIME
    return Scope.OPTIONAL if groups else None
