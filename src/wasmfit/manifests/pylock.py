"""``pylock.toml``: the standard lockfile of Python packages (PEP 751)."""

import re
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

_GROUP = re.compile(r"""["']([^"']+)["']\s+in\s+(extras|dependency_groups)\b""")


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


_FORM = Form("packages", 1, lambda it: it.get("lock-version", "1.0"), _entries)


MANIFEST = Manifest(
    id="pylock",
    ecosystem="pypi",
    patterns=("pylock.toml", "pylock.*.toml"),
    read=lambda file, data: lock_facts(file, data, _FORM),
    languages=("python",),
    lock=True,
)
