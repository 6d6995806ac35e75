"""``yarn.lock``: the format of Yarn 1, and the YAML of every later one."""

import re
from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._npm import platform_guard
from wasmfit.manifests._npm_lock import STAGE, Entry, Locked, facts
from wasmfit.manifests._yaml import BadYamlError, Document, document
from wasmfit.manifests._yarn_classic import classic
from wasmfit.model.facts import Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.model.versions import whole

_NEWEST = 10
_LATER = re.compile(rb"^__metadata:", re.MULTILINE)
_LOCAL = re.compile(r"@(?:link|portal):")
_CLAUSE = re.compile(r"\b(os|cpu)=([\w-]+)")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All resolved packages; what cannot be read becomes a gap."""
    if not _LATER.search(data):
        return facts(file.path, classic(file.path, data.decode("utf-8-sig", "replace")))
    try:
        yaml = document(data)
    except BadYamlError as error:
        gap = Gap(file.path, STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    version = yaml.table("__metadata").get("version")
    if not isinstance(version, str) or not version.isdecimal() or whole(version) > _NEWEST:
        reason = f"a lockfile of version {version!r:.20}; up to {_NEWEST} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, STAGE, reason, len(data)),))
    return facts(file.path, _later(file.path, yaml))


MANIFEST = Manifest(
    id="yarn_lock",
    ecosystem="npm",
    patterns=("yarn.lock",),
    read=_read,
    languages=("javascript",),
    lock=True,
)


def _later(path: str, yaml: Document) -> Locked:
    """Yarn 2 and later: ``name@npm:range, name@npm:range`` and what it was resolved to."""
    tables = {
        heading: details
        for heading, details in yaml.table().items()
        if isinstance(details, dict) and isinstance(details.get("resolution"), str)
    }
    keys = {spec.strip(): heading for heading in tables for spec in heading.split(",")}
    entries, asked = [], {}
    for heading, details in tables.items():
        entry = _entry(path, yaml, heading, details, keys)
        folder = details["resolution"].partition("@workspace:")[2]
        if folder:
            asked[folder] = (*entry.needs, *entry.optional)
        elif not _LOCAL.search(details["resolution"]):
            entries.append(entry)
    gaps = tuple(
        Gap(path, STAGE, f"holds {key!r:.80} twice; the last one is read", line=line)
        for key, line in yaml.repeated
    )
    return Locked(entries=entries, asked=asked, gaps=gaps)


def _entry(
    path: str, yaml: Document, heading: str, details: dict[str, Any], keys: dict[str, str]
) -> Entry:
    resolution, span = details["resolution"], yaml.key((heading,))
    version = details.get("version")
    limits = _CLAUSE.findall(str(details.get("conditions") or ""))
    listed = {kind: [one for key, one in limits if key == kind] for kind, _ in limits}
    meta = details.get("dependenciesMeta")
    optional = {name for name, said in _pairs(meta) if _is_optional(said)}
    needs = [
        (name, _key(name, wanted, keys)) for name, wanted in _pairs(details.get("dependencies"))
    ]
    return Entry(
        key=heading,
        name=resolution[:1] + resolution[1:].partition("@")[0],
        version=version if isinstance(version, str) else "",
        span=span,
        needs=tuple(key for name, key in needs if name not in optional),
        optional=tuple(key for name, key in needs if name in optional),
        scope=Scope.RUNTIME,
        guard=platform_guard(listed, path, span.start_line),
    )


def _pairs(value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()


def _is_optional(said: object) -> bool:
    return isinstance(said, dict) and said.get("optional") is True


def _key(name: str, wanted: object, keys: dict[str, str]) -> str:
    """The heading of what a package needs; old files leave the protocol out."""
    for spec in (f"{name}@{wanted}", f"{name}@npm:{wanted}"):
        if spec in keys:
            return keys[spec]
    patched = f"{name}@patch:{name}@"
    return next((heading for spec, heading in keys.items() if spec.startswith(patched)), "")
