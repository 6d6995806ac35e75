"""``build.gradle`` and ``build.gradle.kts``: literal dependencies. They are programs, never run."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wasmfit.manifests._gradle import accessor, is_configuration, scope
from wasmfit.manifests._lines import C_COMMENTS, Text, blanked, decoded
from wasmfit.model.facts import Dependency, Gap, ManifestFacts
from wasmfit.model.place import Location, Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STRING = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_CATALOG = "pkg:maven/catalog/"
"""What stands for a module until the catalogs are known."""

_BLOCK = re.compile(r"\bdependencies\s*\{")
_CALL = re.compile(
    r"(?<![\w.$])(?P<configuration>[A-Za-z]\w*|\"[A-Za-z]\w*\")(?P<open>[ \t]*\([ \t\n]*|[ \t]+)"
    r"(?:(?P<wrapper>(?:enforcedP|p)latform|testFixtures|kotlin|project|files|fileTree|gradleApi"
    r"|localGroovy|npm)[ \t]*\([ \t\n]*|(?P<own>projects\.[\w.]+))?"
    rf"(?:(?P<module>{_STRING})|(?P<map>group[ \t]*[:=][^\n]*)|(?P<name>[a-z]\w*(?:\.\w+)+)"
    rf"|(?P<other>[^\s)}}=.{{]))?"
)
_BRACE = re.compile(r"""[{}]|(?<!\\)(?:"(?>(?:[^"\\\n]++|\\.)*)"|'(?>(?:[^'\\\n]++|\\.)*)')""")
"""A brace, or a string that may hold some."""

_PART = re.compile(rf"(?P<key>group|name|version)[ \t]*[:=][ \t]*(?P<value>{_STRING})")
_WORDS = frozenset(
    {"add", "because", "catch", "constraints", "def", "else", "exclude", "for", "if", "import",
     "in", "modules", "new", "return", "strictly", "transitive", "val", "var", "version", "when",
     "while"}
)  # fmt: skip
_OWN = frozenset(
    {
        "platform",
        "enforcedPlatform",
        "project",
        "files",
        "fileTree",
        "gradleApi",
        "localGroovy",
        "npm",
    }
)
_OWNER = re.compile(r"[^\w{}]*(\w+)")
"""The last word before a brace, read backwards."""

_LOGIC = re.compile(r"(?:^|/)(?:buildSrc|build-logic)/")
"""Builds that only make plugins for the build around them."""

_NEAR = 20_000
"""Characters that are looked back for what a block lies in."""


def _complete(every: Sequence[ManifestFacts]) -> tuple[ManifestFacts, ...]:
    """Names of catalogs become the modules they stand for; the catalogs lie above."""
    catalogs = [
        (_root(facts.path), dict(facts.offers))
        for facts in every
        if facts.path.endswith(".versions.toml") and facts.offers
    ]
    return tuple(_resolved(facts, catalogs) for facts in every)


def _root(path: str) -> str:
    """The directory of the build a catalog is for: that above ``gradle``, or its own."""
    folder = path.rpartition("/")[0]
    return folder.rpartition("/")[0] if folder.rpartition("/")[2] == "gradle" else folder


def _resolved(
    facts: ManifestFacts, catalogs: Sequence[tuple[str, dict[str, str]]]
) -> ManifestFacts:
    found: list[Dependency] = []
    gaps = list(facts.gaps)
    near = [names for root, names in catalogs if not root or facts.path.startswith(f"{root}/")]
    for one in facts.dependencies:
        if not one.purl.startswith(_CATALOG):
            found.append(one)
            continue
        name = one.purl.removeprefix(_CATALOG)
        modules = next((names[name] for names in near if name in names), "")
        found += [_as_module(one, module) for module in modules.split()]
        if not modules and one.location.span:
            reason = f"{name}: no version catalog of the repository says what that is"
            gaps.append(Gap(facts.path, "extract", reason, line=one.location.span.start_line))
    return replace(facts, dependencies=tuple(found), gaps=tuple(gaps))


