"""What ``wasmfit explain`` says of a package in one version, with some features."""

from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.model.facts import Dependency, Scope
from wasmfit.model.knowledge import Package, Variant
from wasmfit.model.place import Location
from wasmfit.stages.join.merge import base
from wasmfit.stages.judge.known import Known, known


@dataclass(frozen=True, slots=True)
class Asked:
    """``pkg:cargo/tokio@1.40?features=net,rt``: what somebody wants to know about.

    ``features`` are None when they are not named, ``name`` is without version.
    """

    name: str
    version: str
    features: tuple[str, ...] | None

    @property
    def is_precise(self) -> bool:
        """Whether it means more than the package as a whole."""
        return bool(self.version) or self.features is not None

    def of(self, package: Package, target: str) -> Known:
        """The part of a package's entry that holds for it on a target."""
        purl = f"{package.purl}@{self.version}" if self.version else package.purl
        one = Dependency(
            purl=purl,
            scope=Scope.RUNTIME,
            direct=True,
            location=Location(""),
            features=self.features,
        )
        return known(package, one, target)


def asked(thing: str) -> Asked:
    """Take apart what was written; a name with its scope (``@scope/name``) has no version."""
    stem, _, qualifiers = thing.partition("?")
    name = base(stem) if stem.startswith("pkg:") else stem[:1] + stem[1:].partition("@")[0]
    version = stem[len(name) + 1 :]
    features = None
    for one in qualifiers.split("&"):
        key, _, value = one.partition("=")
        if key == "features":
            features = tuple(filter(None, value.split(",")))
    return Asked(name, version, features)


def described(variant: Variant) -> str:
    """When a variant holds, and what it comes to."""
    return f"{_when(variant)}: {'; '.join(_what(variant)) or 'nothing else is known'}"


def _when(variant: Variant) -> str:
    said = []
    if variant.versions:
        said.append(f"in {variant.versions}")
    if variant.features:
        said.append(f"with {' or '.join(variant.features)}")
    if variant.needs:
        said.append(
            f"{'or ' if variant.features else ''}when it needs {' or '.join(variant.needs)}"
        )
    if variant.targets:
        said.append(f"on {', '.join(variant.targets)}")
    return " ".join(said) or "always"


def _what(variant: Variant) -> Iterator[str]:
    if variant.support is not None:
        yield f"{variant.support}"
    elif variant.requires:
        yield f"needs {', '.join(variant.requires)}"
    else:
        yield "needs nothing that a target lacks"
    if variant.note:
        yield variant.note.rstrip(".")
    if variant.fix:
        yield variant.fix.rstrip(".")
