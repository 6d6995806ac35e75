"""What files say themselves of what they are for, once they are read.

Modules that a framework sends to the browser, though a server's code stands
beside them, and files that a tool wrote.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from wasmfit.model.facts import FileFacts, ModuleEdge
from wasmfit.model.project import Project, Role

CLIENT = "client"
"""The trait of a module that says so itself, as ``'use client'`` does."""


def as_they_say(
    project: Project,
    files: Sequence[FileFacts],
    edges: Sequence[ModuleEdge],
    told: Callable[[str], Role | None],
) -> tuple[Project, tuple[FileFacts, ...]]:
    """Project and facts, where files have the role that they say they have.

    For the browser is what says so itself, and what nothing but such modules
    import; that a tool wrote a file its reader has seen. What a person ``told``
    of a file counts more.
    """
    free = {one.path: one for one in files if one.role is Role.SOURCE and told(one.path) is None}
    found = {path for path, one in free.items() if CLIENT in one.traits}
    found = _grown(found, free.keys() - found, edges) if found else found
    facts = tuple(replace(one, role=Role.BROWSER) if one.path in found else one for one in files)
    roles = {one.path: one.role for one in facts if told(one.path) is None}
    sources = (
        one if roles.get(one.path, one.role) is one.role else replace(one, role=roles[one.path])
        for one in project.sources
    )
    return replace(project, sources=tuple(sources)), facts


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
