"""The packages of a repository: which files form one, and which one an import means."""

from collections.abc import Iterable, Sequence
from functools import lru_cache, reduce
from operator import and_
from posixpath import normpath

from wasmfit.languages.go.constraints import UNIX
from wasmfit.model.condition import All, Atom, Condition, Truth, any_of, evaluate, negate
from wasmfit.model.facts import FileFacts
from wasmfit.model.project import Role

FILE = "the file"
"""The flag that holds the conditions of a file itself."""

PACKAGE = "package:"
_TEST = "_test.go"


class Packages:
    """Every package, by its directory. Files of tests are part of none."""

    def __init__(self, files: Sequence[FileFacts], modules: Sequence[tuple[str, str]]) -> None:
        """``modules`` are import paths with their directories ("" for the root)."""
        self._modules = sorted(modules, key=lambda one: (-len(one[0]), one))
        self.files: dict[str, list[FileFacts]] = {}
        self._hubs: dict[str, str] = {}
        self._folders: dict[tuple[str, str], str | None] = {}
        for file in files:
            if not file.path.endswith(_TEST):
                self.files.setdefault(folder_of(file.path), []).append(file)

    def folder(self, source: str, path: str) -> str | None:
        """The directory of the package that an import means; None when it lies elsewhere."""
        key = (folder_of(source), path)
        if key not in self._folders:
            self._folders[key] = self._found(source, path)
        return self._folders[key]

    def _found(self, source: str, path: str) -> str | None:
        for name, root in self._modules:
            if path == name or path.startswith(f"{name}/"):
                found = normpath(f"{root}/{path[len(name) :]}".replace("//", "/").strip("/") or ".")
                found = "" if found == "." else found
                if found in self.files:
                    return found
        return self._vendored(source, path)

    def _vendored(self, source: str, path: str) -> str | None:
        """``vendor/`` of a directory above."""
        above = folder_of(source)
        while True:
            found = f"{above}/vendor/{path}".lstrip("/")
            if found in self.files:
                return found
            if not above:
                return None
            above = folder_of(above)

    def hub(self, folder: str) -> str:
        """The file that stands for a package: the first that is part of it everywhere."""
        if folder not in self._hubs:
            files = self.files[folder]
            first = min(files, key=lambda file: (condition_of(file) is not None, file.path))
            self._hubs[folder] = first.path
        return self._hubs[folder]

    def siblings(self, file: FileFacts) -> list[FileFacts]:
        """The other files of the same package."""
        folder = folder_of(file.path)
        return [one for one in self.files.get(folder, ()) if one.path != file.path]

    def excluded(self, folder: str) -> Condition | None:
        """When no file of a package is left; None where one always is, or that never matters."""
        return absence(tuple(dict.fromkeys(condition_of(file) for file in self.files[folder])))


def folder_of(path: str) -> str:
    """The directory of a path of the tree, "" for the root."""
    return path.rpartition("/")[0]


def condition_of(file: FileFacts) -> Condition | None:
    """When a file is part of its package; None: always."""
    return next((flag.condition for flag in file.flags if flag.name == FILE), None)


@lru_cache(maxsize=4096)
def absence(conditions: tuple[Condition | None, ...]) -> Condition | None:
    """The condition that none of these holds.

    None if one always does, or if it is not the platform that decides: what a
    tag of the project's own keeps out is kept out everywhere.
    """
    return negate(any_of(conditions)) if may_lack(conditions) else None


def may_lack(conditions: Sequence[Condition | None]) -> bool:
    """Whether there is an :func:`absence` of these."""
    return any(map(_at_home, conditions)) and without(conditions) != 0


def without(conditions: Iterable[Condition | None]) -> int:
    """The builds for WebAssembly in which none of these may hold, as in :func:`away`.

    Each is asked alone: packages combine few conditions in very many ways.
    """
    return reduce(and_, map(_not_away, conditions))


def away(condition: Condition | None) -> int:
    """The builds for WebAssembly in which a condition can hold, a bit for each.

    Two conditions can hold together where both can: the bits of both.
    """
    if isinstance(condition, All):  # of very many kinds, made of few
        return reduce(and_, map(_away, condition.operands))
    return _away(condition)


@lru_cache(maxsize=4096)
def _away(condition: Condition | None) -> int:
    return sum(
        1 << bit for bit, place in enumerate(AWAY) if evaluate(condition, place) is not False
    )


@lru_cache(maxsize=4096)
def _not_away(condition: Condition | None) -> int:
    """The builds for WebAssembly in which a condition may not hold; none where it always does."""
    return 0 if condition is None else away(negate(condition))


@lru_cache(maxsize=4096)
def _at_home(condition: Condition | None) -> bool:
    """Whether a condition can hold where programs are at home."""
    return any(evaluate(condition, place) is not False for place in HOMES)


class _Place:
    """A system and processor: enough to see what can never be."""

    def __init__(self, system: str, processor: str, *tags: str) -> None:
        self._facts = {"go.os": system, "go.arch": processor}
        self._tags = {*tags, "unix"} if system in UNIX else {*tags}

    def truth(self, atom: Atom) -> Truth:
        """Whether the atom holds here."""
        if atom.fact in self._facts:
            return self._facts[atom.fact] in atom.value.split("\n")
        if atom.fact.startswith("go.tag:"):
            return atom.fact.partition(":")[2] in self._tags
        return False if atom.fact == "go.version" else None


HOMES = tuple(
    _Place(system, processor, "gc", "cgo")
    for system in ("linux", "darwin", "windows", "freebsd")
    for processor in ("amd64", "arm64", "386", "s390x")
)
"""Where programs are at home."""

AWAY = tuple(
    _Place(system, processor, compiler)
    for system in ("wasip1", "wasip2", "js", "linux")
    for processor in ("wasm", "arm")
    for compiler in ("gc", "tinygo")
)
"""Where a build for WebAssembly can be for; some toolchains call it Linux on another processor."""


def is_test(file: FileFacts) -> bool:
    """Whether a file is only part of a test build."""
    return file.path.endswith(_TEST) or file.role is Role.TEST


def package_name(file: FileFacts) -> str:
    """The name in a file's package clause."""
    named = (trait[len(PACKAGE) :] for trait in file.traits if trait.startswith(PACKAGE))
    return next(named, "")
