"""What belongs to which unit: files, what was read of them, and what nobody has read."""

from collections import Counter as Count
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from wasmfit import languages
from wasmfit.model.facts import FileFacts, ModuleEdge
from wasmfit.model.project import File, Project, Role, SourceFile, Unit
from wasmfit.pipeline.angle import Unread
from wasmfit.stages.resolve import Resolved

COMPILED = (".pyx", ".pxd", ".pxi", ".f", ".f90", ".for")
"""Sources that a native build takes and no reader does: Cython, Fortran."""

COUNTED = (Role.SOURCE, Role.BROWSER)
"""Roles of code that makes a folder a unit of the report."""

Key = TypeVar("Key", bound=Hashable)


class Holdings:
    """The units of a project and what they hold; programs of one folder share files."""

    def __init__(self, units: Sequence[Unit], project: Project, linked: Resolved) -> None:
        """``units`` are those of the report."""
        self._units, self._project, self._linked = units, project, linked
        self._known: dict[str, tuple[SourceFile, ...]] = {}

    def sources(self, unit: Unit) -> tuple[SourceFile, ...]:
        """The files of source role that the unit holds or shares, in the order of the project."""
        if unit.id not in self._known:
            self._known[unit.id] = self._sources(unit)
        return self._known[unit.id]

    def paths(self, unit: Unit) -> set[str]:
        """All sources that the unit holds or shares, whatever their role."""
        return self._own[unit.id].union(unit.shares)

    def files(self, paths: Iterable[str]) -> list[FileFacts]:
        """What was read of these files, in the order of reading."""
        return [self._linked.files[place] for place in places_of(self._files, paths)]

    def edges(self, paths: Iterable[str]) -> tuple[ModuleEdge, ...]:
        """The imports in these files, in their order."""
        return tuple(self._linked.edges[place] for place in places_of(self._edges, paths))

    def foreign(self, unit: Unit) -> tuple[SourceFile, ...]:
        """Sources of the unit in languages that nobody reads."""
        own = (source for source in self._project.unread if source.unit == unit.id)
        return tuple(source for source in own if source.role is Role.SOURCE)

    def compiled(self, files: Iterable[File]) -> Mapping[str, int]:
        """By unit the bytes of sources that only a native build takes."""
        sizes: Count[str] = Count()
        for file in files:
            if file.path.endswith(COMPILED):
                sizes[self._nearest(file.path)] += file.size
        return sizes

    def unread(self, unit: Unit, compiled: Mapping[str, int]) -> Unread:
        """What nobody has read of the unit's code."""
        facts = self.files(source.path for source in self.sources(unit))
        return Unread(
            foreign=self.foreign(unit),
            lost=sum(gap.bytes for file in facts for gap in file.gaps),
            compiled=compiled.get(unit.id, 0),
            browsed=self._browsed[unit.id],
        )

    def describes(self, source: SourceFile) -> bool:
        """Whether it only says how something is built: a Makefile is no code in C."""
        return source.path.rpartition("/")[2] in self._building[source.language]

    def _sources(self, unit: Unit) -> tuple[SourceFile, ...]:
        if not unit.shares:
            return self._code.get(unit.id, ())
        shared = set(unit.shares)
        every = (one for code in self._code.values() for one in code)
        own = (one for one in every if one.unit == unit.id or one.path in shared)
        return tuple(sorted(own, key=lambda one: one.path))

    def _nearest(self, path: str) -> str:
        """The id of the unit a path lies in: the deepest directory around it."""
        around = [u for u in self._units if u.path == "." or path.startswith(f"{u.path}/")]
        return max(around, key=lambda u: (u.path != ".", len(u.path))).id if around else ""

    @cached_property
    def _own(self) -> Mapping[str, set[str]]:
        """Paths of all sources by the id of their unit."""
        own: defaultdict[str, set[str]] = defaultdict(set)
        for source in self._project.sources:
            own[source.unit].add(source.path)
        return own

    @cached_property
    def _code(self) -> dict[str, tuple[SourceFile, ...]]:
        """Files of source role by the id of their unit, those apart that only describe a build."""
        code: dict[str, list[SourceFile]] = {}
        for one in self._project.sources:
            if one.role is Role.SOURCE and not self.describes(one):
                code.setdefault(one.unit, []).append(one)
        return {unit: tuple(sources) for unit, sources in code.items()}

    @cached_property
    def _files(self) -> Mapping[str, list[int]]:
        return places(file.path for file in self._linked.files)

    @cached_property
    def _edges(self) -> Mapping[str, list[int]]:
        return places(edge.source for edge in self._linked.edges)

    @cached_property
    def _browsed(self) -> Count[str]:
        """Bytes that browsers run, by unit."""
        sizes: Count[str] = Count()
        for source in self._project.sources:
            if source.role is Role.BROWSER:
                sizes[source.unit] += source.size
        return sizes

    @cached_property
    def _building(self) -> dict[str, tuple[str, ...]]:
        """Names of files that describe a build, by language."""
        return {language.id: language.filenames for language in languages.readers()}


def with_sources(project: Project) -> tuple[Unit, ...]:
    """The units that hold code of their own; a folder of tests alone becomes no binary.

    When there is none at all, every unit is reported, so that nothing is silent.
    """
    sources = (*project.sources, *project.unread)
    holding = {source.unit for source in sources if source.role in COUNTED}
    return tuple(unit for unit in project.units if unit.id in holding) or project.units


def places(keys: Iterable[Key]) -> dict[Key, list[int]]:
    """Where each key stands in a sequence."""
    by_key: defaultdict[Key, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        by_key[key].append(place)
    return dict(by_key)


def places_of(by_key: Mapping[Key, Collection[int]], wanted: Iterable[Key]) -> list[int]:
    """The places of all these keys, each once and in order."""
    return sorted({place for key in wanted for place in by_key.get(key, ())})
