"""What manifests of Conan share: references such as ``zlib/1.3@user/channel#revision``."""

import re

from wasmfit.model.facts import Dependency, Guard, Scope
from wasmfit.model.place import Location, Span

SCOPES = {
    "requires": Scope.RUNTIME,
    "build_requires": Scope.BUILD,
    "tool_requires": Scope.BUILD,
    "python_requires": Scope.BUILD,
    "test_requires": Scope.DEV,
}
"""Sections, attributes and methods that list packages."""

_REFERENCE = re.compile(r"(?P<name>[a-zA-Z0-9_][\w.+-]*)/(?P<version>\[[^\]]*\]|[^@#%\s]+)")


def reference(text: str) -> tuple[str, str] | None:
    """Name and version, or None for what is no reference."""
    match = _REFERENCE.match(text)
    return (match["name"].lower(), match["version"]) if match else None


def dependency(
    path: str, text: str, scope: Scope, span: Span, guard: Guard | None = None
) -> Dependency | None:
    """The dependency a reference states at a place."""
    known = reference(text)
    if known is None:
        return None
    return Dependency(
        purl=f"pkg:conan/{known[0]}",
        scope=scope,
        direct=True,
        location=Location(path, span),
        requested=known[1],
        guard=guard,
    )
