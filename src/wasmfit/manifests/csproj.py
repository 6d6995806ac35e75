"""Project files of .NET (``*.csproj``, ``*.fsproj``, ``*.vbproj``) and packages.config."""

from collections.abc import Iterator, Sequence

from wasmfit.manifests._msbuild import completed, conditioned, references
from wasmfit.manifests._xml import BadXmlError, Element, document
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_TEST_KIT = "microsoft.net.test.sdk"
"""The package that makes a project one of tests."""

_WEB = "Microsoft.NET.Sdk.Web"
_DESKTOP = (
    ("UseWPF", "Microsoft.WindowsDesktop.App.WPF"),
    ("UseWindowsForms", "Microsoft.WindowsDesktop.App.WindowsForms"),
)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name and packages, frameworks beyond the base included."""
    try:
        top = document(data)
    except BadXmlError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    found = [*references(file.path, top), *_frameworks(file.path, top)]
    if _is_for_tests(top, found):
        found = [conditioned(one, scope=Scope.DEV) for one in found]
    found.sort(key=lambda one: (one.location.key, one.purl))
    stem = file.path.rpartition("/")[2].rpartition(".")[0]
    output = _property(top, "OutputType").lower()
    return ManifestFacts(
        path=file.path,
        name=_property(top, "AssemblyName") or stem,
        dependencies=tuple(found),
        packaged=output not in ("exe", "winexe") and top.attributes.get("Sdk") != _WEB,
    )


MANIFEST = Manifest(
    id="csproj",
    ecosystem="nuget",
    patterns=("*.csproj", "*.fsproj", "*.vbproj"),
    read=_read,
    unit=True,
    languages=("csharp",),
    complete=completed,
)


def _frameworks(path: str, top: Element) -> Iterator[Dependency]:
    """Shared frameworks a project asks for by reference, kind of project or property."""
    for element in top.each("ItemGroup", "FrameworkReference"):
        name = element.attributes.get("Include")
        if name:
            yield _framework(path, name, element, "Include")
    if top.attributes.get("Sdk") == _WEB:
        yield _framework(path, "Microsoft.AspNetCore.App", top, "Sdk")
    for tag, name in _DESKTOP:
        for element in top.each("PropertyGroup", tag):
            if element.text.lower() == "true":
                yield _framework(path, name, element, "")


def _framework(path: str, name: str, element: Element, attribute: str) -> Dependency:
    span = element.places.get(attribute, element.span)
    return Dependency(
        purl=f"pkg:nuget/{name}", scope=Scope.RUNTIME, direct=True, location=Location(path, span)
    )


def _is_for_tests(top: Element, found: Sequence[Dependency]) -> bool:
    kit = any(one.purl.lower() == f"pkg:nuget/{_TEST_KIT}" for one in found)
    return kit or _property(top, "IsTestProject").lower() == "true"


def _property(top: Element, name: str) -> str:
    return next((element.text for element in top.each("PropertyGroup", name)), "")
