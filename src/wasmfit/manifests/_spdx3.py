"""SPDX 3 as JSON-LD: a graph of elements, of which packages and relationships count."""

from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._json import Document, Path
from wasmfit.manifests._sbom import plain
from wasmfit.manifests._spdx import Bill, listed, text
from wasmfit.model.facts import Scope

_GRAPH = "@graph"
_NEEDED = {
    "dependsOn": Scope.RUNTIME,
    "contains": Scope.RUNTIME,
    "hasDynamicLink": Scope.RUNTIME,
    "hasStaticLink": Scope.RUNTIME,
    "hasPrerequisite": Scope.RUNTIME,
    "hasProvidedDependency": Scope.RUNTIME,
    "hasOptionalDependency": Scope.OPTIONAL,
}
"""Relationships in which the first needs the others."""

_PHASES = {"build": Scope.BUILD, "development": Scope.DEV, "design": Scope.DEV, "test": Scope.DEV}
"""When a relationship holds, where that is not run time."""


def from_graph(json: Document) -> Bill:
    """The packages and relationships of a document."""
    bill = Bill()
    for position, one in enumerate(listed(json.values.get(_GRAPH))):
        if not isinstance(one, dict):
            continue
        kind = text(one.get("type") or one.get("@type")).rpartition("/")[2].rpartition("_")[2]
        if kind == "Package":
            purl, where = next(_names(one), ("", ("name",)))
            bill.packages[_id(one)] = (purl, json.place((_GRAPH, position, *where)))
        elif kind.endswith("Relationship"):
            _relate(bill, one)
        bill.about += [text(key) for key in listed(one.get("rootElement"))]
    bill.about = [key for key in bill.about if key in bill.packages]
    return bill


def _id(element: dict[str, Any]) -> str:
    return text(element.get("spdxId") or element.get("@id"))


def _names(package: dict[str, Any]) -> Iterator[tuple[str, Path]]:
    """The package URL, and where it stands in the element."""
    for key in ("software_packageUrl", "packageUrl"):
        purl = plain(text(package.get(key)))
        if purl:
            yield purl, (key,)
    for position, one in enumerate(listed(package.get("externalIdentifier"))):
        purl = plain(text(one.get("identifier"))) if isinstance(one, dict) else ""
        if purl:
            yield purl, ("externalIdentifier", position, "identifier")


def _relate(bill: Bill, one: dict[str, Any]) -> None:
    scope = _NEEDED.get(text(one.get("relationshipType")))
    if scope is None:
        return
    scope = _PHASES.get(text(one.get("scope")), scope)
    for key in map(text, listed(one.get("to"))):
        bill.needs.setdefault(text(one.get("from")), []).append(key)
        if scope is not Scope.RUNTIME:
            bill.scopes.setdefault(key, scope)
