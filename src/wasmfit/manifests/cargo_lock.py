"""``Cargo.lock``: every package that any platform, feature or test of a workspace may need.

Packages without a source are the repository's own: what they need is asked
for in their ``Cargo.toml``, which also says when.
"""

from collections.abc import Iterator, Sequence

from wasmfit.manifests._tables import Lock, Table, lock
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Root, Scope
from wasmfit.model.place import Location, Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_NEWEST = 4

Key = tuple[str, str, str]
"""Name, version and source of a package."""


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages of other people; an unknown version becomes a gap."""
    found = lock(file, data, "package")
    if isinstance(found, Gap):
        return ManifestFacts(path=file.path, gaps=(found,))
    version = found.values.get("version")
    if isinstance(version, int) and version > _NEWEST:
        reason = f"a lockfile of version {version}; up to {_NEWEST} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, _STAGE, reason, len(data)),))
    packages = _Packages(found)
    roots = tuple(packages.roots())
    return ManifestFacts(
        path=file.path, dependencies=tuple(packages.dependencies(file.path, roots)), roots=roots
    )


MANIFEST = Manifest(
    id="cargo-lock",
    ecosystem="cargo",
    patterns=("Cargo.lock",),
    read=_read,
    languages=("rust",),
    lock=True,
)


class _Packages:
    """The packages of a lockfile and who needs whom."""

    def __init__(self, found: Lock) -> None:
        tables = [table for table in found.packages if table.name]
        root = found.values.get("root")
        if isinstance(root, dict) and isinstance(root.get("name"), str):
            tables.append(Table(root, Span(1, 1, 1, 1)))
        self._tables = {_key(table): table for table in tables}
        self._named: dict[str, list[Key]] = {}
        for key in self._tables:
            self._named.setdefault(key[0], []).append(key)

    def roots(self) -> Iterator[Root]:
        """The repository's own packages."""
        for key, table in self._tables.items():
            if not key[2]:
                yield Root(name=table.name, needs=self._needs(table))

    def dependencies(self, path: str, roots: Sequence[Root]) -> Iterator[Dependency]:
        """The others, in the order of the file."""
        asked = {need for root in roots for need in root.needs}
        for key, table in self._tables.items():
            if key[2]:
                yield Dependency(
                    purl=_purl(key),
                    scope=Scope.RUNTIME,
                    direct=_purl(key) in asked,
                    location=Location(path, table.span),
                    needs=self._needs(table),
                )

    def _needs(self, table: Table) -> tuple[str, ...]:
        """Dependencies as written: ``name``, ``name version`` or ``name version (source)``."""
        keys = (self._wanted(text.split()) for text in table.texts("dependencies"))
        return tuple(dict.fromkeys(_purl(key) for key in keys if key is not None and key[2]))

    def _wanted(self, words: Sequence[str]) -> Key | None:
        """The package that a line means; the file says no more than tells it from the others."""
        name, version, source = (*words, "", "", "")[:3]
        for key in self._named.get(name, ()):
            same = not source or _address(key[2]) == _address(source.strip("()"))
            if same and version in ("", key[1]):
                return key
        return None


def _address(source: str) -> str:
    """A source without the commit it was resolved to."""
    return source.partition("#")[0]


def _key(table: Table) -> Key:
    return (table.name, table.text("version"), table.text("source"))


def _purl(key: Key) -> str:
    name, version, _ = key
    return f"pkg:cargo/{name}@{version}" if version else f"pkg:cargo/{name}"
