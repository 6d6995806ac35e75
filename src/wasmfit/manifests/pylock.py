"""``pylock.toml``: the standard lockfile of Python packages (PEP 751)."""

import re
from collections.abc import Iterator

from wasmfit.manifests._locked import Entry, Need, locked
from wasmfit.manifests._pylocks import (
    Keys,
    compiled_signs,
    is_inside,
    marker_guard,
    table,
)
from wasmfit.manifests._pypi import purl
from wasmfit.manifests._tables import Lock, Table, lock, texts
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_NEWEST = 1
"""Major version of the format."""

_GROUP = re.compile(r"""["']([^"']+)["']\s+in\s+(extras|dependency_groups)\b""")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; an unknown version becomes a gap."""
    found = lock(file, data, "packages")
    if isinstance(found, Gap):
        return ManifestFacts(path=file.path, gaps=(found,))
    version = str(found.values.get("lock-version", "1.0"))
    major = version.partition(".")[0]
    if not major.isdecimal() or int(major) > _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; up to {_NEWEST} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, "extract", reason, len(data)),))
    entries = list(_entries(file.path, found))
    return ManifestFacts(path=file.path, dependencies=tuple(locked(file.path, entries)))


MANIFEST = Manifest(
    id="pylock",
    ecosystem="pypi",
    patterns=("pylock.toml", "pylock.*.toml"),
    read=_read,
    languages=("python",),
    lock=True,
)


def _entries(path: str, found: Lock) -> Iterator[Entry]:
    keys = Keys((package.name, _key(package)) for package in found.packages)
    usual = frozenset(texts(found.values.get("default-groups")))
    for package in found.packages:
        if package.name:
            marker = package.text("marker")
            directory = table(package.values.get("directory")).get("path")
            yield Entry(
                key=_key(package),
                base=purl(package.name),
                version=package.text("version"),
                span=package.span,
                needs=tuple(_needs(package, keys)),
                scope=_scope(marker, usual),
                guard=marker_guard(marker, path, package.span.start_line),
                signs=compiled_signs(package.tables("wheels")),
                local=isinstance(directory, str) and is_inside(directory),
            )


def _key(package: Table) -> str:
    return f"{package.name}\n{package.text('version')}\n{package.text('marker')}"


def _needs(package: Table, keys: Keys) -> Iterator[Need]:
    listed = package.values.get("dependencies")
    for one in listed if isinstance(listed, list) else ():
        name = table(one).get("name")
        if isinstance(name, str):
            yield from keys.needs(name)


def _scope(marker: str, usual: frozenset[str]) -> Scope:
    """What the extras and groups in a marker tell."""
    scopes = []
    for match in _GROUP.finditer(marker):
        if match[2] == "extras":
            scopes.append(Scope.OPTIONAL)
        else:
            scopes.append(Scope.RUNTIME if match[1] in usual else Scope.DEV)
    return scopes[0] if scopes and Scope.RUNTIME not in scopes else Scope.RUNTIME
