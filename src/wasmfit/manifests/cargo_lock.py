"""``Cargo.lock``: packages that others pull in, and the paths that lead to them.

The file lists everything any platform, feature or test may need, so what it
names alone is only a possibility: scope optional. What the package itself
asks for stands in ``Cargo.toml``.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wasmfit.manifests._toml import BadTomlError, Document, document
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_NEWEST = 4
_CHAINS = 3
"""How many ways to a package are told: the shortest through each direct dependency."""

Key = tuple[str, str]
"""Name and version of a package."""


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The packages that are not asked for directly; an unknown version becomes a gap."""
    try:
        toml = document(data)
    except BadTomlError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = toml.at(("version",))
    if isinstance(version, int) and version > _NEWEST:
        reason = f"a lockfile of version {version}; up to {_NEWEST} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, _STAGE, reason, len(data)),))
    lock = _Lock(toml)
    found = sorted(lock.dependencies(file.path), key=lambda one: (one.location.key, one.purl))
    return ManifestFacts(path=file.path, dependencies=tuple(found))


MANIFEST = Manifest(
    id="cargo-lock",
    ecosystem="cargo",
    patterns=("Cargo.lock",),
    read=_read,
    languages=("rust",),
)


@dataclass(frozen=True, slots=True)
class _Package:
    """One entry: where it stands, whether it is of the repository, what it needs."""

    position: int
    local: bool
    needs: tuple[Key, ...]


class _Lock:
    """The packages of a lockfile and who needs whom."""

    def __init__(self, toml: Document) -> None:
        self._toml = toml
        entries = toml.at(("package",))
        listed = [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
        root = toml.at(("root",))
        self._versions: dict[str, list[str]] = {}
        for entry in listed:
            self._versions.setdefault(str(entry.get("name")), []).append(str(entry.get("version")))
        self._packages = {
            _key(entry): _Package(position, "source" not in entry, self._needs(entry))
            for position, entry in enumerate(listed)
        }
        if isinstance(root, dict):
            self._packages[_key(root)] = _Package(-1, local=True, needs=self._needs(root))

    def _needs(self, entry: Mapping[str, Any]) -> tuple[Key, ...]:
        """Dependencies as written: ``name``, ``name version`` or ``name version (source)``."""
        wanted = entry.get("dependencies")
        return tuple(
            key
            for text in (wanted if isinstance(wanted, list) else ())
            if isinstance(text, str) and (key := self._wanted(text.split()))
        )

    def _wanted(self, words: Sequence[str]) -> Key | None:
        if not words:
            return None
        if len(words) > 1:
            return (words[0], words[1])
        known = self._versions.get(words[0], [])
        return (words[0], known[0]) if known else None

    def dependencies(self, path: str) -> Iterator[Dependency]:
        """What is pulled in by others, with the shortest ways to it."""
        direct = self._direct()
        chains = self._chains(direct)
        for key, package in self._packages.items():
            if package.local or key in direct or key not in chains:
                continue
            name, version = key
            yield Dependency(
                purl=f"pkg:cargo/{name}@{version}",
                scope=Scope.OPTIONAL,
                direct=False,
                location=Location(path, self._toml.place(("package", package.position, "name"))),
                via=chains[key],
            )

    def _direct(self) -> tuple[Key, ...]:
        """What packages of the repository ask for, sorted."""
        found = {
            need for package in self._packages.values() if package.local for need in package.needs
        }
        return tuple(
            sorted(k for k in found if k in self._packages and not self._packages[k].local)
        )

    def _chains(self, direct: Sequence[Key]) -> dict[Key, tuple[tuple[str, ...], ...]]:
        """Per package the shortest way through each direct dependency, the shortest first."""
        found: dict[Key, list[tuple[str, ...]]] = {}
        for start in direct:
            for key, chain in self._ways(start):
                found.setdefault(key, []).append(chain)
        return {
            key: tuple(sorted(chains, key=lambda chain: (len(chain), chain))[:_CHAINS])
            for key, chains in found.items()
        }

    def _ways(self, start: Key) -> Iterator[tuple[Key, tuple[str, ...]]]:
        """Everything below a direct dependency, with the purls that lead to it."""
        seen = {start}
        first: tuple[str, ...] = (f"pkg:cargo/{start[0]}",)
        todo = deque([(start, first)])
        while todo:
            key, chain = todo.popleft()
            for need in self._packages[key].needs if key in self._packages else ():
                if need not in seen:
                    seen.add(need)
                    yield need, chain
                    todo.append((need, (*chain, f"pkg:cargo/{need[0]}@{need[1]}")))


def _key(entry: Mapping[str, Any]) -> Key:
    return (str(entry.get("name")), str(entry.get("version")))
