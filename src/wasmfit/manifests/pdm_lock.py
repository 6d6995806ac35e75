"""``pdm.lock``: what PDM resolved."""

from collections.abc import Iterator
from dataclasses import replace

from wasmfit.manifests._locked import Entry, Need
from wasmfit.manifests._pylocks import (
    Form,
    Keys,
    compiled_signs,
    is_inside,
    lock_facts,
    marker_guard,
    split_requirement,
    table,
)
from wasmfit.manifests._pypi import purl
from wasmfit.manifests._tables import Lock, Table
from wasmfit.model.facts import Scope
from wasmfit.model.reader import Manifest


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
            merged[entry.key] = replace(
                first,
                needs=tuple(need for need in needs if need.key != first.key),
                scope=Scope.RUNTIME if urgent else first.scope,
                guard=guard,
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


_FORM = Form("package", 4, lambda it: table(it.get("metadata")).get("lock_version", "4"), _entries)


MANIFEST = Manifest(
    id="pdm_lock",
    ecosystem="pypi",
    patterns=("pdm.lock",),
    read=lambda file, data: lock_facts(file, data, _FORM),
    languages=("python",),
    lock=True,
)
