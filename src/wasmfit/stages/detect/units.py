"""Which directories are units: what would become one Wasm binary each."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from posixpath import basename, dirname

from wasmfit.model.project import Role
from wasmfit.model.reader import Manifest
from wasmfit.stages.detect.names import DEPLOYMENT, NATIVE_BUILDS, NATIVE_SOURCES
from wasmfit.stages.detect.roles import Roles
from wasmfit.stages.detect.tree import Tree

_NOT_PLACED = frozenset(
    {Role.TEST, Role.EXAMPLE, Role.BENCHMARK, Role.DOCS, Role.VENDORED, Role.GENERATED}
)


class Units:
    """The directories of units, and which one a path belongs to."""

    def __init__(
        self,
        tree: Tree,
        roles: Roles,
        named: Collection[str] = (),
        images: Collection[str] = (),
    ) -> None:
        """Find units in this tree; nothing is one until :meth:`place` is called.

        ``named`` are directories that a person calls units, whatever lies in
        them, ``images`` those that an image is built from.
        """
        self._tree = tree
        self._named, self._images = frozenset(named), frozenset(images)
        self._roles = roles
        self._packaged: dict[str, bool] = {}
        self._nearest: dict[str, str] = {}
        self._spoken: defaultdict[str, set[str]] = defaultdict(set)
        self._holding: defaultdict[str, set[str]] = defaultdict(set)

    def place(self, manifests: Iterable[tuple[str, Manifest]], sources: Collection[str]) -> None:
        """Make units of the directories that declare one, outermost first.

        ``manifests`` are paths with their formats, ``sources`` the paths that
        a language takes.
        """
        manifests = list(manifests)
        declared = {dirname(path) for path, manifest in manifests if self._declares(path, manifest)}
        for path, manifest in manifests:
            self._spoken[dirname(path)].update(manifest.languages)
            if manifest.holds and dirname(path) in declared:
                self._holding[dirname(path)].update(manifest.languages)
        declared |= {dirname(path) for path in sources if self._is_setup(path)}
        every = declared | self._deployed(sources) | self._named | self._images
        for folder in sorted(every, key=lambda folder: (folder.count("/"), folder)):
            if folder in self._named or self._may_be_placed(folder):
                self._add({folder: folder in declared})
        native = [folder for folder in _native(sources) if self._stands_alone(folder)]
        if len(native) > 1:
            self._add(dict.fromkeys(native, False))

    def _add(self, folders: Mapping[str, bool]) -> None:
        self._packaged.update(folders)
        self._nearest.clear()

    def _stands_alone(self, folder: str) -> bool:
        return not self._packaged.keys() & {"", self.of(f"{folder}/x")} and (
            self._may_be_placed(folder)
        )

    @property
    def folders(self) -> tuple[str, ...]:
        """The directories that are units, sorted; "" is the root."""
        return tuple(sorted(self._packaged))

    def of(self, path: str) -> str:
        """The directory of the nearest unit around a path; "" when there is none."""
        folder = path.rpartition("/")[0]
        if folder not in self._nearest:
            self._nearest[folder] = self._around(folder)
        return self._nearest[folder]

    def _around(self, folder: str) -> str:
        while folder and folder not in self._packaged:
            folder = dirname(folder)
        return folder

    def of_source(self, path: str, language: str) -> str:
        """The directory of the unit that a source is part of.

        The nearest one, unless that only speaks other languages and a manifest
        above holds all sources of this one (a Go file beside a package.json).
        """
        nearest = folder = self.of(path)
        spoken = self._spoken[nearest]
        if not spoken or language in spoken or nearest in self._images | self._named:
            return nearest
        while folder:
            folder = self.of(folder)
            if language in self._holding[folder] and folder in self._packaged:
                return folder
        return nearest

    def is_packaged(self, unit: str) -> bool:
        """Whether the unit's own directory declares a package or project."""
        return self._packaged.get(unit, False)

    def _declares(self, path: str, manifest: Manifest) -> bool:
        if not manifest.unit:
            return False
        return manifest.declares is None or manifest.declares(self._tree.head(path))

    def _is_setup(self, path: str) -> bool:
        """A setup.py beside an ``__init__.py`` below the root is a module of that package."""
        if basename(path) != "setup.py":
            return False
        folder = dirname(path)
        return (not folder or not self._tree.is_package(folder)) and b"setup" in self._tree.head(
            path
        )

    def _deployed(self, sources: Collection[str]) -> set[str]:
        """Directories below the root with a deployment file, requirements and own sources."""
        return {
            folder
            for folder in _around(sources)
            if "requirements.txt" in self._tree.names(folder) and has_deployment(self._tree, folder)
        }

    def _may_be_placed(self, folder: str) -> bool:
        if not folder:
            return True
        around = self.of(folder)
        role = self._roles.of_folder(folder, around, packaged=self.is_packaged(around))
        return role not in _NOT_PLACED


def _native(sources: Collection[str]) -> list[str]:
    """The outermost directories that build native sources of their own; none when the root does."""
    building = {dirname(path) for path in sources if basename(path) in NATIVE_BUILDS}
    holding = set(_around(path for path in sources if path.endswith(NATIVE_SOURCES)))
    outermost = [
        folder for folder in sorted(building & holding) if building.isdisjoint(_around([folder]))
    ]
    return [] if "" in building else outermost


def _around(paths: Iterable[str]) -> set[str]:
    """Every directory below the root that holds one of the paths, at any depth."""
    found: set[str] = set()
    for path in paths:
        folder = dirname(path)
        while folder and folder not in found:
            found.add(folder)
            folder = dirname(folder)
    return found


def unit_id(folder: str) -> str:
    """The id of the unit at a directory: its path, "." for the root."""
    return folder or "."


def has_deployment(tree: Tree, folder: str) -> bool:
    """Whether the directory says how it is deployed."""
    return bool(tree.names(folder) & DEPLOYMENT)
