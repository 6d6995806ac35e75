"""``Package.resolved``: what Swift's package manager resolved; not who needs whom."""

from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._locked import Entry, locked
from wasmfit.manifests._swift import purl
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_NEWEST = 3


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; an unknown version becomes a gap."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = json.values.get("version", 1)
    if not isinstance(version, int) or version > _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; up to {_NEWEST} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, _STAGE, reason, len(data)),))
    found = locked(file.path, list(_entries(json)))
    return ManifestFacts(path=file.path, dependencies=tuple(found))


MANIFEST = Manifest(
    id="swift_resolved",
    ecosystem="swift",
    patterns=("Package.resolved",),
    read=_read,
    languages=("swift",),
    lock=True,
)


def _entries(json: Document) -> Iterator[Entry]:
    """Version 1 nests the pins and calls the place a repository."""
    top = json.values.get("object")
    holder: dict[str, Any] = top if isinstance(top, dict) else json.values
    prefix = ("object", "pins") if isinstance(top, dict) else ("pins",)
    pins = holder.get("pins")
    for position, pin in enumerate(pins if isinstance(pins, list) else ()):
        place = pin.get("location", pin.get("repositoryURL")) if isinstance(pin, dict) else None
        if isinstance(place, str):
            key = "location" if "location" in pin else "repositoryURL"
            yield Entry(
                key=str(position),
                base=purl(place),
                version=_version(pin.get("state")),
                span=json.place((*prefix, position, key)),
                scope=Scope.RUNTIME,
            )


def _version(state: object) -> str:
    """The release, or else the branch or the commit."""
    known = state if isinstance(state, dict) else {}
    texts = (known.get(key) for key in ("version", "branch", "revision"))
    return next((text for text in texts if isinstance(text, str)), "")
