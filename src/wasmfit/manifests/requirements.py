"""``requirements.txt``: one requirement per line, in the dialect that pip reads."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from wasmfit.manifests._pypi import (
    BadRequirementError,
    Requirement,
    dependency,
    normalised,
    purl,
    requirement,
    without_credentials,
)
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.gaps import MOST
from wasmfit.model.place import Span
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_PATTERNS = ("requirements*.txt", "*requirements.txt", "requirements/*.txt")
_COMMENT = re.compile(r"(?:^|(?<!\s)\s+)#(.*)$")
_OPTIONS = re.compile(r"(?<!\s)\s++--?[A-Za-z].*$")
_REFERENCE = re.compile(r"(?:-r|--requirement)[\s=]*(\S.*)$")
_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]*(\S.*)$")
_PLACE = re.compile(
    r"[a-z+]+:|\.{0,2}/|\.|[^@;\s]*\.(?:whl|zip|tar\.gz|tar\.bz2|tgz)\b", re.IGNORECASE
)
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]*)")
_ARCHIVE = re.compile(
    r"(?<![\w.-])([A-Za-z0-9][\w.]*+(?>(?:-[A-Za-z][\w.]*+)*))-\d[^/]{0,400}\.(?:whl|zip|tar\.\w+|tgz)\b"
)
_CONSTRAINTS = re.compile(r"constraints?", re.IGNORECASE)
_DEVELOPMENT = re.compile(
    r"(?:^|[-_./])(?:dev|develop|development|tests?|testing|pytest|checks?|docs?|sphinx|readthedocs|rtd"
    r"|lint|linting|linters|pylint|flake8|ci|typing|mypy|style|format|qa|tox|nox|coverage|tools"
    r"|bench|benchmarks?|release)\d*(?:[-_.]|$)",
    re.IGNORECASE,
)
_BUILD = re.compile(r"(?:^|[-_./])build(?:[-_.]|$)", re.IGNORECASE)
_OPTIONAL = re.compile(r"(?:^|[-_./])(?:optional|extras?)(?:[-_.]|$)", re.IGNORECASE)
_LONGEST_CHAIN = 32
_VIA = re.compile(r"\s*via\b(.*)")


@dataclass(slots=True)
class _Entry:
    """A requirement and, from a compiled file, who asks for it."""

    dependency: Dependency
    parents: set[str] = field(default_factory=set)
    asked: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A logical line: its text without comment, its comment, and where it starts."""

    text: str
    comment: str
    span: Span


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The dependencies of a requirements file; lines that say none become gaps."""
    text = _decoded(data)
    if text is None:
        gap = Gap(file.path, _STAGE, "not a text file", len(data))
        return ManifestFacts(path=file.path, gaps=(gap,))
    if _CONSTRAINTS.search(posixpath.basename(file.path)):
        return ManifestFacts(path=file.path)
    reading = _Reading(file)
    for line in _lines(text):
        reading.take(line)
    return ManifestFacts(
        path=file.path,
        dependencies=tuple(_with_chains(reading.entries)),
        gaps=tuple(reading.told()),
    )


MANIFEST = Manifest(
    id="requirements",
    ecosystem="pypi",
    patterns=_PATTERNS,
    read=_read,
    languages=("python",),
    environment=True,
)


def _decoded(data: bytes) -> str | None:
    """The text; UTF-16 with its mark is what a Windows shell writes. None for binary data."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return None if b"\0" in data else data.decode("utf-8-sig", "replace")


def _lines(text: str) -> Iterator[_Line]:
    """Logical lines: a backslash at the end of a line continues it, in a comment it does not."""
    pieces: list[str] = []
    first = 1
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.removesuffix("\r")
        if not pieces:
            first = number
        comment = _COMMENT.search(line)
        if comment is None and line.endswith("\\"):
            pieces.append(line[:-1])
            continue
        pieces.append(line[: comment.start()] if comment else line)
        yield _line(pieces, comment[1] if comment else "", first)
        pieces = []
    if pieces:
        yield _line(pieces, "", first)


def _line(pieces: list[str], comment: str, number: int) -> _Line:
    joined = _OPTIONS.sub("", " ".join(pieces).rstrip())
    shown = _OPTIONS.sub("", pieces[0]).rstrip()
    start = len(shown) - len(shown.lstrip()) + 1
    return _Line(joined.strip(), comment, Span(number, start, number, max(start, len(shown) + 1)))


def _scope(file: SourceFile) -> Scope:
    """Run time, unless the name or the place says that only developers need it."""
    name = posixpath.basename(file.path)
    if file.role is not Role.SOURCE or _DEVELOPMENT.search(name):
        return Scope.DEV
    if _BUILD.search(name):
        return Scope.BUILD
    return Scope.OPTIONAL if _OPTIONAL.search(name) else Scope.RUNTIME


