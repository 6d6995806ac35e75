"""``package.json``: what a package is called, where it starts, what it asks for."""

import re
from collections.abc import Iterator
from posixpath import basename, normpath

from wasmfit.manifests._choices import choices
from wasmfit.manifests._json import BadJsonError, Document, document
from wasmfit.manifests._npm import NATIVE_PACKAGES, is_name, purl, requested
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope, Use, UseKind
from wasmfit.model.place import Location, Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_ADDON = "node-addon"
_BUILD_FILE = "binding.gyp"
_DECLARATION = re.compile(rb'"(?:name|dependencies|devDependencies|scripts|workspaces|bin)"\s*:')
_SCOPES = {
    "dependencies": Scope.RUNTIME,
    "optionalDependencies": Scope.OPTIONAL,
    "peerDependencies": Scope.OPTIONAL,
    "devDependencies": Scope.DEV,
}
"""Lists of dependencies. Peers are brought by whoever uses the package."""

_NATIVE_SCRIPT = re.compile(
    r"\b(?:node-gyp(?:-build)?|prebuild-install|prebuildify|node-pre-gyp|cmake-js|pkg-prebuilds\S*"
    r"|napi\s+build|neon\s+build|cargo-cp-artifact)\b"
)
_STARTS = ("start", "serve")
_ENTRANCES = (
    "bin", "browser", "exports", "files", "main", "module", "publishConfig", "svelte", "types",
    "typings", "unpkg",
)  # fmt: skip
"""Keys of a package that somebody else is meant to install."""

_CHAINED = re.compile(r"(?:npm|pnpm|yarn|bun)\s+run\s+(?:-\S+\s+)*([\w:.-]+)")
_CHAIN = 5
"""Scripts that run scripts are followed this deep."""

_PROGRAM = re.compile(
    r"(?:^|&&|\s)(?:node|nodemon|ts-node|tsx|bun|deno run)\s+(?:-\S+\s+)*([\w./-]+)"
)


def _declares(head: bytes) -> bool:
    """Whether it describes a package, not only how files beside it are read."""
    return _DECLARATION.search(head) is not None


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name, dependencies, starts and native code; parts of the wrong shape become gaps."""
    if basename(file.path) == _BUILD_FILE:
        span = Span(1, 1, 1, 2)
        return ManifestFacts(path=file.path, uses=(_native(span),) if data.strip() else ())
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    return _Reading(file.path, json).facts()


MANIFEST = Manifest(
    id="package_json",
    ecosystem="npm",
    patterns=("package.json", _BUILD_FILE),
    read=_read,
    unit=True,
    declares=_declares,
    languages=("javascript",),
)


def _plain(path: str) -> str:
    """A path below the manifest; "" for none."""
    plain = normpath(path) if path else ""
    return "" if plain.startswith(("..", "/")) or "\n" in plain else plain


class _Reading:
    """What one document says."""

    def __init__(self, path: str, json: Document) -> None:
        self._path, self._json = path, json
        self._gaps: list[Gap] = []

    def facts(self) -> ManifestFacts:
        """Everything in it, sorted by place."""
        found = sorted(self._dependencies(), key=lambda one: (one.location.key, one.purl))
        uses = next(self._native_signs(), None)
        return ManifestFacts(
            path=self._path,
            name=self._json.text("name"),
            dependencies=tuple(found),
            scripts=tuple(sorted(set(self._scripts()))),
            packaged=self._is_packaged(),
            doors=tuple(
                filter(None, map(_plain, (self._json.text("main"), self._json.text("module"))))
            ),
            uses=(_native(uses),) if uses else (),
            starts=tuple(self._commands()),
            choices=choices(self._path, self._json),
            gaps=tuple(sorted(self._gaps, key=lambda gap: (gap.line or 0, gap.reason))),
        )

    def _is_packaged(self) -> bool:
        """Whether others can install it; what only starts, and shows nothing, is not for them."""
        values = self._json.values
        if values.get("private") is True:
            return False
        if not any(key in values for key in _ENTRANCES) and any(self._started()):
            return False
        return bool(self._json.text("name") and self._json.text("version"))

    def _dependencies(self) -> Iterator[Dependency]:
        optional = self._json.table("optionalDependencies")
        for group, scope in _SCOPES.items():
            if group in self._json.values and not isinstance(self._json.values[group], dict):
                self._gap(group, "is not an object of names and versions")
            for name, version in self._json.table(group).items():
                known = isinstance(version, str) and is_name(name)
                if not known:
                    self._gap(group, f"has an entry that names no package: {name[:80]!r}", name)
                elif group != "dependencies" or name not in optional:
                    yield from self._dependency(group, name, version, scope)

    def _dependency(
        self, group: str, name: str, version: str, scope: Scope
    ) -> Iterator[Dependency]:
        meant = requested(name, version)
        if meant is not None and is_name(meant[0]):
            yield Dependency(
                purl=purl(meant[0]),
                scope=scope,
                direct=True,
                location=Location(self._path, self._json.key((group, name))),
                requested="" if meant[1] == "*" else meant[1],
            )

    def _gap(self, key: str, reason: str, inner: str = "") -> None:
        path = (key, inner) if inner else (key,)
        line = self._json.key(path).start_line
        self._gaps.append(Gap(self._path, _STAGE, f"{key} {reason}", 0, line))

    def _scripts(self) -> Iterator[str]:
        """Files that start something: ``bin``, what ``npm start`` runs, an application's main."""
        programs = self._json.values.get("bin")
        listed = programs.values() if isinstance(programs, dict) else [programs]
        paths = [path for path in listed if isinstance(path, str)]
        for text in self._started():
            paths += _PROGRAM.findall(text)
        if not self._is_packaged():
            paths.append(self._json.text("main"))
        yield from filter(None, map(_plain, paths))

    def _commands(self) -> Iterator[tuple[str, Span]]:
        """What starting it runs, each with its place."""
        started = set(self._started())
        for name in self._json.table("scripts"):
            text = self._json.text("scripts", name)
            if text in started:
                yield text, self._json.key(("scripts", name))

    def _started(self) -> Iterator[str]:
        """The command lines that starting it runs, with those of the scripts they run."""
        names, seen = list(_STARTS), set[str]()
        for _ in range(_CHAIN):
            texts = [self._json.text("scripts", name) for name in names if name not in seen]
            yield from filter(None, texts)
            seen.update(names)
            names = [name for text in texts for name in _CHAINED.findall(text)]

    def _native_signs(self) -> Iterator[Span]:
        """Where it says that compiled code belongs to the package, the surest first."""
        if self._json.values.get("gypfile") is True:
            yield self._json.key(("gypfile",))
        for name in ("install", "preinstall", "postinstall", "build", "prebuild", "rebuild"):
            if _NATIVE_SCRIPT.search(self._json.text("scripts", name)):
                yield self._json.key(("scripts", name))
        for key in ("binary", "napi"):
            if self._json.table(key):
                yield self._json.key((key,))
        for group in ("dependencies", "devDependencies"):
            for name in sorted(self._json.table(group)):
                if name in NATIVE_PACKAGES:
                    yield self._json.key((group, name))


def _native(span: Span) -> Use:
    """The use of compiled code that a package brings along."""
    return Use(kind=UseKind.LINK, symbol=_ADDON, span=span)
