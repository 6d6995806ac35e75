"""SPDX 2, in JSON or as tags and values, and SPDX 3: bills of materials."""

import re
from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._sbom import LANGUAGES, STAGE, plain
from wasmfit.manifests._spdx import Bill, listed, text
from wasmfit.manifests._spdx3 import from_graph
from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_TAG = re.compile(r"(\w++):[ \t]*+(.*)")
_VERSION = re.compile(r"SPDX-2\.\d+")


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
    if "spdx.org/rdf/3" in head:
        return from_graph(json).facts(file.path)
    if not _VERSION.fullmatch(json.text("spdxVersion")):
        version = json.text("spdxVersion") or "none"
        reason = f"a document of SPDX version {version:.20}; 2 and 3 are known"
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


def _from_json(json: Document) -> Bill:
    bill = Bill(about=[text(key) for key in listed(json.values.get("documentDescribes"))])
    for position, package in enumerate(listed(json.values.get("packages"))):
        if isinstance(package, dict):
            place = ("packages", position)
            purl, where = next(_references(package), ("", ("name",)))
            bill.packages[text(package.get("SPDXID"))] = (purl, json.place((*place, *where)))
    for one in listed(json.values.get("relationships")):
        if isinstance(one, dict):
            bill.relate(
                text(one.get("spdxElementId")),
                text(one.get("relationshipType")),
                text(one.get("relatedSpdxElement")),
            )
    return bill


def _references(package: dict[str, Any]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for position, one in enumerate(listed(package.get("externalRefs"))):
        if isinstance(one, dict) and one.get("referenceType") == "purl":
            purl = plain(text(one.get("referenceLocator")))
            if purl:
                yield purl, ("externalRefs", position, "referenceLocator")


def _from_tags(lines: str) -> Bill:
    """``Tag: value`` lines; a package starts with its name."""
    bill, key = Bill(), ""
    for number, line in enumerate(lines.split("\n"), 1):
        match = _TAG.match(line)
        tag, value = (match[1], match[2].rstrip(" \t\r\n")) if match else ("", "")
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
