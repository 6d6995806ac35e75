"""CycloneDX: a bill of materials, in JSON or XML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wasmfit.manifests import _xml
from wasmfit.manifests._json import BadJsonError, Document, Path, document
from wasmfit.manifests._sbom import LANGUAGES, STAGE, Component, facts, nameless, plain
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_SCOPES = {"optional": Scope.OPTIONAL, "excluded": Scope.DEV}
_MARK = re.compile(rb"CycloneDX|cyclonedx")
_PACKAGES = ("application", "framework", "library", "platform", "")
"""Kinds of components that are packages; files, devices and data are none."""


@dataclass(slots=True)
class _Bill:
    """What a document says, whichever way it is written."""

    about: str = ""
    components: list[Component] = field(default_factory=list)
    needs: dict[str, list[str]] = field(default_factory=dict)
    nameless: int = 0

    def add(self, key: str, purl: str, scope: str, span: Span) -> None:
        """One component."""
        known = plain(purl)
        self.nameless += not known
        if known:
            when = _SCOPES.get(scope, Scope.RUNTIME)
            self.components.append(Component(key=key or purl, purl=known, span=span, scope=when))


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All components with a package URL; those without one are a gap."""
    if not _MARK.search(data[:65_536]):
        return ManifestFacts(path=file.path)
    try:
        bill = _from_xml(data) if data.lstrip()[:1] == b"<" else _from_json(document(data))
    except (BadJsonError, _xml.BadXmlError) as error:
        gap = Gap(file.path, STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    gaps = (nameless(file.path, bill.nameless),) if bill.nameless else ()
    return facts(file.path, bill.components, bill.needs, bill.about, gaps)


MANIFEST = Manifest(
    id="cyclonedx",
    ecosystem="",
    patterns=(
        "bom.json",
        "bom.xml",
        "*.cdx.json",
        "*.cdx.xml",
        "*cyclonedx*.json",
        "*cyclonedx*.xml",
    ),
    read=_read,
    languages=LANGUAGES,
    lock=True,
)


def _from_json(json: Document) -> _Bill:
    bill = _Bill(about=_text(json.table("metadata", "component").get("bom-ref")))
    for path, component in _components(json.values, ()):
        if _text(component.get("type")) in _PACKAGES:
            purl = _text(component.get("purl"))
            where = (*path, "purl") if purl else path
            span = json.place(where)
            bill.add(_text(component.get("bom-ref")), purl, _text(component.get("scope")), span)
    listed = json.values.get("dependencies")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            below = one.get("dependsOn")
            keys = [_text(key) for key in below] if isinstance(below, list) else []
            bill.needs.setdefault(_text(one.get("ref")), []).extend(keys)
    return bill


def _components(holder: dict[str, Any], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Components and those inside them, with their places in the document."""
    todo = [(path, holder)]
    while todo:
        above, inside = todo.pop()
        listed = inside.get("components")
        for position, one in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(one, dict):
                place = (*above, "components", position)
                yield place, one
                todo.append((place, one))


def _from_xml(data: bytes) -> _Bill:
    top = _xml.document(data)
    described = top.first("metadata", "component")
    bill = _Bill(about=described.attributes.get("bom-ref", "") if described else "")
    for group in top.each("components"):
        for element in group.walk():
            if element.tag == "component" and element.attributes.get("type", "") in _PACKAGES:
                named = element.first("purl")
                span = named.span if named is not None else element.span
                key = element.attributes.get("bom-ref", "")
                bill.add(key, element.said("purl"), element.said("scope"), span)
    for one in top.each("dependencies", "dependency"):
        below = [inner.attributes.get("ref", "") for inner in one.each("dependency")]
        bill.needs.setdefault(one.attributes.get("ref", ""), []).extend(below)
    return bill


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
