"""``CMakeLists.txt``: the libraries that a build finds or fetches. It is never run."""

import re
from collections.abc import Iterator, Sequence

from wasmfit.manifests._builds import library
from wasmfit.manifests._lines import Text, decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.syntax.cmake import commands

_Word = tuple[str, int]
_DEVELOPMENT = re.compile(r"TEST|BENCH|FUZZ|EXAMPLE|SAMPLE|DOCS?\b")
_MODULE = re.compile(r"(?P<name>[A-Za-z][\w.+-]*)(?P<wanted>(?:[<>]=?|=).+)?\Z")
_MODES = frozenset({"REQUIRED", "QUIET", "NO_CMAKE_PATH", "NO_CMAKE_ENVIRONMENT_PATH",
                    "IMPORTED_TARGET", "GLOBAL"})  # fmt: skip
_KEYWORD = re.compile(r"[A-Z_]+\Z")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Every library that is found; one found twice counts once, as what is needed soonest."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    order = (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEV)
    found: dict[str, Dependency] = {}
    for one in _dependencies(file.path, Text(text)):
        known = found.get(one.purl)
        if known is None or order.index(one.scope) < order.index(known.scope):
            found[one.purl] = one
    return ManifestFacts(path=file.path, dependencies=tuple(found.values()))


MANIFEST = Manifest(
    id="cmake_lists",
    ecosystem="generic",
    patterns=("CMakeLists.txt",),
    read=_read,
    languages=("c",),
    shared=True,
)


def _dependencies(path: str, text: Text) -> Iterator[Dependency]:
    """In the order of the file; what the project itself is called is none."""
    around: list[Scope] = []
    own: set[str] = set()
    for name, _, arguments in commands(text.text):
        words = [word for word, _ in arguments]
        if name == "if":
            around.append(_scope(words))
        elif name == "endif" and around:
            around.pop()
        elif name == "project" and words:
            own.add(words[0].lower())
        for (word, start), wanted, needed in _asked(name, arguments):
            scope = _latest(around, needed=needed)
            one = library(path, text, word, start, scope, wanted)
            if one is not None and word.lower() not in own:
                yield one


def _scope(words: Sequence[str]) -> Scope:
    """When the branches of an ``if`` are taken; a question whether it is there already is none."""
    if words[:1] == ["NOT"] and (words[1:2] == ["TARGET"] or words[-1].upper().endswith("_FOUND")):
        return Scope.RUNTIME
    return Scope.DEV if any(map(_DEVELOPMENT.search, words)) else Scope.OPTIONAL


def _latest(around: Sequence[Scope], *, needed: bool) -> Scope:
    if Scope.DEV in around:
        return Scope.DEV
    return Scope.OPTIONAL if Scope.OPTIONAL in around or not needed else Scope.RUNTIME


def _asked(name: str, arguments: Sequence[_Word]) -> Iterator[tuple[_Word, str, bool]]:
    """The libraries a command names, with what version, and whether it fails without."""
    words = [word for word, _ in arguments]
    if name == "find_package" and words:
        version = words[1] if len(words) > 1 and words[1][:1].isdigit() else ""
        for part in _parts(arguments):
            yield part, version, "REQUIRED" in words
    elif name == "fetchcontent_declare" and words:
        tag = words.index("GIT_TAG") + 1 if "GIT_TAG" in words else len(words)
        yield arguments[0], "".join(words[tag : tag + 1]), True
    elif name in ("pkg_check_modules", "pkg_search_module"):
        modules = [one for one in arguments[1:] if one[0] not in _MODES]
        # Of a search the first that is there is taken.
        for word, start in modules[: 1 if name == "pkg_search_module" else None]:
            module = _MODULE.match(word)
            if module:
                yield (module["name"], start), module["wanted"] or "", "REQUIRED" in words


def _parts(arguments: Sequence[_Word]) -> Iterator[_Word]:
    """The package; Boost is many libraries, and its components say which."""
    words = [word for word, _ in arguments]
    if words[0] != "Boost" or "COMPONENTS" not in words:
        yield arguments[0]
        return
    for word, start in arguments[words.index("COMPONENTS") + 1 :]:
        if _KEYWORD.match(word):
            return
        yield f"boost_{word}", start