def _as_module(one: Dependency, module: str) -> Dependency:
    group, _, rest = module.partition(":")
    name, _, version = rest.partition(":")
    return replace(one, purl=f"pkg:maven/{group}/{name}", requested=version)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Dependencies by literal, map or catalog; one that is worked out becomes a gap."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    source = Text(blanked(text, C_COMMENTS))
    unsaid: list[int] = []
    found = sorted(_dependencies(file.path, source, unsaid), key=lambda one: one.location.key)
    gaps: tuple[Gap, ...] = ()
    if unsaid:
        reason = f"dependencies that only the running build works out: {len(unsaid)}"
        gaps = (Gap(file.path, "extract", reason, line=min(unsaid)),)
    return ManifestFacts(path=file.path, dependencies=tuple(found), gaps=gaps)


def _declares(head: bytes) -> bool:
    """Whether it builds something; others only hold settings or scripts."""
    return b"dependencies" in head and (b"plugins" in head or b"apply" in head)


MANIFEST = Manifest(
    id="gradle",
    ecosystem="maven",
    patterns=("build.gradle", "build.gradle.kts", "*.gradle", "*.gradle.kts"),
    read=_read,
    unit=True,
    declares=_declares,
    languages=("java",),
    complete=_complete,
)


def _dependencies(path: str, source: Text, unsaid: list[int]) -> Iterator[Dependency]:
    for start, end in _blocks(source.text):
        around = _around(source.text, start)
        for match in _CALL.finditer(source.text, start, end):
            configuration = match["configuration"].strip('"')
            skipped = match["own"] or match["wrapper"] in _OWN
            if skipped or configuration in _WORDS:
                continue
            building = around == "buildscript" or _LOGIC.search(path)
            named = "classpath" if building else f"{configuration}{around}"
            yield from _call(path, source, match, named, unsaid)


def _call(
    path: str, source: Text, match: re.Match[str], configuration: str, unsaid: list[int]
) -> Iterator[Dependency]:
    if match["name"] and not source.text.startswith("(", match.end()):
        span = source.group(match, "name")
        yield _dependency(path, span, configuration, f"catalog:{accessor(match['name'])}")
        return
    group = "module" if match["module"] else "map" if match["map"] else ""
    if not group:
        if (match["other"] or match["name"]) and is_configuration(configuration):
            unsaid.append(source.line(match.start()))
        return
    module = _module(match)
    if module:
        span = source.group(match, group)
        if group == "module":
            span = Span(span.start_line, span.start_column + 1, span.end_line, span.end_column - 1)
        yield _dependency(path, span, configuration, module)


def _module(match: re.Match[str]) -> str:
    """``group:name:version`` of a string or of a map; "" for a project or a file."""
    if match["map"]:
        parts = {one["key"]: one["value"][1:-1] for one in _PART.finditer(match["map"])}
        return ":".join(parts.get(key, "") for key in ("group", "name", "version")).rstrip(":")
    text = match["module"][1:-1]
    if match["wrapper"] == "kotlin":
        return f"org.jetbrains.kotlin:kotlin-{text}"
    return text if text.count(":") and not text.startswith(":") else ""


def _dependency(path: str, span: Span, configuration: str, module: str) -> Dependency:
    """The version as written stays a wish: what it is in the end a lockfile tells."""
    group, _, rest = module.partition(":")
    name, _, version = rest.partition(":")
    return Dependency(
        purl=f"pkg:maven/{group}/{name}",
        scope=scope(configuration),
        direct=True,
        location=Location(path, span),
        requested=version.partition("@")[0],
    )


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where each block of dependencies starts and ends."""
    end = 0
    for match in _BLOCK.finditer(text):
        if match.start() >= end:
            end = _closing(text, match.end())
            yield match.end(), end


def _closing(text: str, start: int) -> int:
    depth = 1
    for brace in _BRACE.finditer(text[start:]):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth:
            return start + brace.start()
    return len(text)


def _around(text: str, start: int) -> str:
    """What says more of a block's configurations: ``buildscript``, or a source set for tests."""
    depth = 0
    for brace in reversed(list(re.finditer(r"[{}]", text[max(0, start - _NEAR) : start - 1]))):
        depth += {"{": -1, "}": 1}[brace[0]]
        if depth < 0:
            name = _OWNER.match(text[: max(0, start - _NEAR) + brace.start()][: -_NEAR - 1 : -1])
            word = name[1][::-1] if name else ""
            return word if word == "buildscript" or "test" in word.lower() else ""
    return ""
