"""pkg-config files (``*.pc``, ``*.pc.in``): the native libraries a library of C needs."""

import re
from collections.abc import Iterator

from wasmfit.manifests._lines import decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location, Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_FIELD = re.compile(r"(?P<field>Requires(?:\.private)?|Name)\s*:(?P<value>.*)")
_MODULE = re.compile(r"(?P<name>[A-Za-z][\w.+-]*)(?:\s*(?P<wanted>(?:[<>!]?=|[<>])\s*[^\s,]+))?")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The modules it requires; names that the build fills in are left open."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    found = dict.fromkeys(_dependencies(file.path, text))
    return ManifestFacts(path=file.path, dependencies=tuple(found))


MANIFEST = Manifest(
    id="pkg_config",
    ecosystem="generic",
    patterns=("*.pc.in", "*.pc", "*.pc.cmakein"),
    read=_read,
    languages=("c",),
)


def _dependencies(path: str, text: str) -> Iterator[Dependency]:
    for number, line in enumerate(text.split("\n"), 1):
        match = _FIELD.match(line)
        if match is None or match["field"] == "Name":
            continue
        stated = re.sub(r"@[^@\s]*@|\$\{[^{}]*\}\S*", lambda m: " " * len(m[0]), match["value"])
        for module in _MODULE.finditer(stated):
            start = match.start("value") + module.start("name") + 1
            span = Span(number, start, number, start + len(module["name"]))
            yield Dependency(
                purl=f"pkg:generic/{module['name'].lower()}",
                scope=Scope.RUNTIME,
                direct=True,
                location=Location(path, span),
                requested=module["wanted"] or "",
            )
