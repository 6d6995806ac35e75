"""What has changed since a commit, read from git's objects: no git process, no hooks, no filters.

Compared are the files as they lie there with the commit in which the current
branch left the other one: what the other did since is not ours.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit.errors import UsageError, WasmfitError

if TYPE_CHECKING:
    from dulwich.objects import ObjectID
    from dulwich.repo import Repo

    from wasmfit.model.report import Finding, Report

MOST_PAIRS = 30_000_000
"""Lines times lines that are compared in earnest; beyond, everything between counts as changed."""


def compared(report: "Report", root: Path, ref: str) -> "Report":
    """The report with ``new`` filled in: does the finding stand on a changed line?

    Raises UsageError when there is no repository or no such commit.
    """
    folder = (root if root.is_dir() else root.parent).resolve()
    try:
        lines = _changes(folder, {finding.location.path for finding in report.findings}, ref)
    except WasmfitError:
        raise
    except Exception as error:  # a broken repository fails in every way a library knows
        message = f"--since {ref}: {folder}: git's files cannot be read: {error!r} (run git fsck)"
        raise UsageError(message) from error

    def marked(finding: "Finding") -> "Finding":
        span, changed = finding.location.span, lines[finding.location.path]
        return replace(finding, new=(span.start_line if span else 1) in changed)

    return replace(report, findings=tuple(marked(finding) for finding in report.findings))


def _changes(folder: Path, paths: Iterable[str], ref: str) -> dict[str, frozenset[int]]:
    """The changed lines of each path."""
    with closing(_repository(folder)) as repository:
        before = _Tree(repository, _commit(repository, ref))
        return {path: _changed(before.blob(folder / path), _bytes(folder / path)) for path in paths}


def _repository(folder: Path) -> "Repo":
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        repository = Repo.discover(str(folder))
    except NotGitRepository as error:
        message = f"--since: {folder} lies in no git repository (use --baseline FILE instead)"
        raise UsageError(message) from error
    if repository.bare:
        repository.close()
        message = f"--since: {folder} lies in a bare repository (scan a working tree)"
        raise UsageError(message)
    return repository


def _commit(repository: "Repo", ref: str) -> "ObjectID":
    """The commit where the current branch left ``ref``; ``ref`` itself when that is not known."""
    from dulwich.graph import find_merge_base

    commit = _named(repository, ref)
    try:
        bases = find_merge_base(repository, [repository.head(), commit])
    except KeyError:  # a shallow clone does not hold what lies between
        bases = []
    return bases[0] if bases else commit


def _named(repository: "Repo", ref: str) -> "ObjectID":
    """The commit that a name, number or tag stands for."""
    from dulwich.objects import Commit, Tag
    from dulwich.objectspec import AmbiguousShortId, parse_object

    found, reason = None, None
    try:
        found = parse_object(repository, ref.encode("utf-8", "surrogateescape")) if ref else None
        while isinstance(found, Tag):
            found = repository[found.object[1]]
    except (KeyError, ValueError, AmbiguousShortId) as error:
        found, reason = None, error
    if not isinstance(found, Commit):
        message = f"--since {ref}: no such commit here (fetch it, or name another)"
        raise UsageError(message) from reason
    return found.id


class _Tree:
    """The files of a commit."""

    def __init__(self, repository: "Repo", commit: "ObjectID") -> None:
        self._store = repository.object_store
        self._tree = repository[commit].tree  # type: ignore[attr-defined] # it is a commit
        self._top = Path(repository.path).resolve()

    def blob(self, path: Path) -> bytes:
        """The bytes of a file then; empty when it was not there."""
        from dulwich.object_store import tree_lookup_path
        from dulwich.objects import Blob

        try:
            name = path.relative_to(self._top).as_posix().encode("utf-8", "surrogateescape")
            _, sha = tree_lookup_path(self._store.__getitem__, self._tree, name)
            found = self._store[sha]
        except (KeyError, ValueError, NotADirectoryError):
            return b""
        return found.data if isinstance(found, Blob) else b""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _changed(before: bytes, after: bytes) -> frozenset[int]:
    """The 1-based lines of ``after`` that are not in ``before``; line ends do not matter."""
    old, new = _lines(before), _lines(after)
    return frozenset(row + 1 for row in _rows(old, new))


def _lines(data: bytes) -> list[bytes]:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


def _rows(old: list[bytes], new: list[bytes]) -> Iterable[int]:
    """0-based rows of ``new`` that were added or edited."""
    start = _common(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - start
    end = _common(zip(old[::-1][:rest], new[::-1][:rest], strict=True))
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if len(left) * len(right) > MOST_PAIRS:
        return range(start, start + len(right))
    return (start + row for row in _edited(left, right))


def _common(pairs: Iterable[tuple[bytes, bytes]]) -> int:
    """How many pairs are equal before the first that is not."""
    number = 0
    for one, other in pairs:
        if one != other:
            break
        number += 1
    return number


def _edited(left: list[bytes], right: list[bytes]) -> Iterator[int]:
    for tag, _, _, low, high in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag in ("replace", "insert"):
            yield from range(low, high)
