"""``Package.swift``: what a Swift package asks for, as far as it says so in so many words."""

import re
from collections.abc import Iterator

from wasmfit.manifests._lines import C_COMMENTS, Text, blanked, decoded
from wasmfit.manifests._swift import purl
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STRING = r'"(?:[^"\\\n]|\\[^(])*"'
_PACKAGE = re.compile(
    rf"\.package\s*\(\s*(?:name\s*:\s*{_STRING}\s*,\s*)?(?P<kind>url|path|id)\s*:\s*"
    rf"(?P<place>{_STRING})?(?P<rest>[^()]*(?:\([^()]*\)[^()]*)*)"
)
_WANTED = re.compile(rf"(?P<version>{_STRING})")
_NAME = re.compile(rf"\bPackage\s*\(\s*name\s*:\s*(?P<name>{_STRING})")
_LINKED = re.compile(rf"\.linkedLibrary\s*\(\s*(?P<name>{_STRING})")
_SYSTEM = re.compile(rf"\.systemLibrary\s*\([^()]*?pkgConfig\s*:\s*(?P<name>{_STRING})", re.DOTALL)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name and dependencies, native libraries included; an address that is made up is a gap."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    source = Text(blanked(text, C_COMMENTS))
    gaps: list[Gap] = []
    found = [*_packages(file.path, source, gaps), *_libraries(file.path, source)]
    name = _NAME.search(source.text)
    return ManifestFacts(
        path=file.path,
        name=name["name"][1:-1] if name else "",
        dependencies=tuple(sorted(found, key=lambda one: (one.location.key, one.purl))),
        packaged=".library" in source.text,
        gaps=tuple(gaps),
    )


MANIFEST = Manifest(
    id="swift_package",
    ecosystem="swift",
    patterns=("Package.swift", "Package@swift-*.swift"),
    read=_read,
    unit=True,
    declares=lambda head: b"PackageDescription" in head,
    languages=("swift",),
)


def _packages(path: str, source: Text, gaps: list[Gap]) -> Iterator[Dependency]:
    """Packages by address; those by path are of the repository itself."""
    for match in _PACKAGE.finditer(source.text):
        if match["kind"] == "path":
            continue
        if match["place"] is None:
            reason = "the address of a package is worked out by the manifest, and nothing is run"
            gaps.append(Gap(path, "extract", reason, line=source.line(match.start())))
            continue
        wanted = _WANTED.search(match["rest"])
        start, end = match.start("place") + 1, match.end("place") - 1
        yield Dependency(
            purl=purl(match["place"][1:-1]),
            scope=Scope.RUNTIME,
            direct=True,
            location=Location(path, source.span(start, end)),
            requested=wanted["version"][1:-1] if wanted else "",
        )


def _libraries(path: str, source: Text) -> Iterator[Dependency]:
    for pattern in (_LINKED, _SYSTEM):
        for match in pattern.finditer(source.text):
            start, end = match.start("name") + 1, match.end("name") - 1
            yield Dependency(
                purl=f"pkg:generic/{match['name'][1:-1]}",
                scope=Scope.RUNTIME,
                direct=True,
                location=Location(path, source.span(start, end)),
            )
