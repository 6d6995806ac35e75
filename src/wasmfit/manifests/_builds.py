"""What build descriptions of C and C++ have in common: a found library is one of its name."""

import re

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
