"""``composer.lock``: what Composer resolved, extensions of PHP that its packages need included."""

from collections.abc import Iterator

from wasmfit.manifests._composer import is_extension, is_platform, purl
from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._locked import Entry, Need, locked
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_LISTS = (("packages", Scope.RUNTIME), ("packages-dev", Scope.DEV))


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    entries = [*_packages(json), *_extensions(json)]
    return ManifestFacts(path=file.path, dependencies=tuple(locked(file.path, entries)))


MANIFEST = Manifest(
    id="composer_lock",
    ecosystem="composer",
    patterns=("composer.lock",),
    read=_read,
    languages=("php",),
    lock=True,
)


def _listed(json: Document) -> Iterator[tuple[str, int, Scope, dict[str, object]]]:
    for key, scope in _LISTS:
        packages = json.values.get(key)
        for position, package in enumerate(packages if isinstance(packages, list) else ()):
            if isinstance(package, dict) and isinstance(package.get("name"), str):
                yield key, position, scope, package


def _packages(json: Document) -> Iterator[Entry]:
    for key, position, scope, package in _listed(json):
        name, version = str(package["name"]), package.get("version")
        yield Entry(
            key=name.lower(),
            base=purl(name),
            version=version.removeprefix("v") if isinstance(version, str) else "",
            span=json.place((key, position, "name")),
            needs=tuple(Need(need.lower()) for need in _required(package)),
            scope=scope,
        )


def _extensions(json: Document) -> Iterator[Entry]:
    """Extensions that some package needs, where the first one says so."""
    told: set[str] = set()
    for key, position, scope, package in _listed(json):
        for name in _required(package):
            if is_extension(name) and name.lower() not in told:
                told.add(name.lower())
                span = json.key((key, position, "require", name))
                yield Entry(key=name.lower(), base=purl(name), version="", span=span, scope=scope)


def _required(package: dict[str, object]) -> list[str]:
    required = package.get("require")
    names = required if isinstance(required, dict) else {}
    return [name for name in names if not is_platform(name) or is_extension(name)]
