"""``deno.json`` and import maps: the packages that names in the code stand for."""

from collections.abc import Iterator

from wasmfit.manifests._deno import addressed, specified
from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_IMPORTS = "imports"


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """What is imported from elsewhere, each package once; paths of the repository are none."""
    try:
        json = document(data, relaxed=True)
    except BadJsonError as error:
        gap = Gap(file.path, "extract", str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    found: dict[str, Dependency] = {}
    for one in _dependencies(file.path, json):
        found.setdefault(one.purl, one)
    name = json.text("name")
    return ManifestFacts(
        path=file.path,
        name=name,
        dependencies=tuple(found.values()),
        packaged=bool(name and json.values.get("exports")),
    )


def _dependencies(path: str, json: Document) -> Iterator[Dependency]:
    for name, value in json.table(_IMPORTS).items():
        meant = (specified(value) or addressed(value)) if isinstance(value, str) else None
        if meant is not None:
            base, wanted = meant
            fixed = value.startswith("https:") and wanted
            yield Dependency(
                purl=f"{base}@{wanted}" if fixed else base,
                scope=Scope.RUNTIME,
                direct=True,
                location=Location(path, json.place((_IMPORTS, name))),
                requested=wanted,
            )


MANIFEST = Manifest(
    id="deno_json",
    ecosystem="npm",
    patterns=("deno.json", "deno.jsonc", "import_map.json"),
    read=_read,
    languages=("javascript",),
)
