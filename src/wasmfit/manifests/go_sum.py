"""``go.sum``: the modules whose contents were once needed, without a word on who needs them.

Manifests since Go 1.17 name every module that a build takes; only for older
ones this file tells more.
"""

import re

from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location, Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.model.versions import whole

_STAGE = "extract"
_LINE = re.compile(r"(\S+) (v\S+?)(/go\.mod)? h1:\S+\s*")
_NUMBER = re.compile(r"\d+")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The newest version of each module whose contents were hashed."""
    newest: dict[str, Dependency] = {}
    gaps = []
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is None and line.strip():
            gaps.append(Gap(file.path, _STAGE, "not a module, a version and a hash", line=number))
        if match is None or match[3]:
            continue
        known = newest.get(match[1])
        if known is None or _order(known.purl.rpartition("@")[2]) < _order(match[2]):
            newest[match[1]] = Dependency(
                purl=f"pkg:golang/{match[1]}@{match[2]}",
                scope=Scope.OPTIONAL,
                direct=False,
                location=Location(file.path, Span(number, 1, number, len(match[1]) + 1)),
            )
    found = sorted(newest.values(), key=lambda one: one.location.key)
    return ManifestFacts(path=file.path, dependencies=tuple(found), gaps=tuple(gaps[:20]))


MANIFEST = Manifest(
    id="go_sum",
    ecosystem="golang",
    patterns=("go.sum",),
    read=_read,
    languages=("go",),
    lock=True,
)


def _order(version: str) -> tuple[list[int], bool, str]:
    """Versions in their order: by release number, pre-releases before the release."""
    release, dash, rest = version.partition("-")
    return [whole(number) for number in _NUMBER.findall(release)], not dash, rest
