"""One thing is told once, however many files of a unit name it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from posixpath import dirname

from wasmfit.model.facts import Dependency, ManifestFacts, Scope
from wasmfit.model.knowledge import Package
from wasmfit.model.place import Location
from wasmfit.model.report import Finding
from wasmfit.stages.judge import base

_GENERIC = "pkg:generic/"


def said_once(texts: Sequence[ManifestFacts]) -> list[ManifestFacts]:
    """Manifests without what another one of their folder says, too.

    That a package compiles an extension is said by what its build requires
    (pyproject.toml) and where the extension is declared (setup.py): the last
    in the order of their names is kept.
    """
    kept: list[ManifestFacts] = []
    told: set[tuple[str, str]] = set()
    for facts in sorted(texts, key=lambda one: one.path, reverse=True):
        folder = dirname(facts.path)
        fresh = tuple(use for use in facts.uses if (folder, use.symbol) not in told)
        told.update((folder, use.symbol) for use in facts.uses)
        kept.append(replace(facts, uses=fresh) if len(fresh) < len(facts.uses) else facts)
    return kept[::-1]


def without_echoes(
    findings: Sequence[Finding], texts: Sequence[ManifestFacts]
) -> tuple[Finding, ...]:
    """Findings without what a manifest says that is code, too, where its code says it.

    ``setup.py`` declares an extension module, and calls what builds it.
    """
    signs = {(facts.path, use.symbol) for facts in texts for use in facts.uses}
    plain = {
        (one.location.path, one.rule)
        for one in findings
        if (one.location.path, one.symbol) not in signs
    }
    return tuple(
        one
        for one in findings
        if (one.location.path, one.symbol) not in signs
        or (one.location.path, one.rule) not in plain
    )


def without_doubles(
    declared: Sequence[Dependency], packages: Mapping[str, Package], said: Collection[Location]
) -> list[Dependency]:
    """Dependencies without the plain names of libraries that are told already.

    Told is a library that the unit needs at run time by a package of a
    distribution or of Conan or vcpkg, which has a version; and one of which a
    rule speaks at the very place (``said``).
    """
    packaged = {
        (one.unit, package.purl)
        for one in declared
        if one.scope is Scope.RUNTIME and not one.purl.startswith(_GENERIC)
        if (package := packages.get(base(one.purl))) is not None
    }

    def told(one: Dependency) -> bool:
        if not one.purl.startswith(_GENERIC):
            return False
        package = packages.get(base(one.purl))
        known = package is not None and (one.unit, package.purl) in packaged
        return known or one.location in said

    return [one for one in declared if not told(one)]