class _Reading:
    """What has been read of one file so far."""

    def __init__(self, file: SourceFile) -> None:
        self.entries: list[_Entry] = []
        self._gaps: list[Gap] = []
        self._beyond = 0
        self._file = file
        self._scope = _scope(file)
        self._annotating = False

    def take(self, line: _Line) -> None:
        """Add what one line says."""
        if line.text.startswith("-"):
            self._option(line)
        elif line.text:
            self._requirement(line, line.text)
        self._annotate(line)

    def _option(self, line: _Line) -> None:
        if match := _EDITABLE.match(line.text):
            self._requirement(line, match[1].strip("\"'"))
        elif match := _REFERENCE.match(line.text):
            complaint = _reference(self._file.path, match[1].strip().strip("\"'"))
            if complaint:
                self._gap(line, complaint)

    def _requirement(self, line: _Line, text: str) -> None:
        try:
            required = _placed(text) if _PLACE.match(text) else requirement(text)
        except BadRequirementError as error:
            self._gap(line, f"not a requirement: {error}")
            return
        if required is not None:
            found = dependency(required, self._scope, self._file.path, line.span)
            self.entries.append(_Entry(found))

    def _gap(self, line: _Line, reason: str) -> None:
        """Note a line; of a file that is something else altogether the first ones are enough."""
        if len(self._gaps) > MOST:
            self._beyond += 1
        else:
            self._gaps.append(Gap(self._file.path, _STAGE, reason, line=line.span.start_line))

    def told(self) -> Iterator[Gap]:
        """What could not be understood: the first lines, and the number of the others."""
        if not self._beyond:
            yield from self._gaps
            return
        *shown, last = self._gaps
        yield from shown
        reason = f"and {self._beyond + 1} more lines that are not requirements"
        yield replace(last, reason=reason)

    def _annotate(self, line: _Line) -> None:
        """``# via flask`` behind or below a requirement: the mark of a compiled file."""
        via = _VIA.match(line.comment)
        self._annotating = bool(via) or (self._annotating and not line.text and bool(line.comment))
        if not self._annotating or not self.entries:
            return
        entry = self.entries[-1]
        for word in (via[1] if via else line.comment).split(","):
            name = word.strip()
            if name.startswith("-c"):
                continue
            if name.startswith("-r") or name.endswith(")"):
                entry.asked = True
            elif re.fullmatch(r"[A-Za-z0-9][\w.-]*(?:\[.*\])?", name):
                entry.parents.add(purl(name.partition("[")[0]))


def _reference(path: str, target: str) -> str:
    """Why a ``-r`` line leads to nothing that is read, or nothing when it is read by itself."""
    shown = without_credentials(target)
    if re.match(r"[a-z+]+://", target):
        return f"refers to {shown}, and a scan fetches nothing"
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), target.replace("\\", "/")))
    if goal.startswith(("/", "../")) or goal == "..":
        return f"refers to {shown}, which lies outside of the scanned tree"
    if not any(_is_named(goal, pattern) for pattern in _PATTERNS):
        return f"refers to {shown}, which is not read: its name is none of {', '.join(_PATTERNS)}"
    return ""


def _is_named(path: str, pattern: str) -> bool:
    from fnmatch import fnmatchcase

    return fnmatchcase("/".join(path.split("/")[-pattern.count("/") - 1 :]), pattern)


def _placed(text: str) -> Requirement | None:
    """A requirement by URL or path; None for a folder, which is part of the tree itself."""
    place, _, marker = text.partition(" ;")
    egg, archive = _EGG.search(place), _ARCHIVE.search(place.partition("#")[0].rpartition("/")[2])
    if egg or archive:
        name = egg[1] if egg else str(archive and archive[1])
        return _marked(name, f"@ {without_credentials(place.strip())}", marker)
    if re.match(r"[a-z+]+://", place, re.IGNORECASE) and not place.startswith("file:"):
        message = "the URL does not say which package it holds"
        raise BadRequirementError(message)
    return None


def _marked(name: str, requested: str, marker: str) -> Requirement:
    checked = requirement(f"{name} ; {marker}" if marker.strip() else name)
    return replace(checked, requested=requested, name=normalised(name))


def _with_chains(entries: list[_Entry]) -> Iterator[Dependency]:
    """Dependencies with the shortest chain through each package that asks for them."""
    known = {entry.dependency.purl for entry in entries}
    parents: dict[str, set[str]] = {}
    asked = {entry.dependency.purl for entry in entries if entry.asked}
    for entry in entries:
        parents.setdefault(entry.dependency.purl, set()).update(entry.parents & known)
    direct = {name for name in known if name in asked or not parents[name]}
    chains = _shortest(direct, parents)
    for entry in entries:
        name = entry.dependency.purl
        above = set[str]() if name in direct else parents[name] & chains.keys()
        found = ((*chains[parent], parent) for parent in above)
        via = tuple(sorted(chain for chain in found if name not in chain))
        yield replace(entry.dependency, direct=name not in chains or not chains[name], via=via)


def _shortest(direct: set[str], parents: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """For every package that is reached from a direct one, who stands before it."""
    children: dict[str, list[str]] = {}
    for child, above in sorted(parents.items()):
        for parent in above:
            children.setdefault(parent, []).append(child)
    chains: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(direct), ())
    todo = sorted(direct)
    for name in todo:
        for child in children.get(name, ()):
            if child not in chains and len(chains[name]) < _LONGEST_CHAIN:
                chains[child] = (*chains[name], name)
                todo.append(child)
    return chains
