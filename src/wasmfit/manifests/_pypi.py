"""What all manifests of Python packages share: requirements, and who compiles native code."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wasmfit.manifests._marker import condition
from wasmfit.model.facts import Dependency, Guard, Scope, Use, UseKind
from wasmfit.model.place import Location, Span

_NATIVE_BUILDERS = frozenset(
    {
        "cffi",
        "cython",
        "maturin",
        "meson-python",
        "mesonpy",
        "nanobind",
        "pybind11",
        "scikit-build",
        "scikit-build-core",
        "setuptools-rust",
    }
)
"""Build requirements that are there to compile an extension module."""

NATIVE_SYMBOL = "python-extension"
_NAME = re.compile(r"(?<!\s)\s*+[A-Za-z0-9][\w.-]*")
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
_SEPARATORS = re.compile(r"[-_.]+")


class BadRequirementError(ValueError):
    """A text that is no requirement; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement as written: the normalised name, what follows it, and its marker."""

    name: str
    requested: str
    marker: str


def normalised(name: str) -> str:
    """A package name the way the index spells it (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def purl(name: str) -> str:
    """The package URL of a Python package, without version."""
    return f"pkg:pypi/{normalised(name)}"


def requirement(text: str) -> Requirement:
    """Parse ``name[extra]>=1; marker``; raises BadRequirementError."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(text)
    except InvalidRequirement as error:
        reason = str(error).partition("\n")[0]
        raise BadRequirementError(reason) from error
    rest = _NAME.sub("", text, count=1)
    divider = r"\s;" if parsed.url else r"\s*;"
    requested = re.split(divider, rest, maxsplit=1)[0].strip()
    marker = str(parsed.marker) if parsed.marker else ""
    return Requirement(normalised(parsed.name), without_credentials(requested), marker)


def without_credentials(text: str) -> str:
    """A text with user names and passwords of URLs left out."""
    return _CREDENTIALS.sub("", text)


def dependency(required: Requirement, scope: Scope, path: str, span: Span) -> Dependency:
    """The dependency a requirement states at a place."""
    guard = None
    if required.marker:
        text = required.marker
        guard = Guard(condition(text), text, path, span.start_line)
    return Dependency(
        purl=f"pkg:pypi/{required.name}",
        scope=scope,
        direct=True,
        location=Location(path, span),
        requested=required.requested,
        guard=guard,
    )


def native_build(dependencies: Iterable[Dependency]) -> Use | None:
    """The use that says that building the package compiles an extension module.

    It stands at the first build requirement that is there for compiling;
    None when there is no such requirement.
    """
    for one in dependencies:
        span = one.location.span
        if one.scope is Scope.BUILD and span and one.purl.rpartition("/")[2] in _NATIVE_BUILDERS:
            return native_extension(span)
    return None


def native_extension(span: Span) -> Use:
    """The use of an extension module that is declared at a place."""
    return Use(kind=UseKind.LINK, symbol=NATIVE_SYMBOL, span=span)
