"""Programs and libraries of a C build as units."""

from collections.abc import Mapping
from pathlib import Path

import pytest

import wasmfit

MAIN = "int main(void) { return %s(); }\n"
LIBRARY = "int part(void) { return 1; }\nint other(void) { return part(); }\n"


def units(root: Path, files: Mapping[str, str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Kind and entries of each unit of a tree."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    report = wasmfit.scan(root, wasmfit.Options(profiles=("wasip2",), jobs=1))
    return {it.unit.id: (it.unit.kind.value, it.unit.entries) for it in report.units}


PARTS = {"lib/part.c": LIBRARY, "one/one.c": MAIN % "part", "two/two.c": MAIN % "part"}


@pytest.mark.parametrize(
    "build",
    [
        {
            "CMakeLists.txt": (
                "add_library(part lib/part.c)\nadd_executable(one one/one.c)\n"
                "add_executable(two two/two.c)\ninstall(TARGETS part one two)\n"
            )
        },
        {
            "Makefile.am": (
                "lib_LTLIBRARIES = libpart.la\nlibpart_la_SOURCES = lib/part.c\n"
                "bin_PROGRAMS = one two\none_SOURCES = one/one.c\ntwo_SOURCES = two/two.c\n"
            )
        },
        {
            "meson.build": (
                "library('part', 'lib/part.c', install: true)\n"
                "executable('one', 'one/one.c', install: true)\n"
                "executable('two', 'two/two.c', install: true)\n"
            )
        },
    ],
)
def test_several_programs_and_a_library(tmp_path: Path, build: Mapping[str, str]) -> None:
    assert units(tmp_path, {**build, **PARTS}) == {
        ".": ("library", ()),
        "one": ("application", ("one/one.c",)),
        "two": ("application", ("two/two.c",)),
    }


def test_a_program_beside_a_library_is_a_unit_of_its_own(tmp_path: Path) -> None:
    files = {
        "CMakeLists.txt": "add_library(part part.c)\ninstall(TARGETS part)\n",
        "part.c": LIBRARY,
        "contrib/tool/Makefile.am": "bin_PROGRAMS = tool\ntool_SOURCES = tool.c\n",
        "contrib/tool/tool.c": MAIN % "part",
    }
    assert units(tmp_path, files) == {
        ".": ("library", ()),
        "contrib/tool": ("application", ("contrib/tool/tool.c",)),
    }


def test_a_program_that_is_not_installed_with_its_library_is_a_tool(tmp_path: Path) -> None:
    files = {
        "CMakeLists.txt": (
            "add_library(part part.c)\nadd_executable(dump dump.c)\ninstall(TARGETS part)\n"
        ),
        "part.c": LIBRARY,
        "dump.c": MAIN % "part",
    }
    assert units(tmp_path, files) == {".": ("library", ())}


def test_a_program_and_its_library_in_one_folder_are_one_unit(tmp_path: Path) -> None:
    files = {
        "Makefile.am": (
            "lib_LTLIBRARIES = libpart.la\nlibpart_la_SOURCES = src/part.c\n"
            "bin_PROGRAMS = one\none_SOURCES = src/one.c\n"
        ),
        "src/part.c": LIBRARY,
        "src/one.c": MAIN % "part",
    }
    assert units(tmp_path, files) == {".": ("application", ("src/one.c",))}


def test_where_the_build_does_not_tell_there_is_one_unit(tmp_path: Path) -> None:
    files = {"Makefile": "all: a/one b/two\n", "a/one.c": MAIN % "f", "b/two.c": MAIN % "f"}
    assert units(tmp_path, files) == {".": ("application", ("a/one.c", "b/two.c"))}


def test_a_program_takes_what_it_is_linked_from(tmp_path: Path) -> None:
    """``send`` has a ``part`` of its own and of the server nothing but the shared file."""
    files = {
        "CMakeLists.txt": (
            "add_executable(server server/main.c server/part.c common/both.c)\n"
            "add_executable(send send/main.c send/part.c common/both.c)\n"
            "install(TARGETS server send)\n"
        ),
        "server/main.c": MAIN % "both",
        "server/part.c": "#include <sys/socket.h>\nint part(void) { return listen(1, 2); }\n",
        "send/main.c": MAIN % "both",
        "send/part.c": "int part(void) { return 0; }\n",
        "common/both.c": "int part(void);\nint both(void) { return part(); }\n",
    }
    found = units(tmp_path, files)
    assert found["server"][0] == "service"
    assert found["send"][0] == "application"
