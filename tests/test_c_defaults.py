"""What a build does at its defaults: options of configure and CMake, makefiles, templates."""

import pytest

from build_c import LINUX, WASI, active
from wasmfit.model.condition import Truth

ASKED = "#ifdef SWITCH\nvoid f(void) { fork(); }\n#endif\n"
DEFINE = "AC_DEFINE([SWITCH], [1], [why])"


@pytest.mark.parametrize(
    ("script", "truth"),
    [
        (DEFINE, True),
        (f"AC_ARG_ENABLE([x], [help], [{DEFINE}])", False),
        (f"AC_ARG_ENABLE([x], [help], [], [{DEFINE}])", True),
        (f'AC_ARG_ENABLE([x], [help])\nif test "x$enable_x" != "xno"; then\n {DEFINE}\nfi', True),
        (f'AC_ARG_ENABLE([x], [help])\nif test "x$enable_x" = xyes; then\n {DEFINE}\nfi', False),
        (
            f"AC_ARG_WITH(a-b, [h], [], [with_a_b=y])\nif test x$with_a_b = xy\nthen {DEFINE}\nfi",
            True,
        ),
        (f"x=no\nif test $x = yes; then\n :\nelse\n {DEFINE}\nfi", True),
        (f"x=no\nif test $x = yes; then\n :\nelif test $x = maybe; then\n {DEFINE}\nfi", False),
        (f"x=no\nAS_IF([test $x = yes], [:], [{DEFINE}])", True),
        (f"x=no\nAS_IF([test $x = yes], [{DEFINE}])", False),
        (f'x=no\ny=$x\nif test -n "$y" && test ! $y = yes; then\n {DEFINE}\nfi', True),
        (f"AC_CHECK_LIB([a], [b], [{DEFINE}])", None),
        (f"case $host in\n *linux*) {DEFINE} ;;\nesac", None),
        (f"for x in a b; do\n {DEFINE}\ndone", None),
        (f"x=no\ntest $GCC = yes && x=yes\nif test $x = yes; then\n {DEFINE}\nfi", None),
        (f"if test $unknown = yes; then\n {DEFINE}\nfi", None),
        (f"dnl if test x = y; then\n{DEFINE}\ndnl fi", True),
    ],
)
def test_configure_without_options(script: str, truth: Truth) -> None:
    assert active({"configure.ac": script, "main.c": ASKED}, LINUX) == {"fork": truth}


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ('option(X "why" ON)\nif(X)\nadd_definitions(-DSWITCH)\nendif()', True),
        ('option(X "why" ON)\nif(X AND NOT WIN32)\nadd_definitions(-DSWITCH)\nendif()', True),
        ('option(X "why")\nif(X)\nadd_definitions(-DSWITCH)\nendif()', False),
        ('option(X "why" ON)\nset(X OFF)\nif(X)\nadd_definitions(-DSWITCH)\nendif()', None),
        ('set(X ON CACHE BOOL "why")\nif(NOT X)\nadd_definitions(-DSWITCH)\nendif()', False),
        ("if(FOUND)\nadd_definitions(-DSWITCH)\nendif()", None),
        ("target_compile_definitions(one PRIVATE SWITCH)", None),
    ],
)
def test_options_of_cmake(text: str, truth: Truth) -> None:
    assert active({"CMakeLists.txt": text, "main.c": ASKED}, LINUX) == {"fork": truth}


def test_an_option_speaks_in_the_folders_below() -> None:
    files = {
        "CMakeLists.txt": 'option(X "why" OFF)\nadd_subdirectory(a)\n',
        "a/CMakeLists.txt": "if(X)\nadd_library(one main.c)\nendif()\n",
        "a/main.c": "void f(void) { fork(); }\n",
    }
    assert active(files, LINUX, "a/main.c") == {"fork": False}


