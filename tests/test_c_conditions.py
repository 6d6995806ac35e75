"""Preprocessor conditions: read, resolved through the project, put to a platform."""

import pytest

from build_c import LINUX, WASI, active, of, uses
from wasmfit.languages.c.expressions import condition_of
from wasmfit.model.condition import ALWAYS, NEVER, UNSURE, Truth, evaluate


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("defined(__linux__)", True),
        ("defined __linux__ && !defined(_WIN32)", True),
        ("defined(_WIN32) || defined(__CYGWIN__)", False),
        ("!defined(__unix__)", False),
        ("__GNUC__ >= 4", True),
        ("__GNUC__ < 4", False),
        ("4 > __GNUC__", False),
        ("_MSC_VER", False),
        ("_MSC_VER < 1900", True),
        ("_MSC_VER == 0", True),
        ("defined(SOMETHING) && defined(_WIN32)", False),
        ("defined(SOMETHING)", None),
        ("defined(__linux__) ? 1 : 0", True),
        ("__has_include(<sys/epoll.h>)", True),
        ("(1 << 3) == 8 && 0x10 == 16 && 10 / 3 == 3 && 7 % 4 == 3", True),
        ("1 - 1", False),
        ("-1 < 0", True),
        ("SOMETHING(1, 2)", None),
        ("1 +", None),
        ("1 / 0", None),
        ("'a' == 97", None),
    ],
)
def test_expressions(text: str, truth: Truth) -> None:
    assert evaluate(condition_of(text), LINUX) is truth


def test_constants_are_folded() -> None:
    assert condition_of("0") == NEVER
    assert condition_of("1 || defined(X)") == ALWAYS
    assert condition_of("defined(X) && !defined(X)") == NEVER
    assert condition_of("defined(X) || !defined(X)") == ALWAYS
    assert condition_of("~1") == UNSURE


CHAIN = """
#if defined(_WIN32)
void a(void) { closesocket(1); }
#elif defined(__linux__)
void a(void) { fork(); }
#else
void a(void) { kill(1, 2); }
#endif
"""


def test_branches_of_a_chain() -> None:
    assert active(CHAIN, LINUX) == {"closesocket": False, "fork": True, "kill": False}
    assert active(CHAIN, WASI) == {"closesocket": False, "fork": False, "kill": True}


def test_guards_tell_the_condition_and_its_place() -> None:
    guard = of({"main.c": CHAIN})[0].guards[0]
    assert (guard.text, guard.path, guard.line) == ("#if defined(_WIN32)", "main.c", 2)


def test_an_unknown_macro_is_unknown() -> None:
    assert active("#ifdef WANT_X\nvoid f(void) { fork(); }\n#endif\n", WASI) == {"fork": None}


@pytest.mark.parametrize(
    "head",
    [
        "#ifndef MAIN_H\n#define MAIN_H\n",
        "#if !defined(MAIN_H)\n#define MAIN_H 1\n",
        "#pragma once\n#if 1\n",
    ],
)
def test_include_guards_are_no_guards(head: str) -> None:
    assert (
        of({"main.h": f"{head}inline void f(void) {{ fork(); }}\n#endif\n"}, "main.h")[0].guards
        == ()
    )


def test_an_include_guard_that_is_asked_from_outside() -> None:
    files = {
        "main.c": '#ifndef OWN_H\n#include "own.h"\n#endif\n',
        "own.h": "#ifndef OWN_H\n#define OWN_H\ninline void f(void) { fork(); }\n#endif\n",
    }
    assert active(files, WASI, "own.h") == {"fork": True}


def test_cplusplus_is_the_language_of_the_file() -> None:
    code = (
        "#ifdef __cplusplus\nvoid f(void) { kill(1, 2); }\n#else\n"
        "void f(void) { fork(); }\n#endif\n"
    )
    assert active(code, WASI) == {"fork": True}
    assert active({"main.cpp": code}, WASI, "main.cpp") == {"kill": True}


def test_own_macros_carry_their_conditions() -> None:
    files = {
        "config.h": "#ifdef __linux__\n#define HAVE_EPOLL 1\n#endif\n#define USE_FORK 0\n",
        "main.c": (
            '#include "config.h"\n#ifdef HAVE_EPOLL\n'
            "int a = 1; void f(void) { epoll_create1(0); }\n"
            "#endif\n#if USE_FORK\nvoid g(void) { fork(); }\n#endif\n"
        ),
    }
    assert active(files, LINUX) == {"epoll_create1": True}
    assert active(files, WASI) == {"epoll_create1": False}


