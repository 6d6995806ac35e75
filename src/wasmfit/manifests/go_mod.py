"""``go.mod``: the module's path and the modules it requires."""

import re
from collections.abc import Iterator, Mapping

from wasmfit.manifests._go import Statement, replaced, replaced_by_paths, statements
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_MODULE = re.compile(rb"^[ \t]*module\b", re.MULTILINE)
_INDIRECT = re.compile(r"//\s*indirect\b")


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
    holds=True,
)
