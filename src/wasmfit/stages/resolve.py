"""Join facts across files: every language links its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from wasmfit.model.condition import Atom, Condition, Constant, substitute
from wasmfit.model.facts import Choice, Dependency, FileFacts, Guard, ModuleEdge
from wasmfit.model.knowledge import Package
from wasmfit.model.reader import Hints, Interest, Language, Linked

GOLANG = "pkg:golang/"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Facts with names resolved across files, and the module graph."""

    files: tuple[FileFacts, ...]
    edges: tuple[ModuleEdge, ...]


def resolve(
    files: Sequence[FileFacts],
    languages: Mapping[str, Language],
    interests: Mapping[str, Interest],
    again: Callable[[Hints], Sequence[FileFacts]],
) -> Resolved:
    """Link each language's files; the result is sorted by path.

    Files whose names turn out to stand for something of another file are read
    ``again`` with what the others told, and then linked; the rest is linked once.
    """
    groups: dict[str, list[FileFacts]] = {}
    for file in sorted(files, key=lambda file: file.language):
        groups.setdefault(file.language, []).append(file)
    asked = {
        name: _first(languages[name], group, interests[name]) for name, group in groups.items()
    }
    hints = {path: said for first in asked.values() for path, said in first.hints.items()}
    newer = {file.path: file for file in again(hints)} if hints else {}
    linked = [
        first.linked
        if first.linked and not first.hints
        else languages[name].link([newer.get(f.path, f) for f in groups[name]], interests[name])
        for name, first in asked.items()
    ]
    return Resolved(
        files=tuple(sorted((f for part in linked for f in part.files), key=lambda f: f.path)),
        edges=tuple(edge for part in linked for edge in part.edges),
    )


class _First(NamedTuple):
    """What a language asks after the first reading, and its links when these were made."""

    hints: Hints
    linked: Linked | None


def _first(language: Language, files: Sequence[FileFacts], interest: Interest) -> _First:
    if language.ask is not None:
        return _First(language.ask(files, interest), None)
    linked = language.link(files, interest)
    return _First(linked.hints, linked)


def settled(
    linked: Resolved, units: Mapping[str, str], decided: Mapping[str, Mapping[str, bool]]
) -> Resolved:
    """The facts with what manifests decide put into their conditions.

    ``units`` maps a path to its unit's id, ``decided`` a unit's id to the
    facts its manifest decides.
    """

    def answered(path: str, guards: tuple[Guard, ...]) -> tuple[Guard, ...]:
        known = decided.get(units.get(path, ""), {})
        return tuple(_answered(guard, known) for guard in guards) if known else guards

    return replace(
        linked,
        files=tuple(
            replace(
                file,
                uses=tuple(replace(u, guards=answered(file.path, u.guards)) for u in file.uses),
            )
            if decided.get(units.get(file.path, ""))
            else file
            for file in linked.files
        ),
        edges=tuple(
            replace(e, guards=answered(e.source, e.guards))
            if e.guards and decided.get(units.get(e.source, ""))
            else e
            for e in linked.edges
        ),
    )


def chosen(linked: Resolved, choices: Iterable[Choice]) -> Resolved:
    """The facts with the conditions under which manifests take whole files."""
    guards: dict[str, list[Choice]] = {}
    for choice in choices:
        guards.setdefault(choice.path, []).append(choice)
    roles = {file.path: file.role for file in linked.files} if guards else {}
    inside = {
        edge.target
        for edge in linked.edges
        if not edge.guards and guards and roles.get(edge.source) is roles.get(edge.target)
    }

    def around(file: FileFacts) -> tuple[Guard, ...]:
        free = file.path in inside or "main" in file.traits
        given = guards.get(file.path, ())
        return tuple(choice.guard for choice in given if choice.always or not free)

    files = (
        replace(file, uses=tuple(replace(use, guards=(*outer, *use.guards)) for use in file.uses))
        if (outer := around(file))
        else file
        for file in linked.files
    )
    return replace(linked, files=tuple(files)) if guards else linked


def _answered(guard: Guard, known: Mapping[str, bool]) -> Guard:
    def answer(atom: Atom) -> Condition:
        return Constant(known[atom.fact]) if atom.fact in known else atom

    return replace(guard, condition=substitute(guard.condition, answer) or guard.condition)


def owners(
    dependencies: Sequence[Dependency], packages: Mapping[str, Package]
) -> Callable[[FileFacts, str], str | None]:
    """Which dependency (purl) provides a module that a file imports.

    By the names a package is known to provide, else by its own name with
    dashes as underscores; a Go package by the longest path of a module around
    it. Modules of nobody give None.
    """
    provided: dict[str, str] = {}
    for dependency in sorted(dependencies, key=lambda d: d.purl, reverse=True):
        stem = dependency.purl.partition("?")[0].rpartition("@")[0] or dependency.purl
        package = packages.get(stem)
        name = stem.rpartition("/")[2].replace("-", "_").lower()
        if stem.startswith(GOLANG):
            name = stem.removeprefix(GOLANG)
        for module in (package.imports if package else ()) or (name,):
            provided[module] = dependency.purl

    def owner(file: FileFacts, module: str) -> str | None:
        separator = "/" if file.language == "go" else "."
        while module:
            if module in provided:
                return provided[module]
            module = module.rpartition(separator)[0]
        return None

    return owner
