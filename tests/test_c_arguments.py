"""What calls are given, and names in the arguments of macros."""

import pytest

from build_c import LINUX, WASI, active, of, uses


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ('system("ls -l")', "ls -l"),
        ('popen("gzip -d " "< x\\n", "r")', "gzip -d < x"),
        ('execl("/bin/sh", "sh", "-c", cmd, NULL)', "/bin/sh"),
        ("system(cmd)", ""),
        ('system(cond ? "a" : "b")', ""),
        ('system("echo " PATH)', ""),
    ],
)
def test_the_command_that_is_run(call: str, told: str) -> None:
    found = of({"main.c": f"void f(char *cmd) {{ {call}; }}\n"})
    assert [use.detail for use in found if use.kind.value == "call"] == [told]


def test_macros_that_call_what_they_are_given() -> None:
    files = {
        "libm.h": "#ifdef __linux__\nWRAP(kill)\n#endif\nWRAP(flat)\nQUOTE(fork)\n",
        "main.c": (
            "#define WRAP(name) static int f_ ## name(int x) { return name(x, 0); }\n"
            '#define QUOTE(name) char *f_ ## name = #name;\n#include "libm.h"\n'
        ),
    }
    assert uses(files, "libm.h") == [("call", 2, "kill")]
    assert active(files, LINUX, "libm.h") == {"kill": True}
    assert active(files, WASI, "libm.h") == {"kill": False}


@pytest.mark.parametrize(
    ("macro", "dropped"),
    [
        ("#define TRACE(x)", True),
        ("#define TRACE(...) do {} while (0)", True),
        ("#define TRACE(x) log x;", False),
        ("#define TRACE(fmt, ...) log(fmt, __VA_ARGS__)", False),
        ("#define TRACE(args...) log(args)", False),
        ("#if 0\n#define TRACE(x)\n#endif", False),
        ("", False),
    ],
)
def test_macros_that_drop_what_they_are_given(macro: str, *, dropped: bool) -> None:
    code = f'{macro}\nvoid f(void) {{\n  TRACE(("%d", fork()));\n  kill(1, 2);\n}}\n'
    assert active(code, LINUX) == ({"kill": True} if dropped else {"fork": True, "kill": True})


def test_a_macro_that_drops_under_a_condition() -> None:
    code = (
        "#ifdef __wasi__\n#define TRACE(x)\n#else\n#define TRACE(x) log(x)\n#endif\n"
        "void f(void) { TRACE(getpid()); }\n"
    )
    assert active(code, LINUX) == {"getpid": True}
    assert active(code, WASI) == {"getpid": False}
