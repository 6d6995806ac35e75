"""Build descriptions: which checks exist, which sources and libraries they choose."""

from collections.abc import Iterator
from posixpath import basename

from wasmfit.languages.c.autoconf import read_autoconf
from wasmfit.languages.c.bazel import read_bazel
from wasmfit.languages.c.cmake import read_cmake
from wasmfit.languages.c.makefiles import read_makefile
from wasmfit.languages.c.meson import read_meson
from wasmfit.languages.c.notes import Notes
from wasmfit.languages.c.plans import plan_of
from wasmfit.languages.c.templates import TEMPLATES, read_config_header
from wasmfit.model.facts import Alias, FileFacts
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest

PRODUCT = ":product:"
"""Before what a build makes of a source, where symbols of other names stand."""

TRAIT = "build"
"""Facts with this trait describe a build, not code."""

_READERS = {
    "BUILD": read_bazel,
    "BUILD.bazel": read_bazel,
    "CMakeLists.txt": read_cmake,
    "GNUmakefile": read_makefile,
    "Makefile": read_makefile,
    "Makefile.am": read_makefile,
    "Makefile.in": read_makefile,
    "makefile": read_makefile,
    "acconfig.h": read_config_header,
    "config.hin": read_config_header,
    "configure.ac": read_autoconf,
    "configure.in": read_autoconf,
    "meson.build": read_meson,
}


def is_build_description(path: str) -> bool:
    """Whether a path names a build description."""
    return basename(path) in _READERS or path.endswith(TEMPLATES)


def _products(notes: Notes) -> Iterator[Alias]:
    """The sources of the products that are neither tests nor tools, each with what it is for."""
    plan = plan_of(notes.path, notes.text)
    for product in plan.products if plan else ():
        if product.role is Role.SOURCE:
            state = {True: "", False: "unshipped ", None: "perhaps "}[product.shipped]
            for source in product.sources:
                yield Alias(source, f"{PRODUCT}{state}{product.kind.value}:{product.name}")


def read_build(file: SourceFile, data: bytes, interest: Interest) -> FileFacts:
    """What a build description tells the linker: macros it defines, sources, libraries."""
    notes = Notes(file.path, data, interest)
    _READERS.get(basename(file.path), read_config_header)(notes)
    return FileFacts(
        path=file.path,
        language="c",
        role=file.role,
        uses=tuple(notes.links()),
        imports=tuple(notes.sources),
        flags=tuple(notes.flags),
        traits=(TRAIT,),
        mentions=notes.words(),
        aliases=tuple(_products(notes)),
    )
