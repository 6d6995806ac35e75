"""C and C++: how their sources name what they use."""

from collections.abc import Callable, Mapping, Sequence

from wasmfit.model.facts import FileFacts
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest, Language, Linked


def _read(file: SourceFile, data: bytes, interest: Interest, hints: Mapping[str, str]) -> FileFacts:
    from wasmfit.languages.c.read import read

    return read(file, data, interest, hints)


def _link(files: Sequence[FileFacts], interest: Interest) -> Linked:
    from wasmfit.languages.c.link import link

    return link(files, interest)


def _purposes(
    descriptions: Mapping[str, bytes], head: Callable[[str], bytes], paths: Sequence[str]
) -> Mapping[str, Role]:
    from wasmfit.languages.c.purposes import purposes

    return purposes(descriptions, head, paths)


LANGUAGE = Language(
    id="c",
    title="C and C++",
    suffixes=(
        ".c", ".h", ".cc", ".cpp", ".cxx", ".c++", ".C",
        ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp", ".inl", ".tcc",
        ".h.in", ".h.cmake", ".h.cmake.in", ".hpp.in", ".h.meson",
    ),
    filenames=(
        "BUILD",
        "BUILD.bazel",
        "CMakeLists.txt",
        "GNUmakefile",
        "Makefile",
        "Makefile.am",
        "Makefile.in",
        "acconfig.h",
        "config.hin",
        "configure.ac",
        "configure.in",
        "makefile",
        "meson.build",
    ),
    read=_read,
    link=_link,
    purposes=_purposes,
)  # fmt: skip
"""One language for both: a header does not say which of them it is for."""
