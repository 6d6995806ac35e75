"""``gradle.lockfile``: what Gradle resolved, per configuration; not who needs whom."""

import re
from collections.abc import Iterator

from wasmfit.manifests._lines import decoded
from wasmfit.manifests._locked import Entry, locked
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_LINE = re.compile(
    r"\s*(?P<module>[^\s:=#]+:[^\s:=]+):(?P<version>[^\s:=]+)(?:=(?P<used>\S*))?\s*$"
)
_NOTHING = re.compile(r"\s*(?:#.*|empty=.*)?$")
_CLASSPATH = re.compile(r"(?:runtimeClasspath|compileClasspath)$", re.IGNORECASE)
_TESTS = re.compile(r"test", re.IGNORECASE)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All modules; a line that names none becomes a gap."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    gaps: list[Gap] = []
    entries = list(_entries(file.path, text, gaps))
    found = locked(file.path, entries)
    return ManifestFacts(path=file.path, dependencies=tuple(found), gaps=tuple(gaps))


MANIFEST = Manifest(
    id="gradle_lock",
    ecosystem="maven",
    patterns=("gradle.lockfile", "buildscript-gradle.lockfile", "*.lockfile"),
    read=_read,
    languages=("java",),
    lock=True,
)


def _entries(path: str, text: str, gaps: list[Gap]) -> Iterator[Entry]:
    named = path.rpartition("/")[2].removesuffix(".lockfile")
    building = named.startswith("buildscript-")
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.match(line)
        if match:
            group, _, name = match["module"].partition(":")
            start, end = match.start("module"), match.end("version")
            yield Entry(
                key=str(number),
                base=f"pkg:maven/{group}/{name}",
                version=match["version"],
                span=Span(number, start + 1, number, end + 1),
                scope=Scope.BUILD if building else _scope(match["used"] or named),
            )
        elif not _NOTHING.match(line):
            gaps.append(Gap(path, _STAGE, "not a module and its configurations", line=number))


def _scope(used: str) -> Scope:
    """Run time if a class path needs it that is not for tests only.

    Older locks are called after their one configuration.
    """
    paths = [name for name in used.split(",") if _CLASSPATH.search(name)]
    if any(not _TESTS.search(name) for name in paths):
        return Scope.RUNTIME
    return Scope.DEV if paths else Scope.BUILD
