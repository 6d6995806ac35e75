"""What Deno's files name packages by: specifiers of npm and JSR, and addresses of modules."""

import re

from wasmfit.manifests._npm import is_name, purl

_SPECIFIER = re.compile(
    r"(?P<kind>npm|jsr):/?(?P<name>@?[^@]+?)(?:@(?P<wanted>[^/]*)(?:/.*)?)?/?\Z"
)
_ADDRESSES = (
    re.compile(r"https://deno\.land/(?:x/)?(?P<deno>[\w.-]+)@(?P<version>[^/]+)"),
    re.compile(r"https://jsr\.io/(?P<jsr>@[^/]+/[^/]+)/(?P<version>\d[^/]*)"),
    re.compile(
        r"https://(?:esm\.sh|unpkg\.com|cdn\.skypack\.dev|cdn\.jsdelivr\.net/npm)/"
        r"(?:v\d+/|stable/)?\*?(?P<npm>(?:@[^/@]+/)?[^/@]+)@(?P<version>[^/?#&]+)"
    ),
)
"""Hosts whose addresses hold a package's name and its version."""


def specified(text: str) -> tuple[str, str] | None:
    """The package URL, without version, and the version range of ``npm:name@range`` or ``jsr:``."""
    found = _SPECIFIER.match(text)
    if found is None:
        return None
    name = found["name"]
    if found["wanted"] is None and name.count("/") > name.startswith("@"):
        name = "/".join(name.split("/")[: 2 if name.startswith("@") else 1])
    return (of_kind(found["kind"], name), found["wanted"] or "") if is_name(name) else None


def addressed(url: str) -> tuple[str, str] | None:
    """The package URL, without version, and the version of a module fetched by its address."""
    for pattern in _ADDRESSES:
        found = pattern.match(url)
        if found is not None:
            kind = next(kind for kind in found.groupdict() if kind != "version")
            return of_kind(kind, found[kind]), found["version"]
    return None


def of_kind(kind: str, name: str, version: str = "") -> str:
    """The package URL of a package of npm, JSR or deno.land."""
    return purl(name, version).replace("npm", kind, 1)
