"""``conan.lock``: what Conan resolved; since its version 2 without who needs whom."""

from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._conan import SCOPES, reference
from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._locked import Entry, Need, locked
from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages of either format."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    if "graph_lock" in json.values:
        entries, roots = list(_nodes(json)), _roots(json)
        return ManifestFacts(path=file.path, dependencies=tuple(locked(file.path, entries, roots)))
    return ManifestFacts(path=file.path, dependencies=tuple(locked(file.path, list(_listed(json)))))


MANIFEST = Manifest(
    id="conan_lock",
    ecosystem="conan",
    patterns=("conan.lock",),
    read=_read,
    languages=("c",),
    lock=True,
)


def _listed(json: Document) -> Iterator[Entry]:
    for section, scope in SCOPES.items():
        listed = json.values.get(section)
        for position, text in enumerate(listed if isinstance(listed, list) else ()):
            known = reference(text) if isinstance(text, str) else None
            if known is not None:
                place = (section, position)
                yield Entry(
                    key=f"{section}{position}",
                    base=f"pkg:conan/{known[0]}",
                    version=known[1],
                    span=json.place(place),
                    scope=scope,
                )


def _graph(json: Document) -> dict[str, Any]:
    graph = json.values.get("graph_lock")
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    return nodes if isinstance(nodes, dict) else {}


def _nodes(json: Document) -> Iterator[Entry]:
    for key, node in _graph(json).items():
        text = node.get("ref") if isinstance(node, dict) else None
        known = reference(text) if isinstance(text, str) else None
        if known is not None and key != "0":
            place = ("graph_lock", "nodes", key, "ref")
            yield Entry(
                key=key,
                base=f"pkg:conan/{known[0]}",
                version=known[1],
                span=json.place(place),
                needs=tuple(Need(need) for need in _needs(node)),
            )


def _roots(json: Document) -> list[Need]:
    """What the consumer, node 0, requires."""
    return [Need(need) for need in _needs(_graph(json).get("0"))]


def _needs(node: object) -> list[str]:
    listed = node.get("requires") if isinstance(node, dict) else None
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
