"""``pnpm-lock.yaml``, versions 5 to 9: what every importer asks for and what that pulls in.

Version 9 tells packages and, apart from them, how each is put together with
its peers; earlier ones do both in one place. A key is a name, a version and
the peers: ``/a/1.0.0_b@2.0.0``, ``/a@1.0.0(b@2.0.0)``, ``a@1.0.0(b@2.0.0)``.
"""

import re
from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._npm import platform_guard
from wasmfit.manifests._npm_lock import STAGE, Entry, Locked, facts
from wasmfit.manifests._yaml import BadYamlError, Document, documents
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.model.versions import whole

_VERSION = re.compile(r"(\d+)(?:\.\d+)*")
_OLDEST, _NEWEST = 5, 9
_SPLIT = 9
"""The first version that keeps packages and their snapshots apart."""

_AT = re.compile(r"/?(@[^/@]+/[^/@]+|[^/@]+)[@/]([^(_]+)")
_LOCAL = ("file:", "link:", "workspace:")
_GROUPS = ("dependencies", "devDependencies", "optionalDependencies")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All resolved packages; an unknown version becomes a gap."""
    try:
        found = [one for one in documents(data) if isinstance(one.values, dict)]
    except BadYamlError as error:
        gap = Gap(file.path, STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    yaml = found[-1] if found else None
    said = str(yaml.values.get("lockfileVersion")) if yaml is not None else "None"
    version = _VERSION.fullmatch(said)
    if yaml is None or version is None or not _OLDEST <= whole(version[1]) <= _NEWEST:
        reason = f"a lockfile of version {said!r:.20}; {_OLDEST} to {_NEWEST} are known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, STAGE, reason, len(data)),))
    return facts(file.path, _Lock(file.path, yaml, whole(version[1]) >= _SPLIT).read())


MANIFEST = Manifest(
    id="pnpm_lock",
    ecosystem="npm",
    patterns=("pnpm-lock.yaml",),
    read=_read,
    languages=("javascript",),
    lock=True,
)


class _Lock:
    """The packages of one lockfile; ``split`` says that snapshots stand apart."""

    def __init__(self, path: str, yaml: Document, split: bool) -> None:  # noqa: FBT001
        self._path, self._yaml, self._split = path, yaml, split
        tables = yaml.table("snapshots" if split else "packages")
        self._snapshots = {key: _table(value) for key, value in tables.items()}

    def read(self) -> Locked:
        """All packages, and what the importers ask for."""
        importers = self._yaml.table("importers") or {".": self._yaml.values}
        asked = {
            folder: tuple(
                dict.fromkeys(
                    key for group in _GROUPS for key in self._keys(_table(one).get(group))
                )
            )
            for folder, one in importers.items()
        }
        gaps = tuple(
            Gap(self._path, STAGE, f"holds {key!r:.80} twice; the last one is read", line=line)
            for key, line in self._yaml.repeated
        )
        return Locked(entries=list(self._entries()), asked=asked, gaps=gaps)

    def _entries(self) -> Iterator[Entry]:
        for key, snapshot in self._snapshots.items():
            parts = _AT.match(key)
            plain = key.partition("(")[0] if self._split else key
            details = _table(self._yaml.table("packages").get(plain))
            span = self._yaml.key(("packages", plain))
            name, version = details.get("name"), details.get("version")
            local = parts is not None and parts[2].startswith(_LOCAL)
            if (parts is None and not isinstance(name, str)) or local:
                continue
            yield Entry(
                key=key,
                name=name if isinstance(name, str) else str(parts and parts[1]),
                version=version if isinstance(version, str) else str(parts and parts[2]),
                span=span,
                needs=tuple(self._keys(snapshot.get("dependencies"))),
                optional=tuple(self._keys(snapshot.get("optionalDependencies"))),
                scope=_scope({**details, **snapshot}),
                guard=platform_guard(details, self._path, span.start_line),
                installs=details.get("requiresBuild") is True,
            )

    def _keys(self, group: object) -> Iterator[str]:
        """The packages that a list of names and versions means."""
        for name, said in _table(group).items():
            version = said.get("version") if isinstance(said, dict) else said
            if isinstance(version, str):
                forms = (f"{name}@{version}", f"/{name}@{version}", f"/{name}/{version}", version)
                yield from [form for form in forms if form in self._snapshots][:1]


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _scope(details: dict[str, Any]) -> Scope:
    if details.get("dev") is True:
        return Scope.DEV
    return Scope.OPTIONAL if details.get("optional") is True else Scope.RUNTIME
