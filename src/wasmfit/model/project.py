"""What was found on disk: files, their roles, and the units they form."""

from dataclasses import dataclass, field
from enum import StrEnum

from wasmfit.model.unchanged import State


class Role(StrEnum):
    """What a file is for. Only ``source`` counts towards score and verdict."""

    SOURCE = "source"
    TEST = "test"
    EXAMPLE = "example"
    BENCHMARK = "benchmark"
    BUILD = "build"
    VENDORED = "vendored"
    GENERATED = "generated"
    DOCS = "docs"
    BROWSER = "browser"


class UnitKind(StrEnum):
    """What a unit would become."""

    SERVICE = "service"
    APPLICATION = "application"
    LIBRARY = "library"
    IMAGE = "image"


INTERPRETED = frozenset({"javascript", "php", "python", "ruby"})
"""Languages whose toolchain is an interpreter: compiled code of their unit is loaded by it."""


@dataclass(frozen=True, slots=True)
class File:
    """A regular file of the tree, as the walk saw it. ``size`` is in bytes."""

    path: str
    size: int
    state: State = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that some reader takes; ``language`` is a language or manifest id."""

    path: str
    size: int
    language: str
    role: Role
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What would become one Wasm binary.

    ``path`` is its directory relative to the root ("." for the root itself),
    ``name`` what its manifest calls it. ``entries`` are the paths of files
    that start it (scripts, main modules), sorted. ``shares`` are files of
    other units that become part of it too, ``home`` is the unit whose manifest
    speaks for it ("" for itself).
    """

    id: str
    path: str
    name: str
    kind: UnitKind
    entries: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    home: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """What a person says about a unit; what is empty or None is found as ever.

    ``path`` is its directory ("." for the root), ``entries`` are paths of files that start it.
    """

    path: str
    name: str = ""
    kind: UnitKind | None = None
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The tree after detection. Every tuple is sorted.

    ``unread`` are sources of languages that no reader takes: they are counted,
    so that nothing is said of a unit whose code nobody has seen.
    """

    units: tuple[Unit, ...]
    sources: tuple[SourceFile, ...]
    manifests: tuple[SourceFile, ...]
    unread: tuple[SourceFile, ...] = ()
