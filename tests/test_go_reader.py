"""What the Go reader sees, case by case: names, kinds, places and guards."""

from collections.abc import Mapping
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasmfit.languages.go import LANGUAGE
from wasmfit.languages.go.constraints import expression, name_condition
from wasmfit.languages.go.header import guessed_name, header_of
from wasmfit.model.condition import Atom, evaluate
from wasmfit.model.facts import FileFacts, Use
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest, Linked

INTEREST = Interest(
    exact=frozenset(
        {
            "func without a body",
            'import "C"',
            "name without a branch",
            "net/http.Client.Do",
            "net/http.Get",
            "os.Chmod",
            "os.File.Chmod",
            "os.Process.Kill",
            "os.ReadFile",
            "os/exec.Cmd",
            "os/exec.Command",
            "package without a file",
            "syscall.Kill",
            "syscall.SysProcAttr.Setsid",
            "syscall/js",
        }
    ),
    prefixes=("-l", "/proc/", "golang.org/x/sys/unix.", "pkg-config:", "syscall."),
    guards=frozenset({"IsNative"}),
    modules=(("example.com/shop", ""), ("example.com/shop/sub", "nested")),
)

WASI = {
    "go.os": "wasip1",
    "go.arch": "wasm",
    "go.tag:gc": "1",
    "go.tag:unix": "",
    "go.tag:cgo": "",
    "go.tag:tinygo": "",
}
LINUX = {**WASI, "go.os": "linux", "go.arch": "amd64", "go.tag:unix": "1", "go.tag:cgo": "1"}


