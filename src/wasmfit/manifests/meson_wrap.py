"""Meson wraps (``subprojects/*.wrap``): libraries that a build fetches where a system has none."""

import re
from collections.abc import Iterator

from wasmfit.manifests._lines import decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location, Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_OPTION = re.compile(r"\s*+(?P<key>[\w-]++)\s*+=\s*+(?P<value>.*)")
_KINDS = ("wrap-file", "wrap-git", "wrap-hg", "wrap-svn")
_VERSION = re.compile(r"-v?(\d[\w.]*)$")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The one library; it is called what its file is called."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    found = tuple(_dependency(file.path, text))
    gaps = () if found else (Gap(file.path, "extract", f"no section {' or '.join(_KINDS)}"),)
    return ManifestFacts(path=file.path, dependencies=found, gaps=gaps)


MANIFEST = Manifest(
    id="meson_wrap",
    ecosystem="generic",
    patterns=("subprojects/*.wrap",),
    read=_read,
    languages=("c",),
)


def _dependency(path: str, text: str) -> Iterator[Dependency]:
    options: dict[str, str] = {}
    span = None
    for number, line in enumerate(text.split("\n"), 1):
        if span is None and line.strip().strip("[]").strip() in _KINDS:
            span = Span(number, 1, number, len(line.rstrip()) + 1)
        match = _OPTION.match(line.rstrip())
        if match and span is not None:
            options.setdefault(match["key"], match["value"])
    if span is None:
        return
    stem = path.rpartition("/")[2].removesuffix(".wrap")
    version = _VERSION.search(options.get("directory", ""))
    yield Dependency(
        purl=f"pkg:generic/{stem.lower()}",
        scope=Scope.RUNTIME,
        direct=True,
        location=Location(path, span),
        requested=version[1] if version else options.get("revision", ""),
    )
