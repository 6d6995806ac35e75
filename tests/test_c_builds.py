"""Build descriptions: checks, sources and libraries."""

import pytest

from build_c import LINUX, WASI, active, project, uses

GUARDED = (
    "#ifdef HAVE_FORK\nvoid f(void) { fork(); }\n#endif\n"
    "#ifdef HAVE_SYS_EPOLL_H\n#include <sys/epoll.h>\n#endif\n"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("configure.ac", "AC_CHECK_FUNCS([fork getpid])\nAC_CHECK_HEADERS([sys/epoll.h])\n"),
        ("configure.in", "AC_CHECK_FUNCS(getpid \\\n fork)\nAC_CHECK_HEADERS(sys/epoll.h,,)\n"),
        (
            "configure.ac",
            (
                "AC_FUNC_FORK\n AC_FUNC_FORK()\n"
                "AC_CHECK_HEADER([sys/epoll.h], [AC_DEFINE(HAVE_SYS_EPOLL_H)])\n"
            ),
        ),
        (
            "config.h.in",
            (
                "/* Define to 1 if you have the `fork' function. */\n#undef HAVE_FORK\n\n"
                "/* Define to 1 if you have the <sys/epoll.h> header file. */\n"
                "#undef HAVE_SYS_EPOLL_H\n"
            ),
        ),
        ("config.h.cmake", "#cmakedefine HAVE_FORK 1\n#cmakedefine HAVE_SYS_EPOLL_H\n"),
        (
            "CMakeLists.txt",
            (
                "check_function_exists(fork HAVE_FORK)\n"
                'check_include_file("sys/epoll.h" HAVE_SYS_EPOLL_H)\n'
            ),
        ),
        (
            "CMakeLists.txt",
            (
                'check_symbol_exists(fork "unistd.h" HAVE_FORK)\n'
                "check_include_files(sys/epoll.h HAVE_SYS_EPOLL_H)\n"
            ),
        ),
        (
            "meson.build",
            (
                "conf.set('HAVE_FORK', cc.has_function('fork'))\n"
                "if cc.has_header('sys/epoll.h')\nendif\n"
            ),
        ),
        ("meson.build", "foreach f : ['fork', 'sys/epoll.h']\n cc.has_function(f)\nendforeach\n"),
    ],
)
def test_checks_are_answered_by_what_links(name: str, text: str) -> None:
    files = {name: text, "main.c": GUARDED}
    assert active(files, WASI) == {"fork": False, "sys/epoll.h": False}
    assert active(files, LINUX) == {"fork": True, "sys/epoll.h": True}


def test_a_macro_that_no_build_checks_stays_unknown() -> None:
    assert active(GUARDED, WASI) == {"fork": None, "sys/epoll.h": None}


def test_a_generated_header_beside_its_template_is_not_believed() -> None:
    files = {
        "config.h": "#define HAVE_FORK 1\n",
        "config.h.in": "#undef HAVE_FORK\n",
        "main.c": '#include "config.h"\n#ifdef HAVE_FORK\nvoid f(void) { fork(); }\n#endif\n',
    }
    assert active(files, WASI) == {"fork": False}


def test_checks_of_windows_are_false_elsewhere() -> None:
    files = {
        "configure.ac": "AC_CHECK_FUNCS([closesocket])\n",
        "main.c": (
            "#ifdef HAVE_CLOSESOCKET\nvoid f(void) { fork(); }\n#else\n"
            "void f(void) { kill(1, 2); }\n#endif\n"
        ),
    }
    assert active(files, WASI) == {"fork": False, "kill": True}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "CMakeLists.txt",
            (
                "set(SRC main.c)\nif(WIN32)\n  list(APPEND SRC win.c)\n"
                "elseif(UNIX AND NOT APPLE)\n"
                "  list(APPEND SRC posix.c)\nelse()\n  list(APPEND SRC plain.c)\nendif()\n"
            ),
        ),
        (
            "CMakeLists.txt",
            (
                'add_executable(x main.c)\nif(CMAKE_SYSTEM_NAME STREQUAL "Windows")\n'
                "  target_sources(x PRIVATE win.c)\n"
                "elseif(CMAKE_SYSTEM_NAME MATCHES Linux|FreeBSD)\n"
                "  target_sources(x PRIVATE posix.c)\nelse()\n"
                "  target_sources(x PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/plain.c)\nendif()\n"
            ),
        ),
    ],
)
def test_sources_under_conditions_of_cmake(name: str, text: str) -> None:
    files = {
        name: text,
        "main.c": "int main(void) { return getpid(); }\n",
        "win.c": "void f(void) { kill(1, 2); }\n",
        "posix.c": "void f(void) { fork(); }\n",
        "plain.c": 'void f(void) { system("x"); }\n',
    }
    assert active(files, WASI, "win.c") == {"kill": False}
    assert active(files, WASI, "posix.c") == {"fork": False}
    assert active(files, LINUX, "posix.c") == {"fork": True}
    assert active(files, WASI, "plain.c") == {"system": True}
    assert active(files, WASI) == {"getpid": True}


