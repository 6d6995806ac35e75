"""Which files a ``package.json`` hands out on conditions: ``exports``, ``imports``, ``browser``.

Whoever resolves a package (Node, a bundler) has a set of conditions and takes
the first branch that holds. See https://nodejs.org/api/packages.html#conditional-exports
and the browser field that bundlers know.
"""

from collections.abc import Iterator
from posixpath import dirname, normpath

from wasmfit.manifests._json import Document
from wasmfit.model.condition import Atom, Condition, Not, all_of, any_of, negate
from wasmfit.model.facts import Choice, Guard

ALWAYS = frozenset({"default", "import", "module-sync", "require"})
"""Conditions that hold for somebody everywhere: how a file is loaded, not where."""

TYPES = "types"
BROWSER = Atom("condition:browser")
NOT_BROWSER = Not(BROWSER)
ENDINGS = ("", ".js", "/index.js")
Key = tuple[str | int, ...]
Branch = tuple[str, Condition | None, str, int]
"""A target as written, its condition (None: always), how that reads, and its line."""


def choices(path: str, json: Document) -> tuple[Choice, ...]:
    """Every file that is taken under a condition, sorted."""
    branches = [*_mapped(json, "exports"), *_mapped(json, "imports"), *_browser(json)]
    found: dict[str, list[Branch]] = {}
    for branch in branches:
        found.setdefault(branch[0], []).append(branch)
    taken = (
        Choice(full, guard)
        for target, ways in found.items()
        if (guard := _either(path, ways)) is not None
        for full in _files(path, target)
    )
    left = (
        Choice(full, Guard(NOT_BROWSER, f"browser: not {target}", path, line), always=True)
        for target, line in _replaced(json)
        for full in _files(path, target)
    )
    return tuple(sorted({*taken, *left}, key=lambda one: (one.path, one.always, one.guard.text)))


def _either(path: str, ways: list[Branch]) -> Guard | None:
    """One guard for all branches that lead to a file; None when one always does."""
    condition = any_of(way[1] for way in ways)
    return None if condition is None else Guard(condition, ways[0][2], path, ways[0][3])


def _files(path: str, target: str) -> Iterator[str]:
    """The paths a target may mean, from the root of what is scanned."""
    full = normpath(f"{dirname(path)}/{target}".lstrip("/"))
    if not full.startswith("..") and "*" not in full:
        yield from (f"{full}{ending}" for ending in ENDINGS)


def _mapped(json: Document, key: str) -> Iterator[Branch]:
    yield from _walk(json, (key,), json.values.get(key), (), key)


def _walk(
    json: Document, key: Key, value: object, held: tuple[Condition | None, ...], words: str
) -> Iterator[Branch]:
    if isinstance(value, str) and value.startswith("./"):
        yield value, all_of(held), words, json.key(key).start_line
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _walk(json, (*key, at), inner, held, words)
    elif isinstance(value, dict):
        before: list[Condition | None] = []
        for name, inner in value.items():
            if name == TYPES:
                continue
            own = _stated(name)
            earlier = (negate(one) for one in before if one is not None)
            label = words if name.startswith((".", "#")) else f"{words}: {name}"
            yield from _walk(json, (*key, name), inner, (*held, *earlier, own), label)
            before.append(own)


def _stated(name: str) -> Condition | None:
    if name in ALWAYS or name.startswith((".", "#")):
        return None
    return Atom(f"condition:{name}")


def _browser(json: Document) -> Iterator[Branch]:
    """Files that the browser field puts in place of others."""
    field = json.values.get("browser")
    listed = field.items() if isinstance(field, dict) else [("", field)]
    for name, target in listed:
        if isinstance(target, str):
            key: Key = ("browser", name) if name else ("browser",)
            yield _dotted(target), BROWSER, "browser", json.key(key).start_line


def _replaced(json: Document) -> Iterator[tuple[str, int]]:
    """Files that the browser field replaces, with the line that says so."""
    field = json.values.get("browser")
    if isinstance(field, str) and json.text("main"):
        yield _dotted(json.text("main")), json.key(("browser",)).start_line
    for name in field if isinstance(field, dict) else ():
        if name.startswith("."):
            yield name, json.key(("browser", name)).start_line


def _dotted(target: str) -> str:
    return target if target.startswith(".") else f"./{target}"
