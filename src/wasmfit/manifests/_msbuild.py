"""What files of MSBuild share: package references, central versions, conditions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from wasmfit.manifests._xml import Element
from wasmfit.model.condition import ALWAYS, NEVER, Condition
from wasmfit.model.facts import Dependency, Guard, ManifestFacts, Scope
from wasmfit.model.place import Location

_PROPERTY = re.compile(r"\$\(([\w.-]+)\)")
_SYSTEM = re.compile(
    r"'\$\(OS\)'\s*(?P<operator>[!=]=)\s*'(?P<system>\w+)'"
    r"|(?P<not>!)?\$\(\[MSBuild\]::IsOSPlatform\('(?P<platform>\w+)'\)\)",
    re.IGNORECASE,
)
_FOREIGN = frozenset({"windows_nt", "windows", "osx", "freebsd"})
_DEEPEST = 20
_LONGEST = 500
_TAGS = {"PackageReference": None, "GlobalPackageReference": Scope.BUILD}


def references(path: str, top: Element) -> Iterator[Dependency]:
    """The packages of a project; one that is only for building stays out of what it becomes."""
    for group in top.each("ItemGroup"):
        for element in group.children:
            name = element.attributes.get("Include")
            if element.tag not in _TAGS or not name:
                continue
            condition = element.attributes.get("Condition") or group.attributes.get("Condition", "")
            span = element.places.get("Include", element.span)
            assets = element.attributes.get("PrivateAssets") or element.said("PrivateAssets")
            building = _TAGS[element.tag] is Scope.BUILD or assets.lower() == "all"
            yield Dependency(
                purl=f"pkg:nuget/{name}",
                scope=Scope.BUILD if building else Scope.RUNTIME,
                direct=True,
                location=Location(path, span),
                requested=_version(element),
                guard=_guard(condition, path, span.start_line),
            )


def offers(top: Element) -> Iterator[tuple[str, str]]:
    """Central versions by lower-case name, and properties."""
    for element in top.each("ItemGroup", "PackageVersion"):
        name = element.attributes.get("Include") or element.attributes.get("Update")
        if name:
            yield f"version:{name.lower()}", _version(element)
    for group in top.each("PropertyGroup"):
        for element in group.children:
            if not element.children and "Condition" not in element.attributes:
                yield f"property:{element.tag.lower()}", element.text


def completed(every: Sequence[ManifestFacts]) -> tuple[ManifestFacts, ...]:
    """The facts of all manifests, their versions filled in from the files above them."""
    central = [
        (facts.path.rpartition("/")[0], dict(facts.offers)) for facts in every if facts.offers
    ]
    central.sort(key=lambda pair: len(pair[0]))
    return tuple(_completed(facts, central) for facts in every)


def _completed(
    facts: ManifestFacts, central: Sequence[tuple[str, Mapping[str, str]]]
) -> ManifestFacts:
    if not facts.dependencies:
        return facts
    known: dict[str, str] = {}
    for folder, offered in central:
        if not folder or facts.path.startswith(f"{folder}/"):
            known.update(offered)
    if not known:
        return facts
    found = []
    for one in facts.dependencies:
        name = one.purl.removeprefix("pkg:nuget/").lower()
        wanted = one.requested or known.get(f"version:{name}", "")
        found.append(replace(one, requested=_filled(wanted, known)))
    return replace(facts, dependencies=tuple(found))


def conditioned(one: Dependency, *, scope: Scope) -> Dependency:
    """The dependency with another scope; what only building needs keeps its own."""
    return one if one.scope is Scope.BUILD else replace(one, scope=scope)


def _version(element: Element) -> str:
    for key in ("VersionOverride", "Version"):
        text = element.attributes.get(key) or element.said(key)
        if text:
            return text
    return ""


def _guard(text: str, path: str, line: int) -> Guard | None:
    """What a condition says of the operating system; all else it says is left open."""
    match = _SYSTEM.search(text)
    if match is None:
        return None
    system = (match["system"] or match["platform"]).lower()
    if system not in _FOREIGN:
        return None
    negated = match["operator"] == "!=" or bool(match["not"])
    condition: Condition = ALWAYS if negated else NEVER
    alone = match[0].strip() == text.strip()
    return Guard(condition, text, path, line) if condition is NEVER or alone else None


def _filled(text: str, known: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        filled = _PROPERTY.sub(lambda m: known.get(f"property:{m[1].lower()}", m[0]), text)
        if filled == text or len(filled) > _LONGEST:
            break
        text = filled
    return text
