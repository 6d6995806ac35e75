"""What a build ships: roles that build descriptions give to sources of C."""

import pytest

from wasmfit.languages.c import LANGUAGE
from wasmfit.languages.c.products import role_by_name
from wasmfit.model.project import File, Role
from wasmfit.stages.detect import detect

MAIN = "int main(void)\n{\n  return 0;\n}\n"


def roles(files: dict[str, str]) -> dict[str, Role]:
    """The roles of all sources of a tree that are not build descriptions."""
    found = [File(path=path, size=len(text)) for path, text in files.items()]
    project = detect(found, [LANGUAGE], [], lambda path: files[path].encode())
    return {s.path: s.role for s in project.sources if s.path.endswith((".c", ".cpp", ".h"))}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "CMakeLists.txt",
            (
                "set(SRC core.c)\nlist(APPEND SRC more.c)\nadd_library(core ${SRC})\n"
                "add_executable(app app.c core.c)\ninstall(TARGETS app core)\n"
                "add_executable(probe ${CMAKE_CURRENT_SOURCE_DIR}/probe.c)\n"
                "add_test(NAME x COMMAND probe)\nadd_executable(gen gen.c core.c)\n"
            ),
        ),
        (
            "CMakeLists.txt",
            (
                "add_executable(app app.c core.c more.c)\ninstall(TARGETS app)\n"
                "if(BUILD_TESTING)\n  add_executable(probe probe.c core.c)\nendif()\n"
                "add_executable(gen gen.c)\n"
            ),
        ),
        (
            "Makefile.am",
            (
                "bin_PROGRAMS = app\napp_SOURCES = app.c \\\n  $(common)\ncommon = core.c more.c\n"
                "check_PROGRAMS = probe\nTESTS = $(check_PROGRAMS)\nnoinst_PROGRAMS = gen\n"
            ),
        ),
        (
            "meson.build",
            (
                "common = files('core.c', 'more.c')\n"
                "executable('app', 'app.c', common, install : true)\n"
                "p = executable('probe', 'probe.c', common)\ntest('x', p)\n"
                "executable('gen', 'gen.c')\n"
            ),
        ),
    ],
)
def test_tests_and_tools_are_told_from_what_is_shipped(name: str, text: str) -> None:
    files = {name: text} | dict.fromkeys(["app.c", "probe.c", "gen.c", "stray.c"], MAIN)
    files |= {"core.c": "int core;\n", "more.c": "int more;\n", "unlisted.c": "int x;\n"}
    assert roles(files) == {
        "app.c": Role.SOURCE,
        "core.c": Role.SOURCE,
        "more.c": Role.SOURCE,
        "unlisted.c": Role.SOURCE,
        "probe.c": Role.TEST,
        "gen.c": Role.BUILD,
        "stray.c": Role.EXAMPLE,
    }


def test_bazel_tells_its_tests() -> None:
    build = (
        'cc_library(name = "core", srcs = ["core.cpp"])\n'
        'cc_binary(name = "app", srcs = ["app.cpp"], deps = [":core"])\n'
        'cc_test(\n    name = "unit",\n    srcs = [\n        "probe.cpp",\n    ],\n)\n'
    )
    files = {"BUILD.bazel": build, "app.cpp": MAIN, "probe.cpp": MAIN, "core.cpp": "int x;\n"}
    assert roles(files) == {
        "app.cpp": Role.SOURCE,
        "core.cpp": Role.SOURCE,
        "probe.cpp": Role.TEST,
    }


def test_programs_that_a_makefile_does_not_name_are_not_shipped() -> None:
    files = {
        "Makefile": "all: app tool\napp: app.o core.o\n\tcc -o $@ $^\n",
        "app.c": MAIN,
        "tool.c": MAIN,
        "spare.c": MAIN,
        "core.c": "int x;\n",
    }
    found = roles(files)
    assert [path for path, role in found.items() if role is Role.EXAMPLE] == ["spare.c"]


@pytest.mark.parametrize(
    "text",
    [
        "SRC = $(wildcard *.c)\napp: app.o\n",
        "include sources.mk\napp: app.o\n",
        "app:\n\tcc *.c\nx: app.o\n",
    ],
)
def test_sources_taken_by_a_pattern_leave_nothing_out(text: str) -> None:
    assert roles({"Makefile": text, "app.c": MAIN, "spare.c": MAIN})["spare.c"] is Role.SOURCE


def test_a_test_in_one_build_is_not_shipped_by_a_makefile_that_does_not_tell() -> None:
    files = {
        "CMakeLists.txt": (
            "add_library(x x.cpp)\nif(x_BUILD_TESTING)\nadd_executable(xtry try.cpp)\nendif()\n"
        ),
        "Makefile": "all: try\ntry: try.o x.o\n",
        "x.cpp": "int x;\n",
        "try.cpp": MAIN,
    }
    assert roles(files)["try.cpp"] is Role.TEST


def units(files: dict[str, str]) -> set[str]:
    """The units of a tree."""
    found = [File(path=path, size=len(text)) for path, text in files.items()]
    project = detect(found, [LANGUAGE], [], lambda path: files[path].encode())
    return {unit.id for unit in project.units}


def test_builds_that_lie_side_by_side_are_units() -> None:
    files = {
        "gate/CMakeLists.txt": "project(gate C)\nadd_executable(gate gate.c)\n",
        "gate/gate.c": MAIN,
        "gate/lib/CMakeLists.txt": "add_library(x x.c)\n",
        "gate/lib/x.c": "int x;\n",
        "log/Makefile": "log: log.o\n",
        "log/log.c": MAIN,
        "doc/Makefile": "html:\n",
        "tests/CMakeLists.txt": "project(t)\n",
        "tests/t.c": MAIN,
    }
    assert units(files) == {"gate", "log", "."}
    assert units(files | {"CMakeLists.txt": "add_subdirectory(gate)\n"}) == {"."}
    assert units({"src/Makefile": "x: x.o\n", "src/x.c": MAIN}) == {"."}


def test_without_a_build_every_program_counts() -> None:
    assert roles({"a.c": MAIN, "b.c": MAIN}) == {"a.c": Role.SOURCE, "b.c": Role.SOURCE}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("db_bench", Role.BENCHMARK),
        ("parser-fuzzer", Role.TEST),
        ("testapp", Role.TEST),
        ("unit_test", Role.TEST),
        ("latest", Role.SOURCE),
        ("contest-server", Role.SOURCE),
        ("server", Role.SOURCE),
    ],
)
def test_names_of_products(name: str, role: Role) -> None:
    assert role_by_name(name) is role


def test_bundled_libraries_and_copies_of_gnulib_are_others_work() -> None:
    files = {
        "LICENSE": "ours",
        "Makefile": "all:\n",
        "main.c": MAIN,
        "libfoo/LICENSE": "theirs",
        "libfoo/Makefile": "all:\n",
        "libfoo/src/foo.c": "int x;\n",
        "libown/LICENSE": "ours\n",
        "libown/Makefile": "all:\n",
        "libown/own.c": "int x;\n",
        "lib/Makefile.am": "# Generated by gnulib-tool.\n",
        "lib/error.c": "int x;\n",
        "deps/bar/bar.c": "int x;\n",
    }
    assert roles(files) == {
        "deps/bar/bar.c": Role.VENDORED,
        "lib/error.c": Role.VENDORED,
        "libfoo/src/foo.c": Role.VENDORED,
        "libown/own.c": Role.SOURCE,
        "main.c": Role.SOURCE,
    }
