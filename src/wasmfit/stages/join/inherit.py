"""Dependencies whose version and features stand in a manifest above."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from posixpath import dirname

from wasmfit.model.facts import INHERITED, Dependency, ManifestFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A manifest as read: the unit it belongs to, its ecosystem, whether it is a lockfile."""

    facts: ManifestFacts
    unit: str
    ecosystem: str
    lock: bool = False

    @property
    def folder(self) -> str:
        """The directory it speaks for, "." for the root."""
        return self.facts.about or dirname(self.facts.path) or "."

    def is_around(self, other: "Source") -> bool:
        """Whether its directory is that of another manifest, or above it."""
        return self.folder in (".", other.folder) or other.folder.startswith(f"{self.folder}/")


def inheritor(sources: Sequence[Source]) -> Callable[[Source], Source]:
    """A function that gives a manifest what those around it share with it."""
    sharing = [source for source in sources if source.facts.shared]

    def inherit(source: Source) -> Source:
        if not any(one.requested == INHERITED for one in source.facts.dependencies):
            return source
        shared: dict[str, Dependency] = {}
        for above in sorted(sharing, key=lambda one: len(one.folder) * (one.folder != ".")):
            if above.ecosystem == source.ecosystem and above.is_around(source):
                shared |= dict(above.facts.shared)
        found = tuple(_inherited(one, shared) for one in source.facts.dependencies)
        return replace(source, facts=replace(source.facts, dependencies=found))

    return inherit


def _inherited(one: Dependency, shared: dict[str, Dependency]) -> Dependency:
    """What a manifest adds to what is shared: scope, condition, further features."""
    above = shared.get(one.purl.rpartition("/")[2]) if one.requested == INHERITED else None
    if above is None:
        return one
    features = None
    if one.features is not None and above.features is not None:
        own = set(one.features) - ({"default"} - set(above.features))
        features = tuple(sorted(own | set(above.features)))
    return replace(one, purl=above.purl, requested=above.requested, features=features)
