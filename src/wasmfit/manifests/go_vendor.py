"""``vendor/modules.txt``: the modules whose packages a Go build takes from the tree."""

import posixpath

from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location, Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Modules that give a package; those that only the module graph knows do not count."""
    found: list[Dependency] = []
    module: Dependency | None = None
    gaps = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if line.startswith("# "):
            module = _module(file.path, line[2:].split(), number)
            if module is None:
                gaps.append(Gap(file.path, _STAGE, "not a module and a version", line=number))
        elif line.strip() and not line.startswith("#") and module is not None:
            found.append(module)
            module = None
    folder = posixpath.dirname(posixpath.dirname(file.path)) or "."
    return ManifestFacts(
        path=file.path, dependencies=tuple(found), gaps=tuple(gaps[:20]), about=folder
    )


MANIFEST = Manifest(
    id="go_vendor",
    ecosystem="golang",
    patterns=("vendor/modules.txt",),
    read=_read,
    languages=("go",),
    lock=True,
)


def _module(path: str, words: list[str], number: int) -> Dependency | None:
    """``module version``, and perhaps ``=> other version`` in its place."""
    name, version = (*words, "", "")[:2]
    if "=>" in words:
        instead = words[words.index("=>") + 1 :]
        if len(instead) > 1:
            name, version = instead[:2]
        elif version == "=>":
            version = ""
    if not name or (version and not version.startswith("v")):
        return None
    return Dependency(
        purl=f"pkg:golang/{name}@{version}" if version else f"pkg:golang/{name}",
        scope=Scope.RUNTIME,
        direct=False,
        location=Location(path, Span(number, 3, number, 3 + len(words[0]))),
    )
