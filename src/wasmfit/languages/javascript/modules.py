"""Module specifiers and the files of the repository that they lead to."""

from collections.abc import Iterable, Iterator
from posixpath import dirname, normpath

from wasmfit.languages.javascript.names import is_own

_SUFFIXES = ("", ".js", ".ts", ".mjs", ".cjs", ".jsx", ".tsx", ".mts", ".cts")
_WRITTEN_AS = {
    ".cjs": (".cts",),
    ".js": (".ts", ".tsx", ".jsx"),
    ".jsx": (".tsx",),
    ".mjs": (".mts",),
}
"""TypeScript names the file that it will become."""


class Modules:
    """The modules of a repository by path."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Index every path of the language (relative, POSIX)."""
        self._paths = frozenset(paths)
        self._found: dict[tuple[str, str], str | None] = {}

    def find(self, specifier: str, source: str) -> str | None:
        """The file that a specifier in ``source`` means, if it is in the repository.

        It is the same for all files of a folder.
        """
        if not is_own(specifier):
            return None
        asked = (source.rpartition("/")[0], specifier)
        if asked not in self._found:
            self._found[asked] = self._find(specifier, source)
        return self._found[asked]

    def _find(self, specifier: str, source: str) -> str | None:
        for stem in _stems(specifier, source):
            for path in _candidates(stem):
                if path in self._paths:
                    return path
        return None


def _stems(specifier: str, source: str) -> Iterator[str]:
    """The paths a specifier may mean: relative, or from a folder above through an alias."""
    folder = dirname(source)
    if specifier.startswith("."):
        stem = normpath(f"{folder}/{specifier}" if folder else specifier)
        if not stem.startswith(".."):
            yield "" if stem == "." else stem
        return
    if specifier.startswith("/"):
        return
    rest = specifier[2:] if specifier[0] in "@~" else specifier
    while True:
        base = f"{folder}/" if folder else ""
        yield f"{base}{rest}"
        if rest != specifier:
            yield f"{base}src/{rest}"
        if not folder:
            return
        folder = dirname(folder)


def _candidates(stem: str) -> Iterator[str]:
    for suffix in _SUFFIXES:
        if stem:
            yield f"{stem}{suffix}"
    for written, meant in _WRITTEN_AS.items():
        if stem.endswith(written):
            yield from (f"{stem.removesuffix(written)}{suffix}" for suffix in meant)
    inside = f"{stem}/index" if stem else "index"
    yield from (f"{inside}{suffix}" for suffix in _SUFFIXES[1:])
