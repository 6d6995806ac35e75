"""``RUN apt-get install`` and its kin in Dockerfiles: native libraries of an image."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.manifests._lines import Text, decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_INSTRUCTION = re.compile(
    r"(?<![A-Za-z \t])[ \t]*+(?P<word>[A-Za-z]++)[ \t]++(?P<rest>(?:\\[ \t]*\r?\n|[^\n])*)"
)
_STAGE = re.compile(r"(?:--\S+\s+)*(?P<base>\S+)(?:\s+[Aa][Ss]\s+(?P<name>\S+))?")
_INSTALL = re.compile(
    r"\b(?P<tool>apt-get|apt|aptitude|apk|dnf|microdnf|yum|zypper)\s+"
    r"(?:-\S++\s++|\\[ \t\r]*+\n\s*+){0,40}+"
    r"(?P<verb>install|add)\b(?P<words>(?:\\[ \t]*\r?\n|[^\n;&|])*)"
)
_WORD = re.compile(
    r"(?<![\w.+-])(?P<name>[A-Za-z0-9][\w.+-]*+)(?::\w+)?(?P<wanted>[=~<>][^\s\\)]*)?(?=[\s\\)]|$)"
)
# A comment between the lines of an instruction does not end it.
_COMMENT = re.compile(r"^[ \t]*#[^\n]*$", re.MULTILINE)
_LIBRARY = re.compile(r"lib[a-z0-9].*|.*(?:-dev|-devel|-libs?)$")
_VIRTUAL = re.compile(r"(?:-t|--virtual)[ \t=]+\S+")
_BRANCH = re.compile(r"(?:^|[;&|({]|\s)(?P<word>if|case|fi|esac)(?=[\s;&|)]|$)")
_KINDS = {"apk": "pkg:apk/alpine/", "apt": "pkg:deb/debian/", "apt-get": "pkg:deb/debian/"}
_RPM = "pkg:rpm/fedora/"


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The libraries that are installed; those of earlier stages serve building only."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    source = Text(_COMMENT.sub(lambda match: " " * (len(match[0]) - 1) + "\\", text))
    stages = list(_stages(source.text))
    final = _final(stages)
    found = {
        one.purl: one
        for stage in reversed(stages)
        for one in _installed(file.path, source, stage, final=stage.number in final)
    }
    ordered = sorted(found.values(), key=lambda one: (one.location.key, one.purl))
    return ManifestFacts(path=file.path, dependencies=tuple(ordered))


MANIFEST = Manifest(
    id="dockerfile",
    ecosystem="generic",
    patterns=("Dockerfile", "Containerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile"),
    read=_read,
    languages=("c",),
)


@dataclass(frozen=True, slots=True)
class _Stage:
    """From one FROM to the next: what it is based on, its name, and its RUN lines."""

    number: int
    base: str
    name: str
    runs: tuple[tuple[int, int], ...]


def _stages(text: str) -> Iterator[_Stage]:
    base = name = ""
    runs: list[tuple[int, int]] = []
    number = 0
    for match in _INSTRUCTION.finditer(text):
        word = match["word"].upper()
        if word == "FROM":
            if base:
                yield _Stage(number, base, name, tuple(runs))
            number, runs = number + 1, []
            stage = _STAGE.match(match["rest"])
            base = stage["base"].lower() if stage else ""
            name = (stage["name"] or "").lower() if stage else ""
        elif word == "RUN":
            runs.append(match.span("rest"))
    if base:
        yield _Stage(number, base, name, tuple(runs))


def _final(stages: list[_Stage]) -> set[int]:
    """The last stage and those it is built upon."""
    found: set[int] = set()
    stage = stages[-1] if stages else None
    while stage is not None and stage.number not in found:
        found.add(stage.number)
        base, number = stage.base, stage.number
        stage = next((s for s in stages if s.name and s.name == base and s.number < number), None)
    return found


def _is_one_way(text: str, install: re.Match[str]) -> bool:
    """Whether something else may come in its place: it is a branch, or a side of ``||``."""
    before, after = text[install.pos : install.start()], text[install.end() : install.endpos]
    words = [found["word"] for found in _BRANCH.finditer(before)]
    if words.count("if") + words.count("case") > words.count("fi") + words.count("esac"):
        return True
    instead = after.startswith("||") and _INSTALL.search(after.partition("&&")[0]) is not None
    return instead or before.rstrip(" \t\r\n\\(").endswith("||")


def _installed(path: str, source: Text, stage: _Stage, *, final: bool) -> Iterator[Dependency]:
    for start, end in stage.runs:
        for match in _INSTALL.finditer(source.text, start, end):
            if (match["verb"] == "add") is not (match["tool"] == "apk"):
                continue
            scope = Scope.OPTIONAL if _is_one_way(source.text, match) else Scope.RUNTIME
            words = _VIRTUAL.sub(lambda found: " " * len(found[0]), match["words"])
            for word in _WORD.finditer(words):
                before = words[max(word.start() - 1, 0) : word.start()]
                if not before.isspace() or not _LIBRARY.fullmatch(word["name"]):
                    continue
                at = match.start("words") + word.start("name")
                yield Dependency(
                    purl=f"{_KINDS.get(match['tool'], _RPM)}{word['name'].lower()}",
                    scope=scope if final else Scope.BUILD,
                    direct=True,
                    location=Location(path, source.span(at, at + len(word["name"]))),
                    requested=(word["wanted"] or "").lstrip("=~"),
                )
