"""``build.sbt`` and the files beside it: literal dependencies. They are programs, never run."""

import re
from collections.abc import Iterator

from wasmfit.manifests._lines import C_COMMENTS, Text, blanked, decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_MODULE = re.compile(
    rf"(?P<group>{_STRING})\s*%{{1,3}}\s*(?P<name>{_STRING})\s*%\s*(?P<version>{_STRING}|[\w.]+)"
    rf"(?:\s*%\s*(?P<scope>{_STRING}|[A-Za-z]+))?"
)
_NAME = re.compile(rf"\bname\s*:=\s*(?P<name>{_STRING})")
_PLUGIN = re.compile(r"\b(?:addSbtPlugin|addCompilerPlugin|compilerPlugin)\s*\(\s*$")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name and dependencies that are written out."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    source = Text(blanked(text, C_COMMENTS))
    name = _NAME.search(source.text)
    return ManifestFacts(
        path=file.path,
        name=name["name"][1:-1] if name else "",
        dependencies=tuple(_dependencies(file.path, source)),
    )


MANIFEST = Manifest(
    id="sbt",
    ecosystem="maven",
    patterns=("build.sbt", "*.sbt", "project/Dependencies.scala"),
    read=_read,
    unit=True,
    declares=lambda head: b":=" in head,
    languages=("java",),
)


def _dependencies(path: str, source: Text) -> Iterator[Dependency]:
    for match in _MODULE.finditer(source.text):
        version = match["version"]
        building = _PLUGIN.search(source.text, max(0, match.start() - 40), match.start())
        yield Dependency(
            purl=f"pkg:maven/{match['group'][1:-1]}/{match['name'][1:-1]}",
            scope=Scope.BUILD if building else _scope(match["scope"] or ""),
            direct=True,
            location=Location(path, source.span(match.start("group"), match.end("name"))),
            requested=version[1:-1] if version.startswith('"') else "",
        )


def _scope(configuration: str) -> Scope:
    words = configuration.strip('"').lower()
    if not words or "compile" in words.replace("compile->", "") or words == "runtime":
        return Scope.RUNTIME
    return Scope.BUILD if words == "provided" else Scope.DEV
