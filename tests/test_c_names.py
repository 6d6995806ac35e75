"""C names: what is a use of the library, and what only looks like one."""

import pytest

from build_c import of, project, read, uses
from wasmfit.model.project import Role


@pytest.mark.parametrize(
    "body",
    [
        "fork();",
        "int x = fork();",
        "if (fork() < 0) return;",
        "(fork)();",
        "return fork();",
        "run(fork());",
    ],
)
def test_calls_are_found(body: str) -> None:
    assert uses(f"void f(void) {{\n  {body}\n}}\n") == [("call", 2, "fork")]


@pytest.mark.parametrize(
    "code",
    [
        "void f(struct s *p) { p->fork(); p->x.fork(1); }",
        "int fork(void);",
        "extern int fork();\nvoid f(void) { extern int fork(void); }",
        "typedef int (*fork)(void);",
        '/* fork() */ // fork()\nconst char *s = "fork()"; char c = \'"\'; /* fork() */',
        "struct s { int fork; int (*kill)(int); };",
        "struct t x = { .fork = 1 };",
        "int g(int fork, int (*kill)(int)) { kill(1); return fork; }",
        "void f(void) { int fork = 1; use(fork); }",
        "unsigned long n = sizeof(struct fork);",
        "#if 0\nvoid f(void) { fork(); }\n#endif",
        'void f(void) __attribute__((alias("fork")));',
        "SYS_FUNC(fork)\n{\n  return 0;\n}",
        "void f(void) { PRINT_FIELD(regs, fork); }",
    ],
)
def test_what_only_looks_like_a_use(code: str) -> None:
    assert uses(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "void f(void) { handler = fork; }",
        "struct ops o = { .open_door = fork };",
        "void f(void) { run(&fork); }",
        "int (*p)(void) = fork;",
        "void *t[] = { fork };",
        "void *f(void) { return fork; }",
    ],
)
def test_function_references(code: str) -> None:
    assert uses(code) == [("value", 1, "fork")]


def test_a_variable_of_another_file_is_no_function_reference() -> None:
    code = "void f(void) { index++; use(index); index = 3; }"
    assert uses(code) == []


def test_constants_count_wherever_they_stand() -> None:
    code = "void *f(int d) { return map(0, 1, MAP_SHARED | OTHER, d); }"
    assert uses(code) == [("value", 1, "MAP_SHARED")]


def test_own_functions_of_the_same_file() -> None:
    code = "static int connect(int x) { return x; }\nint bind(int x) { return connect(bind(x)); }\n"
    assert uses(code) == []


def test_own_functions_of_another_file_are_linked_in() -> None:
    files = {
        "main.c": "int main(void) { return connect(1); }\n",
        "net.c": "int connect(int x) { return x; }\n",
    }
    assert uses(files) == []


def test_a_static_function_of_another_file_is_not_meant() -> None:
    files = {
        "main.c": "int main(void) { return connect(1); }\n",
        "net.c": "static int connect(int x) { return x; }\n",
    }
    assert uses(files) == [("call", 1, "connect")]


def test_doubles_of_tests_and_of_other_systems_do_not_stand_in() -> None:
    files = {
        "main.c": "int main(void) { fork(); kill(1, 2); }\n",
        "tests/fake.c": "int fork(void) { return 1; }\n",
        "compat/win32/kill.c": "int kill(int a, int b) { return a; }\n",
        "compat/kill-sunos.c": "int kill(int a, int b) { return b; }\n",
    }
    linked = project(files, {"tests/fake.c": Role.TEST})
    main = next(file for file in linked.files if file.path == "main.c")
    assert [use.symbol for use in main.uses] == ["fork", "kill"]


def test_inline_functions_and_macros_of_own_headers() -> None:
    files = {
        "main.c": '#include "own.h"\nint main(void) { fork(); kill(1, 2); }\n',
        "other.c": "int other(void) { return fork(); }\n",
        "own.h": "static inline int fork(void) { return 1; }\n#define kill(a, b) own_kill(a)\n",
    }
    assert uses(files) == []
    assert uses(files, "other.c") == [("call", 1, "fork")]


def test_calls_in_macro_bodies_stand_at_the_definition() -> None:
    code = '#define RUN(cmd) \\\n  do { system(cmd); } while (0)\nvoid f(void) { RUN("x"); }\n'
    assert uses(code) == [("call", 2, "system")]


def test_aliases_by_macro_are_references() -> None:
    assert uses("#define stop_all kill\n") == [("value", 1, "kill")]


@pytest.mark.parametrize(
    "line",
    [
        "#define F(fork) fork()",
        "#define F(x) x->fork()",
        "#define F #fork",
        "#define F a##fork",
        "#define F struct fork",
        "#define F int fork(void)",
    ],
)
def test_macro_bodies_that_do_not_call(line: str) -> None:
    assert uses(f"{line}\n") == []


def test_broken_code_is_read_by_its_tokens() -> None:
    code = "int f(void) {\n  BEGIN_ALL(x) @@ ;\n  if (fork() }\n}\n"
    assert ("call", 3, "fork") in uses(code)


def test_branches_that_split_statements() -> None:
    code = (
        "int f(int x) {\n#ifdef A\n  if (x) {\n#else\n  if (!x) {\n#endif\n"
        "    return fork();\n  }\n  return kill(1, 2);\n}\nint g(void) { return getpid(); }\n"
    )
    assert [use[1:] for use in uses(code)] == [(7, "fork"), (9, "kill"), (11, "getpid")]


def test_columns_count_code_points() -> None:
    use = of({"main.c": "/* ü */ void f(void) { fork(); }\n"})[0]
    assert (use.span.start_column, use.span.end_column) == (24, 28)


def test_bytes_of_another_encoding() -> None:
    facts = read("a.c", b"/* \xe9 */ void f(void) { fork(); }\n")
    assert [use.symbol for use in facts.uses] == ["fork"]
    assert facts.gaps == ()


def test_a_type_of_the_projects_own_is_no_function() -> None:
    code = "typedef struct { int x; } daemon;\nstatic daemon one = { 0 };\ndaemon two;\n"
    assert uses(code) == []
