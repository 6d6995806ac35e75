"""``packages.config``: the packages of an older .NET project."""

from collections.abc import Iterator

from wasmfit.manifests._xml import BadXmlError, Element, document
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; the list holds those that others pull in too."""
    try:
        top = document(data)
    except BadXmlError as error:
        gap = Gap(file.path, "extract", str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    found = sorted(_dependencies(file.path, top), key=lambda one: (one.location.key, one.purl))
    return ManifestFacts(path=file.path, dependencies=tuple(found))


MANIFEST = Manifest(
    id="packages_config",
    ecosystem="nuget",
    patterns=("packages.config", "packages.*.config"),
    read=_read,
    languages=("csharp",),
)


def _dependencies(path: str, top: Element) -> Iterator[Dependency]:
    for element in top.each("package"):
        name, version = element.attributes.get("id"), element.attributes.get("version", "")
        if name:
            developing = element.attributes.get("developmentDependency", "").lower() == "true"
            yield Dependency(
                purl=f"pkg:nuget/{name}@{version}" if version else f"pkg:nuget/{name}",
                scope=Scope.BUILD if developing else Scope.RUNTIME,
                direct=True,
                location=Location(path, element.places.get("id", element.span)),
            )
