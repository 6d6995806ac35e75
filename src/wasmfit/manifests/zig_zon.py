"""``build.zig.zon``: what a Zig package asks for."""

import re
from collections.abc import Iterator

from wasmfit.manifests._lines import Text, blanked, decoded
from wasmfit.manifests._places import purl_of_address
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_COMMENTS = re.compile(r"""(?P<comment>//[^\n]*)|"(?:[^"\\\n]|\\.)*"|\\\\[^\n]*""")
_TOKEN = re.compile(
    r"""\.(?P<key>@"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*)(?:\s*=)?|(?P<open>\.\{|\{)|(?P<close>\})"""
    r"""|"(?P<text>(?:[^"\\\n]|\\.)*)"|(?P<word>\w+)"""
)
_DEEPEST = 100


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name and dependencies; those by path are of the repository itself."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    source = Text(blanked(text, _COMMENTS))
    values = {keys: (value, at) for keys, value, at in _values(source.text)}
    name = values.get(("name",), ("", 0))[0]
    found = sorted(_dependencies(file.path, source, values), key=lambda one: one.location.key)
    return ManifestFacts(
        path=file.path,
        name=name.removeprefix("."),
        dependencies=tuple(found),
        packaged=bool(name),
    )


MANIFEST = Manifest(
    id="zig_zon",
    ecosystem="zig",
    patterns=("build.zig.zon",),
    read=_read,
    unit=True,
    languages=("zig",),
)

Keys = tuple[str, ...]


def _values(text: str) -> Iterator[tuple[Keys, str, int]]:
    """Every scalar with the keys that lead to it, and where the first of its key's names stands."""
    keys: list[str] = []
    key, at = "", 0
    for match in _TOKEN.finditer(text):
        if match["key"] is not None:
            if key and not match[0].rstrip().endswith("="):
                yield (*keys, key), match["key"], at  # an enum literal: ``.name = .shop``
                key = ""
                continue
            key, at = match["key"].removeprefix("@").strip('"'), match.start("key")
        elif match["open"] is not None:
            if len(keys) >= _DEEPEST:
                return
            if keys or key:
                yield (*keys, key), "", at
            keys.append(key)
            key = ""
            keys = [one for one in keys if one] if len(keys) == 1 else keys
        elif match["close"] is not None:
            if keys:
                keys.pop()
            key = ""
        elif key:
            yield (*keys, key), match["text"] if match["text"] is not None else match["word"], at
            key = ""


def _dependencies(
    path: str, source: Text, values: dict[Keys, tuple[str, int]]
) -> Iterator[Dependency]:
    for keys, (_, at) in values.items():
        if len(keys) != len(("dependencies", "name")) or keys[0] != "dependencies" or not keys[1]:
            continue
        if (*keys, "path") in values:
            continue
        address = values.get((*keys, "url"), ("", 0))[0]
        lazy = values.get((*keys, "lazy"), ("", 0))[0] == "true"
        purl, version = purl_of_address(address, keys[1])
        start = at + 2 if source.text.startswith('@"', at) else at
        yield Dependency(
            purl=purl,
            scope=Scope.OPTIONAL if lazy else Scope.RUNTIME,
            direct=True,
            location=Location(path, source.span(start, start + len(keys[1]))),
            requested=version,
        )
