"""``Directory.Packages.props`` and its kin: versions and packages for all projects below."""

from wasmfit.manifests._msbuild import offers, references
from wasmfit.manifests._xml import BadXmlError, document
from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Central versions and properties as offers, packages of all projects as dependencies."""
    try:
        top = document(data)
    except BadXmlError as error:
        gap = Gap(file.path, "extract", str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    return ManifestFacts(
        path=file.path,
        dependencies=tuple(references(file.path, top)),
        offers=tuple(sorted(offers(top))),
    )


MANIFEST = Manifest(
    id="msbuild",
    ecosystem="nuget",
    patterns=("Directory.Packages.props", "Directory.Build.props", "Directory.Build.targets"),
    read=_read,
    languages=("csharp",),
)
