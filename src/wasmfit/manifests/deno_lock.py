"""``deno.lock``, versions 2 to 5: packages of npm and JSR, and those fetched by address."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wasmfit.manifests._deno import addressed, of_kind
from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._npm import platform_guard
from wasmfit.manifests._npm_lock import ADDON, STAGE
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Root, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.model.versions import whole

_OLDEST, _NEWEST = 2, 5
_PACKAGE = re.compile(r"(?<![^/@])(@[^/@]++/[^/@]++|[^/@]++)@([^_]+)")
_KINDS = ("npm", "jsr")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All resolved packages; an unknown version becomes a gap."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = json.text("version")
    if not version.isdecimal() or not _OLDEST <= whole(version) <= _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; {_OLDEST} to {_NEWEST} are known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, STAGE, reason, len(data)),))
    return _Lock(file.path, json).facts()


MANIFEST = Manifest(
    id="deno_lock",
    ecosystem="npm",
    patterns=("deno.lock",),
    read=_read,
    languages=("javascript",),
    lock=True,
)


class _Lock:
    """The packages of one lockfile, each by kind and key: ``npm:chalk@5.3.0``."""

    def __init__(self, path: str, json: Document) -> None:
        self._path, self._json = path, json
        self._holders = {kind: self._holder(kind) for kind in _KINDS}
        self._tables: dict[str, dict[str, Any]] = {
            f"{kind}:{key}": details
            for kind, holder in self._holders.items()
            for key, details in json.table(*holder).items()
            if isinstance(details, dict)
        }
        self._named: dict[str, str] = {}
        for key in self._tables:
            self._named.setdefault(_name(key), key)

    def _holder(self, kind: str) -> tuple[str, ...]:
        """The path to the packages of a kind; it moved from version to version."""
        places = ((kind, "packages"), ("packages", kind), (kind,))
        return next((place for place in places if self._json.table(*place)), (kind,))

    def facts(self) -> ManifestFacts:
        """All packages, in the order of the file."""
        spaces = dict(self._spaces()) or {".": tuple(self._loose())}
        asked = {key for keys in spaces.values() for key in keys}
        found = [self._dependency(key, asked) for key in self._tables if _PACKAGE.search(key)]
        found += self._fetched()
        return ManifestFacts(
            path=self._path,
            dependencies=tuple(sorted(found, key=lambda one: (one.location.key, one.purl))),
            roots=tuple(
                Root(path=folder, needs=tuple(dict.fromkeys(map(_purl, keys))))
                for folder, keys in sorted(spaces.items())
                if keys
            ),
        )

    def _spaces(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What the workspace and its members ask for, as specifiers that were resolved."""
        space = self._json.table("workspace")
        members = space.get("members")
        folders = members if isinstance(members, dict) else {}
        for folder, one in ((".", space), *folders.items()):
            lists = (one, one.get("packageJson")) if isinstance(one, dict) else ()
            keys = tuple(key for part in lists for key in self._wanted(part))
            if keys:
                yield folder, keys

    def _wanted(self, part: object) -> Iterator[str]:
        listed = part.get("dependencies") if isinstance(part, dict) else None
        for specifier in listed if isinstance(listed, list) else ():
            key = self._resolved(str(specifier), self._specifiers().get(str(specifier)))
            if key in self._tables:
                yield key

    def _specifiers(self) -> Mapping[str, Any]:
        for place in (("specifiers",), ("packages", "specifiers"), ("npm", "specifiers")):
            if found := self._json.table(*place):
                return found
        return {}

    def _loose(self) -> Iterator[str]:
        """What was specified by somebody, and no package of the file needs."""
        below = {need for key in self._tables for need in self._needs(key)}
        for specifier, version in self._specifiers().items():
            key = self._resolved(specifier, version)
            if key in self._tables and key not in below:
                yield key

    def _resolved(self, specifier: str, version: object) -> str:
        """``npm:chalk@5`` and ``5.3.0``, or all of ``npm:chalk@5.3.0``, make a key."""
        kind, colon, rest = specifier.partition(":")
        said = str(version)
        if said.startswith(("npm:", "jsr:")):
            return said
        if not colon:
            return f"npm:{said}"
        return f"{kind}:{rest[:1]}{rest[1:].partition('@')[0]}@{said}"

    def _dependency(self, key: str, asked: set[str]) -> Dependency:
        details = self._tables[key]
        kind, _, name = key.partition(":")
        span = self._json.key((*self._holders[kind], name))
        return Dependency(
            purl=_purl(key),
            scope=Scope.RUNTIME,
            direct=key in asked,
            location=Location(self._path, span),
            guard=platform_guard(details, self._path, span.start_line),
            needs=tuple(dict.fromkeys(_purl(need) for need in self._needs(key))),
            signs=(ADDON,) if details.get("scripts") is True and self._is_per_platform(key) else (),
        )

    def _fetched(self) -> Iterator[Dependency]:
        """Packages whose modules are fetched by their addresses; nobody says who needs them."""
        told: set[str] = set()
        for url in self._json.table("remote"):
            base, version = addressed(url) or ("", "")
            if base and f"{base}@{version}" not in told:
                told.add(f"{base}@{version}")
                yield Dependency(
                    purl=f"{base}@{version}",
                    scope=Scope.RUNTIME,
                    direct=False,
                    location=Location(self._path, self._json.key(("remote", url))),
                )

    def _is_per_platform(self, key: str) -> bool:
        needs = (self._tables[need] for need in self._needs(key))
        return sum("cpu" in details for details in needs) > 1

    def _needs(self, key: str) -> Iterator[str]:
        """Keys of what a package needs; a name alone means its only version."""
        kind = key.partition(":")[0]
        for group in ("dependencies", "optionalDependencies"):
            listed = self._tables[key].get(group)
            texts = list(listed.values()) if isinstance(listed, dict) else listed
            for text in texts if isinstance(texts, list) else ():
                if not isinstance(text, str):
                    continue
                whole = text if text.startswith(("npm:", "jsr:")) else f"{kind}:{text}"
                if whole in self._specifiers():
                    whole = self._resolved(whole, self._specifiers()[whole])
                found = whole if whole in self._tables else self._named.get(whole, "")
                if found:
                    yield found


def _name(key: str) -> str:
    """``npm:chalk`` of ``npm:chalk@5.3.0``."""
    kind, _, rest = key.partition(":")
    return f"{kind}:{rest[:1]}{rest[1:].partition('@')[0]}"


def _purl(key: str) -> str:
    kind, _, rest = key.partition(":")
    parts = _PACKAGE.match(rest)
    name, version = (parts[1], parts[2]) if parts else (rest, "")
    return of_kind(kind, name, version)
