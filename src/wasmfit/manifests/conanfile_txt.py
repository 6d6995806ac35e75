"""``conanfile.txt``: what a C or C++ project asks Conan for."""

from collections.abc import Iterator

from wasmfit.manifests._conan import SCOPES, dependency
from wasmfit.manifests._lines import decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; a line that is no reference becomes a gap."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    gaps: list[Gap] = []
    found = tuple(_dependencies(file.path, text, gaps))
    return ManifestFacts(path=file.path, dependencies=found, gaps=tuple(gaps))


MANIFEST = Manifest(
    id="conanfile_txt",
    ecosystem="conan",
    patterns=("conanfile.txt", "conanfile-*.txt"),
    read=_read,
    languages=("c",),
)


def _dependencies(path: str, text: str, gaps: list[Gap]) -> Iterator[Dependency]:
    section = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.partition("#")[0] if raw.lstrip().startswith("#") else raw
        stated = line.strip()
        if stated.startswith("["):
            section = stated.strip("[]").strip()
        elif stated and section in SCOPES:
            start = len(line) - len(line.lstrip()) + 1
            span = Span(number, start, number, start + len(stated))
            found = dependency(path, stated, SCOPES[section], span)
            if found is not None:
                yield found
            else:
                reason = "not a reference of the form name/version"
                gaps.append(Gap(path, _STAGE, reason, line=number))
