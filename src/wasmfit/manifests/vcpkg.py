"""``vcpkg.json``: what a C or C++ project asks vcpkg for."""

import re
from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._json import BadJsonError, Document, Path, document
from wasmfit.model.condition import UNSURE, Atom, Condition, all_of, any_of, negate
from wasmfit.model.facts import Dependency, Gap, Guard, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_MACROS = {
    "android": "__ANDROID__",
    "emscripten": "__EMSCRIPTEN__",
    "freebsd": "__FreeBSD__",
    "ios": "__APPLE__",
    "linux": "__linux__",
    "mingw": "_WIN32",
    "openbsd": "__OpenBSD__",
    "osx": "__APPLE__",
    "uwp": "_WIN32",
    "wasm32": "__wasm__",
    "windows": "_WIN32",
    "xbox": "_WIN32",
}
"""The macro that a compiler defines where an identifier of a platform expression holds."""

_TOKEN = re.compile(r"(?<!\s)\s*+([()!&|,]|[\w-]+)")
_DEEPEST = 50


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name and packages, those of features as optional ones."""
    try:
        json = document(data)
    except BadJsonError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    gaps: list[Gap] = []
    found = sorted(_all(file.path, json, gaps), key=lambda one: one.location.key)
    name = json.values.get("name")
    return ManifestFacts(
        path=file.path,
        name=name if isinstance(name, str) else "",
        dependencies=tuple(found),
        gaps=tuple(gaps),
    )


MANIFEST = Manifest(
    id="vcpkg",
    ecosystem="vcpkg",
    patterns=("vcpkg.json",),
    read=_read,
    languages=("c",),
)


def _all(path: str, json: Document, gaps: list[Gap]) -> Iterator[Dependency]:
    usual = json.values.get("default-features")
    chosen = {_name(one) for one in usual} if isinstance(usual, list) else set()
    yield from _listed(path, json, ("dependencies",), Scope.RUNTIME, gaps)
    features = json.values.get("features")
    for name in features if isinstance(features, dict) else ():
        scope = Scope.RUNTIME if name in chosen else Scope.OPTIONAL
        yield from _listed(path, json, ("features", name, "dependencies"), scope, gaps)


def _listed(
    path: str, json: Document, place: Path, scope: Scope, gaps: list[Gap]
) -> Iterator[Dependency]:
    value: Any = json.values
    for step in place:
        value = value.get(step) if isinstance(value, dict) else None
    for position, one in enumerate(value if isinstance(value, list) else ()):
        here = (*place, position)
        detail = one if isinstance(one, dict) else {}
        span = json.place((*here, "name") if "name" in detail else here)
        name = _name(one)
        if not name:
            reason = "a dependency needs a name"
            gaps.append(Gap(path, _STAGE, reason, line=span.start_line))
            continue
        building = detail.get("host") is True
        yield Dependency(
            purl=f"pkg:vcpkg/{name.lower()}",
            scope=Scope.BUILD if building else scope,
            direct=True,
            location=Location(path, span),
            requested=str(detail.get("version>=", "")),
            guard=_guard(detail.get("platform"), path, span.start_line),
        )


def _name(one: object) -> str:
    name = one.get("name") if isinstance(one, dict) else one
    return name if isinstance(name, str) else ""


def _guard(text: object, path: str, line: int) -> Guard | None:
    if not isinstance(text, str) or not text.strip():
        return None
    tokens = [*_TOKEN.findall(text), ""]
    return Guard(_either(tokens, 0), text, path, line)


def _either(tokens: list[str], depth: int) -> Condition:
    """``a | b``, also written ``a , b``; takes what it reads from the tokens."""
    operands = [_every(tokens, depth)]
    while tokens[0] in ("|", ","):
        tokens.pop(0)
        operands.append(_every(tokens, depth))
    return any_of(operands) or UNSURE


def _every(tokens: list[str], depth: int) -> Condition:
    operands = [_single(tokens, depth)]
    while tokens[0] == "&":
        tokens.pop(0)
        operands.append(_single(tokens, depth))
    return all_of(operands) or UNSURE


def _single(tokens: list[str], depth: int) -> Condition:
    word = tokens.pop(0) if len(tokens) > 1 else ""
    if depth > _DEEPEST:
        return UNSURE
    if word == "!":
        return negate(_single(tokens, depth + 1)) or UNSURE
    if word == "(":
        inner = _either(tokens, depth + 1)
        if tokens[0] == ")":
            tokens.pop(0)
        return inner
    macro = _MACROS.get(word.lower())
    return Atom(f"macro:{macro}") if macro else UNSURE
