"""Walk the tree once: which regular files it holds, and what could not be seen."""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns

from wasmfit.errors import UsageError
from wasmfit.model.gap import Gap
from wasmfit.model.project import File
from wasmfit.model.unchanged import state_of
from wasmfit.stages.discover.gitignore import Ignore

__all__ = ["Discovery", "discover"]

_STAGE = "discover"

MOST_RULES = 200_000
"""Bytes of an ignore file: some twenty thousand rules, which take a second to compile."""

EVERYBODY = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
"""Who may read a file of which nobody has to ask; should a list of rights say no, reading does."""

_SKIPPED_DIRECTORIES = frozenset(
    {
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".jj",
        ".mypy_cache",
        ".nox",
        ".pc",
        ".pixi",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".terraform",
        ".tox",
        ".venv",
        "CVS",
        "__pycache__",
        "__pypackages__",
        "_darcs",
        "bower_components",
        "dist-packages",
        "node_modules",
        "site-packages",
    }
)
"""Version control and its backups (``.pc`` is quilt's), installed packages, caches."""

_SKIPPING_MARKERS = ("pyvenv.cfg", "conda-meta", "CACHEDIR.TAG")
"""A directory that holds one of these is an environment or a cache, whatever its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What the walk found.

    ``files`` are sorted by path; ``gaps`` are entries that could not be used;
    ``seen`` counts every entry met that is not a directory walked into, and
    ``skipped`` those of them left out on purpose: ignored files, symbolic
    links, and directories passed over (one each).
    """

    files: tuple[File, ...]
    gaps: tuple[Gap, ...]
    seen: int
    skipped: int


@dataclass(frozen=True, slots=True)
class _Directory:
    """A directory to list; ``rules`` are the ignore files above it, outermost first."""

    path: str
    rules: tuple[tuple[str, Ignore], ...]


@dataclass(slots=True)
class _Walk:
    """The state of one walk."""

    root: str
    excludes: Ignore
    max_bytes: int
    started: int = field(default_factory=time_ns)
    files: list[File] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    skipped: int = 0


def discover(root: Path, *, excludes: Sequence[str] = (), max_bytes: int = 8_000_000) -> Discovery:
    """The regular files below ``root``, or ``root`` itself when it is a file.

    ``.gitignore`` files and ``.git/info/exclude`` below the root are obeyed
    (with or without a repository); ``excludes`` are patterns in the same
    language, relative to the root, that nothing can take back. A file given
    as root is taken whatever the rules say. Symbolic links below the root are
    never followed. Paths are relative to the root, POSIX. Files above
    ``max_bytes``, devices, sockets, pipes, unreadable entries and names that
    are not valid UTF-8 become gaps. Raises UsageError when the root is
    missing or cannot be listed.
    """
    walk = _Walk(os.fspath(root), Ignore(os.fsencode(line) for line in excludes), max_bytes)
    mode = _mode(root)
    if stat.S_ISDIR(mode):
        _walk_tree(walk)
    elif stat.S_ISREG(mode):
        _take(walk, root.name, os.fspath(root), root.stat())
    else:
        message = f"{_shown(walk.root)}: neither a file nor a directory"
        raise UsageError(message)
    return Discovery(
        files=tuple(sorted(walk.files, key=lambda file: file.path)),
        gaps=tuple(sorted(walk.gaps, key=lambda gap: (gap.path, gap.reason))),
        seen=len(walk.files) + len(walk.gaps) + walk.skipped,
        skipped=walk.skipped,
    )


def _mode(root: Path) -> int:
    """The file mode of the root, following a link, or one line on why there is none."""
    try:
        return root.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        message = f"{_shown(os.fspath(root))}: no such file or directory"
        raise UsageError(message) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message = f"{_shown(os.fspath(root))}: {_lower(reason)}"
        raise UsageError(message) from error


def _walk_tree(walk: _Walk) -> None:
    """List directory after directory; a stack of our own, so that no depth is too deep."""
    todo = [_Directory("", ())]
    while todo:
        directory = todo.pop()
        entries = _entries(walk, directory)
        if directory.path and any(marker in entries for marker in _SKIPPING_MARKERS):
            walk.skipped += 1
            continue
        rules = directory.rules + tuple(_rules(walk, directory, entries))
        for entry in entries.values():
            path = f"{directory.path}/{entry.name}" if directory.path else entry.name
            try:
                below = _visit(walk, path, entry, rules)
            except OSError as error:
                _gap(walk, path, f"cannot be read: {_lower(error.strerror)}")
            else:
                todo.extend(below)


