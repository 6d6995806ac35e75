"""The tree as detection sees it: names per directory, and the first bytes of a file."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from posixpath import split

from wasmfit.model.project import File

Head = Callable[[str], bytes]
"""The first bytes of a file (tens of kilobytes), empty when it cannot be read."""

_PACKAGE_MARKER = "__init__.py"


class Tree:
    """Answers about directories. Paths are relative to the scanned root; "" is the root."""

    def __init__(self, files: Sequence[File], head: Head) -> None:
        """``head`` is asked at most once per file."""
        self.head: Head = cache(head)
        self._names: dict[str, set[str]] = {}
        self._folders: dict[str, set[str]] = {}
        for file in files:
            folder, _, name = file.path.rpartition("/")
            self._names.setdefault(folder, set()).add(name)
        for folder in tuple(self._names):
            self._connect(folder)

    def _connect(self, folder: str) -> None:
        while folder:
            parent, name = split(folder)
            known = self._folders.setdefault(parent, set())
            if name in known:
                return
            known.add(name)
            folder = parent

    def names(self, folder: str) -> set[str]:
        """The names of the files directly in a directory."""
        return self._names.get(folder, set())

    def folders(self, folder: str) -> list[str]:
        """The paths of the directories directly in a directory, sorted."""
        return [join(folder, name) for name in sorted(self._folders.get(folder, ()))]

    def below(self, folder: str) -> Iterator[str]:
        """The directory itself and every directory below it."""
        todo = [folder]
        while todo:
            here = todo.pop()
            yield here
            todo.extend(self.folders(here))

    def is_package(self, folder: str) -> bool:
        """Whether the directory is an importable Python package."""
        return _PACKAGE_MARKER in self.names(folder)


def join(folder: str, name: str) -> str:
    """The path of a name in a directory, where "" is the root."""
    return f"{folder}/{name}" if folder else name