def test_a_macro_of_a_header_that_is_not_included_says_nothing() -> None:
    files = {
        "other.h": "#define USE_FORK 1\n",
        "main.c": "#if USE_FORK\nvoid g(void) { fork(); }\n#endif\n",
    }
    assert active(files, WASI) == {"fork": None}


def test_a_default_can_be_taken() -> None:
    code = (
        "#ifndef USE_FORK\n#define USE_FORK 1\n#endif\n#if USE_FORK\n"
        "void g(void) { fork(); }\n#endif\n"
    )
    assert active(code, WASI) == {"fork": True}


def test_macros_that_stand_for_each_other() -> None:
    code = "#define A B\n#define B A\n#if A\nvoid g(void) { fork(); }\n#endif\n"
    assert "fork" not in active(code, WASI) or active(code, WASI)["fork"] is not True


def test_an_own_fallback_takes_over_where_the_library_has_none() -> None:
    files = {
        "configure.ac": "AC_CHECK_FUNCS([flock fork])\n",
        "main.c": "#ifndef HAVE_FLOCK\nint flock(int a, int b) { return 0; }\n#endif\n"
        "int main(void) { return flock(1, 2); }\n",
    }
    assert active(files, WASI) == {"flock": False}
    assert active(files, LINUX) == {"flock": True}


def test_a_replaced_function_in_a_file_of_its_own() -> None:
    files = {
        "configure.ac": "AC_REPLACE_FUNCS([flock])\n",
        "lib/flock.c": "int flock(int a, int b) { return 0; }\n",
        "main.c": "int main(void) { return flock(1, 2); }\n",
    }
    assert active(files, WASI) == {"flock": False}
    assert active(files, LINUX) == {"flock": True}


def test_files_that_are_only_included_under_a_condition() -> None:
    files = {
        "main.c": (
            '#ifdef __linux__\n#include "ae_epoll.c"\n#else\n#include "ae_select.c"\n#endif\n'
        ),
        "ae_epoll.c": "void f(void) { epoll_create1(0); }\n",
        "ae_select.c": "void f(void) { select(0); }\n",
    }
    assert active(files, WASI, "ae_epoll.c") == {"epoll_create1": False}
    assert active(files, WASI, "ae_select.c") == {"select": True}


def test_a_header_included_from_anywhere_without_condition_is_reached() -> None:
    files = {
        "a.c": '#ifdef __linux__\n#include "own.h"\n#endif\n',
        "b.c": '#include "own.h"\n',
        "own.h": "static inline void f(void) { fork(); }\n",
    }
    assert active(files, WASI, "own.h") == {"fork": True}


def test_error_is_a_use_where_the_platform_decides() -> None:
    chain = '#if defined(_WIN32)\n#elif defined(__linux__)\n#else\n#error "no"\n#endif\n'
    assert active(chain, WASI) == {"#error": True}
    assert active(chain, LINUX) == {"#error": False}
    assert uses('#ifndef CONFIGURED\n#error "run configure"\n#endif\n') == []


def test_includes() -> None:
    files = {
        "main.c": '#include <sys/epoll.h>\n#include "signal.h"\n#include "sys/epoll.h"\n',
        "signal.h": "int own;\n",
    }
    assert uses(files) == [("include", 1, "sys/epoll.h"), ("include", 3, "sys/epoll.h")]


def test_constructs() -> None:
    code = (
        'void f(void) { __asm__ volatile ("" ::: "memory"); asm("nop"); }\n'
        'int g(void) asm("h");\nvoid h(void) { asm volatile ("rdtsc" : "=a"(x)); }\n'
        "#pragma omp parallel for\n"
    )
    assert uses(code) == [("syntax", 3, "asm"), ("syntax", 4, "#pragma omp")]


def test_paths_count_as_arguments_of_calls_that_take_them() -> None:
    code = (
        'void f(void) {\n  fopen("/proc/stat", "r");\n  printf("/proc/self");\n'
        '  const char *p = "/dev/null";\n  xopen("/dev/tty");\n}\n'
    )
    assert uses(code) == [("path", 2, "/proc/stat"), ("path", 5, "/dev/tty")]


def test_a_long_condition_still_answers_by_its_short_parts() -> None:
    wide = "".join(
        f"#{'el' if number else ''}if defined(A{number}) && defined(B{number})\n#define W 8\n"
        for number in range(20)
    )
    code = (
        f"{wide}#endif\n#if defined(__aarch64__) && W == 8\n#define FAST\n#endif\n"
        "#ifdef FAST\nvoid f(void) { fork(); }\n#endif\n"
    )
    assert active(code, WASI) == {"fork": False}
