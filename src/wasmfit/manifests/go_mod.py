"""``go.mod``: the module's path and the modules it requires."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location, Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_WORD = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`|=>|[()]|[^\s()"`]+')
_MODULE = re.compile(rb"^[ \t]*module\b", re.MULTILINE)
_INDIRECT = re.compile(r"//\s*indirect\b")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line: ``column`` is 1-based, in code points; ``width`` as written."""

    text: str
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One directive with its arguments, a line of a block included."""

    verb: str
    words: tuple[Word, ...]
    line: int
    comment: str

    def span(self, place: int) -> Span:
        """Where a word stands."""
        word = self.words[place]
        return Span(self.line, word.column, self.line, word.column + word.width)


def statements(text: str) -> Iterator[Statement]:
    """The directives of a file in this format, in order."""
    block = ""
    for line, row in enumerate(text.split("\n"), 1):
        code, slashes, comment = row.partition("//")
        words = [Word(_unquoted(m[0]), m.start() + 1, len(m[0])) for m in _WORD.finditer(code)]
        note = slashes + comment
        if not words:
            continue
        if block and words[0].text == ")":
            block = ""
        elif block:
            yield Statement(block, tuple(words), line, note)
        elif len(words) > 1 and words[1].text == "(":
            block = words[0].text
        else:
            yield Statement(words[0].text, tuple(words[1:]), line, note)


def _unquoted(word: str) -> str:
    return word[1:-1] if word[:1] in ('"', "`") and len(word) > 1 else word


def _declares(head: bytes) -> bool:
    """Whether it names a module."""
    return _MODULE.search(head) is not None


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name and requirements; what is not understood becomes a gap."""
    found = list(statements(data.decode("utf-8", "replace").replace("\r\n", "\n")))
    names = [one.words[0].text for one in found if one.verb == "module" and one.words]
    gaps = list(_mistakes(file.path, found))
    if not names:
        gaps.append(Gap(file.path, _STAGE, "no module directive", len(data)))
    nearby, instead = frozenset(replaced_by_paths(found)), dict(replaced(found))
    required = (
        one
        for one in found
        if one.verb == "require" and len(one.words) > 1 and one.words[0].text not in nearby
    )
    return ManifestFacts(
        path=file.path,
        name=names[0] if names else "",
        dependencies=tuple(
            sorted(
                (_dependency(file.path, one, instead) for one in required),
                key=lambda one: (one.location.key, one.purl),
            )
        ),
        packaged=bool(names),
        gaps=tuple(gaps),
    )


def _dependency(path: str, one: Statement, instead: Mapping[str, str]) -> Dependency:
    """A requirement; one that a requirement of another pulls in is marked ``// indirect``."""
    name, version = one.words[0].text, one.words[1].text
    module = instead.get(f"{name}@{version}") or instead.get(name) or f"{name}@{version}"
    return Dependency(
        purl=f"pkg:golang/{module}",
        scope=Scope.RUNTIME,
        direct=_INDIRECT.match(one.comment) is None,
        location=Location(path, one.span(0)),
        requested=version,
    )


def replaced(found: Sequence[Statement]) -> Iterator[tuple[str, str]]:
    """``replace a v1 => b v2``: another module, or version of it, in place of one."""
    for one in found:
        words = [word.text for word in one.words]
        after = words[words.index("=>") + 1 :] if one.verb == "replace" and "=>" in words else []
        if len(after) == 2:  # noqa: PLR2004 - a module and a version, not a folder
            yield "@".join(words[: words.index("=>")]), "@".join(after)


def replaced_by_paths(found: Sequence[Statement]) -> Iterator[str]:
    """Modules whose source lies in a directory: they are part of the tree, or beside it."""
    for one in found:
        words = [word.text for word in one.words]
        if one.verb == "replace" and "=>" in words[:-1]:
            target = words[words.index("=>") + 1]
            if target.startswith(("./", "../", "/")) or target in (".", ".."):
                yield words[0]


def _mistakes(path: str, found: list[Statement]) -> Iterator[Gap]:
    for one in found:
        if one.verb == "require" and len(one.words) < 2:  # noqa: PLR2004 - a path and a version
            yield Gap(path, _STAGE, "require: expected a module and a version", line=one.line)


MANIFEST = Manifest(
    id="go_mod",
    ecosystem="golang",
    patterns=("go.mod",),
    read=_read,
    unit=True,
    declares=_declares,
    languages=("go",),
)
