"""What a build makes of its sources: programs and libraries to ship, tests, tools.

A build description is read for its products alone; under which conditions it
makes them is not asked here.
"""

from dataclasses import dataclass
from enum import Enum

from wasmfit.model.project import Role

SOURCES = (".c", ".cc", ".cpp", ".cxx", ".C", ".c++")


class Kind(Enum):
    """What a product is."""

    PROGRAM = "program"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Product:
    """Something a build makes.

    ``role`` is None where the description does not tell tests from the rest;
    ``sources`` are paths as written, relative to the description; ``shipped``
    says whether the description installs it, None where it installs nothing.
    """

    name: str
    kind: Kind
    role: Role | None
    sources: tuple[str, ...]
    shipped: bool | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The products of one description.

    ``open`` says that it takes sources by a pattern, so that a file it does
    not name may be among them all the same; ``words`` are names that may mean
    a source without its ending, as the targets of a makefile do.
    """

    products: tuple[Product, ...]
    open: bool = False
    words: frozenset[str] = frozenset()


def role_by_name(name: str) -> Role:
    """What a product's name says it is for; SOURCE when it says nothing."""
    plain = name.lower().replace("-", "_")
    words = set(plain.split("_")) | {plain}
    if any(w.startswith("fuzz") or w.endswith(("fuzzer", "unittest", "unittests")) for w in words):
        return Role.TEST
    if words & {"test", "tests", "testapp", "check"}:
        return Role.TEST
    if any(word.startswith("bench") for word in words):
        return Role.BENCHMARK
    if words & {"example", "examples", "sample", "samples", "demo", "demos"}:
        return Role.EXAMPLE
    return Role.SOURCE
