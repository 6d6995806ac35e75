"""``composer.json``: what a PHP package asks for."""

from collections.abc import Iterator

from wasmfit.manifests._composer import is_extension, is_platform, purl
from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_LISTS = (("require", Scope.RUNTIME), ("require-dev", Scope.DEV), ("suggest", Scope.OPTIONAL))


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name, dependencies and programs; parts of the wrong shape become gaps."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    gaps: list[Gap] = []
    found = sorted(_dependencies(file.path, json, gaps), key=lambda one: one.location.key)
    name, kind = json.values.get("name"), json.values.get("type", "library")
    return ManifestFacts(
        path=file.path,
        name=name if isinstance(name, str) else "",
        dependencies=tuple(found),
        scripts=tuple(sorted(_programs(json))),
        packaged=isinstance(name, str) and kind != "project",
        gaps=tuple(gaps),
    )


MANIFEST = Manifest(
    id="composer",
    ecosystem="composer",
    patterns=("composer.json",),
    read=_read,
    unit=True,
    languages=("php",),
)


def _dependencies(path: str, json: Document, gaps: list[Gap]) -> Iterator[Dependency]:
    """What it requires; what it only suggests counts where that is an extension."""
    for key, scope in _LISTS:
        listed = json.values.get(key, {})
        if not isinstance(listed, dict):
            span = json.key((key,))
            reason = f"{key}: expected names with versions"
            gaps.append(Gap(path, _STAGE, reason, line=span.start_line))
            continue
        for name, wanted in listed.items():
            extension = is_extension(name)
            if extension or (not is_platform(name) and scope is not Scope.OPTIONAL):
                yield Dependency(
                    purl=purl(name),
                    scope=scope,
                    direct=True,
                    location=Location(path, json.key((key, name))),
                    requested=wanted if isinstance(wanted, str) and key != "suggest" else "",
                )


def _programs(json: Document) -> set[str]:
    listed = json.values.get("bin")
    names = listed if isinstance(listed, list) else [listed]
    return {name for name in names if isinstance(name, str)}
