"""What is known of a package in the version, with the features and on the target in question."""

from collections.abc import Mapping
from dataclasses import dataclass

from wasmfit.model.condition import Atom, Truth, all_of
from wasmfit.model.facts import Dependency, Guard
from wasmfit.model.knowledge import Evidence, Package, Variant
from wasmfit.model.versions import first_number, holds, holds_from

SYSTEM: Mapping[str, str] = {
    "cargo": "cfg:target_os",
    "golang": "goos",
    "npm": "process.platform",
    "pypi": "sys.platform",
}
"""The fact that tells the operating system to packages of an ecosystem."""


@dataclass(frozen=True, slots=True)
class Known:
    """The part of a package's entry that holds here.

    ``sure`` None means that it holds only in some versions or with some
    features, and the manifests do not say.
    """

    package: Package
    variant: Variant | None
    sure: Truth

    @property
    def requires(self) -> tuple[str, ...]:
        """The capabilities its code needs."""
        return self.package.requires if self.variant is None else self.variant.requires

    @property
    def evidence(self) -> Evidence:
        """How that is known."""
        return self.package.evidence if self.variant is None else self.variant.evidence

    @property
    def note(self) -> str:
        """What else there is to say."""
        return (self.variant.note if self.variant else "") or self.package.note

    @property
    def fix(self) -> str:
        """What to write into the manifest."""
        return (self.variant.fix if self.variant else "") or self.package.fix


def known(package: Package, dependency: Dependency, target: str) -> Known:
    """The first variant that holds; else the first that may; else the package as a whole."""
    possible: Variant | None = None
    for variant in package.variants:
        truth = _holds(variant, dependency, target)
        if truth:
            return Known(package, variant, True)  # noqa: FBT003 - a truth value, not a switch
        if truth is None and possible is None:
            possible = variant
    if possible is not None:
        return Known(package, possible, None)
    return Known(package, None, True)  # noqa: FBT003 - as above


def _holds(variant: Variant, dependency: Dependency, target: str) -> Truth:
    if variant.targets and target not in variant.targets:
        return False
    truths = (_version(variant, dependency), _features(variant, dependency))
    return False if False in truths else None if None in truths else True


def _version(variant: Variant, dependency: Dependency) -> Truth:
    if not variant.versions:
        return True
    version = dependency.purl.rpartition("@")[2] if "@" in dependency.purl else ""
    if version:
        return holds(variant.versions, version)
    return holds_from(variant.versions, first_number(dependency.requested))


def _features(variant: Variant, dependency: Dependency) -> Truth:
    """Whether one of the features is on: said so, or shown by what the package needs."""
    if not variant.features and not variant.needs:
        return True
    needed = {need.rpartition("@")[0] for need in dependency.needs}
    if not needed.isdisjoint(variant.needs):
        return True
    if dependency.features is not None:
        return not set(dependency.features).isdisjoint(variant.features)
    return False if needed and variant.needs else None


def guard_of(package: Package | None, dependency: Dependency) -> Guard | None:
    """The condition a dependency stands under.

    What a lockfile brings in is asked for on its package's systems; for a direct
    one the manifest says itself when.
    """
    fact = SYSTEM.get(dependency.purl.removeprefix("pkg:").partition("/")[0])
    if dependency.direct or package is None or not package.systems or fact is None:
        return dependency.guard
    only = Atom(fact, "in", "\n".join(package.systems))
    text = f"only for {', '.join(package.systems)}"
    span, own = dependency.location.span, dependency.guard
    stated = all_of((own.condition if own else None, only))
    words = f"{own.text}; {text}" if own else text
    path, line = dependency.location.path, span.start_line if span else 1
    return Guard(stated or only, words, path, line)


def native(package: Package | None) -> tuple[str, ...]:
    """The native libraries that a package is, or is a door to."""
    if package is None:
        return ()
    own = (package.purl,) if package.purl.startswith("pkg:generic/") else ()
    return (*own, *package.binds)
