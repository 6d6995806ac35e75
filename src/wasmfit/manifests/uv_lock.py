"""``uv.lock``: what uv resolved for all packages of a workspace."""

from collections.abc import Iterator, Sequence
from posixpath import normpath
from typing import Any

from wasmfit.manifests._locked import Entry, Need, purls
from wasmfit.manifests._pylocks import (
    Form,
    Keys,
    compiled_signs,
    is_inside,
    lock_facts,
    marker_guard,
    table,
)
from wasmfit.manifests._pypi import purl
from wasmfit.manifests._tables import Lock, Table
from wasmfit.model.facts import Root
from wasmfit.model.reader import Manifest

_FOLDERS = ("virtual", "editable", "directory")
_LISTS = ("optional-dependencies", "dev-dependencies")
"""Tables of lists that a package has besides its run-time dependencies."""


class _Reading:
    """What one lockfile says."""

    def __init__(self, path: str, found: Lock) -> None:
        self._path = path
        self._packages = tuple(package for package in found.packages if package.name)
        self._keys = Keys((package.name, _key(package)) for package in self._packages)
        # Where a project names the systems it supports, every condition is limited to them,
        # and none tells any more what a package itself asks of a system.
        self._told = not found.values.get("supported-markers")

    def entries(self) -> Iterator[Entry]:
        """All packages, those of the repository included."""
        for package in self._packages:
            needs = [*self._listed(package, package.values.get("dependencies"))]
            needs += self._more(package)
            yield Entry(
                key=_key(package),
                base=purl(package.name),
                version=package.text("version"),
                span=package.span,
                needs=tuple(dict.fromkeys(needs)),
                signs=compiled_signs(package.tables("wheels")),
                local=_is_local(package),
            )

    def roots(self, entries: Sequence[Entry]) -> Iterator[Root]:
        """The packages of the repository, by folder, and what they ask for."""
        known = {entry.key: entry for entry in entries}
        for package in self._packages:
            place = _folder(package)
            if place and _is_local(package):
                needs = tuple(purls(known[_key(package)].needs, known))
                yield Root(path=normpath(place), name=package.name, needs=needs)

    def _more(self, package: Table) -> Iterator[Need]:
        for key in _LISTS:
            for listed in table(package.values.get(key)).values():
                yield from self._listed(package, listed)

    def _listed(self, package: Table, listed: Any) -> Iterator[Need]:  # noqa: ANN401
        for one in listed if isinstance(listed, list) else ():
            wanted = table(one)
            name, marker = wanted.get("name"), wanted.get("marker")
            if isinstance(name, str):
                stated = marker if isinstance(marker, str) and self._told else ""
                line = package.span.start_line
                yield from self._keys.needs(name, marker_guard(stated, self._path, line))


def _key(package: Table) -> str:
    return f"{package.name}\n{package.text('version')}\n{table(package.values.get('source'))}"


def _folder(package: Table) -> str:
    source = table(package.values.get("source"))
    places = (source[kind] for kind in _FOLDERS if isinstance(source.get(kind), str))
    return next(places, "")


def _is_local(package: Table) -> bool:
    place = _folder(package)
    return bool(place) and is_inside(place)


_FORM = Form(
    "package",
    1,
    lambda it: it.get("version", 1),
    lambda path, found: _Reading(path, found).entries(),
    lambda path, found, listed: _Reading(path, found).roots(listed),
)

MANIFEST = Manifest(
    id="uv_lock",
    ecosystem="pypi",
    patterns=("uv.lock",),
    read=lambda file, data: lock_facts(file, data, _FORM),
    languages=("python",),
    lock=True,
)