class World:
    """A target by the facts that Go's constraints ask for."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self.facts = facts

    def truth(self, atom: Atom) -> bool | None:
        if atom.fact == "go.version":
            return [*map(int, ["1", "27"])] < [*map(int, atom.value.split("."))]
        value = "" if atom.fact.startswith("guard:") else self.facts.get(atom.fact)
        if value is None:
            return None
        return value != "" if atom.operator == "true" else value in atom.value.split("\n")


def link_all(files: Mapping[str, str | bytes]) -> Linked:
    """Read, link, and read again what the linker gives hints for, as a scan does."""
    data = {p: s if isinstance(s, bytes) else s.encode() for p, s in files.items()}

    def read(path: str, hints: Mapping[str, str]) -> FileFacts:
        role = Role.TEST if path.endswith("_test.go") else Role.SOURCE
        source = SourceFile(path=path, size=len(data[path]), language="go", role=role, unit=".")
        return LANGUAGE.read(source, data[path], INTEREST, hints)

    assert LANGUAGE.ask is not None
    hints = LANGUAGE.ask([read(path, {}) for path in sorted(data)], INTEREST)
    facts = [read(path, hints.get(path, {})) for path in sorted(data)]
    return replace(LANGUAGE.link(facts, INTEREST), hints=LANGUAGE.ask(facts, INTEREST))


def uses(code: str, path: str = "a.go") -> list[Use]:
    return list(link_all({path: code}).files[0].uses)


def told(files: Mapping[str, str], path: str) -> list[str]:
    """Uses of a file as ``line symbol``; ``?`` when a guard keeps them off wasip1."""
    facts = next(file for file in link_all(files).files if file.path == path)
    found = []
    for use in facts.uses:
        active = all(evaluate(guard.condition, World(WASI)) is not False for guard in use.guards)
        found.append(f"{'' if active else '?'}{use.span.start_line} {use.symbol}")
    return found


def body(code: str, *imports: str) -> str:
    """A function around some lines; the first of them is line 10 with three imports or less."""
    lines = [f"import {one}" if " " in one else f'import "{one}"' for one in imports]
    head = ["package p", "", *lines]
    head += [""] * (8 - len(head))
    return "\n".join([*head, "func f() {", code, "}", ""])


NAMES = [
    ("plain", body("exec.Command(`a`)", "os/exec"), ["10 os/exec.Command"]),
    ("alias", body("run.Command()", 'run "os/exec"'), ["10 os/exec.Command"]),
    ("other name than the alias", body("exec.Command()", 'run "os/exec"'), []),
    ("no import", body("exec.Command()"), []),
    ("blank import", body("exec.Command()", '_ "os/exec"'), []),
    ("dot import", body("Command()", '. "os/exec"'), ["10 os/exec.Command"]),
    ("dot import, shadowed", body("Command := 1\n_ = Command", '. "os/exec"'), []),
    ("value", body("run := exec.Command\nrun()", "os/exec"), ["10 os/exec.Command"]),
    ("across lines", body("exec.\n\tCommand()", "os/exec"), ["11 os/exec.Command"]),
    ("package of another path", body("exec.Command()", "example.com/os/exec"), []),
    ("local variable", body("exec := x()\nexec.Command()", "os/exec"), []),
    (
        "declared later",
        body("exec.Command()\nexec := 1\n_ = exec", "os/exec"),
        ["10 os/exec.Command"],
    ),
    ("own initializer", body("exec := exec.Command()", "os/exec"), ["10 os/exec.Command"]),
    (
        "inner block",
        body("{\nexec := 1\n_ = exec\n}\nexec.Command()", "os/exec"),
        ["14 os/exec.Command"],
    ),
    ("if initializer", body("if exec := x(); true {\nexec.Command()\n}", "os/exec"), []),
    ("range", body("for _, exec := range x {\nexec.Command()\n}", "os/exec"), []),
    ("loop", body("for exec := 0; exec < 3; exec++ {\nexec.Command()\n}", "os/exec"), []),
    ("type switch", body("switch exec := x.(type) {\ncase int:\nexec.Command()\n}", "os/exec"), []),
    ("received", body("select {\ncase exec := <-x:\nexec.Command()\n}", "os/exec"), []),
    ("closure's parameter", body("_ = func(exec int) { exec.Command() }", "os/exec"), []),
    ("comment and string", body('// exec.Command()\n_ = "exec.Command()"', "os/exec"), []),
    ("after a comment's end", body("// not.\nexec.Command()", "os/exec"), ["11 os/exec.Command"]),
    ("raw string", body("_ = `\nexec.Command()\n`", "os/exec"), []),
    ("field of a field", body("a.exec.Command()", "os/exec"), []),
    ("variadic", 'package p\nimport "os/exec"\nfunc f(a ...exec.Cmd) {}\n', ["3 os/exec.Cmd"]),
    ("versioned", body("rand.Read()", "math/rand/v2"), []),
    (
        "semicolons",
        'package p; import "os/exec"; func f() { exec.Command() }',
        ["1 os/exec.Command"],
    ),
    (
        "comment in imports",
        'package p\nimport (\n// a\n"os/exec" // b\n/* c */ "os"\n)\nfunc f() { exec.Command() }',
        ["7 os/exec.Command"],
    ),
    (
        "everything of a package",
        body("unix.Foo(unix.BAR)", "golang.org/x/sys/unix"),
        ["10 golang.org/x/sys/unix.Foo", "10 golang.org/x/sys/unix.BAR"],
    ),
    ("a path", body('os.ReadFile("/proc/stat")', "os"), ["10 os.ReadFile", "10 /proc/stat"]),
    ("a path in a call of the project", body('open("/proc/stat")', "os"), []),
]


@pytest.mark.parametrize(("code", "expected"), [n[1:] for n in NAMES], ids=[n[0] for n in NAMES])
def test_names(code: str, expected: list[str]) -> None:
    found = [f"{use.span.start_line} {use.symbol}" for use in uses(code)]
    assert found == expected


METHODS = [
    ("constructor", "c := http.Client{}\nc.Do(r)", ["11 net/http.Client.Do"]),
    ("pointer", "c := &http.Client{}\nc.Do(r)", ["11 net/http.Client.Do"]),
    ("chained", "(&http.Client{}).Do(r)", ["10 net/http.Client.Do"]),
    ("new", "c := new(http.Client)\nc.Do(r)", ["11 net/http.Client.Do"]),
    ("declared", "var c http.Client\nc.Do(r)", ["11 net/http.Client.Do"]),
    ("variable of a package", "http.DefaultClient.Do(r)", ["10 net/http.Client.Do"]),
    ("assertion", "x.(*http.Client).Do(r)", ["10 net/http.Client.Do"]),
    (
        "type switch",
        "switch c := x.(type) {\ncase *http.Client:\nc.Do(r)\n}",
        ["12 net/http.Client.Do"],
    ),
    (
        "range",
        "all := []*http.Client{}\nfor _, c := range all { c.Do(r) }",
        ["11 net/http.Client.Do"],
    ),
    ("index", "var all map[string]http.Client\nall[a].Do(r)", ["11 net/http.Client.Do"]),
    ("result", "file, err := os.Open(a)\nfile.Chmod(1)", ["11 os.File.Chmod"]),
    ("not the first result", "err, file := os.Open(a)\nfile.Chmod(1)", []),
    (
        "field of a result",
        "c := exec.Command(a)\nc.Process.Kill()",
        ["10 os/exec.Command", "11 os.Process.Kill"],
    ),
    ("method value", "c := http.Client{}\ndo := c.Do", ["11 net/http.Client.Do"]),
    ("unknown", "c.Do(r)", []),
    ("another type", "c := own{}\nc.Do(r)", []),
    ("shadowed", "c := http.Client{}\n{\nc := own{}\nc.Do(r)\n}", []),
    (
        "key",
        "_ = &syscall.SysProcAttr{Setsid: true}",
        ["10 syscall.SysProcAttr", "10 syscall.SysProcAttr.Setsid"],
    ),
    ("key of another type", "_ = &own{Setsid: true}", []),
    ("label", "Setsid:\nfor {\n}", []),
]


@pytest.mark.parametrize(
    ("code", "expected"), [m[1:] for m in METHODS], ids=[m[0] for m in METHODS]
)
def test_methods(code: str, expected: list[str]) -> None:
    source = (
        'package p\n\nimport (\n"net/http"; "os"; "os/exec"; "syscall"\n)\n\n\n\n'
        f"func f() {{\n{code}\n}}\n"
    )
    assert [f"{use.span.start_line} {use.symbol}" for use in uses(source)] == expected


def test_members_told_in_other_files() -> None:
    files = {
        "a.go": 'package p\nimport "net/http"\ntype api struct{ client *http.Client }\n'
        "func newClient() *http.Client { return nil }\nvar shared = &http.Client{}\n"
        "type wide struct{ *http.Client }\n",
        "b.go": "package p\nfunc (a *api) f() { a.client.Do(nil) }\n"
        "func g() { newClient().Do(nil) }\nfunc h() { shared.Do(nil) }\n"
        "func i(w wide) { w.Do(nil) }\nfunc j(w other) { w.Do(nil) }\n",
    }
    assert told(files, "b.go") == [f"{line} net/http.Client.Do" for line in (2, 3, 4, 5)]


def test_a_method_hides_the_embedded_one() -> None:
    files = {
        "a.go": 'package p\nimport "net/http"\ntype wide struct{ http.Client }\n',
        "b.go": "package p\nfunc (w *wide) Do(x any) {}\n",
        "c.go": "package p\nfunc f(w wide) { w.Do(nil) }\n",
    }
    assert told(files, "c.go") == []


def test_members_told_in_another_package() -> None:
    files = {
        "store/a.go": 'package store\nimport "net/http"\ntype API struct{ Client *http.Client }\n'
        "func Shared() *http.Client { return nil }\n",
        "main.go": 'package main\nimport "example.com/shop/store"\n'
        "func f(a *store.API) { a.Client.Do(nil) }\nfunc g() { store.Shared().Do(nil) }\n",
    }
    assert told(files, "main.go") == ["3 net/http.Client.Do", "4 net/http.Client.Do"]


GUARDED = [
    ("if", "if runtime.GOOS == `linux` {\nos.Chmod()\n}", True),
    ("else", "if runtime.GOOS == `linux` {\n} else {\nos.Chmod()\n}", False),
    ("else of not", "if runtime.GOOS != `linux` {\n} else {\nos.Chmod()\n}", True),
    ("else if", "if x {\n} else if runtime.GOOS == `linux` {\nos.Chmod()\n}", True),
    ("and", "if x && runtime.GOOS == `linux` {\nos.Chmod()\n}", True),
    ("or", "if x || runtime.GOOS == `linux` {\nos.Chmod()\n}", False),
    ("processor", "if runtime.GOARCH == `wasm` {\nos.Chmod()\n}", False),
    ("other processor", "if `amd64` == runtime.GOARCH {\nos.Chmod()\n}", True),
    ("early return", "if runtime.GOOS != `linux` {\nreturn\n}\nos.Chmod()", True),
    ("early exit", "if runtime.GOOS == `wasip1` {\nlog.Fatal(1)\n}\nos.Chmod()", True),
    ("no exit", "if runtime.GOOS != `linux` {\nx()\n}\nos.Chmod()", False),
    ("case", "switch runtime.GOOS {\ncase `linux`, `darwin`:\nos.Chmod()\n}", True),
    ("own case", "switch runtime.GOOS {\ncase `linux`, `wasip1`:\nos.Chmod()\n}", False),
    ("default", "switch runtime.GOOS {\ncase `linux`:\ndefault:\nos.Chmod()\n}", False),
    ("no default", "switch runtime.GOOS {\ncase `wasip1`:\ndefault:\nos.Chmod()\n}", True),
    ("bare case", "switch {\ncase runtime.GOOS == `linux`:\nos.Chmod()\n}", True),
    ("condition", "_ = runtime.GOOS == `linux` && os.Chmod()", True),
    ("closure", "if runtime.GOOS == `linux` {\nx(func() { os.Chmod() })\n}", True),
    ("flag", "if isLinux {\nos.Chmod()\n}", True),
    ("not the flag", "if !isLinux {\nos.Chmod()\n}", False),
    ("a name that is no flag", "if verbose {\nos.Chmod()\n}", False),
    ("a guard that the project names", "if sys.IsNative() {\nos.Chmod()\n}", True),
    ("shadowed flag", "isLinux := true\nif isLinux {\nos.Chmod()\n}", False),
]


@pytest.mark.parametrize(("code", "off"), [g[1:] for g in GUARDED], ids=[g[0] for g in GUARDED])
def test_guards(code: str, off: bool) -> None:
    source = body(code, "os", "runtime") + "\nconst isLinux = runtime.GOOS == `linux`\n"
    found = told({"a.go": source}, "a.go")
    assert len(found) == 1
    assert found[0].startswith("?") is off


def test_a_flag_of_another_file() -> None:
    files = {
        "a.go": 'package p\nimport "runtime"\nvar onLinux = runtime.GOOS == "linux"\n',
        "b.go": body("if onLinux {\nos.Chmod()\n}", "os"),
        "c.go": body("if !onLinux {\nos.Chmod()\n}", "os"),
    }
    assert told(files, "b.go")[0].startswith("?")
    assert not told(files, "c.go")[0].startswith("?")


@pytest.mark.parametrize(
    ("name", "linux", "wasi"),
    [
        ("a.go", True, True),
        ("linux.go", True, True),
        ("a_linux.go", True, False),
        ("a_wasip1.go", False, True),
        ("a_wasm.go", False, True),
        ("a_wasip1_wasm.go", False, True),
        ("a_linux_amd64.go", True, False),
        ("a_windows_test.go", False, False),
        ("a_unix.go", True, True),
        ("a_linux_b.go", True, True),
        ("a_amd64_linux.go", True, False),
        ("linux_amd64.go", True, False),
        ("a_android.go", False, False),
    ],
)
def test_file_names(name: str, linux: bool, wasi: bool) -> None:
    condition = name_condition(name)
    assert evaluate(condition, World(LINUX)) is linux
    assert evaluate(condition, World(WASI)) is wasi


@pytest.mark.parametrize(
    ("text", "linux", "wasi"),
    [
        ("linux", True, False),
        ("!linux", False, True),
        ("unix", True, False),
        ("!windows", True, True),
        ("wasip1 || js", False, True),
        ("(linux && amd64) || darwin", True, False),
        ("!(linux || darwin)", False, True),
        ("cgo", True, False),
        ("gc && !tinygo", True, True),
        ("go1.18", True, True),
        ("go1.99", False, False),
        ("ignore", False, False),
        ("!purego", True, True),
        ("linux && integration", False, False),
        ("linux || (", None, None),
    ],
)
def test_build_lines(text: str, linux: bool | None, wasi: bool | None) -> None:
    condition = expression(text)
    if linux is None:
        assert evaluate(condition, World(WASI)) is None
        return
    assert evaluate(condition, World(LINUX)) is linux
    assert evaluate(condition, World(WASI)) is wasi


@pytest.mark.parametrize(
    ("lines", "off"),
    [
        ("//go:build linux", True),
        ("// +build linux darwin", True),
        ("// +build !windows", False),
        ("// +build linux\n// +build amd64", True),
        ("//go:build !windows\n// +build linux", False),
        ("/* a */\n\n//go:build linux", True),
        ("// go:build linux", False),
        ("//go:build linux // why", True),
    ],
)
def test_where_constraints_stand(lines: str, off: bool) -> None:
    source = f"{lines}\n\n{body('os.Chmod()', 'os')}"
    assert told({"a.go": source}, "a.go")[0].startswith("?") is off


def test_a_constraint_after_the_package_clause_is_a_comment() -> None:
    source = 'package p\n//go:build linux\nimport "os"\nfunc f() { os.Chmod() }\n'
    assert told({"a.go": source}, "a.go") == ["4 os.Chmod"]


def test_cgo() -> None:
    source = (
        "package p\n\n/*\n#cgo LDFLAGS: -lz -L/x\n#cgo linux pkg-config: gtk+-3.0\n*/\n"
        'import "C"\nimport "os"\nfunc f() { os.Chmod() }\n'
    )
    expected = ["4 -lz", "5 pkg-config:gtk+-3.0", '7 import "C"', "?9 os.Chmod"]
    assert told({"a.go": source}, "a.go") == expected


def test_cgo_that_the_file_asks_for() -> None:
    source = '//go:build cgo\n\npackage p\n\nimport "C"\n'
    assert told({"a.go": source}, "a.go") == ['?5 import "C"']


def test_functions_without_a_body() -> None:
    source = (
        "package p\n\nfunc sum(a, b uint64) uint64\n\nfunc two() (a, b int)\n\n"
        "//go:linkname linked runtime.linked\nfunc linked()\n\nfunc own() {}\n\n"
        "func long(\n\ta int,\n) {\n}\n\nfunc longer(a int) (\n\tb int) {\n}\n\n"
        "type t func(a int)\n"
    )
    expected = ["3 func without a body", "5 func without a body"]
    assert told({"a.go": source}, "a.go") == expected


def test_names_that_one_platform_lacks() -> None:
    files = {
        "a.go": "package p\n\nfunc f() { lock() }\n\nfunc g() { both() }\n",
        "lock_linux.go": "package p\n\nfunc lock() {}\nfunc both() {}\n",
        "lock_other.go": "//go:build !linux\n\npackage p\n\nfunc both() {}\n",
        "lock_windows.go": "package p\n\nfunc lock() {}\n",
    }
    assert told(files, "a.go") == ["3 name without a branch"]


def test_methods_that_one_platform_lacks() -> None:
    files = {
        "a.go": "package p\n\ntype disk struct{}\n\nfunc (d *disk) f() { d.lock() }\n\n"
        "func g(d disk, o other) { o.lock(); d.free() }\n",
        "disk_linux.go": "package p\n\nfunc (d *disk) lock() {}\nfunc (d *disk) free() {}\n",
        "disk_other.go": "//go:build !linux\n\npackage p\n\nfunc (d *disk) free() {}\n",
    }
    assert told(files, "a.go") == ["5 name without a branch"]


def test_thousands_of_names_that_one_platform_lacks_are_looked_for_at_once() -> None:
    calls = "".join(f"\tname{n}()\n" for n in range(6000))
    names = "".join(f"func name{n}() {{}}\n" for n in range(6000))
    files = {
        "a.go": f"package p\n\nfunc f() {{\n{calls}}}\n",
        "names_linux.go": f"package p\n\n{names}",
    }
    start = process_time()
    found = told(files, "a.go")
    assert (len(found), process_time() - start < 6) == (6000, True)


def test_files_of_another_platform_are_not_asked_what_webassembly_lacks() -> None:
    files = {
        "a_linux_amd64.go": "package p\n\nfunc f() { lock() }\n",
        "b.go": "package p\n\nfunc g() { lock() }\n",
        "lock_linux.go": "package p\n\nfunc lock() {}\n",
    }
    asked = link_all(files).hints
    assert sorted(asked) == ["b.go", "lock_linux.go"], "f may lack there on another processor"


def test_a_local_variable_is_no_name_of_the_package() -> None:
    files = {
        "a.go": "package p\n\nfunc f(lock int) { _ = lock; x.lock() }\n",
        "lock_linux.go": "package p\n\nfunc lock() {}\n",
    }
    assert told(files, "a.go") == []


def test_names_of_another_package_that_one_platform_lacks() -> None:
    files = {
        "main.go": 'package main\nimport "example.com/shop/disk"\nfunc f() { disk.Free() }\n',
        "disk/disk.go": "package disk\n",
        "disk/disk_linux.go": "package disk\n\nfunc Free() {}\n",
    }
    assert told(files, "main.go") == ["3 name without a branch"]


def test_a_package_without_a_file() -> None:
    files = {
        "main.go": 'package main\n\nimport "example.com/shop/disk"\n\nfunc f() { disk.Free() }\n',
        "disk/disk_linux.go": "package disk\n\nfunc Free() {}\n",
        "disk/disk_windows.go": "package disk\n\nfunc Free() {}\n",
    }
    assert told(files, "main.go") == ["3 package without a file", "5 name without a branch"]


def test_a_tag_of_the_project_is_no_platform() -> None:
    files = {
        "main.go": 'package main\n\nimport "example.com/shop/disk"\n\nfunc f() { disk.Free() }\n',
        "disk/disk.go": "//go:build ignore\n\npackage disk\n\nfunc Free() {}\n",
    }
    assert told(files, "main.go") == []


def test_a_package_for_every_platform() -> None:
    files = {
        "main.go": 'package main\n\nimport "example.com/shop/disk"\n',
        "disk/disk_unix.go": "//go:build unix\n\npackage disk\n",
        "disk/disk_other.go": "//go:build !unix\n\npackage disk\n",
    }
    assert told(files, "main.go") == []


def test_edges() -> None:
    linked = link_all(
        {
            "main.go": 'package main\nimport (\n"example.com/shop/store"\n'
            '"example.com/shop/sub/x"\n"example.com/other"\n"fmt"\n)\n',
            "store/a.go": "package store\n",
            "store/b_linux.go": "package store\n",
            "store/a_test.go": 'package store_test\nimport "example.com/shop/store"\n',
            "nested/x/x.go": "package x\n",
            "vendor/example.com/other/o.go": "package other\n",
        }
    )
    found = {(edge.source, edge.target, bool(edge.guards)) for edge in linked.edges}
    assert found == {
        ("main.go", "store/a.go", False),
        ("main.go", "nested/x/x.go", False),
        ("main.go", "vendor/example.com/other/o.go", False),
        ("store/a.go", "store/b_linux.go", True),
        ("store/b_linux.go", "store/a.go", False),
    }


def test_programs() -> None:
    files = {
        "main.go": "package main\n\nfunc main() {}\n",
        "lib.go": "package lib\n\nfunc main() {}\n",
        "part.go": "package main\n\nfunc f() {}\n",
        "make.go": "//go:build ignore\n\npackage main\n\nfunc main() {}\n",
    }
    found = link_all(files).files
    assert [one.path for one in found if "program" in one.traits] == ["main.go"]
    assert [one.path for one in found if one.role is Role.BUILD] == ["make.go"]


def test_definitions() -> None:
    source = (
        "package p\n\nfunc One() {}\nfunc (t *Two) Three() {}\ntype Two struct {\n\tinner int\n}\n"
        "const (\n\tFour = iota\n\tFive\n)\nvar six, seven = 6, 7\nfunc Eight[T any](t T) {}\n"
        "func init() {}\n"
    )
    facts = link_all({"a.go": source}).files[0]
    expected = {"One", "Two", "Two.Three", "Four", "Five", "six", "seven", "Eight"}
    assert set(facts.defines) == expected


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("os/exec", "exec"),
        ("math/rand/v2", "rand"),
        ("gopkg.in/yaml.v3", "yaml"),
        ("github.com/mattn/go-isatty", "isatty"),
        ("github.com/edsrzf/mmap-go", "mmap"),
        ("v2", "v2"),
    ],
)
def test_package_names(path: str, name: str) -> None:
    assert guessed_name(path) == name


def test_syntax_that_is_lost_is_a_gap() -> None:
    source = body("exec.Command(]]\n", "os/exec")
    gaps = link_all({"a.go": source}).files[0].gaps
    assert [gap.reason.partition(";")[0][:25] for gap in gaps] == ["syntax not understood fro"]


def test_scopes_and_columns() -> None:
    source = 'package p\nimport "os"\nfunc (s *store) f() { _ = "é"; os.Chmod() }\n'
    use = uses(source)[0]
    assert (use.scope, use.span.start_column, use.deferred) == ("store.f", 35, True)


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    link_all({"a.go": data})


WORDS = [
    *("package p\n", 'import "os"\n', "import (\n", ")", '"os/exec"', "func f() {", "}", "os."),
    *("Chmod", "(", "\n", "//go:build ", "linux", "`", '"', "/*", "*/", "type ", "struct {", ":="),
    *("é", "\0", "if ", "switch ", "case "),
]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_random_words_never_raise(words: list[str]) -> None:
    link_all({"a.go": "".join(words)})
    header_of("".join(words).encode())
