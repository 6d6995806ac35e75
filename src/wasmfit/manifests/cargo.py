"""``Cargo.toml``: dependencies of all kinds, what features switch on, programs, native links."""

import re
from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._cargo import enabled_features, target_condition, without_credentials
from wasmfit.manifests._toml import BadTomlError, Document, Path, document
from wasmfit.model.facts import (
    INHERITED,
    Certainty,
    Dependency,
    Gap,
    Guard,
    ManifestFacts,
    Scope,
    Use,
    UseKind,
)
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_DECLARATION = re.compile(rb"^[ \t]*\[[ \t]*(?:package|project)[ \t]*\]", re.MULTILINE)
_TABLES = {
    "dependencies": Scope.RUNTIME,
    "dev-dependencies": Scope.DEV,
    "dev_dependencies": Scope.DEV,
    "build-dependencies": Scope.BUILD,
    "build_dependencies": Scope.BUILD,
}


def _declares(head: bytes) -> bool:
    """Whether it describes a package, not only a workspace."""
    return _DECLARATION.search(head) is not None


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name, dependencies, programs and links; parts of the wrong shape become gaps."""
    try:
        return _Reading(file.path, document(data)).facts()
    except BadTomlError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))


MANIFEST = Manifest(
    id="cargo",
    ecosystem="cargo",
    patterns=("Cargo.toml",),
    read=_read,
    unit=True,
    declares=_declares,
    languages=("rust",),
)


class _Reading:
    """What one document says."""

    def __init__(self, path: str, toml: Document) -> None:
        self._path, self._toml = path, toml
        self._gaps: list[Gap] = []
        self._uses: list[Use] = []
        self._enabled = enabled_features(self._table(("features",)))

    def facts(self) -> ManifestFacts:
        """Everything in it, sorted by place."""
        found = list(self._dependencies())
        self._uses.extend(self._links())
        name = self._toml.at(("package", "name"))
        return ManifestFacts(
            path=self._path,
            name=name if isinstance(name, str) else "",
            dependencies=tuple(sorted(found, key=lambda one: (one.location.key, one.purl))),
            scripts=tuple(sorted(set(self._programs()))),
            packaged=bool(self._table(("package",))),
            uses=tuple(sorted(self._uses, key=lambda use: (use.span, use.symbol))),
            gaps=tuple(self._gaps),
            decides=tuple(sorted(self._features_on())),
            shared=tuple(self._shared()),
        )

    def _shared(self) -> Iterator[tuple[str, Dependency]]:
        """``[workspace.dependencies]``: what members ask for with ``workspace = true``."""
        path = ("workspace", "dependencies")
        for name, wanted in self._table(path).items():
            detail = {"version": wanted} if isinstance(wanted, str) else wanted
            if isinstance(detail, dict) and "path" not in detail:
                yield name, self._dependency((*path, name), detail, Scope.BUILD, None)

    def _features_on(self) -> Iterator[tuple[str, bool]]:
        """Every feature the package has, and whether a plain build switches it on."""
        names = set(self._table(("features",))) | set(self._optional())
        for name in names - {"default"}:
            yield f"feature:{name}", bool({name, f"dep:{name}"} & self._enabled)

    def _optional(self) -> Iterator[str]:
        """Optional dependencies: each is a feature of its own name."""
        tables: list[Path] = [(table,) for table in _TABLES]
        tables += [("target", one, table) for one in self._table(("target",)) for table in _TABLES]
        for table in tables:
            for name, detail in self._table(table).items():
                if isinstance(detail, dict) and detail.get("optional") is True:
                    yield name

    def _dependencies(self) -> Iterator[Dependency]:
        for table, scope in _TABLES.items():
            yield from self._of_table((table,), scope, None)
        for target in self._table(("target",)):
            guard = self._guard(target)
            for table, scope in _TABLES.items():
                yield from self._of_table(("target", target, table), scope, guard)

    def _guard(self, target: str) -> Guard | None:
        """The condition of ``[target.'cfg(unix)'.dependencies]``."""
        condition = target_condition(target)
        line = self._toml.place(("target", target)).start_line
        return None if condition is None else Guard(condition, target, self._path, line)

    def _of_table(self, path: Path, scope: Scope, guard: Guard | None) -> Iterator[Dependency]:
        for name, wanted in self._table(path).items():
            detail = {"version": wanted} if isinstance(wanted, str) else wanted
            if not isinstance(detail, dict):
                self._gap((*path, name), f"{name}: expected a version or a table")
            elif "path" not in detail:
                yield self._dependency((*path, name), detail, scope, guard)

    def _dependency(
        self, path: Path, detail: dict[str, Any], scope: Scope, guard: Guard | None
    ) -> Dependency:
        name = str(path[-1])
        package = detail.get("package")
        crate = package if isinstance(package, str) else name
        if detail.get("optional") is True and f"dep:{name}" not in self._enabled:
            scope = Scope.OPTIONAL
        if scope is Scope.RUNTIME:
            self._uses.extend(self._features(path, crate, name, detail, guard))
        return Dependency(
            purl=f"pkg:cargo/{crate}",
            scope=scope,
            direct=True,
            location=Location(self._path, self._toml.place(path)),
            requested=_requested(detail),
            guard=guard,
            features=tuple(sorted(self._asked_features(name, detail))),
        )

    def _asked_features(self, name: str, detail: dict[str, Any]) -> Iterator[str]:
        """The features of a dependency that are on; ``default`` is one unless it is left out."""
        yield from set(_strings(detail.get("features")))
        if detail.get("default-features", detail.get("default_features")) is not False:
            yield "default"
        for feature in self._enabled:
            owner, slash, switched = feature.partition("/")
            if slash and owner.rstrip("?") == name:
                yield switched

    def _features(
        self, path: Path, crate: str, name: str, detail: dict[str, Any], guard: Guard | None
    ) -> Iterator[Use]:
        """``tokio/net``: a feature of a dependency that is asked for."""
        listed = detail.get("features")
        wanted = {f: (*path, "features", at) for at, f in enumerate(_strings(listed))}
        for feature in self._enabled:
            owner, slash, switched = feature.partition("/")
            if slash and owner.rstrip("?") == name:
                wanted.setdefault(switched, path)
        for feature, place in wanted.items():
            yield Use(
                kind=UseKind.SYNTAX,
                symbol=f"{crate}/{feature}",
                span=self._toml.place(place),
                guards=(guard,) if guard is not None else (),
            )

    def _links(self) -> Iterator[Use]:
        """``links = "z"``: the package wraps a native library."""
        linked = self._toml.at(("package", "links"))
        if isinstance(linked, str):
            yield Use(
                kind=UseKind.LINK,
                symbol=f"links:{linked}",
                span=self._toml.place(("package", "links")),
                certainty=Certainty.LOW,
            )

    def _programs(self) -> Iterator[str]:
        """Sources of the programs it declares: ``[[bin]]``."""
        programs = self._toml.at(("bin",))
        for one in programs if isinstance(programs, list) else ():
            if isinstance(one, dict):
                path, name = one.get("path"), one.get("name")
                if isinstance(path, str):
                    yield path
                elif isinstance(name, str):
                    yield f"src/bin/{name}.rs"

    def _table(self, path: Path) -> dict[str, Any]:
        value = self._toml.at(path)
        if value is not None and not isinstance(value, dict):
            self._gap(path, f"{'.'.join(map(str, path))}: expected a table")
        return value if isinstance(value, dict) else {}

    def _gap(self, path: Path, reason: str) -> None:
        gap = Gap(self._path, _STAGE, reason, line=self._toml.place(path).start_line)
        if gap not in self._gaps:
            self._gaps.append(gap)


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _requested(detail: dict[str, Any]) -> str:
    """The version asked for, the repository, or that the workspace decides."""
    if detail.get("workspace") is True:
        return INHERITED
    address = detail.get("git")
    version = detail.get("version", "")
    return f"git {without_credentials(address)}" if isinstance(address, str) else str(version)