@pytest.mark.parametrize(
    "condition",
    [
        "host_machine.system() == 'windows'",
        "host_machine.system() in ['windows', 'cygwin']",
        "on_windows",
        "not not_windows",
        "on_windows and cc.has_header('sys/epoll.h')",
    ],
)
def test_sources_under_conditions_of_meson(condition: str) -> None:
    files = {
        "meson.build": (
            "on_windows = host_machine.system() == 'windows'\n"
            "not_windows = host_machine.system() != 'windows'\n"
            f"src = ['main.c']\nif {condition}\n  src += 'win.c'\n"
            "elif get_option('fancy')\n  src += 'fancy.c'\nelse\n  src += 'plain.c'\nendif\n"
        ),
        "main.c": "int main(void) { return getpid(); }\n",
        "win.c": "void f(void) { kill(1, 2); }\n",
        "fancy.c": "void f(void) { fork(); }\n",
        "plain.c": 'void f(void) { system("x"); }\n',
    }
    assert active(files, WASI, "win.c") == {"kill": False}
    assert active(files, WASI, "fancy.c") == {"fork": None}
    assert active(files, WASI, "plain.c") == {"system": None}
    assert active(files, WASI) == {"getpid": True}


@pytest.mark.parametrize("name", ["AIX", "OS390", "QNX", "GNU", "DragonFly", "kFreeBSD", "HP-UX"])
def test_systems_that_cmake_and_automake_name(name: str) -> None:
    files = {
        "CMakeLists.txt": (
            f'set(S main.c)\nif(CMAKE_SYSTEM_NAME STREQUAL "{name}")\n'
            "list(APPEND S far.c)\nendif()\n"
        ),
        "Makefile.am": "x_SOURCES = main.c\nif WINNT\nx_SOURCES += far.c\nendif\n",
        "main.c": "int main(void) { return getpid(); }\n",
        "far.c": "void f(void) { kill(1, 2); }\n",
    }
    assert active(files, WASI, "far.c") == {"kill": False}


def test_a_compiler_called_gnu_is_no_system() -> None:
    files = {
        "Makefile": "OBJ = main.o\nifeq ($(COMPILER),GNU)\nOBJ += more.o\nendif\n",
        "more.c": "void f(void) { kill(1, 2); }\n",
    }
    assert active(files, WASI, "more.c") == {"kill": None}


def test_spare_sources_of_automake_stand_in_where_configure_asks_for_them() -> None:
    files = {
        "Makefile.am": (
            "bin_PROGRAMS = x\nx_SOURCES = main.c\nEXTRA_x_SOURCES = \\\n  daemon.c \\\n  fork.c\n"
            "EXTRA_DIST = \\\n  kill.c\n"
        ),
        "main.c": "int main(void) { daemon(0, 0); kill(1, 2); return system(0); }\n",
        "daemon.c": "int daemon(int a, int b)\n{\n  return fork();\n}\n",
        "kill.c": "int unused;\n",
    }
    assert active(files, WASI) == {"daemon": None, "kill": True, "system": True}
    assert active(files, WASI, "daemon.c") == {"fork": None}


def test_one_include_without_a_condition_is_enough() -> None:
    files = {
        "Makefile.am": "bin_PROGRAMS = x\nx_SOURCES = z.c\nif FANCY\nx_SOURCES += a.c\nendif\n",
        "a.c": '#include "own.h"\n',
        "z.c": '#include "own.h"\nint main(void) { return 0; }\n',
        "own.h": "static inline int f(void) { return fork(); }\n",
    }
    assert active(files, WASI, "own.h") == {"fork": True}


def test_sources_under_conditionals_of_automake_and_make() -> None:
    files = {
        "Makefile.am": (
            "x_SOURCES = main.c\nif OS_WIN32\nx_SOURCES += win.c\nendif\nif FANCY\n"
            "x_SOURCES += fancy.c\nendif\n"
        ),
        "main.c": "int main(void) { return getpid(); }\n",
        "win.c": "void f(void) { kill(1, 2); }\n",
        "fancy.c": "void f(void) { fork(); }\n",
    }
    assert active(files, WASI, "win.c") == {"kill": False}
    assert active(files, WASI, "fancy.c") == {"fork": None}


def test_the_shell_in_a_makefile_is_no_conditional() -> None:
    files = {
        "Makefile": (
            "all:\n\tcc a.c\nx = if test -z; then \\\n  y; fi\nobj: a.o\n"
            "if test x; then \\\n\nOBJ = a.o\n"
        ),
        "a.c": "void f(void) { fork(); }\n",
    }
    assert active(files, WASI, "a.c") == {"fork": True}


