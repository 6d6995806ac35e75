"""What build descriptions of C and C++ have in common: a found library is one of its name."""

import re
from collections.abc import Iterable

from wasmfit.manifests._lines import Text
from wasmfit.model.facts import Dependency, Scope
from wasmfit.model.place import Location

NO_LIBRARIES = frozenset(
    {
        "bison", "cvs", "cygwin", "dart", "dl", "doxygen", "flex", "git", "gnuplot", "hg",
        "htmlhelp", "java", "latex", "m", "msys", "patch", "perl", "pkgconfig", "python", "python2",
        "python3", "pythoninterp", "ruby", "subversion", "swig", "threads", "unixcommands", "wget",
    }
)  # fmt: skip
"""What CMake's and Meson's own modules find and is a tool, or a part of every C library."""

_SPELLED = re.compile(r"[\w.+-]*")


_ORDER = (Scope.RUNTIME, Scope.OPTIONAL, Scope.BUILD, Scope.DEV)
"""When a library is needed, soonest first."""


def soonest(found: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Every library once: one found twice counts as what is needed soonest."""
    kept: dict[str, Dependency] = {}
    for one in found:
        known = kept.get(one.purl)
        if known is None or sooner(known.scope, one.scope) is not known.scope:
            kept[one.purl] = one
    return tuple(kept.values())


def later(*scopes: Scope) -> Scope:
    """When something is needed that all of these scopes are around; run time for none."""
    return max(scopes, key=_ORDER.index, default=Scope.RUNTIME)


def sooner(*scopes: Scope) -> Scope:
    """When something is needed that is needed in any of these scopes."""
    return min(scopes, key=_ORDER.index)


def library(
    path: str, text: Text, name: str, start: int, scope: Scope, wanted: str = ""
) -> Dependency | None:
    """A library by the name that stands at an offset; None for tools and names left open."""
    if not name or name.lower() in NO_LIBRARIES or set(name) & set("${}@<>/ ;:'\""):
        return None
    spelled = _SPELLED.match(text.text, start)
    return Dependency(
        purl=f"pkg:generic/{name.lower()}",
        scope=scope,
        direct=True,
        location=Location(path, text.span(start, spelled.end() if spelled else start)),
        requested=wanted,
    )
