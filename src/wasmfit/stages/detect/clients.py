"""Modules that a framework sends to the browser, though a server's code stands beside them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from wasmfit.model.facts import FileFacts, ModuleEdge
from wasmfit.model.project import Project, Role

CLIENT = "client"
"""The trait of a module that says so itself, as ``'use client'`` does."""


def for_clients(
    project: Project,
    files: Sequence[FileFacts],
    edges: Sequence[ModuleEdge],
    told: Callable[[str], Role | None],
) -> tuple[Project, tuple[FileFacts, ...]]:
    """Project and facts, where what is meant for the browser has that role.

    That is what says so itself, and what nothing but such modules import.
    What a person ``told`` of a file counts more.
    """
    free = {one.path: one for one in files if one.role is Role.SOURCE and told(one.path) is None}
    found = {path for path, one in free.items() if CLIENT in one.traits}
    if not found:
        return project, tuple(files)
    found = _grown(found, free.keys() - found, edges)
    sources = (
        replace(one, role=Role.BROWSER) if one.path in found else one for one in project.sources
    )
    facts = (replace(one, role=Role.BROWSER) if one.path in found else one for one in files)
    return replace(project, sources=tuple(sources)), tuple(facts)


def _grown(found: set[str], others: set[str], edges: Sequence[ModuleEdge]) -> set[str]:
    """The modules, with the others that nothing else imports."""
    importers: dict[str, set[str]] = {}
    for edge in edges:
        if edge.source != edge.target:
            importers.setdefault(edge.target, set()).add(edge.source)
    rest = others & importers.keys()
    while more := {path for path in rest if importers[path] <= found}:
        found, rest = found | more, rest - more
    return found
