"""What poms of one repository say about each other: parents, properties, managed versions."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from wasmfit.model.facts import Dependency, ManifestFacts, Scope

_REFERENCE = re.compile(r"\$\{([^{}$]+)\}")
_PARENT = "parent"
_DEEPEST = 20
_LONGEST = 500
_SCOPES = {"test": Scope.DEV, "provided": Scope.BUILD}

Offers = Mapping[str, str]


def folder_of(path: str) -> str:
    """The directory of a file."""
    return posixpath.dirname(path)


def parent_offer(folder: str, place: str) -> tuple[str, str]:
    """The offer that says where the parent lies; a directory means the pom in it."""
    goal = posixpath.normpath(posixpath.join(folder, place.replace("\\", "/")))
    return _PARENT, goal if goal.endswith(".xml") else posixpath.join(goal, "pom.xml")


def completed(every: Sequence[ManifestFacts], name: str) -> tuple[ManifestFacts, ...]:
    """The facts of all manifests, those called ``name`` with their gaps in versions filled."""
    known = {facts.path: dict(facts.offers) for facts in every if facts.path.endswith(name)}
    modules = {facts.name for facts in every if facts.path in known}
    return tuple(
        _completed(facts, _inherited(facts.path, known), modules) if facts.path in known else facts
        for facts in every
    )


def _inherited(path: str, known: Mapping[str, Offers]) -> dict[str, str]:
    """What a pom and its parents inside the repository offer; the nearest one counts."""
    found: dict[str, str] = {}
    for _ in range(_DEEPEST):
        offers = known.get(path)
        if offers is None:
            break
        found = {**offers, **found} if found else dict(offers)
        path = offers.get(_PARENT, "")
    return found


def _completed(facts: ManifestFacts, offers: Offers, modules: set[str]) -> ManifestFacts:
    """Every dependency with its version; modules of the repository itself are left out."""
    kept = []
    for one in facts.dependencies:
        group, _, name = _filled(one.purl.removeprefix("pkg:maven/"), offers).partition("/")
        if f"{group}:{name}" not in modules:
            kept.append(_versioned(one, group, name, offers))
    return replace(facts, name=_filled(facts.name, offers), dependencies=tuple(kept))


def _versioned(one: Dependency, group: str, name: str, offers: Offers) -> Dependency:
    module = f"{group}:{name}"
    version = one.requested or offers.get(f"managed:{module}", "")
    managed = offers.get(f"scope:{module}", "")
    scope = _SCOPES.get(managed, one.scope) if one.scope is Scope.RUNTIME else one.scope
    purl = f"pkg:maven/{group}/{name}"
    return replace(one, purl=purl, scope=scope, requested=_filled(version, offers))


def _filled(text: str, offers: Offers) -> str:
    """The text with ``${…}`` replaced as far as the repository tells; nothing grows without end."""
    for _ in range(_DEEPEST):
        filled = _REFERENCE.sub(lambda match: _property(match[1], match[0], offers), text)
        if filled == text or len(filled) > _LONGEST:
            break
        text = filled
    return text


def _property(name: str, written: str, offers: Offers) -> str:
    plain = name.replace("pom.", "project.", 1) if name.startswith("pom.") else name
    return offers.get(f"property:{plain}", offers.get(f"property:project.{plain}", written))