def test_linked_libraries_are_uses_of_the_build() -> None:
    for name, text in (
        ("CMakeLists.txt", "find_package(ncurses)\n"),
        ("Makefile", "LDLIBS = -lncurses -lm\n"),
        ("configure.ac", "AC_CHECK_LIB([ncurses], [initscr])\n"),
        ("configure.ac", "PKG_CHECK_MODULES([X], [ncurses >= 6])\n"),
        ("meson.build", "dep = dependency('ncurses')\n"),
        ("BUILD", "cc_binary(name = 'x', srcs = ['x.c'], linkopts = ['-lncurses'])\n"),
    ):
        assert uses({name: text}, name) == [("link", 1, "ncurses")]


def test_the_module_graph_joins_includes_and_calls() -> None:
    files = {
        "main.c": '#include "net.h"\nint main(void) { return net_start(); }\n',
        "net.h": "int net_start(void);\n",
        "net.c": '#include "net.h"\nint net_start(void)\n{\n  return helper_only_here();\n}\n',
        "far/net.c": (
            "static int net_start(void) { return 1; }\nint g(void) { return net_start(); }\n"
        ),
    }
    found = {(edge.source, edge.target, edge.names) for edge in project(files).edges}
    assert found == {
        ("main.c", "net.h", ()),
        ("main.c", "net.c", ("net_start",)),
        ("net.c", "net.h", ()),
    }


def test_an_include_of_cxx_leads_to_the_body() -> None:
    files = {
        "a.cpp": '#include "b.h"\nint x;\n',
        "b.h": "class B;\n",
        "b.cpp": '#include "b.h"\nint y;\n',
    }
    edges = {(edge.source, edge.target) for edge in project(files).edges}
    assert edges == {("a.cpp", "b.h"), ("a.cpp", "b.cpp"), ("b.cpp", "b.h")}


def test_order_of_files_changes_nothing() -> None:
    files = {
        "main.c": GUARDED,
        "b.c": "void g(void) { kill(1, 2); }\n",
        "configure.ac": "AC_CHECK_FUNCS([fork])\n",
    }
    assert project(files) == project(dict(reversed(files.items())))


def test_main_marks_an_entry() -> None:
    files = {
        "a.c": "int main(int argc, char **argv)\n{\n  return 0;\n}\n",
        "b.c": "int other(void) { return 0; }\n",
    }
    assert [file.traits for file in project(files).files] == [("main",), ()]


@pytest.mark.parametrize(
    ("guard", "traits"),
    [("#ifndef _WIN32", ("main",)), ("#ifdef TEST_MAIN", ()), ("#if 0", ()), ("#if X > 2", ())],
)
def test_a_main_for_developers_is_no_entry(guard: str, traits: tuple[str, ...]) -> None:
    code = f"int x;\n{guard}\nint main(void)\n{{\n  return 0;\n}}\n#endif\n"
    assert project({"a.c": code}).files[0].traits == traits


OPTIONS = (
    "#ifdef __EXCEPTIONS\nvoid f(void) { fork(); }\n#endif\n"
    "#if !__cpp_exceptions\nvoid g(void) { kill(1, 2); }\n#endif\n"
)


@pytest.mark.parametrize(
    ("name", "text", "held"),
    [
        ("Makefile", "CXXFLAGS += -fno-exceptions -fno-rtti\n", True),
        ("CMakeLists.txt", "add_compile_options(-fno-exceptions)\n", True),
        ("CMakeLists.txt", 'set(CMAKE_CXX_FLAGS "${CMAKE_CXX_FLAGS} -fno-exceptions")\n', True),
        ("CMakeLists.txt", "target_compile_options(one PRIVATE -fno-exceptions)\n", None),
        ("meson.build", "add_project_arguments('-fno-exceptions', language: 'cpp')\n", None),
    ],
)
def test_exceptions_switched_off(name: str, text: str, *, held: bool | None) -> None:
    found = active({name: text, "main.cc": OPTIONS}, LINUX, "main.cc")
    assert found == {"fork": None if held is None else False, "kill": held}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Makefile", "CFLAGS = -O2\nCFLAGS += -fexceptions\n"),
        ("CMakeLists.txt", "project(x)\nadd_compile_options(-fexceptions)\n"),
        ("meson.build", "project('x')\nadd_project_arguments('-fexceptions', language: 'c')\n"),
        ("configure.ac", 'AC_INIT\nCFLAGS="$CFLAGS -fexceptions"\n'),
    ],
)
def test_unwinding_asked_for(name: str, text: str) -> None:
    assert uses({name: text}, name) == [("syntax", 2, "-fexceptions")]
