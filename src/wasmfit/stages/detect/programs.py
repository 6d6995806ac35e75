"""Several programs in one project: each becomes a unit of its own, with what it reaches."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import basename, dirname

from wasmfit.model.facts import FileFacts
from wasmfit.model.project import Project, Role, Unit, UnitKind
from wasmfit.stages.detect.serving import Serving
from wasmfit.stages.detect.starts import LIBRARY, PART, PROGRAM
from wasmfit.stages.detect.units import unit_id


def with_programs(
    project: Project,
    facts: Mapping[str, FileFacts],
    graph: Mapping[str, Sequence[str]],
    serving: Serving,
) -> Project:
    """The project with a unit per program, where a unit holds several compiled ones.

    Scripts of a library that lie in a directory of their own are a program too.
    A program takes its own directory's files in its language with it and
    shares the files that it reaches with the unit they lie in. The rest stays:
    a library, unless a program lies at the unit's own top or it starts in
    another language.
    """
    units: list[Unit] = []
    moved: dict[tuple[str, str], str] = {}
    for unit in project.units:
        top = "" if unit.path == "." else unit.path
        folders = _folders(unit, facts)
        library = _builds_library(unit, set(folders) - {top}, project, facts)
        if len(folders) <= 1 and not library:
            folders = _scripts(unit, top, project, facts)
        if not folders:
            units.append(unit)
            continue
        for folder in sorted(set(folders) - {top}):
            units.append(_program(unit, folder, folders[folder], (facts, graph, serving)))
            languages = {facts[path].language for path in folders[folder]}
            moved |= {(folder, language): unit_id(folder) for language in languages}
        gone = {path for folder, paths in folders.items() if folder != top for path in paths}
        left = sorted({*unit.entries} - gone)
        tools = library and not any(path in facts and top in folders for path in left)
        units.append(_rest(unit, [] if tools else left))
    sources = tuple(
        replace(source, unit=moved.get((dirname(source.path), source.language), source.unit))
        for source in project.sources
    )
    units.sort(key=lambda unit: unit.id)
    return replace(project, units=tuple(units), sources=sources)


def _builds_library(
    unit: Unit, folders: set[str], project: Project, facts: Mapping[str, FileFacts]
) -> bool:
    """Whether programs of a unit lie beside a library that it builds for others."""
    return bool(folders) and any(
        LIBRARY in facts[source.path].traits and dirname(source.path) not in folders
        for source in project.sources
        if source.unit == unit.id and source.path in facts
    )


def _folders(unit: Unit, facts: Mapping[str, FileFacts]) -> dict[str, list[str]]:
    """The directories of a unit's programs, with the files that start them."""
    found: dict[str, list[str]] = {}
    for path in unit.entries:
        if path in facts and PROGRAM in facts[path].traits:
            found.setdefault(dirname(path), []).append(path)
    return found


def _scripts(
    unit: Unit, top: str, project: Project, facts: Mapping[str, FileFacts]
) -> dict[str, list[str]]:
    """The directories that hold nothing but scripts of a library: its ``bin``."""
    if unit.kind is not UnitKind.LIBRARY:
        return {}
    found: dict[str, list[str]] = {}
    for path in unit.entries:
        if path in facts and facts[path].language == "javascript" and dirname(path) != top:
            found.setdefault(dirname(path), []).append(path)
    beside = {dirname(one.path) for one in project.sources if one.path not in unit.entries}
    return {folder: paths for folder, paths in found.items() if folder not in beside}


def _program(
    unit: Unit,
    folder: str,
    entries: list[str],
    known: tuple[Mapping[str, FileFacts], Mapping[str, Sequence[str]], Serving],
) -> Unit:
    facts, graph, serving = known
    reached = list(_reached(entries, graph, lambda path: _is_part(path, folder, facts)))
    code = [facts[path] for path in reached if path in facts]
    serves = any(serving.listens(one) for one in code if one.role is Role.SOURCE)
    return Unit(
        id=unit_id(folder),
        path=unit_id(folder),
        name=_named(folder, entries, facts),
        kind=UnitKind.SERVICE if serves else UnitKind.APPLICATION,
        entries=tuple(sorted(entries)),
        shares=tuple(sorted(path for path in reached if dirname(path) != folder)),
        home=unit.id,
    )


def _is_part(path: str, folder: str, facts: Mapping[str, FileFacts]) -> bool:
    """Whether a file may be linked into the program of a folder, as far as its build tells."""
    told = [
        trait for trait in (facts[path].traits if path in facts else ()) if trait.startswith(PART)
    ]
    return not told or f"{PART}{folder}" in told


def _named(folder: str, entries: Sequence[str], facts: Mapping[str, FileFacts]) -> str:
    """The directory's name, or that of the only script in it."""
    is_one = len(entries) == 1 and PROGRAM not in facts[entries[0]].traits
    return basename(entries[0]).partition(".")[0] if is_one else basename(folder)


def _rest(unit: Unit, entries: Sequence[str]) -> Unit:
    kind = unit.kind if entries else UnitKind.LIBRARY
    return replace(unit, kind=kind, entries=tuple(entries))


def _reached(
    entries: Sequence[str], graph: Mapping[str, Sequence[str]], takes: Callable[[str], bool]
) -> Iterator[str]:
    seen: set[str] = set()
    todo = list(entries)
    while todo:
        path = todo.pop()
        if path not in seen and takes(path):
            seen.add(path)
            yield path
            todo.extend(graph.get(path, ()))
