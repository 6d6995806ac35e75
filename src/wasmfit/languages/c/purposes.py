"""Which sources the build does not ship: those of tests, tools, examples, and of no product."""

import re
from collections.abc import Callable, Iterable, Mapping
from posixpath import basename, dirname, join, normpath, splitext

from wasmfit.languages.c.masks import mask
from wasmfit.languages.c.outline import definitions
from wasmfit.languages.c.plans import is_made, plan_of
from wasmfit.languages.c.products import SOURCES, Plan
from wasmfit.model.project import Role

_ORDER = (Role.SOURCE, Role.TEST, Role.BENCHMARK, Role.EXAMPLE, Role.BUILD)
"""What counts when products of several kinds take one source."""
_MAIN = re.compile(rb"\b(?:main|wmain|WinMain)\s*\(")


def purposes(
    descriptions: Mapping[str, bytes], head: Callable[[str], bytes], paths: Iterable[str]
) -> dict[str, Role]:
    """The roles that the build gives to sources, where it does not ship them.

    ``descriptions`` are build descriptions by path, ``paths`` the sources of
    the language, whose first bytes ``head`` gives.
    """
    sources = sorted(path for path in paths if path.endswith(SOURCES))
    stems = by_stem(sources)
    roles: dict[str, set[Role]] = {}
    plans: dict[str, list[Plan]] = {}
    for path in sorted(descriptions):
        plan = _plan_of(path, descriptions)
        if plan is not None:
            plans.setdefault(dirname(path), []).append(plan)
            _give(plan, dirname(path), stems, roles)
    found = {
        path: min(given, key=_ORDER.index, default=Role.SOURCE) for path, given in roles.items()
    }
    settled = {folder for folder, listed in plans.items() if any(map(_names_sources, listed))}
    for path in sources:
        if path not in found and _is_left_out(path, plans, settled, head):
            found[path] = Role.EXAMPLE
    return {path: role for path, role in found.items() if role is not Role.SOURCE}


def _names_sources(plan: Plan) -> bool:
    return any(product.sources for product in plan.products)


def _plan_of(path: str, descriptions: Mapping[str, bytes]) -> Plan | None:
    if is_made(path, descriptions):
        return None
    return plan_of(path, descriptions[path].decode("utf-8", "replace"))


def by_stem(paths: Iterable[str]) -> dict[str, list[str]]:
    """Paths by their names without folder and ending."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(splitext(basename(path))[0], []).append(path)
    return found


def _give(
    plan: Plan, folder: str, stems: Mapping[str, list[str]], roles: dict[str, set[Role]]
) -> None:
    for product in plan.products:
        for written in product.sources:
            for path in meant(written, folder, stems):
                given = roles.setdefault(path, set())
                if product.role is not None:
                    given.add(product.role)


def meant(written: str, folder: str, stems: Mapping[str, list[str]]) -> list[str]:
    """The sources that a name in a description means: beside it, or the only one so called."""
    stem = splitext(written)[0]
    near = normpath(join(folder, stem.lstrip("/")))
    candidates = stems.get(basename(stem), [])
    exact = [path for path in candidates if splitext(path)[0] == near]
    if exact or "/" not in folder:
        return exact or [path for path in candidates if splitext(path)[0].endswith(f"/{stem}")]
    below = [path for path in candidates if path.startswith(f"{folder}/")]
    return below if len(below) == 1 else []


def _is_left_out(
    path: str,
    plans: Mapping[str, list[Plan]],
    settled: set[str],
    head: Callable[[str], bytes],
) -> bool:
    """Whether a program's source is named by no description around it, and none uses patterns."""
    stem, folder = splitext(basename(path))[0], dirname(path)
    around = [folder]
    while folder:
        folder = dirname(folder)
        around.append(folder)
    if settled.isdisjoint(around):
        return False
    for plan in (plan for place in around for plan in plans.get(place, ())):
        if plan.open or stem in plan.words:
            return False
    data = head(path)
    if not _MAIN.search(data):
        return False
    return any(name in ("main", "wmain", "WinMain") for name, _ in definitions(mask(data).code))
