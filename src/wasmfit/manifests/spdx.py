"""SPDX 2: a bill of materials, in JSON or as tags and values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._sbom import LANGUAGES, STAGE, Component, facts, nameless, plain
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_TAG = re.compile(r"(\w+):[ \t]*(.*?)[ \t]*\r?$")
_VERSION = re.compile(r"SPDX-2\.\d+")
_DOWN = {"DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK"}
"""Relationships in which the first needs the second; in the ``_UP`` ones it is the other way."""

_UP = {
    "DEPENDENCY_OF": Scope.RUNTIME,
    "RUNTIME_DEPENDENCY_OF": Scope.RUNTIME,
    "BUILD_DEPENDENCY_OF": Scope.BUILD,
    "OPTIONAL_DEPENDENCY_OF": Scope.OPTIONAL,
    "DEV_DEPENDENCY_OF": Scope.DEV,
    "TEST_DEPENDENCY_OF": Scope.DEV,
}


@dataclass(slots=True)
class _Bill:
    """What a document says, whichever way it is written: packages by id, and who needs whom."""

    packages: dict[str, tuple[str, Span]] = field(default_factory=dict)
    needs: dict[str, list[str]] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    about: list[str] = field(default_factory=list)

    def relate(self, first: str, how: str, second: str) -> None:
        """One relationship."""
        if how in _DOWN:
            self.needs.setdefault(first, []).append(second)
        elif how in _UP:
            self.needs.setdefault(second, []).append(first)
            self.scopes.setdefault(first, _UP[how])
        elif how == "DESCRIBES":
            self.about.append(second)

    def facts(self, path: str) -> ManifestFacts:
        """All packages with a package URL; those without one are a gap."""
        about = self.about[0] if self.about else ""
        lacking = [key for key, (purl, _) in self.packages.items() if not purl and key != about]
        components = [
            Component(key=key, purl=purl, span=span, scope=self.scopes.get(key, Scope.RUNTIME))
            for key, (purl, span) in self.packages.items()
        ]
        gaps = (nameless(path, len(lacking)),) if lacking else ()
        return facts(path, components, self.needs, about, gaps)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; another version of the format becomes a gap."""
    head = data[:65_536].decode("utf-8", "replace")
    if file.path.endswith(".spdx"):
        return _from_tags(data.decode("utf-8-sig", "replace")).facts(file.path)
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    if not _VERSION.fullmatch(json.text("spdxVersion")):
        version = "3" if "spdx.org/rdf/3" in head else json.text("spdxVersion") or "none"
        reason = f"a document of SPDX version {version:.20}; 2 is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, STAGE, reason, len(data)),))
    return _from_json(json).facts(file.path)


MANIFEST = Manifest(
    id="spdx",
    ecosystem="",
    patterns=("*.spdx.json", "*.spdx"),
    read=_read,
    languages=LANGUAGES,
    lock=True,
)


def _from_json(json: Document) -> _Bill:
    bill = _Bill(about=[_text(key) for key in _list(json.values.get("documentDescribes"))])
    for position, package in enumerate(_list(json.values.get("packages"))):
        if isinstance(package, dict):
            place = ("packages", position)
            purl, where = next(_references(package), ("", ("name",)))
            bill.packages[_text(package.get("SPDXID"))] = (purl, json.place((*place, *where)))
    for one in _list(json.values.get("relationships")):
        if isinstance(one, dict):
            bill.relate(
                _text(one.get("spdxElementId")),
                _text(one.get("relationshipType")),
                _text(one.get("relatedSpdxElement")),
            )
    return bill


def _references(package: dict[str, Any]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for position, one in enumerate(_list(package.get("externalRefs"))):
        if isinstance(one, dict) and one.get("referenceType") == "purl":
            purl = plain(_text(one.get("referenceLocator")))
            if purl:
                yield purl, ("externalRefs", position, "referenceLocator")


def _from_tags(text: str) -> _Bill:
    """``Tag: value`` lines; a package starts with its name."""
    bill, key = _Bill(), ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _TAG.match(line)
        tag, value = (match[1], match[2]) if match else ("", "")
        if tag == "PackageName":
            key = ""
        elif tag == "SPDXID" and value != "SPDXRef-DOCUMENT":
            key = value
            bill.packages.setdefault(key, ("", Span(number, 1, number, len(line) + 1)))
        elif tag == "ExternalRef" and key and " purl " in f" {value} ":
            purl = plain(value.rpartition(" ")[2])
            column = line.rfind(value.rpartition(" ")[2]) + 1
            bill.packages[key] = (purl, Span(number, column, number, column + len(purl)))
        elif tag == "Relationship" and len(value.split()) > 2:  # noqa: PLR2004 - who, how, whom
            bill.relate(*value.split()[:3])
    return bill


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
