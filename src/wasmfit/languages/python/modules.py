"""Dotted module names and the files that hold them."""

from collections.abc import Collection, Iterable
from posixpath import dirname, splitext

PACKAGE = "__init__"


class Modules:
    """The modules of a repository, by dotted name and search root."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Index every Python path (relative, POSIX)."""
        self._paths = sorted(paths)
        self._packages = {dirname(p) for p in self._paths if splitext(p)[0].endswith(PACKAGE)}
        self._by_name: dict[str, list[tuple[str, str]]] = {}
        self._root: dict[str, str] = {}
        for path in self._paths:
            self._index(path)

    def _index(self, path: str) -> None:
        folder, stem = dirname(path), splitext(path)[0]
        root = dirname(folder) if stem.endswith(f"/{PACKAGE}") else folder
        while root in self._packages and root:
            root = dirname(root)
        self._root[path] = root
        ancestor = root
        while True:
            name = _dotted(stem, ancestor)
            if name:
                self._by_name.setdefault(name, []).append((ancestor, path))
            if not ancestor:
                break
            ancestor = dirname(ancestor)

    def package(self, path: str, level: int) -> str | None:
        """The folder a relative import of that level starts from; None above the root."""
        folder = dirname(path)
        for _ in range(level - 1):
            if not folder:
                return None
            folder = dirname(folder)
        return folder

    def child(self, folder: str, dotted: str) -> str | None:
        """The file of a module below a folder ("" for the folder's own package)."""
        stem = "/".join(part for part in (folder, *dotted.split(".")) if part)
        for candidate in (f"{stem}.py", f"{stem}/{PACKAGE}.py", f"{stem}.pyi", f"{stem}.pyx"):
            if candidate in self._root and (dotted or candidate.endswith(f"{PACKAGE}.py")):
                return candidate
        return None

    def find(self, dotted: str, source: str, outside: Collection[str]) -> str | None:
        """The file an absolute import in ``source`` means, if it is in the repository.

        A name that also exists outside (the standard library) is the
        repository's only when it lies in the importing file's own search root.
        """
        found = self._by_name.get(dotted, [])
        own = [path for root, path in found if root == self._root.get(source)]
        if own:
            return own[0]
        if dotted.partition(".")[0] in outside:
            return None
        near = [(len(root), path) for root, path in found if _is_within(source, root)]
        if near:
            return max(near)[1]
        true = [path for root, path in found if root == self._root[path]]
        return true[0] if len(true) == 1 else None


def _is_within(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _dotted(stem: str, root: str) -> str:
    relative = stem[len(root) + 1 :] if root else stem
    return relative.removesuffix(f"/{PACKAGE}").replace("/", ".") if relative != PACKAGE else ""
