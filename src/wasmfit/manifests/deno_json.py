"""``deno.json`` and import maps: the packages that names in the code stand for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wasmfit.manifests._deno import addressed, of_kind, specified
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


def _complete(every: Sequence[ManifestFacts]) -> tuple[ManifestFacts, ...]:
    """Without what the repository itself holds under that name in JSR."""
    own = {of_kind("jsr", facts.name) for facts in every if facts.name}
    return tuple(
        replace(facts, dependencies=tuple(d for d in facts.dependencies if d.purl not in own))
        if any(one.purl in own for one in facts.dependencies)
        else facts
        for facts in every
    )


MANIFEST = Manifest(
    id="deno_json",
    ecosystem="npm",
    patterns=("deno.json", "deno.jsonc", "import_map.json"),
    read=_read,
    languages=("javascript",),
    complete=_complete,
)
