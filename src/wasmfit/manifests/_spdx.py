"""What documents of SPDX say, however they are written: packages, and who needs whom."""

from dataclasses import dataclass, field
from typing import Any

from wasmfit.manifests._sbom import Component, facts, nameless
from wasmfit.model.facts import ManifestFacts, Scope
from wasmfit.model.place import Span

_DOWN = {"DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK"}
"""Relationships in which the first needs the second; in the ``_UP`` ones it is the other way."""

_UP = {
    "DEPENDENCY_OF": Scope.RUNTIME,
    "RUNTIME_DEPENDENCY_OF": Scope.RUNTIME,
    "BUILD_DEPENDENCY_OF": Scope.BUILD,
    "OPTIONAL_DEPENDENCY_OF": Scope.OPTIONAL,
    "DEV_DEPENDENCY_OF": Scope.DEV,
    "TEST_DEPENDENCY_OF": Scope.DEV,
}


@dataclass(slots=True)
class Bill:
    """What a document says, whichever way it is written: packages by id, and who needs whom."""

    packages: dict[str, tuple[str, Span]] = field(default_factory=dict)
    needs: dict[str, list[str]] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    about: list[str] = field(default_factory=list)

    def relate(self, first: str, how: str, second: str) -> None:
        """One relationship."""
        if how in _DOWN:
            self.needs.setdefault(first, []).append(second)
        elif how in _UP:
            self.needs.setdefault(second, []).append(first)
            self.scopes.setdefault(first, _UP[how])
        elif how == "DESCRIBES":
            self.about.append(second)

    def facts(self, path: str) -> ManifestFacts:
        """All packages with a package URL; those without one are a gap."""
        about = self.about[0] if self.about else ""
        lacking = [key for key, (purl, _) in self.packages.items() if not purl and key != about]
        components = [
            Component(key=key, purl=purl, span=span, scope=self.scopes.get(key, Scope.RUNTIME))
            for key, (purl, span) in self.packages.items()
        ]
        gaps = (nameless(path, len(lacking)),) if lacking else ()
        return facts(path, components, self.needs, about, gaps)


def listed(value: object) -> list[Any]:
    """A list; an empty one when it is none."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """A string; "" when it is none."""
    return value if isinstance(value, str) else ""