def test_definitions_of_a_folder_hold_below_it() -> None:
    files = {
        "CMakeLists.txt": "project(x)\n",
        "a/CMakeLists.txt": "add_definitions(-DSWITCH)\n",
        "a/b/x.c": ASKED,
        "c/x.c": ASKED,
    }
    assert active(files, LINUX, "a/b/x.c") == {"fork": True}
    assert active(files, LINUX, "c/x.c") == {"fork": None}


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("CFLAGS = -O2 -DSWITCH\n", True),
        ("X := yes\nifeq ($(X),yes)\nCFLAGS += -DSWITCH\nendif\n", True),
        ("X := no\nifeq ($(X),yes)\nCFLAGS += -DSWITCH\nendif\n", False),
        ("X = no\nifneq (${X},yes)\nCFLAGS += -DSWITCH\nendif\n", True),
        ("X = no\nX = yes\nifeq ($(X),yes)\nCFLAGS += -DSWITCH\nendif\n", None),
        ("ifeq ($(X),yes)\nCFLAGS += -DSWITCH\nendif\n", None),
        ("SPECIAL = -DSWITCH\n", None),
        ("linux:\n\t$(CC) -DSWITCH main.c\n", None),
    ],
)
def test_makefiles(text: str, truth: Truth) -> None:
    assert active({"Makefile": text, "main.c": ASKED}, LINUX) == {"fork": truth}


def test_sources_under_conditions_of_automake() -> None:
    files = {
        "configure.ac": "AC_ARG_ENABLE([x], [h])\nAM_CONDITIONAL([X], [test x$enable_x = xyes])\n",
        "Makefile.am": "bin_PROGRAMS = p\np_SOURCES = main.c\nif X\np_SOURCES += x.c\nendif\n",
        "main.c": "int main(void) { fork(); }\n",
        "x.c": "void f(void) { fork(); }\n",
    }
    assert active(files, LINUX) == {"fork": True}
    assert active(files, LINUX, "x.c") == {"fork": False}


def test_templates_of_headers_define_too() -> None:
    files = {
        "defines.h.in": (
            "#define SECURE 0\n#undef HAVE_POPEN\n#define PIPEC (!SECURE && HAVE_POPEN)\n"
            "#if SECURE\n#define NEVER_SET 1\n#endif\n"
        ),
        "main.c": (
            '#include "defines.h"\n#if PIPEC\nvoid f(void) { popen("ls", "r"); }\n#endif\n'
            "#ifdef NEVER_SET\nvoid g(void) { fork(); }\n#endif\n"
        ),
    }
    assert active(files, LINUX) == {"popen": True}


def test_what_nobody_defines_is_not_defined() -> None:
    files = {"configure.ac": "", "main.c": f"#include <unistd.h>\n{ASKED}"}
    assert active(files, WASI) == {"fork": False}


@pytest.mark.parametrize(
    ("around", "build"),
    [
        ("#include <other/library.h>\n", "configure.ac"),
        ('#include "made_by_a_script.h"\n', "configure.ac"),
        ("int x = SWITCH;\n", "configure.ac"),
        ("", "Makefile.in"),
    ],
)
def test_who_else_might_define_it(around: str, build: str) -> None:
    """Headers that are not here, a constant of the system, a build that is not understood."""
    assert active({build: "", "main.c": around + ASKED}, WASI) == {"fork": None}


def test_a_header_that_another_is_made_of() -> None:
    files = {
        "configure.ac": "",
        "default_options.h": "#define SWITCH 1\n",
        "options.h": '#include "default_options_guard.h"\n',
        "main.c": f'#include "options.h"\n{ASKED}',
    }
    assert active(files, WASI) == {"fork": True}


@pytest.mark.parametrize(
    ("line", "reached"),
    [("COMPILER == ONE", False), ("COMPILER == TWO", True), ("COMPILER != ONE", True)],
)
def test_values_that_are_names_of_macros(line: str, *, reached: bool) -> None:
    head = "#define ONE 1\n#define TWO 2\n#define COMPILER TWO\n"
    code = f"{head}#if {line}\nvoid f(void) {{ fork(); }}\n#endif\n"
    assert active(code, WASI) == ({"fork": True} if reached else {})
