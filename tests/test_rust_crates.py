"""What the Rust reader follows beyond a path: ``Self``, globs of globs, macros, ``cfg_attr``."""

from collections import Counter

from test_rust_reader import EMSCRIPTEN, WASI, told
from wasmfit.languages.rust import link

SPAWN = "pub fn go() { std::thread::spawn(g); }"
SYSCALL = """\
macro_rules! syscall {
    ($fn: ident ( $($arg: expr),* $(,)* ) ) => {{
        let res = unsafe { libc::$fn($($arg, )*) };
        res
    }};
}
"""


def test_self_is_the_type_that_is_implemented():
    source = (
        "use std::process::Command;\n"
        "impl Make for Command { fn make() -> Self { Self::new(1) } }\n"
        "impl Make for Other { fn make() -> Self { Self::new(1) } }\n"
        "trait Make { fn make() -> Self { Self::new(1) } }\n"
    )
    assert told(source) == ["2 call std::process::Command::new"]


def test_a_function_does_not_hide_a_module_of_its_name():
    source = "use std::env;\nfn env() {}\nfn f() { env::temp_dir(); env(); }"
    assert told(source) == ["3 call std::env::temp_dir"]
    assert told("mod env;\nfn f() { env::temp_dir(); }") == []


def test_globs_of_globs():
    others = {
        "src/main.rs": "use std::{process::Command, thread};\nmod platform;",
        "src/platform.rs": "use super::*;\nmod unix;",
    }
    source = "use super::*;\nfn f() { thread::spawn(g); let c = Command::new(1); c.status(); }"
    assert told(source, "src/platform/unix.rs", others) == [
        "2 call std::thread::spawn",
        "2 call std::process::Command::new",
    ]


def test_a_receiver_whose_type_a_glob_brings_in():
    others = {"src/main.rs": "use std::process::Command;\nmod run;"}
    source = "use super::*;\nfn f(mut command: Command) { command.spawn(); }"
    assert told(source, "src/run.rs", others) == ["2 call std::process::Command::spawn"]


def test_what_a_function_declares_to_return():
    source = (
        "use std::process::Command;\n"
        "fn shell() -> std::io::Result<Command> { a() }\n"
        "struct S { wake: std::sync::Condvar }\n"
        "impl S { fn wake(&self) -> &std::sync::Condvar { &self.wake }\n"
        "  fn f(&self) { self.wake().wait(g); shell()?.status(); other().status(); } }\n"
    )
    assert told(source) == [
        "5 call std::sync::Condvar::wait",
        "5 call std::process::Command::status",
    ]


def test_two_functions_of_one_name_that_return_different_things():
    source = (
        "impl A { fn make() -> std::process::Command { a() } }\n"
        "impl B { fn make() -> B { b() } }\n"
        "impl C { fn f(&self) { self.make().spawn(); } }\n"
    )
    assert told(source) == []


def test_what_a_function_of_another_file_returns():
    others = {
        "src/main.rs": "mod shell;\nmod run;",
        "src/shell.rs": "pub fn compile() -> std::process::Command { a() }\n"
        "pub fn plain() -> P { a() }",
    }
    source = (
        "use crate::shell::{compile, plain};\n"
        "fn f() { compile().spawn(); plain().spawn(); crate::shell::compile().status(); }"
    )
    assert told(source, "src/run.rs", others) == [
        "2 call std::process::Command::spawn",
        "2 call std::process::Command::status",
    ]


def test_an_extension_of_a_type_may_make_one():
    source = "use std::process::Command;\nfn f() { Command::resolve(1).arg(2).status(); }"
    assert told(source) == ["2 call std::process::Command::status"]


def test_a_builder_hands_itself_on():
    source = "fn f() { std::thread::Builder::new().no_hooks().spawn(g); }"
    assert told(source) == ["1 call std::thread::Builder::spawn"]


