"""Which description of a build has products, and who reads them."""

from collections.abc import Callable, Collection, Mapping
from posixpath import basename, dirname, join

from wasmfit.languages.c.products import Plan
from wasmfit.languages.c.products_cmake import cmake_plan
from wasmfit.languages.c.products_make import make_plan
from wasmfit.languages.c.products_rest import bazel_plan, meson_plan

_PLANS: Mapping[str, Callable[[str], Plan]] = {
    "BUILD": bazel_plan,
    "BUILD.bazel": bazel_plan,
    "CMakeLists.txt": cmake_plan,
    "GNUmakefile": make_plan,
    "Makefile": make_plan,
    "Makefile.am": make_plan,
    "Makefile.in": make_plan,
    "makefile": make_plan,
    "meson.build": meson_plan,
}


def plan_of(path: str, text: str) -> Plan | None:
    """The products of a description, None when it is of another kind."""
    reader = _PLANS.get(basename(path))
    return reader(text) if reader else None


def is_made(path: str, paths: Collection[str]) -> bool:
    """Whether automake makes a description from the one beside it."""
    return basename(path) == "Makefile.in" and join(dirname(path), "Makefile.am") in paths
