"""``poetry.lock``: what Poetry resolved, with groups and markers since its version 2."""

from collections.abc import Iterator

from wasmfit.manifests._locked import Entry, Need
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
from wasmfit.manifests._tables import Lock, Table, texts
from wasmfit.model.facts import Scope
from wasmfit.model.reader import Manifest


def _entries(path: str, found: Lock) -> Iterator[Entry]:
    keys = Keys((package.name, _key(package)) for package in found.packages)
    for package in found.packages:
        if package.name:
            yield Entry(
                key=_key(package),
                base=purl(package.name),
                version=package.text("version"),
                span=package.span,
                needs=tuple(_needs(path, package, keys)),
                scope=_scope(package),
                guard=marker_guard(_marker(package), path, package.span.start_line),
                signs=compiled_signs(package.tables("files")),
                local=_is_local(package),
            )


def _key(package: Table) -> str:
    return f"{package.name}\n{package.text('version')}\n{table(package.values.get('source'))}"


def _needs(path: str, package: Table, keys: Keys) -> Iterator[Need]:
    """What it depends on; the value is a version, a table, or several of them."""
    line = package.span.start_line
    for name, wanted in table(package.values.get("dependencies")).items():
        ways = wanted if isinstance(wanted, list) else [wanted]
        markers = [table(way).get("markers") for way in ways]
        stated = [one for one in markers if isinstance(one, str)]
        complete = stated and len(stated) == len(ways)
        text = " or ".join(f"({one})" for one in stated) if len(stated) > 1 else "".join(stated)
        yield from keys.needs(name, marker_guard(text, path, line) if complete else None)


def _scope(package: Table) -> Scope | None:
    """By groups or, in old files, the category; files between say nothing."""
    groups = texts(package.values.get("groups")) or [package.text("category")]
    if "main" in groups:
        return Scope.OPTIONAL if package.values.get("optional") is True else Scope.RUNTIME
    return Scope.DEV if any(groups) else None


def _marker(package: Table) -> str:
    """The condition of the main group where groups have conditions of their own."""
    marker = package.values.get("markers")
    if isinstance(marker, dict):
        marker = marker.get("main", "")
    return marker if isinstance(marker, str) else ""


def _is_local(package: Table) -> bool:
    source = table(package.values.get("source"))
    return source.get("type") == "directory" and is_inside(str(source.get("url", "")))


_FORM = Form(
    "package", 2, lambda it: table(it.get("metadata")).get("lock-version", "1.0"), _entries
)


MANIFEST = Manifest(
    id="poetry_lock",
    ecosystem="pypi",
    patterns=("poetry.lock",),
    read=lambda file, data: lock_facts(file, data, _FORM),
    languages=("python",),
    lock=True,
)
