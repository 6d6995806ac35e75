"""What a unit is called, what kind it is and where it starts, once facts are known.

The law, over measurable inputs only:

1. A unit *starts* by declared scripts, a ``__main__.py``, a compiled program
   (trait ``program``), or a script (trait ``main``) outside of packages.
2. A unit that builds an installable package is a library unless it starts and
   offers no interface, or makes a web framework's application object for
   itself. It *offers an interface* when one of its top packages hands on at
   least three public names from its ``__init__``, unless that ``__init__``
   itself is the start; when its manifest names a file for others to load that
   is no start; or when less than half of its code (bytes) is reached
   by imports from where it starts: the rest is there for others to import.
3. A unit that builds no package is an application when it starts, has run-time
   requirements, or says how it is deployed; else a library. Interpreted code
   that listens starts by itself.
4. An application that makes a framework's application object, listens, or has
   a ``wsgi.py`` or ``asgi.py`` is a service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from posixpath import dirname

from wasmfit.model.facts import FileFacts, ManifestFacts, ModuleEdge, Scope
from wasmfit.model.project import INTERPRETED, Project, Role, SourceFile, Unit, UnitKind
from wasmfit.stages.detect.programs import with_programs
from wasmfit.stages.detect.serving import Serving
from wasmfit.stages.detect.starts import Starts

UNSEEN = Serving()
"""No sign of a server is known."""

_INTERFACE_NAMES = 3
_REACHED_BY_APPLICATIONS = 0.5


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything known of one unit."""

    unit: Unit
    sources: tuple[SourceFile, ...]
    manifests: tuple[ManifestFacts, ...]
    facts: Mapping[str, FileFacts]
    edges: Mapping[str, Sequence[str]]

    @property
    def folder(self) -> str:
        """The unit's directory; "" for the root."""
        return "" if self.unit.path == "." else self.unit.path

    @property
    def packaged(self) -> bool:
        """Whether it builds a package that others can install."""
        setup = f"{self.folder}/setup.py".lstrip("/")
        return any(facts.packaged for facts in self.manifests) or any(
            source.path == setup for source in self.sources
        )


def describe(
    project: Project,
    manifests: Sequence[ManifestFacts],
    files: Sequence[FileFacts],
    edges: Sequence[ModuleEdge] = (),
    serving: Serving = UNSEEN,
) -> Project:
    """The project with names, kinds and entries of its units filled in.

    ``edges`` is the module graph; without it the share of reached code is not
    known and decides nothing. ``serving`` knows what shows that code serves.
    """
    facts = {file.path: file for file in files}
    graph: dict[str, list[str]] = {}
    for edge in edges:
        graph.setdefault(edge.source, []).append(edge.target)
    own = {source.path: source.unit for source in project.manifests if source.role is Role.SOURCE}
    units = []
    for unit in project.units:
        known = _Known(
            unit,
            tuple(source for source in project.sources if source.unit == unit.id),
            tuple(one for one in manifests if own.get(one.path) == unit.id and _is_at(one, unit)),
            facts,
            graph,
        )
        units.append(_described(known, serving))
    return with_programs(replace(project, units=tuple(units)), facts, graph, serving)


def _is_at(facts: ManifestFacts, unit: Unit) -> bool:
    """Whether the manifest lies in the unit's own directory."""
    return (dirname(facts.path) or ".") == unit.path


def _described(known: _Known, serving: Serving) -> Unit:
    scripts = [script for facts in known.manifests for script in facts.scripts]
    starts = Starts(
        *(known.folder, known.sources, known.facts, scripts, serving), packaged=known.packaged
    )
    kind = _kind(known, starts, has_scripts=bool(scripts))
    entries = {*starts.declared, *starts.mains}
    if kind is UnitKind.SERVICE and not starts.programs:
        entries |= {*starts.making_application()} or {*starts.serving()}
    told = sorted(known.manifests, key=lambda facts: not facts.packaged)
    names = [facts.name for facts in told if facts.name]
    return replace(
        known.unit,
        name=names[0] if names else known.unit.name,
        kind=kind,
        entries=tuple(sorted(entries)),
    )


def _kind(known: _Known, starts: Starts, *, has_scripts: bool) -> UnitKind:
    starting = has_scripts or bool(starts.mains)
    if known.packaged:
        runs = starting and not _offers_interface(known, starts)
        runs = runs or bool(starts.making_application())
    else:
        runs = starting or _serves(known, starts) or _is_deployed(known)
    if not runs:
        return UnitKind.LIBRARY
    return UnitKind.SERVICE if starts.serving() else UnitKind.APPLICATION


def _serves(known: _Known, starts: Starts) -> bool:
    """Whether it may serve without a start of its own: compiled code needs one."""
    return any(known.facts[path].language in INTERPRETED for path in starts.serving())


def _is_deployed(known: _Known) -> bool:
    """Whether it has a deployment file or run-time requirements."""
    required = (
        one.scope is Scope.RUNTIME for facts in known.manifests for one in facts.dependencies
    )
    return known.unit.kind is UnitKind.APPLICATION or any(required)


def _offers_interface(known: _Known, starts: Starts) -> bool:
    entries = {*starts.declared, *starts.mains}
    functions = {script.partition(":")[2] for facts in known.manifests for script in facts.scripts}
    handed_on = 0
    for package in starts.top_packages:
        path = f"{package}/__init__.py"
        if path in known.facts and path not in entries:
            names = _public_names(known.facts[path], package) - functions
            handed_on = max(handed_on, _INTERFACE_NAMES if "*" in names else len(names))
    doors = {f"{known.folder}/{door}".lstrip("/") for m in known.manifests for door in m.doors}
    if (doors & known.facts.keys()) - entries:
        return True
    return handed_on >= _INTERFACE_NAMES or not _reaches_most(known, entries)


def _public_names(facts: FileFacts, package: str) -> set[str]:
    """Names an ``__init__`` defines or hands on from inside its own package."""
    top = package.rpartition("/")[2]
    names = set(facts.defines)
    for brought in facts.imports:
        if not brought.scope and brought.module.partition(".")[0] in ("", top):
            names.update(brought.names)
    return {name for name in names if not name.startswith("_")}


def _reaches_most(known: _Known, entries: set[str]) -> bool:
    """Whether imports from the entries reach at least half of the unit's source code."""
    sizes = {one.path: one.size for one in known.sources if one.role is Role.SOURCE}
    if not known.edges or not entries or not sum(sizes.values()):
        return True
    reached: set[str] = set()
    todo = list(entries)
    while todo:
        path = todo.pop()
        if path not in reached:
            reached.add(path)
            todo.extend(known.edges.get(path, ()))
            todo.extend(_packages_around(path, sizes))
    share = sum(size for path, size in sizes.items() if path in reached) / sum(sizes.values())
    return share >= _REACHED_BY_APPLICATIONS


def _packages_around(path: str, sizes: Mapping[str, int]) -> list[str]:
    """The ``__init__`` files that run when a module is imported."""
    found = []
    folder = dirname(path)
    while f"{folder}/__init__.py" in sizes:
        found.append(f"{folder}/__init__.py")
        folder = dirname(folder)
    return found
