"""``Pipfile``: what a project managed by pipenv asks for."""

from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._pypi import (
    BadRequirementError,
    dependency,
    requirement,
    without_credentials,
)
from wasmfit.manifests._toml import BadTomlError, Document, document
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_SETTINGS = frozenset({"pipenv", "pipfile", "requires", "scripts", "source"})
_SCOPES = {"packages": Scope.RUNTIME, "dev-packages": Scope.DEV}
"""Tables of other names are categories of the project's own: groups that are asked for by name."""

_MARKERS = (
    "os_name", "sys_platform", "platform_machine", "platform_python_implementation",
    "platform_release", "platform_system", "python_full_version", "python_version",
)  # fmt: skip
"""Markers that may be keys, with an operator in the value: ``sys_platform = "== 'win32'"``."""


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The dependencies; entries of the wrong shape become gaps."""
    try:
        toml = document(data)
    except BadTomlError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    gaps: list[Gap] = []
    found = sorted(_dependencies(file.path, toml, gaps), key=lambda one: one.location.key)
    return ManifestFacts(path=file.path, dependencies=tuple(found), gaps=tuple(gaps))


MANIFEST = Manifest(
    id="pipfile",
    ecosystem="pypi",
    patterns=("Pipfile",),
    read=_read,
    languages=("python",),
)


def _dependencies(path: str, toml: Document, gaps: list[Gap]) -> Iterator[Dependency]:
    for table, packages in toml.values.items():
        if table in _SETTINGS or not isinstance(packages, dict):
            continue
        for name, wanted in packages.items():
            span = toml.key((table, name))
            try:
                text = _requirement(name, wanted)
                if text:
                    scope = _SCOPES.get(table, Scope.OPTIONAL)
                    yield dependency(requirement(text), scope, path, span)
            except BadRequirementError as error:
                gaps.append(Gap(path, _STAGE, f"{name}: {error}", line=span.start_line))


def _requirement(name: str, wanted: Any) -> str:  # noqa: ANN401 - a document holds anything
    """The entry as a requirement; "" for a folder, which is part of the tree itself."""
    detail = {"version": wanted} if isinstance(wanted, str) else wanted
    if not isinstance(detail, dict):
        message = "expected a version or a table"
        raise BadRequirementError(message)
    if "path" in detail:
        return ""
    extras = detail.get("extras")
    listed = ",".join(map(str, extras)) if isinstance(extras, list) else ""
    marker = " and ".join(f"({one})" for one in _markers(detail))
    condition = f" ; {marker}" if marker else ""
    return f"{name}{f'[{listed}]' if listed else ''}{_place(detail)}{condition}"


def _place(detail: dict[str, Any]) -> str:
    for key, kind in (("git", "git+"), ("hg", "hg+"), ("svn", "svn+"), ("file", "")):
        address = detail.get(key)
        if isinstance(address, str):
            return f" @ {kind}{without_credentials(address)}"
    version = detail.get("version", "*")
    return "" if version == "*" or not isinstance(version, str) else version


def _markers(detail: dict[str, Any]) -> Iterator[str]:
    stated = detail.get("markers")
    if isinstance(stated, str) and stated.strip():
        yield stated
    for key in _MARKERS:
        if isinstance(detail.get(key), str):
            yield f"{key} {detail[key]}"
