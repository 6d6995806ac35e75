"""``packages.lock.json``: what NuGet resolved, per framework."""

from dataclasses import replace
from typing import Any

from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._locked import Entry, Need, locked
from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_NEWEST = 2


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; an unknown version becomes a gap."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = json.values.get("version", 1)
    if not isinstance(version, int) or version > _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; up to {_NEWEST} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, _STAGE, reason, len(data)),))
    entries, asked = _entries(json)
    found = locked(file.path, list(entries.values()), map(Need, asked))
    return ManifestFacts(path=file.path, dependencies=tuple(found))


MANIFEST = Manifest(
    id="nuget_lock",
    ecosystem="nuget",
    patterns=("packages.lock.json", "packages.*.lock.json"),
    read=_read,
    languages=("csharp",),
    lock=True,
)


def _entries(json: Document) -> tuple[dict[str, Entry], list[str]]:
    """One entry per package and version over all frameworks, and the keys that are asked for."""
    found: dict[str, Entry] = {}
    asked: dict[str, None] = {}
    for framework, packages in _table(json.values.get("dependencies")).items():
        versions = _resolved(_table(packages))
        for name, detail in _table(packages).items():
            entry = _entry(json, (framework, name), _table(detail), versions)
            known = found.setdefault(entry.key, entry)
            if known is not entry:
                needs = tuple(dict.fromkeys((*known.needs, *entry.needs)))
                found[entry.key] = replace(known, needs=needs)
            if _table(detail).get("type") == "Direct":
                asked[entry.key] = None
            elif entry.local:
                asked.update(dict.fromkeys(need.key for need in entry.needs))
    return found, list(asked)


def _entry(
    json: Document, place: tuple[str, str], detail: dict[str, Any], versions: dict[str, str]
) -> Entry:
    name = place[1]
    return Entry(
        key=f"{name.lower()}\n{versions[name.lower()]}",
        base=f"pkg:nuget/{name}",
        version=versions[name.lower()],
        span=json.key(("dependencies", *place)),
        needs=tuple(
            Need(f"{need.lower()}\n{versions.get(need.lower(), '')}")
            for need in _table(detail.get("dependencies"))
        ),
        local=detail.get("type") == "Project",
    )


def _resolved(packages: dict[str, Any]) -> dict[str, str]:
    """The version of every package of a framework."""
    found = {name.lower(): _table(detail).get("resolved") for name, detail in packages.items()}
    return {name: text if isinstance(text, str) else "" for name, text in found.items()}


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
