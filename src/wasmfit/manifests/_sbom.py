"""What lists of components share: components of any ecosystem, known by their package URL."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Root, Scope
from wasmfit.model.place import Location, Span

STAGE = "extract"
LANGUAGES = ("c", "csharp", "go", "java", "javascript", "php", "python", "ruby", "rust")
"""Whose packages it may name: all that are known."""

_PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*/\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component: ``key`` is what the document calls it, ``needs`` are keys."""

    key: str
    purl: str
    span: Span
    scope: Scope = Scope.RUNTIME


def plain(purl: str) -> str:
    """A package URL without qualifiers and subpath; "" when it is none."""
    match = _PURL.fullmatch(purl.strip())
    return re.split(r"[?#]", match[0])[0] if match else ""


def facts(
    path: str,
    components: Sequence[Component],
    needs: Mapping[str, Iterable[str]],
    about: str,
    gaps: Sequence[Gap] = (),
) -> ManifestFacts:
    """The facts of a list; ``about`` is the key of what it describes."""
    purls = {one.key: one.purl for one in components if one.purl}
    asked = _purls(needs.get(about, ()), purls)
    below = {need for key in purls for need in needs.get(key, ())}
    loose = {purls[key] for key in purls if key not in below} if not asked else set()
    found = [
        Dependency(
            purl=one.purl,
            scope=one.scope,
            direct=one.purl in asked or one.purl in loose,
            location=Location(path, one.span),
            needs=_purls(needs.get(one.key, ()), purls),
        )
        for one in components
        if one.purl and one.key != about
    ]
    return ManifestFacts(
        path=path,
        dependencies=tuple(sorted(found, key=lambda one: (one.location.key, one.purl))),
        roots=(Root(path=".", needs=asked),) if asked else (),
        gaps=tuple(gaps),
    )


def _purls(keys: Iterable[str], purls: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(purls[key] for key in keys if key in purls))


def nameless(path: str, count: int) -> Gap:
    """Components that have no package URL: nobody can say what they are."""
    some = "1 component has" if count == 1 else f"{count} components have"
    return Gap(path, STAGE, f"{some} no package URL")
