"""Which scripts a browser runs: those that a page of the unit loads.

They are part of what a server sends and not of what it does. A unit whose own
page loads its modules through a bundler is a web front end as a whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from posixpath import dirname, normpath, splitext

from wasmfit.model.project import Role, SourceFile
from wasmfit.stages.detect.names import BUNDLERS, PAGES, SERVED, SERVERS
from wasmfit.stages.detect.said import Told, nobody
from wasmfit.stages.detect.tree import Tree, join

_SCRIPT = re.compile(rb"<script\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>?#]+)", re.IGNORECASE)
_FILLED_IN = b"%PUBLIC_URL%"
"""Stands in the page of a front end whose bundler adds the scripts."""


def browsed(
    sources: Sequence[SourceFile], tree: Tree, languages: set[str], told: Told = nobody
) -> list[SourceFile]:
    """The sources, those that browsers run with that role.

    ``languages`` are the ids of the languages that browsers take; what a person
    ``told`` of a file counts more.
    """
    taken = [s for s in sources if s.role is Role.SOURCE and s.language in languages]
    by_unit: dict[str, set[str]] = {}
    for source in taken:
        by_unit.setdefault(_folder(source.unit), set()).add(source.path)
    found = {path for unit, paths in by_unit.items() for path in _of_unit(unit, paths, tree)}
    found = {path for path in found if told(path) is None}
    return [replace(one, role=Role.BROWSER) if one.path in found else one for one in sources]


def _folder(unit: str) -> str:
    return "" if unit == "." else unit


def _of_unit(unit: str, paths: set[str], tree: Tree) -> set[str]:
    if _is_front_end(unit, paths, tree):
        return paths
    folders = {folder for path in paths for folder in _around(dirname(path), unit)}
    folders.update(join(unit, name) for name in SERVED)
    return {
        script
        for folder in sorted(folders - {unit})
        for page in _pages(folder, tree)
        for script in _scripts(page, unit, tree)
        if script in paths
    }


def _around(folder: str, unit: str) -> Iterator[str]:
    """The directory and those around it, up to the unit's own."""
    while folder != unit and folder:
        yield folder
        folder = dirname(folder)


def _is_front_end(unit: str, paths: set[str], tree: Tree) -> bool:
    """Whether the unit's page loads its modules, a bundler makes it, and no server is beside."""
    names = {splitext(name)[0] for name in tree.names(unit)}
    beside = names | {splitext(path.rpartition("/")[2])[0] for path in paths}
    if SERVERS & beside:
        return False
    page = join(join(unit, "public"), "index.html")
    if "index.html" in tree.names(dirname(page)) and _FILLED_IN in tree.head(page):
        return True
    loaded = {path for page in _pages(unit, tree) for path in _scripts(page, unit, tree)}
    return bool(BUNDLERS & names) and not loaded.isdisjoint(paths)


def _pages(folder: str, tree: Tree) -> Iterable[str]:
    return [join(folder, name) for name in sorted(tree.names(folder)) if name.endswith(PAGES)]


def _scripts(page: str, unit: str, tree: Tree) -> Iterator[str]:
    """Paths that the scripts of a page may have, the one beside it first."""
    for match in _SCRIPT.finditer(tree.head(page)):
        named = match[1].decode("utf-8", "replace")
        if "//" in named:
            continue
        for folder in (dirname(page), *(join(unit, name) for name in SERVED)):
            yield normpath(join(folder, named.lstrip("/")))
