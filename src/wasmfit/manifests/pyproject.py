"""``pyproject.toml``: the standard tables, and those of tools that keep their own lists."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from wasmfit.manifests._poetry import poetry_dependencies, poetry_scripts
from wasmfit.manifests._pypi import (
    BadRequirementError,
    dependency,
    native_build,
    native_extension,
    normalised,
    requirement,
)
from wasmfit.manifests._toml import BadTomlError, Document, Path, document
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope, Use
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_DECLARATION = re.compile(
    rb"^[ \t]*\[+[ \t]*(?:project|build-system|tool[ \t]*\.[ \t]*poetry)[ \t]*[\].]", re.MULTILINE
)
_LISTS: tuple[tuple[Path, Scope], ...] = (
    (("project", "dependencies"), Scope.RUNTIME),
    (("build-system", "requires"), Scope.BUILD),
    (("tool", "uv", "dev-dependencies"), Scope.DEV),
)
_GROUPS: tuple[tuple[Path, Scope], ...] = (
    (("project", "optional-dependencies"), Scope.OPTIONAL),
    (("dependency-groups",), Scope.DEV),
    (("tool", "pdm", "dev-dependencies"), Scope.DEV),
)
_SCRIPTS: tuple[Path, ...] = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("project", "entry-points", "console_scripts"),
    ("project", "entry-points", "gui_scripts"),
)
"""Entry points of other groups are plugs for other programs: they start nothing."""


def _declares(head: bytes) -> bool:
    """Whether it is about a project, not only about tools."""
    return _DECLARATION.search(head) is not None


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name, dependencies and scripts; parts of the wrong shape become gaps."""
    try:
        reading = _Reading(file.path, document(data))
    except BadTomlError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    return reading.facts()


MANIFEST = Manifest(
    id="pyproject",
    ecosystem="pypi",
    patterns=("pyproject.toml",),
    read=_read,
    unit=True,
    declares=_declares,
    languages=("python",),
)


class _Reading:
    """What one document says."""

    def __init__(self, path: str, toml: Document) -> None:
        self._path = path
        self._toml = toml
        self._gaps: list[Gap] = []
        sources = self._table(("tool", "uv", "sources"))
        self._local = {normalised(name) for name, value in sources.items() if _is_local(value)}

    def facts(self) -> ManifestFacts:
        """Everything in it, sorted by place."""
        found = [*self._standard(), *self._poetry()]
        kept = (one for one in found if one.purl.rpartition("/")[2] not in self._local)
        return ManifestFacts(
            path=self._path,
            name=self._name(),
            dependencies=tuple(sorted(kept, key=lambda one: (one.location.key, one.purl))),
            scripts=tuple(sorted(set(self._scripts()))),
            packaged=self._is_packaged(),
            uses=self._native(found),
            gaps=tuple(sorted(self._gaps, key=lambda gap: (gap.line or 0, gap.reason))),
        )

    def _standard(self) -> Iterator[Dependency]:
        for path, scope in _LISTS:
            yield from self._requirements(path, scope)
        for path, scope in _GROUPS:
            for group in self._table(path):
                yield from self._requirements((*path, group), scope)

    def _poetry(self) -> Iterator[Dependency]:
        """Poetry's own tables; where the standard one exists they only add detail to it."""
        found, gaps = poetry_dependencies(self._path, self._toml)
        self._gaps.extend(gaps)
        standard = self._toml.at(("project", "dependencies")) is not None
        return (one for one in found if not (standard and one.scope is Scope.RUNTIME))

    def _requirements(self, path: Path, scope: Scope) -> Iterator[Dependency]:
        """The requirements of a list; ``{include-group = …}`` names a list that is read anyway."""
        for position, text in enumerate(self._list(path)):
            here = (*path, position)
            if isinstance(text, dict) and path[0] == "dependency-groups":
                continue
            try:
                required = requirement(text) if isinstance(text, str) else None
            except BadRequirementError as error:
                self._gap(here, f"not a requirement: {error}")
                continue
            if required is None:
                self._gap(here, f"{_dotted(path)}: a requirement must be a string")
            else:
                yield dependency(required, scope, self._path, self._toml.place(here))

    def _native(self, found: Sequence[Dependency]) -> tuple[Use, ...]:
        """At most one: that building it compiles an extension module."""
        modules = ("tool", "setuptools", "ext-modules")
        native = native_build(found)
        if native is None and self._toml.at(modules):
            native = native_extension(self._toml.place(modules))
        return (native,) if native else ()

    def _scripts(self) -> Iterator[str]:
        for path in _SCRIPTS:
            for name, target in self._table(path).items():
                if isinstance(target, str):
                    yield target.partition("[")[0].strip()
                else:
                    self._gap((*path, name), f"{_dotted(path)}: an entry point must be a string")
        yield from poetry_scripts(self._toml)

    def _name(self) -> str:
        names = (self._toml.at((*table, "name")) for table in (("project",), ("tool", "poetry")))
        return next((name for name in names if isinstance(name, str)), "")

    def _is_packaged(self) -> bool:
        """Whether it builds a package: it says how, and no tool is told not to."""
        builds = bool(self._table(("build-system",)) or self._table(("tool", "poetry")))
        refused = (("tool", "poetry", "package-mode"), ("tool", "uv", "package"))
        return builds and all(self._toml.at(path) is not False for path in refused)

    def _list(self, path: Path) -> list[Any]:
        value = self._toml.at(path)
        if value is not None and not isinstance(value, list):
            self._gap(path, f"{_dotted(path)}: expected a list of requirements")
        return value if isinstance(value, list) else []

    def _table(self, path: Path) -> dict[str, Any]:
        value = self._toml.at(path)
        if value is not None and not isinstance(value, dict):
            self._gap(path, f"{_dotted(path)}: expected a table")
        return value if isinstance(value, dict) else {}

    def _gap(self, path: Path, reason: str) -> None:
        gap = Gap(self._path, _STAGE, reason, line=self._toml.place(path).start_line)
        if gap not in self._gaps:
            self._gaps.append(gap)


def _is_local(source: object) -> bool:
    """Whether uv takes the package from the tree itself."""
    return isinstance(source, dict) and bool(source.get("workspace") or source.get("path"))


def _dotted(path: Path) -> str:
    return ".".join(str(step) for step in path)
