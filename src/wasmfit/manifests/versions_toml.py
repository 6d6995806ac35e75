"""``libs.versions.toml``: the version catalog of a Gradle build, names for modules.

A catalog is a list of choices: what is used of it stands in build files.
"""

from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._gradle import accessor
from wasmfit.manifests._toml import BadTomlError, Document, document
from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """What each accessor stands for: modules, separated by blanks for a bundle."""
    try:
        toml = document(data)
    except BadTomlError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    catalog = file.path.rpartition("/")[2].partition(".")[0]
    gaps: list[Gap] = []
    modules = dict(_libraries(file.path, toml, gaps))
    offers = {accessor(catalog, name): module for name, module in modules.items()}
    for name, members in _table(toml, "bundles").items():
        known = [modules[one] for one in members if isinstance(one, str) and one in modules]
        offers[accessor(catalog, "bundles", name)] = " ".join(known)
    return ManifestFacts(path=file.path, offers=tuple(sorted(offers.items())), gaps=tuple(gaps))


MANIFEST = Manifest(
    id="versions_toml",
    ecosystem="maven",
    patterns=("*.versions.toml",),
    read=_read,
    languages=("java",),
)


def _libraries(path: str, toml: Document, gaps: list[Gap]) -> Iterator[tuple[str, str]]:
    versions = _table(toml, "versions")
    for name, stated in _table(toml, "libraries").items():
        detail = {"module": stated} if isinstance(stated, str) else stated
        module = _module(detail, versions) if isinstance(detail, dict) else ""
        if module:
            yield name, module
        else:
            line = toml.key(("libraries", name)).start_line
            gaps.append(Gap(path, _STAGE, f"{name}: no group and name of a module", line=line))


def _module(detail: dict[str, Any], versions: dict[str, Any]) -> str:
    """``group:name`` and, where it is known, ``:version``."""
    module, group, name = (detail.get(key) for key in ("module", "group", "name"))
    text = module if isinstance(module, str) else f"{group}:{name}"
    if ":" not in text or (not isinstance(module, str) and not (group and name)):
        return ""
    version = detail.get("version")
    if isinstance(version, dict) and isinstance(version.get("ref"), str):
        version = versions.get(version["ref"])
    if isinstance(version, dict):
        version = next((version[k] for k in ("strictly", "require", "prefer") if k in version), "")
    return f"{text}:{version}" if isinstance(version, str) and version else text


def _table(toml: Document, key: str) -> dict[str, Any]:
    value = toml.values.get(key)
    return value if isinstance(value, dict) else {}
