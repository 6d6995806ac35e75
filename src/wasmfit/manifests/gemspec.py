"""``*.gemspec``: what a Ruby gem asks for, as far as it says so in so many words."""

import re
from collections.abc import Iterator

from wasmfit.manifests._lines import HASH_COMMENTS, Text, blanked, decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STRING = r"""(?<!\\)(?:"(?>(?:[^"\\\n#]++|\\.|\#(?!\{))*)"|'(?>(?:[^'\\\n]++|\\.)*)')"""
_CALL = re.compile(
    r"\.add_(?P<kind>(?:runtime_|development_)?)dependency\b[ (]*"
    rf"(?P<name>{_STRING}|%q[<({{\[][^<({{\[>)}}\]]*[>)}}\]])?(?P<rest>[^\n]*)"
)
_WANTED = re.compile(rf"(?P<version>{_STRING})")
_NAME = re.compile(rf"\.name\s*=\s*(?P<name>{_STRING})")
_LIST = r"\.{0}\s*(?:=|<<|\+=|\.push)\s*(?P<list>\[[^\[\]]*\]|%w[\[(][^\[\]()]*[\])]|{1})"
_PROGRAMS = re.compile(_LIST.format("executables", _STRING))
_WORD = re.compile(r"[\w./-]+")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name, dependencies and programs; a dependency without a written name becomes a gap."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    source = Text(blanked(text, HASH_COMMENTS))
    gaps: list[Gap] = []
    found = tuple(_dependencies(file.path, source, gaps))
    name, programs = _NAME.search(source.text), _PROGRAMS.search(source.text)
    scripts = _WORD.findall(programs["list"].removeprefix("%w")) if programs else []
    return ManifestFacts(
        path=file.path,
        name=name["name"][1:-1] if name else "",
        dependencies=found,
        scripts=tuple(sorted({f"exe/{script}" for script in scripts})),
        packaged=True,
        gaps=tuple(gaps),
    )


MANIFEST = Manifest(
    id="gemspec",
    ecosystem="gem",
    patterns=("*.gemspec",),
    read=_read,
    unit=True,
    languages=("ruby",),
)


def _dependencies(path: str, source: Text, gaps: list[Gap]) -> Iterator[Dependency]:
    for match in _CALL.finditer(source.text):
        line = source.line(match.start())
        if match["name"] is None:
            reason = "the name of a dependency is worked out when it is built, and nothing is run"
            gaps.append(Gap(path, "extract", reason, line=line))
            continue
        quote = 3 if match["name"].startswith("%q") else 1
        start, end = match.start("name") + quote, match.end("name") - 1
        name = source.text[start:end]
        if name:
            yield Dependency(
                purl=f"pkg:gem/{name}",
                scope=Scope.DEV if match["kind"] == "development_" else Scope.RUNTIME,
                direct=True,
                location=Location(path, source.span(start, end)),
                requested=", ".join(
                    one["version"][1:-1] for one in _WANTED.finditer(match["rest"])
                ),
            )
