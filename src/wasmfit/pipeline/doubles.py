"""One library is told once, however many files of a unit name it."""

from collections.abc import Collection, Mapping, Sequence

from wasmfit.model.facts import Dependency, Scope
from wasmfit.model.knowledge import Package
from wasmfit.model.place import Location
from wasmfit.stages.judge import base

_GENERIC = "pkg:generic/"


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
