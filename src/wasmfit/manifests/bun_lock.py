"""``bun.lock``: the text lockfile of Bun, JSON with comments and final commas.

A package is a list: ``["name@version", where from, {what it needs}, hash]``.
Its key is its name, behind the names of the packages it lies in: ``a/b``.
"""

from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._npm import platform_guard
from wasmfit.manifests._npm_lock import STAGE, Entry, Locked, facts
from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_NEWEST = 2
_ASKED = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All resolved packages; an unknown version becomes a gap."""
    try:
        json = document(data, relaxed=True)
    except BadJsonError as error:
        gap = Gap(file.path, STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = json.values.get("lockfileVersion")
    if not isinstance(version, int) or not 0 <= version <= _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; 0 to {_NEWEST} are known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, STAGE, reason, len(data)),))
    return facts(file.path, _Lock(file.path, json).read())


MANIFEST = Manifest(
    id="bun_lock",
    ecosystem="npm",
    patterns=("bun.lock",),
    read=_read,
    languages=("javascript",),
    lock=True,
)


class _Lock:
    """The packages of one lockfile."""

    def __init__(self, path: str, json: Document) -> None:
        self._path, self._json = path, json
        self._packages = {
            key: entry
            for key, entry in json.table("packages").items()
            if isinstance(entry, list) and entry and isinstance(entry[0], str)
        }

    def read(self) -> Locked:
        """All packages of others, and what the workspaces ask for."""
        found = (self._entry(key, entry) for key, entry in self._packages.items())
        spaces = self._json.table("workspaces")
        asked = {
            folder or ".": tuple(self._asked(space))
            for folder, space in spaces.items()
            if isinstance(space, dict)
        }
        again = self._json.again()
        reason = f"holds the key {again[0]!r:.80} twice; the last one is read" if again else ""
        gaps = (Gap(self._path, STAGE, reason, line=again[1]),) if again else ()
        return Locked(entries=[one for one in found if one], asked=asked, gaps=gaps)

    def _asked(self, space: dict[str, Any]) -> Iterator[str]:
        own = space.get("name")
        inside = own if isinstance(own, str) else ""
        for group in _ASKED:
            yield from self._found(inside, space.get(group))

    def _entry(self, key: str, entry: list[Any]) -> Entry | None:
        name, _, version = entry[0][1:].partition("@")
        if version.startswith(("workspace:", "link:", "root:", "file:")):
            return None
        details = next((part for part in entry[1:] if isinstance(part, dict)), {})
        span = self._json.key(("packages", key))
        return Entry(
            key=key,
            name=entry[0][:1] + name,
            version=version,
            span=span,
            needs=(*self._found(key, details.get("dependencies")), *self._peers(key, details)),
            optional=tuple(self._found(key, details.get("optionalDependencies"))),
            guard=platform_guard(details, self._path, span.start_line),
        )

    def _peers(self, key: str, details: dict[str, Any]) -> Iterator[str]:
        optional = details.get("optionalPeers")
        left_out = optional if isinstance(optional, list) else []
        peers = details.get("peerDependencies")
        wanted = (
            {name: 1 for name in peers if name not in left_out} if isinstance(peers, dict) else {}
        )
        yield from self._found(key, wanted)

    def _found(self, key: str, names: object) -> Iterator[str]:
        """What a package needs, from the nearest package around it that holds it."""
        for name in names if isinstance(names, dict) else ():
            holder = key
            while holder and f"{holder}/{name}" not in self._packages:
                holder = _outside(holder)
            found = f"{holder}/{name}" if holder else name
            if found in self._packages:
                yield found


def _outside(key: str) -> str:
    """A key without its last name; a name may have a scope (``@scope/name``)."""
    head, _, last = key.rpartition("/")
    before, _, scope = head.rpartition("/")
    return before if scope.startswith("@") and last else head
