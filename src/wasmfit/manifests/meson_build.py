"""``meson.build``: the libraries that a build asks for with ``dependency``. It is never run."""

import re
from collections.abc import Iterator

from wasmfit.manifests._builds import library, soonest
from wasmfit.manifests._lines import HASH_COMMENTS, Text, blanked, decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STEP = re.compile(
    r"^[ \t]*(?P<branch>if|endif)\b|(?<![\w.])dependency\s*\(\s*'(?P<name>[^'\n]*)'", re.MULTILINE
)
_PROJECT = re.compile(r"^project\s*\(\s*'(?P<name>[^'\n]*)'", re.MULTILINE)
_OPTION = re.compile(
    r"""\b(?P<key>required|native|version)\s*:\s*"""
    r"""(?P<value>\[[^\]]*\]|'[^'\n]*'|(?:[^\s,()]|\([^()]*\))+)"""
)
_REST = re.compile(r"(?:[^()']|'[^'\n]*'|\((?:[^()]|\([^()]*\))*\)){0,4000}")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Every library once, as what is needed soonest."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    code = blanked(text, HASH_COMMENTS)
    name = _PROJECT.search(code)
    return ManifestFacts(
        path=file.path,
        name=name["name"] if name else "",
        dependencies=soonest(_dependencies(file.path, Text(code))),
    )


MANIFEST = Manifest(
    id="meson_build",
    ecosystem="generic",
    patterns=("meson.build",),
    read=_read,
    languages=("c",),
    shared=True,
)


def _dependencies(path: str, text: Text) -> Iterator[Dependency]:
    depth = 0
    for match in _STEP.finditer(text.text):
        if match["branch"]:
            depth = max(0, depth + (1 if match["branch"] == "if" else -1))
            continue
        rest = _REST.match(text.text, match.end())
        options = {m["key"]: m["value"] for m in _OPTION.finditer(rest[0] if rest else "")}
        scope, wanted = _scope(options, depth), options.get("version", "").strip("'")
        one = library(path, text, match["name"], match.start("name"), scope, wanted)
        if one is not None:
            yield one


def _scope(options: dict[str, str], depth: int) -> Scope:
    """A branch, or a ``required`` that is not plainly true, leaves it open."""
    if options.get("native") == "true":
        return Scope.BUILD
    optional = depth > 0 or options.get("required", "true") != "true"
    return Scope.OPTIONAL if optional else Scope.RUNTIME
