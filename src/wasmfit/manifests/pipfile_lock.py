"""``Pipfile.lock``: what pipenv resolved; it does not say who needs whom."""

from collections.abc import Iterator

from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._locked import Entry, locked
from wasmfit.manifests._pylocks import marker_guard, table
from wasmfit.manifests._pypi import purl
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_NEWEST = 6
_SCOPES = {"default": Scope.RUNTIME, "develop": Scope.DEV}


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; an unknown version becomes a gap."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = table(json.values.get("_meta")).get("pipfile-spec", _NEWEST)
    if not isinstance(version, int) or version > _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; up to {_NEWEST} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, _STAGE, reason, len(data)),))
    entries = list(_entries(file.path, json))
    return ManifestFacts(path=file.path, dependencies=tuple(locked(file.path, entries)))


MANIFEST = Manifest(
    id="pipfile_lock",
    ecosystem="pypi",
    patterns=("Pipfile.lock",),
    read=_read,
    languages=("python",),
    lock=True,
)


def _entries(path: str, json: Document) -> Iterator[Entry]:
    """One entry per package; what is in several sections is told where it counts most."""
    told: set[tuple[str, str]] = set()
    sections = [name for name in json.values if name != "_meta"]
    for section in sorted(sections, key=lambda name: (name != "default", name == "develop")):
        for name, detail in table(json.values[section]).items():
            locked_at = table(detail)
            version = str(locked_at.get("version", "")).removeprefix("==")
            base = purl(name)
            if "path" in locked_at or (base, version) in told:
                continue
            told.add((base, version))
            span = json.key((section, name))
            yield Entry(
                key=f"{section}\n{name}",
                base=base,
                version=version,
                span=span,
                scope=_SCOPES.get(section, Scope.OPTIONAL),
                guard=marker_guard(str(locked_at.get("markers", "")), path, span.start_line),
            )