def test_a_macro_that_puts_a_path_before_a_name():
    own = SYSCALL + "fn f() { syscall!(fork()); syscall!(other()); }\n// syscall!(fork())"
    assert told(own) == ["7 call libc::fork"]
    others = {"src/main.rs": "#[macro_use] mod macros;\nmod sys;", "src/macros.rs": SYSCALL}
    source = "fn f() { syscall!(fork()); assert!(fork()); }"
    assert told(source, "src/sys.rs", others) == ["1 call libc::fork"]


def test_a_macro_that_calls_something_else():
    other = "macro_rules! syscall { ($fn:ident ($a:expr)) => { $fn($a) } }\n"
    assert told(other + "fn f() { syscall!(fork()); }") == []


def test_attributes_that_are_set_under_a_condition():
    source = (
        '#[cfg_attr(not(target_family = "wasm"), tokio::main)]\n'
        '#[cfg_attr(target_family = "wasm", tokio::main(flavor = "current_thread"))]\n'
        "async fn main() {}"
    )
    assert told(source) == ["-1 call tokio::main"]
    assert told("#[cfg(unix)]\n#[tokio::main]\nasync fn main() {}") == ["-2 call tokio::main"]
    assert told("#[cfg_attr(tokio::main, path)]\nfn f() {}") == []


def test_paths_of_modules_under_a_condition():
    main = (
        '#[cfg_attr(unix, path = "unix.rs")]\n#[cfg_attr(windows, path = "windows.rs")]\nmod sys;\n'
    )
    others = {"src/main.rs": main}
    assert told(SPAWN, "src/unix.rs", others) == ["-1 call std::thread::spawn"]
    assert told(SPAWN, "src/unix.rs", others, EMSCRIPTEN) == ["1 call std::thread::spawn"]
    assert told(SPAWN, "src/windows.rs", others, EMSCRIPTEN) == ["-1 call std::thread::spawn"]


def test_a_module_without_a_file():
    main = '#[cfg_attr(unix, path = "unix.rs")]\nmod sys;\n'
    here = {"src/unix.rs": SPAWN}
    assert told(main, others=here) == ["2 syntax cfg without a branch"]
    assert told(main, others=here, world=EMSCRIPTEN) == ["-2 syntax cfg without a branch"]
    elsewhere = {**here, "src/sys.rs": SPAWN}
    assert told(main, others=elsewhere) == ["-2 syntax cfg without a branch"]
    assert told(SPAWN, "src/sys.rs", {"src/main.rs": main}) == ["1 call std::thread::spawn"]


def test_a_path_that_depends_on_a_feature_is_no_missing_platform():
    main = '#[cfg_attr(feature = "a", path = "a.rs")]\nmod sys;\n'
    assert told(main, world=WASI) == []


def test_attributes_inside_of_macro_arguments():
    source = "list!(\n  a,\n  #[cfg(unix)]\n  libc::fork,\n  std::process::id(),\n);"
    assert told(source) == ["-4 value libc::fork", "5 call std::process::id"]


def test_a_variable_that_is_there_anyway_needs_no_branch():
    source = (
        "fn f(ty: T) { #[cfg(unix)]\nlet ty = ty.a();\n#[cfg(windows)]\nlet ty = ty.b();\n g(ty); }"
    )
    assert told(source) == []


def test_modules_that_import_all_of_each_other_are_asked_once(monkeypatch):
    modules = [f"m{number}" for number in range(10)]
    globs = "".join(f"pub use crate::{name}::*;\n" for name in modules)
    others = {f"src/{name}.rs": globs for name in modules[1:]}
    others["src/m9.rs"] += "pub use std::process::Command;\n"
    others["src/main.rs"] = "".join(f"mod {name};\n" for name in modules)
    asked: Counter[tuple[object, ...]] = Counter()
    follow = link._Linker._outside

    def counted(self, path, rest, depth):
        asked[id(self), path, rest, depth] += 1
        return follow(self, path, rest, depth)

    monkeypatch.setattr(link._Linker, "_outside", counted)
    source = f"{globs}fn f() {{ Command::new(1); }}"
    assert told(source, "src/m0.rs", others) == ["11 call std::process::Command::new"]
    assert asked
    assert max(asked.values()) == 1
