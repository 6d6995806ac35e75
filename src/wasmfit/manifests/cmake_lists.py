"""``CMakeLists.txt`` and what it includes: the libraries that a build finds. It is never run."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from wasmfit.manifests._builds import later, library, sooner, soonest
from wasmfit.manifests._cmake import MODULE, Word, asked
from wasmfit.manifests._lines import Text, decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.syntax.cmake import commands

_DEVELOPMENT = re.compile(r"TEST|BENCH|FUZZ|EXAMPLE|SAMPLE|DOCS?\b")
_SUFFIX = ".cmake"
_FILES = ("CMakeLists.txt", _SUFFIX)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Every library that is found; one found twice counts once, as what is needed soonest."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    steps = list(_steps(text))
    names = _projects(steps)
    own = frozenset(name.lower() for name in names)
    return ManifestFacts(
        path=file.path,
        name="" if file.path.endswith(_SUFFIX) or not names else names[0],
        dependencies=soonest(_dependencies(file.path, Text(text), steps, own)),
        offers=tuple(_includes(steps)),
    )


_Step = tuple[str, list[Word], Scope]
"""A command, its arguments, and when the branches around it are taken."""


def _steps(text: str) -> Iterator[_Step]:
    around: list[Scope] = []
    for name, _, arguments in commands(text):
        if name == "if":
            around.append(_scope([word for word, _ in arguments]))
        elif name == "endif" and around:
            around.pop()
        elif arguments:
            yield name, arguments, later(*around)


def _scope(words: Sequence[str]) -> Scope:
    """When the branches of an ``if`` are taken; a question whether it is there already is none."""
    if words[:1] == ["NOT"] and (words[1:2] == ["TARGET"] or words[-1].upper().endswith("_FOUND")):
        return Scope.RUNTIME
    return Scope.DEV if any(map(_DEVELOPMENT.search, words)) else Scope.OPTIONAL


def _projects(steps: Sequence[_Step]) -> list[str]:
    """What the project is called, as other builds find it."""
    words = (arguments[0][0] for name, arguments, _ in steps if name == "project")
    return [word for word in words if MODULE.match(word)]


def _dependencies(
    path: str, text: Text, steps: Sequence[_Step], own: Collection[str]
) -> Iterator[Dependency]:
    """In the order of the file; what the project itself is called is none."""
    for name, arguments, around in steps:
        for one in asked(name, arguments):
            scope = around if one.needed else later(around, Scope.OPTIONAL)
            found = library(path, text, one.name, one.start, scope, one.wanted)
            if found is not None and one.name.lower() not in own:
                yield found


def _includes(steps: Sequence[_Step]) -> Iterator[tuple[str, str]]:
    """The base names of the files that are included, and when."""
    for name, arguments, around in steps:
        if name == "include":
            word = arguments[0][0].rpartition("/")[2]
            yield word.removesuffix(_SUFFIX) + _SUFFIX, around.value


def _complete(every: Sequence[ManifestFacts]) -> tuple[ManifestFacts, ...]:
    """Of files that are only there to be included, what nobody includes is not needed."""
    taken: dict[str, Scope] = {}
    for facts in every:
        for name, scope in facts.offers if facts.path.endswith(_FILES) else ():
            taken[name] = sooner(taken.get(name, Scope.DEV), Scope(scope))
    return tuple(_included(facts, taken) for facts in every)


def _included(facts: ManifestFacts, taken: dict[str, Scope]) -> ManifestFacts:
    if not facts.path.endswith(_SUFFIX):
        return facts
    around = taken.get(facts.path.rpartition("/")[2])
    if around is None:
        return replace(facts, dependencies=())
    told = (replace(one, scope=later(one.scope, around)) for one in facts.dependencies)
    return replace(facts, dependencies=tuple(told))


MANIFEST = Manifest(
    id="cmake_lists",
    ecosystem="generic",
    patterns=("CMakeLists.txt", "*.cmake"),
    read=_read,
    languages=("c",),
    shared=True,
    complete=_complete,
)
