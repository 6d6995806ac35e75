"""The Python files of a repository, and which of them an import statement names."""

import ast
import os
import sys
import tokenize
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

OTHER_VERSIONS = frozenset(
    {
        "_colorize",
        "_interpchannels",
        "_interpqueues",
        "_interpreters",
        "_remote_debugging",
        "_xxsubinterpreters",
        "_zstd",
        "annotationlib",
        "compression",
    }
)
"""Top-level modules that Pythons before or after the running one have."""

STANDARD = sys.stdlib_module_names | OTHER_VERSIONS
"""Top-level modules of the standard library, on every platform."""

ALWAYS_STANDARD = frozenset(sys.builtin_module_names)
"""Compiled into the interpreter: no file on the path can stand in their way."""

SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules", ".tox", ".venv"})


@dataclass(frozen=True)
class Source:
    """One parsed file. ``path`` is relative to the repository, in POSIX form."""

    path: str
    tree: ast.Module
    lines: tuple[str, ...]

    def column(self, line: int, offset: int) -> int:
        """The 1-based column in code points of a UTF-8 byte offset."""
        text = self.lines[line - 1].encode("utf-8", "surrogatepass")[:offset]
        return len(text.decode("utf-8", "surrogatepass")) + 1


@dataclass
class Repository:
    """Everything that can be imported from inside one source tree.

    A module is named by the path of its file; a package by its
    ``__init__.py``; a folder without one by its path and a final slash.
    """

    root: Path
    sources: dict[str, Source] = field(default_factory=dict)
    unparsed: dict[str, str] = field(default_factory=dict)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds Python files somewhere below it, ``""`` included."""
        found = {""}
        for path in (*self.sources, *self.unparsed):
            parts = parent(path).split("/")
            found |= {"/".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
        return frozenset(found)

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """Folders from which packages are imported, the shallowest first."""
        tops = {self.top_of(path) for path in self.sources}
        return tuple(sorted(tops | {""}, key=lambda folder: (folder.count("/"), folder)))

    def top_of(self, path: str) -> str:
        """The folder outside the outermost package that holds the file."""
        folder = parent(path)
        while folder and self._is_file(join(folder, "__init__.py")):
            folder = parent(folder)
        return folder

    def submodule(self, module: str, name: str) -> str | None:
        """The module ``name`` inside a package or folder, if there is one."""
        if not is_package(module):
            return None
        return self._inside(parent(module), name)

    def relative(self, path: str, level: int, dotted: str) -> str | None:
        """What ``from ..dotted import`` means in a file."""
        folder = parent(path)
        for _ in range(level - 1):
            folder = parent(folder)
        return self._descend(self._package(folder), dotted)

    def absolute(self, path: str, dotted: str) -> str | None:
        """The repository's own module that ``import dotted`` means in a file, if any."""
        head, _, rest = dotted.partition(".")
        for folder in self._search(path, head):
            found = self._inside(folder, head)
            if found is None or (head in STANDARD and found.endswith("/")):
                continue
            inner = self._descend(found, rest)
            if inner is not None:
                return inner
        return None

    def _search(self, path: str, head: str) -> tuple[str, ...]:
        folder, top = parent(path), self.top_of(path)
        if head not in STANDARD:
            return (top, *self.tops)
        if head in ALWAYS_STANDARD:
            return ()
        own = path[len(top) :].strip("/").split("/")[0]
        return (top,) if folder == top or own == head else ()

    def _descend(self, module: str | None, dotted: str) -> str | None:
        for name in filter(None, dotted.split(".")):
            module = None if module is None else self.submodule(module, name)
        return module

    def _inside(self, folder: str, name: str) -> str | None:
        package = join(folder, name, "__init__.py")
        if self._is_file(package):
            return package
        single = join(folder, f"{name}.py")
        if self._is_file(single):
            return single
        return join(folder, name) + "/" if join(folder, name) in self.folders else None

    def _package(self, folder: str) -> str:
        inner = join(folder, "__init__.py")
        return inner if self._is_file(inner) else f"{folder}/"

    def _is_file(self, path: str) -> bool:
        return path in self.sources or path in self.unparsed


def parent(path: str) -> str:
    """The folder of a path, ``""`` for the repository itself."""
    return path.rpartition("/")[0]


def join(*parts: str) -> str:
    """Path parts with slashes between them, empty ones left out."""
    return "/".join(part for part in parts if part)


def is_package(module: str) -> bool:
    """Whether other modules can lie inside."""
    return module.endswith(("/", "/__init__.py")) or module == "__init__.py"


def read_repository(root: Path) -> Repository:
    """Parse every Python file below a folder; what ``ast`` refuses is remembered."""
    repository = Repository(root)
    for path in _python_files(root):
        relative = path.relative_to(root).as_posix()
        try:
            repository.sources[relative] = read_source(path.read_bytes(), relative)
        except (SyntaxError, ValueError, RecursionError) as error:
            repository.unparsed[relative] = f"{type(error).__name__}: {error}"
    return repository


def read_source(data: bytes, path: str) -> Source:
    """Parse one file's bytes, honouring its coding line; SyntaxError if it is broken."""
    encoding, _ = tokenize.detect_encoding(iter(data.splitlines(keepends=True)).__next__)
    text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    return Source(path, tree, tuple(text.split("\n")))


def _python_files(root: Path) -> list[Path]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        paths = (Path(folder, name) for name in names)
        found += [path for path in paths if path.is_file() and not path.is_symlink()]
    return sorted(path for path in found if path.suffix == ".py" or _is_script(path))


def _is_script(path: Path) -> bool:
    if path.suffix:
        return False
    with path.open("rb") as stream:
        first = stream.readline(200)
    return first.startswith(b"#!") and b"python" in first
