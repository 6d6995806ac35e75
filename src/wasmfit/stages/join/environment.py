"""Lists of what is installed, beside a package that says itself what it needs.

A root ``requirements.txt`` of a library is the environment of its developers:
who installs the library gets what its own manifest lists. So beside a
manifest that builds a package and lists what that needs at run time, the rest
of such a list serves developers. Programs are different: they run in what is
installed.
"""

from collections.abc import Sequence
from dataclasses import replace
from posixpath import dirname

from wasmfit.model.facts import Dependency, ManifestFacts, Scope
from wasmfit.stages.join.merge import base


def developing(facts: ManifestFacts, others: Sequence[ManifestFacts]) -> ManifestFacts:
    """The facts of a list of what is installed, in the light of the library's manifests.

    ``others`` are the manifests of the same ecosystem.
    """
    own = _own(facts, others)
    if not own:
        return facts
    told = tuple(_told(one, own) for one in facts.dependencies if base(one.purl) not in own)
    return replace(facts, dependencies=told)


def _own(facts: ManifestFacts, others: Sequence[ManifestFacts]) -> frozenset[str]:
    """What the package beside the list needs at run time; empty if nobody says."""
    return frozenset(
        base(one.purl)
        for other in others
        if other.packaged and dirname(other.path) == dirname(facts.path)
        for one in other.dependencies
        if one.scope is Scope.RUNTIME
    )


def _told(one: Dependency, own: frozenset[str]) -> Dependency:
    """One entry; what the package's own needs bring in is needed when they are."""
    brought = any(base(step) in own for way in one.via for step in way)
    return one if brought or one.scope is not Scope.RUNTIME else replace(one, scope=Scope.DEV)
