"""``pom.xml``: what a Maven project asks for; versions and properties may stand in a parent."""

from collections.abc import Iterator, Sequence

from wasmfit.manifests._maven import completed, folder_of, parent_offer
from wasmfit.manifests._xml import BadXmlError, Element, document
from wasmfit.model.condition import NEVER
from wasmfit.model.facts import Dependency, Gap, Guard, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_SCOPES = {
    "": Scope.RUNTIME,
    "compile": Scope.RUNTIME,
    "runtime": Scope.RUNTIME,
    "system": Scope.RUNTIME,
    "provided": Scope.BUILD,
    "test": Scope.DEV,
}
_FOREIGN = ("windows", "mac", "os/2", "netware", "openvms", "z/os")
"""Families of operating systems that no profile ever is."""


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name, dependencies, and what modules below it may refer to."""
    try:
        top = document(data)
    except BadXmlError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    if top.tag != "project":
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, _STAGE, "no Maven project"),))
    gaps: list[Gap] = []
    found = sorted(_all(file.path, top, gaps), key=lambda one: (one.location.key, one.purl))
    group = top.said("groupId") or top.said("parent", "groupId")
    return ManifestFacts(
        path=file.path,
        name=f"{group}:{top.said('artifactId')}",
        dependencies=tuple(found),
        packaged=top.said("packaging") in ("", "jar"),
        gaps=tuple(gaps),
        offers=tuple(sorted(_offers(file.path, top, group))),
    )


MANIFEST = Manifest(
    id="pom",
    ecosystem="maven",
    patterns=("pom.xml",),
    read=_read,
    unit=True,
    languages=("java",),
    complete=lambda every: completed(every, "pom.xml"),
)


def _all(path: str, top: Element, gaps: list[Gap]) -> Iterator[Dependency]:
    for element in top.each("dependencies", "dependency"):
        yield from _dependency(path, element, gaps)
    for profile in top.each("profiles", "profile"):
        family = profile.said("activation", "os", "family").lower()
        foreign = family in _FOREIGN or profile.said("activation", "os", "name").lower() in _FOREIGN
        active = profile.said("activation", "activeByDefault") == "true"
        text = f"profile {profile.said('id')}"
        for element in profile.each("dependencies", "dependency"):
            for one in _dependency(path, element, gaps):
                yield _within(one, text, foreign=foreign, active=active)


def _within(one: Dependency, text: str, *, foreign: bool, active: bool) -> Dependency:
    """A dependency of a profile: of a foreign system's never needed, else perhaps."""
    from dataclasses import replace

    line = one.location.span.start_line if one.location.span else 1
    guard = Guard(NEVER, text, one.location.path, line) if foreign else None
    scope = one.scope if active or foreign or one.scope is Scope.DEV else Scope.OPTIONAL
    return replace(one, guard=guard, scope=scope)


def _dependency(path: str, element: Element, gaps: list[Gap]) -> Iterator[Dependency]:
    """One entry; a bill of materials (scope import) is none."""
    group, name = element.first("groupId"), element.first("artifactId")
    if group is None or name is None or not group.text or not name.text:
        gaps.append(
            Gap(path, _STAGE, "a dependency without groupId or artifactId", line=_line(element))
        )
        return
    scope = element.said("scope")
    optional = element.said("optional") == "true"
    yield Dependency(
        purl=f"pkg:maven/{group.text}/{name.text}",
        scope=Scope.OPTIONAL if optional else _SCOPES.get(scope, Scope.RUNTIME),
        direct=True,
        location=Location(path, name.span),
        requested=element.said("version"),
    )


def _line(element: Element) -> int:
    return element.span.start_line


def _offers(path: str, top: Element, group: str) -> Iterator[tuple[str, str]]:
    parent = top.first("parent")
    version = top.said("version") or top.said("parent", "version")
    yield "property:project.groupId", group
    yield "property:project.version", version
    if parent is not None:
        relative = parent.first("relativePath")
        place = "../pom.xml" if relative is None else relative.text
        yield "property:project.parent.version", parent.said("version")
        if place:
            yield parent_offer(folder_of(path), place)
    for element in _children(top, "properties"):
        yield f"property:{element.tag}", element.text
    for element in top.each("dependencyManagement", "dependencies", "dependency"):
        module = f"{element.said('groupId')}:{element.said('artifactId')}"
        yield f"managed:{module}", element.said("version")
        if element.said("scope") and element.said("scope") != "import":
            yield f"scope:{module}", element.said("scope")


def _children(top: Element, tag: str) -> Sequence[Element]:
    found = top.first(tag)
    return found.children if found is not None else ()