def _entries(walk: _Walk, directory: _Directory) -> dict[str, os.DirEntry[str]]:
    """What a directory holds, by name; nothing, and a gap, when it cannot be listed."""
    try:
        with os.scandir(os.path.join(walk.root, directory.path)) as entries:
            return {entry.name: entry for entry in entries}
    except OSError as error:
        reason = _lower(error.strerror)
        if not directory.path:
            message = f"{_shown(walk.root)}: {reason}"
            raise UsageError(message) from error
        _gap(walk, directory.path, f"directory cannot be listed: {reason}")
        return {}


def _rules(
    walk: _Walk, directory: _Directory, entries: dict[str, os.DirEntry[str]]
) -> Iterator[tuple[str, Ignore]]:
    """The ignore files that start to count in this directory, weakest first."""
    prefix = f"{directory.path}/" if directory.path else ""
    if not prefix and ".git" in entries and entries[".git"].is_dir(follow_symlinks=False):
        exclude = os.path.join(walk.root, ".git", "info", "exclude")
        if os.path.isfile(exclude) and not os.path.islink(exclude):
            yield from _load(walk, prefix, exclude)
    ignore = entries.get(".gitignore")
    if ignore is not None and ignore.is_file(follow_symlinks=False):
        yield from _load(walk, prefix, ignore.path)


def _load(walk: _Walk, prefix: str, path: str) -> Iterator[tuple[str, Ignore]]:
    """The rules of one ignore file; one that cannot be read is a gap of its own."""
    where = os.path.relpath(path, walk.root).replace(os.sep, "/")
    try:
        size = os.path.getsize(path)
        if size > MOST_RULES:
            _gap(walk, where, f"ignore rules of {size} bytes are above the limit of {MOST_RULES}")
            return
        with open(path, "rb") as file:
            lines = file.read().removeprefix(b"\xef\xbb\xbf").split(b"\n")
        yield prefix, Ignore(lines)
    except OSError as error:
        _gap(walk, where, f"ignore rules cannot be read: {_lower(error.strerror)}")


def _visit(
    walk: _Walk, path: str, entry: os.DirEntry[str], rules: tuple[tuple[str, Ignore], ...]
) -> tuple[_Directory, ...]:
    """Count one entry; a directory to walk into is handed back."""
    is_directory = entry.is_dir(follow_symlinks=False)
    if (
        entry.is_symlink()
        or (is_directory and entry.name in _SKIPPED_DIRECTORIES)
        or _is_ignored(walk, path, entry.name, rules, directory=is_directory)
    ):
        walk.skipped += 1
    elif not _is_text(entry.name):
        _gap(walk, path, "name is not valid UTF-8")
    elif is_directory:
        return (_Directory(path, rules),)
    else:
        _take(walk, path, entry.path, _status(entry))
    return ()


def _status(entry: os.DirEntry[str]) -> os.stat_result:
    """Of a file; on Windows a directory knows less of it, and later."""
    if sys.platform == "win32":
        return os.stat(entry.path, follow_symlinks=False)
    return entry.stat(follow_symlinks=False)


def _is_ignored(
    walk: _Walk, path: str, name: str, rules: tuple[tuple[str, Ignore], ...], *, directory: bool
) -> bool:
    """Whether a rule leaves the entry out; the innermost ignore file that speaks decides."""
    if walk.excludes and walk.excludes.verdict(path, name, directory=directory):
        return True
    for prefix, ignore in reversed(rules):
        verdict = ignore.verdict(path[len(prefix) :], name, directory=directory)
        if verdict is not None:
            return verdict
    return False


def _take(walk: _Walk, path: str, place: str, status: os.stat_result) -> None:
    """Keep a regular file, or say why not."""
    if not stat.S_ISREG(status.st_mode):
        _gap(walk, path, f"{_kind(status.st_mode)}, not a file")
    elif status.st_size > walk.max_bytes:
        reason = f"file of {status.st_size} bytes is above the limit of {walk.max_bytes}"
        _gap(walk, path, reason, status.st_size)
    elif status.st_mode & EVERYBODY != EVERYBODY and not _is_readable(place):
        _gap(walk, path, "cannot be read: permission denied", status.st_size)
    else:
        walk.files.append(File(path, status.st_size, state_of(status, walk.started)))


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "named pipe"
    return "socket" if stat.S_ISSOCK(mode) else "device"


def _is_readable(path: str) -> bool:
    return os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids)


def _is_text(name: str) -> bool:
    """Whether the name is UTF-8; bytes that are not arrive as lone surrogates."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def _gap(walk: _Walk, path: str, reason: str, lost: int = 0) -> None:
    walk.gaps.append(Gap(_shown(path), _STAGE, reason, lost))


def _shown(path: str) -> str:
    """A path on one line, safe to print: what is not printable is escaped."""
    return "".join(map(_escape, path)) if not path.isprintable() else path


def _escape(character: str) -> str:
    if character.isprintable():
        return character
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _lower(reason: str | None) -> str:
    """The operating system's words, as the second half of a sentence."""
    words = reason or "cannot be read"
    return words[0].lower() + words[1:]
