"""What the Rust reader sees, case by case: names, kinds, places and guards."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from wasmfit.languages.rust import LANGUAGE
from wasmfit.model.condition import Atom, evaluate
from wasmfit.model.facts import FileFacts, Use
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest, Linked
from wasmfit.syntax.rust_cfg import cfg_condition

INTEREST = Interest(
    exact=frozenset(
        {
            "cfg without a branch",
            "compile_error!",
            'extern "C"',
            "libc::fork",
            "rayon::spawn",
            "std::arch::asm",
            "std::env::temp_dir",
            "std::fs::File::lock",
            "std::fs::File::open",
            "std::net::TcpListener::bind",
            "std::net::ToSocketAddrs::to_socket_addrs",
            "std::os::unix",
            "std::process::Command::new",
            "std::process::Command::spawn",
            "std::process::Command::status",
            "std::process::id",
            "std::sync::Condvar::wait",
            "std::thread::Builder::spawn",
            "std::thread::scope",
            "std::thread::spawn",
            "tokio::main",
            "tokio::net::TcpStream::connect",
        }
    ),
    prefixes=("#[link", "/proc/", "crossterm::", "std::os::unix::"),
    local=frozenset({"compat", "core", "lib", "main", "net", "sys", "unix"}),
)

WASI = {
    "cfg:unix": "",
    "cfg:windows": "",
    "cfg:wasm": "1",
    "cfg:target_os": "wasi",
    "cfg:target_env": "p2",
    "cfg:target_arch": "wasm32",
    "cfg:target_pointer_width": "32",
    "cfg:panic": "abort",
    "cfg:target_feature:simd128": "",
    "cfg:target_has_atomic:64": "1",
}
EMSCRIPTEN = {**WASI, "cfg:unix": "1", "cfg:target_os": "emscripten", "cfg:target_env": ""}


class World:
    """A target by the facts of its ``cfg``."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self.facts = facts

    def truth(self, atom: Atom) -> bool | None:
        value = self.facts.get(atom.fact)
        if value is None:
            return None
        return value != "" if atom.operator == "true" else value == atom.value


def link_all(files: Mapping[str, str | bytes]) -> Linked:
    """Read, link, and read again what the linker gives hints for, as a scan does."""
    data = {p: s if isinstance(s, bytes) else s.encode() for p, s in files.items()}

    def read(path: str, hints: dict[str, str]) -> FileFacts:
        source = SourceFile(
            path=path, size=len(data[path]), language="rust", role=Role.SOURCE, unit="."
        )
        return LANGUAGE.read(source, data[path], INTEREST, hints)

    linked = LANGUAGE.link([read(path, {}) for path in files], INTEREST)
    if linked.hints:
        again = [read(path, dict(linked.hints.get(path, {}))) for path in files]
        linked = LANGUAGE.link(again, INTEREST)
    return linked


def read_as(roles: Mapping[str, Role], files: Mapping[str, str]) -> dict[str, Role]:
    """The roles that linking gives to files that their folders give other roles."""

    def read(path: str) -> FileFacts:
        source = SourceFile(
            path=path, size=1, language="rust", role=roles.get(path, Role.SOURCE), unit="."
        )
        return LANGUAGE.read(source, files[path].encode(), INTEREST, {})

    linked = LANGUAGE.link([read(path) for path in files], INTEREST)
    return {file.path: file.role for file in linked.files}


def read_all(files: Mapping[str, str | bytes]) -> dict[str, FileFacts]:
    return {file.path: file for file in link_all(files).files}


def told(
    source: str,
    path: str = "src/main.rs",
    others: Mapping[str, str] | None = None,
    world: Mapping[str, str] = WASI,
) -> list[str]:
    """``line kind symbol`` of each use of one file, ``-`` before those kept off the
    target and ``?`` before those nobody can tell."""
    files = {path: source, **(others or {})}
    return [_shown(use, World(world)) for use in read_all(files)[path].uses]


def _shown(use: Use, world: World) -> str:
    truths = [evaluate(guard.condition, world) for guard in use.guards]
    mark = "-" if False in truths else "?" if None in truths else ""
    return f"{mark}{use.span.start_line} {use.kind.value} {use.symbol}"


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    uses: tuple[str, ...]


NAMES = [
    Case(
        "full path",
        "fn f() { std::process::Command::new(1); }",
        ("1 call std::process::Command::new",),
    ),
    Case(
        "type by name",
        "use std::process::Command;\nfn f() { Command::new(1); }",
        ("2 call std::process::Command::new",),
    ),
    Case(
        "alias",
        "use std::process::Command as C;\nfn f() { C::new(1); }",
        ("2 call std::process::Command::new",),
    ),
    Case(
        "use tree",
        "use std::{process::{self, Command}, thread};\n"
        "fn f() { Command::new(1); process::id(); thread::spawn(g); }",
        (
            "2 call std::process::Command::new",
            "2 call std::process::id",
            "2 call std::thread::spawn",
        ),
    ),
    Case("glob", "use std::thread::*;\nfn f() { spawn(g); }", ("2 call std::thread::spawn",)),
    Case(
        "glob of a crate's parent",
        "use std::*;\nfn f() { process::id(); }",
        ("2 call std::process::id",),
    ),
    Case(
        "through another use",
        "use std::process;\nuse process::Command;\nfn f() { Command::new(1); }",
        ("3 call std::process::Command::new",),
    ),
    Case(
        "in a function body",
        "fn f() { use std::thread; thread::spawn(g); }\nfn h() { thread::spawn(g); }",
        ("1 call std::thread::spawn",),
    ),
    Case(
        "not into a nested module",
        "use std::thread::spawn;\nmod m { fn f() { spawn(g); } }",
        ("1 import std::thread::spawn",),
    ),
    Case(
        "from around by super",
        "use std::thread;\nmod m { fn f() { super::thread::spawn(g); } }",
        ("2 call std::thread::spawn",),
    ),
    Case(
        "glob of super",
        "use std::thread;\nmod m { use super::*; fn f() { thread::spawn(g); } }",
        ("2 call std::thread::spawn",),
    ),
    Case(
        "rooted path", "mod std {}\nfn f() { ::std::process::id(); }", ("2 call std::process::id",)
    ),
    Case(
        "core is std", 'fn f() { unsafe { core::arch::asm!("nop") } }', ("1 call std::arch::asm",)
    ),
    Case("extern crate", "extern crate libc as c;\nfn f() { c::fork(); }", ("2 call libc::fork",)),
    Case(
        "type alias",
        "type C = std::process::Command;\nfn f() { C::new(1); }",
        ("2 call std::process::Command::new",),
    ),
    Case(
        "re-export in a module of the file",
        "mod m { pub use std::process::Command as C; }\nfn f() { m::C::new(1); }",
        ("2 call std::process::Command::new",),
    ),
    Case("passed on", "fn f() { map(std::process::id); }", ("1 value std::process::id",)),
    Case("turbofish", "fn f() { std::thread::spawn::<F, T>(g); }", ("1 call std::thread::spawn",)),
    Case(
        "import below a prefix",
        "use std::os::unix::fs::MetadataExt;",
        ("1 import std::os::unix::fs::MetadataExt",),
    ),
    Case("import of the module itself", "use std::os::unix;", ("1 import std::os::unix",)),
    Case(
        "import without a name",
        "use std::os::unix::fs::MetadataExt as _;",
        ("1 import std::os::unix::fs::MetadataExt",),
    ),
    Case(
        "a type spelled out",
        "fn f(a: std::os::unix::net::UnixStream) {}",
        ("1 annotation std::os::unix::net::UnixStream",),
    ),
    Case("attribute", "#[tokio::main]\nasync fn main() {}", ("1 call tokio::main",)),
    Case(
        "attribute with threads off",
        '#[tokio::main(flavor = "current_thread")]\nasync fn main() {}',
        (),
    ),
    Case(
        "awaited",
        "async fn f() { tokio::net::TcpStream::connect(1).await; }",
        ("1 call tokio::net::TcpStream::connect",),
    ),
]

SHADOWS = [
    Case("own function", "fn spawn() {}\nfn f() { spawn(g); }", ()),
    Case("own module", "mod crossterm { pub fn f() {} }\nfn f() { crossterm::f(); }", ()),
    Case("own type", "struct Command;\nfn f() { Command::new(1); }", ()),
    Case(
        "own parameter",
        "use std::thread::spawn;\nfn f(spawn: fn()) { spawn(); }",
        ("1 import std::thread::spawn",),
    ),
    Case(
        "local variable",
        "use std::thread::spawn;\nfn f() { let spawn = g; spawn(); }",
        ("1 import std::thread::spawn",),
    ),
    Case(
        "closure parameter",
        "use std::thread::spawn;\nfn f() { h(|spawn| spawn()); }",
        ("1 import std::thread::spawn",),
    ),
    Case(
        "variable of a later block only",
        "use std::thread::spawn;\nfn f() { { let spawn = g; } spawn(h); }",
        ("1 import std::thread::spawn", "2 call std::thread::spawn"),
    ),
    Case("task of a runtime", "async fn f() { tokio::spawn(g); }", ()),
    Case(
        "comment and string",
        "// std::process::id()\n/* libc::fork() */\n"
        'fn f() { let a = "std::process::id()"; let b = r#"libc::fork()"#; }',
        (),
    ),
    Case(
        "words of cfg are no uses",
        "use std::os::unix;\n#[cfg(unix)]\nfn f() {}",
        ("1 import std::os::unix",),
    ),
]

RECEIVERS = [
    Case(
        "made in sight is told once",
        "use std::process::Command;\nfn f() { let mut c = Command::new(1);\nc.arg(2).spawn(); }",
        ("2 call std::process::Command::new",),
    ),
    Case(
        "parameter",
        "use std::process::Command;\nfn f(c: &mut Command) { c.status(); }",
        ("2 call std::process::Command::status",),
    ),
    Case("unknown receiver", "fn f(c: Thing) { c.spawn(); c.lock(); c.wait(); }", ()),
    Case(
        "builder",
        "use std::thread::Builder;\nfn f() { Builder::new().name(1).spawn(g); }",
        ("2 call std::thread::Builder::spawn",),
    ),
    Case(
        "variable of an opened file",
        "use std::fs::File;\nfn f() { let a = File::open(1)?;\na.lock(); }",
        ("2 call std::fs::File::open", "3 call std::fs::File::lock"),
    ),
    Case(
        "options that open",
        "fn f() { let a = std::fs::OpenOptions::new().read(true).open(1).unwrap();\na.lock(); }",
        ("2 call std::fs::File::lock",),
    ),
    Case(
        "unpacked by if let",
        "use std::fs::File;\nfn f() { if let Ok(a) = File::open(1) { a.lock(); } }",
        ("2 call std::fs::File::open", "2 call std::fs::File::lock"),
    ),
    Case(
        "field of self",
        "struct S { c: std::sync::Condvar }\nimpl S { fn f(&self) { self.c.wait(g); } }",
        ("2 call std::sync::Condvar::wait",),
    ),
    Case(
        "field in a smart pointer",
        "use std::sync::{Arc, Condvar};\nstruct S { c: Arc<Condvar> }\n"
        "impl S { fn f(&self) { self.c.wait(g); } }",
        ("3 call std::sync::Condvar::wait",),
    ),
    Case(
        "field of another struct",
        "struct S { c: std::sync::Condvar }\nstruct T { c: u8 }\n"
        "impl T { fn f(&self) { self.c.wait(g); } }",
        (),
    ),
    Case(
        "method of an imported trait",
        "use std::net::ToSocketAddrs;\nfn f() { 1.to_socket_addrs(); }",
        ("2 call std::net::ToSocketAddrs::to_socket_addrs",),
    ),
    Case("method without the trait", "fn f() { 1.to_socket_addrs(); }", ()),
    Case(
        "called through the type",
        "use std::fs::File;\nfn f(a: &File) { File::lock(a); }",
        ("2 call std::fs::File::lock",),
    ),
    Case("a process is no thread pool", "fn f() { rayon::spawn(g); }", ("1 call rayon::spawn",)),
]

MACROS = [
    Case(
        "arguments", 'fn f() { println!("{}", std::process::id()); }', ("1 call std::process::id",)
    ),
    Case(
        "elements",
        "use std::thread;\nfn f() { vec![thread::spawn(g), thread::spawn(h)]; }",
        ("2 call std::thread::spawn", "2 call std::thread::spawn"),
    ),
    Case("member in arguments", 'fn f() { println!("{}", a.fork()); }', ()),
    Case(
        "body at its definition",
        "macro_rules! m { ($a:expr) => { std::process::id() } }",
        ("1 call std::process::id",),
    ),
    Case(
        "items inside",
        "wrap! { use std::process::Command; fn f() { Command::new(1); } }",
        ("1 call std::process::Command::new",),
    ),
    Case(
        "what does not parse stays",
        "wrap! { fn => std::process::id() }",
        ("1 call std::process::id",),
    ),
]

GUARDS = [
    Case("attribute on an item", "#[cfg(unix)]\nfn f() { libc::fork(); }", ("-2 call libc::fork",)),
    Case("negated", "#[cfg(not(windows))]\nfn f() { libc::fork(); }", ("2 call libc::fork",)),
    Case(
        "any and all",
        '#[cfg(any(windows, all(unix, target_os = "linux")))]\nfn f() { libc::fork(); }',
        ("-2 call libc::fork",),
    ),
    Case(
        "family", '#[cfg(target_family = "wasm")]\nfn f() { libc::fork(); }', ("2 call libc::fork",)
    ),
    Case(
        "environment",
        '#[cfg(target_env = "p1")]\nfn f() { libc::fork(); }',
        ("-2 call libc::fork",),
    ),
    Case(
        "another processor's feature",
        '#[cfg(target_feature = "avx2")]\nfn f() { libc::fork(); }',
        ("-2 call libc::fork",),
    ),
    Case(
        "a feature is the manifest's to answer",
        '#[cfg(feature = "net")]\nfn f() { libc::fork(); }',
        ("?2 call libc::fork",),
    ),
    Case(
        "an unknown option",
        "#[cfg(tokio_unstable)]\nfn f() { libc::fork(); }",
        ("?2 call libc::fork",),
    ),
    Case(
        "what a profile decides is free",
        "#[cfg(debug_assertions)]\nfn f() { libc::fork(); }",
        ("2 call libc::fork",),
    ),
    Case("impl", "#[cfg(windows)]\nimpl S { fn f() { libc::fork(); } }", ("-2 call libc::fork",)),
    Case("module", "#[cfg(windows)]\nmod m { fn f() { libc::fork(); } }", ("-2 call libc::fork",)),
    Case("head of a file", "#![cfg(windows)]\nfn f() { libc::fork(); }", ("-2 call libc::fork",)),
    Case("head of a block", "fn f() { #![cfg(windows)] libc::fork(); }", ("-1 call libc::fork",)),
    Case(
        "statement",
        "fn f() { #[cfg(windows)] libc::fork();\nlibc::fork(); }",
        ("-1 call libc::fork", "2 call libc::fork"),
    ),
    Case("block", "fn f() { #[cfg(windows)]\n{ libc::fork(); } }", ("-2 call libc::fork",)),
    Case(
        "arm",
        "fn f() { match a { #[cfg(windows)] 1 => libc::fork(), _ => 2 }; }",
        ("-1 call libc::fork",),
    ),
    Case(
        "field", "fn f() { S { #[cfg(windows)] a: libc::fork(), b: 1 }; }", ("-1 call libc::fork",)
    ),
    Case(
        "import",
        "#[cfg(unix)]\nuse std::os::unix::fs::MetadataExt;",
        ("-2 import std::os::unix::fs::MetadataExt",),
    ),
    Case(
        "comment between",
        "#[cfg(windows)]\n// why\nfn f() { libc::fork(); }",
        ("-3 call libc::fork",),
    ),
    Case(
        "another attribute between",
        "#[cfg(windows)]\n#[inline]\nfn f() { libc::fork(); }",
        ("-3 call libc::fork",),
    ),
    Case(
        "cfg! and else",
        "fn f() { if cfg!(windows) { libc::fork(); } else { std::process::id(); } }",
        ("-1 call libc::fork", "1 call std::process::id"),
    ),
    Case(
        "cfg! and more",
        "fn f() { if cfg!(windows) && a { libc::fork(); } }",
        ("-1 call libc::fork",),
    ),
    Case(
        "cfg! or more", "fn f() { if cfg!(windows) || a { libc::fork(); } }", ("1 call libc::fork",)
    ),
    Case("short circuit", "fn f() { cfg!(unix) && libc::fork(); }", ("-1 call libc::fork",)),
    Case("negated cfg!", "fn f() { if !cfg!(unix) { libc::fork(); } }", ("1 call libc::fork",)),
    Case(
        "early return",
        "fn f() { if !cfg!(unix) { return; }\nlibc::fork(); }",
        ("-2 call libc::fork",),
    ),
    Case(
        "constant",
        "const U: bool = cfg!(unix);\nfn f() { if U { libc::fork(); } }",
        ("-2 call libc::fork",),
    ),
    Case(
        "name of the system",
        'fn f() { if std::env::consts::OS == "linux" { libc::fork(); } }',
        ("-1 call libc::fork",),
    ),
    Case("test function", "#[test]\nfn f() { libc::fork(); }", ("-2 call libc::fork",)),
    Case(
        "test of a runtime",
        "#[tokio::test]\nasync fn f() { libc::fork(); }",
        ("-2 call libc::fork",),
    ),
    Case(
        "test module",
        "#[cfg(test)]\nmod tests { fn f() { libc::fork(); } }",
        ("-2 call libc::fork",),
    ),
    Case(
        "cfg_if",
        "cfg_if::cfg_if! {\nif #[cfg(unix)] { use std::os::unix::fs::MetadataExt; }\n"
        "else if #[cfg(windows)] { fn a() { libc::fork(); } }\nelse { fn a() { "
        "std::process::id(); } } }",
        (
            "-2 import std::os::unix::fs::MetadataExt",
            "-3 call libc::fork",
            "4 call std::process::id",
        ),
    ),
    Case(
        "cfg_if in a function",
        "fn f() { cfg_if! { if #[cfg(windows)] { libc::fork() } else { std::process::id() } } }",
        ("-1 call libc::fork", "1 call std::process::id"),
    ),
    Case(
        "cfg_select",
        "cfg_select! {\nunix => { fn a() { libc::fork(); } }\n"
        "_ => { fn a() { std::process::id(); } }\n}",
        ("-2 call libc::fork", "3 call std::process::id"),
    ),
    Case(
        "cfg_select as a value",
        "fn f() { let a = cfg_select! { windows => libc::fork(), _ => std::process::id() }; }",
        ("-1 call libc::fork", "1 call std::process::id"),
    ),
    Case(
        "macro of the project",
        "macro_rules! cfg_w { ($($i:item)*) => { $( #[cfg(windows)] $i )* } }\n"
        "cfg_w! { fn f() { libc::fork(); } }",
        ("-2 call libc::fork",),
    ),
    Case(
        "macro without a condition", "cfg_x! { fn f() { libc::fork(); } }", ("1 call libc::fork",)
    ),
]

CONSTRUCTS = [
    Case("foreign functions", 'extern "C" { fn z(); }', ('1 syntax extern "C"',)),
    Case("foreign types only", 'extern "C" { type T; }', ()),
    Case("given to others", 'pub extern "C" fn z() {}', ()),
    Case(
        "linked library",
        '#[link(name = "z")]\nextern "C" { fn z(); }',
        ('2 link #[link(name = "z")]',),
    ),
    Case("import of the guest", '#[link(wasm_import_module = "m")]\nextern "C" { fn z(); }', ()),
    Case(
        "error on the platform",
        '#[cfg(not(any(unix, windows)))]\ncompile_error!("a");',
        ("2 syntax compile_error!",),
    ),
    Case("error elsewhere", '#[cfg(windows)]\ncompile_error!("a");', ("-2 syntax compile_error!",)),
    Case("error about features", '#[cfg(feature = "a")]\ncompile_error!("a");', ()),
    Case(
        "error in the last branch",
        'cfg_if! { if #[cfg(unix)] { fn a() {} }\nelse { compile_error!("a"); } }',
        ("2 syntax compile_error!",),
    ),
    Case("error in a macro", 'macro_rules! m { () => { compile_error!("a") } }', ()),
    Case(
        "no branch",
        "#[cfg(unix)]\nfn a() {}\n#[cfg(windows)]\nfn a() {}\nfn f() { a(); }",
        ("2 syntax cfg without a branch",),
    ),
    Case(
        "a branch",
        "#[cfg(unix)]\nfn a() {}\n#[cfg(not(unix))]\nfn a() {}\nfn f() { a(); }",
        ("-2 syntax cfg without a branch",),
    ),
    Case(
        "used under the same condition",
        "#[cfg(unix)]\nfn a() {}\n#[cfg(windows)]\nfn a() {}\n#[cfg(unix)]\nfn f() { a(); }",
        ("-2 syntax cfg without a branch",),
    ),
    Case("used by nobody here", "#[cfg(unix)]\npub fn a() {}\n#[cfg(windows)]\npub fn a() {}", ()),
    Case(
        "options of the project decide",
        '#[cfg(limb = "64")]\nfn a() {}\n#[cfg(limb = "32")]\nfn a() {}\nfn f() { a(); }',
        (),
    ),
    Case(
        "system files",
        'fn f() { std::fs::File::open("/proc/stat"); }',
        ("1 call std::fs::File::open", "1 path /proc/stat"),
    ),
    Case("text alone", 'const A: &str = "/proc/stat";', ()),
]

HANDLED = [
    Case(
        "error replaced by a default",
        "fn f() { std::net::TcpListener::bind(1).map_or(1, g); }",
        ("?1 call std::net::TcpListener::bind",),
    ),
    Case(
        "error passed on",
        "fn f() { std::net::TcpListener::bind(1)?; }",
        ("1 call std::net::TcpListener::bind",),
    ),
    Case(
        "a panic cannot be handled",
        "fn f() { std::thread::spawn(g).ok(); }",
        ("1 call std::thread::spawn",),
    ),
    Case("nor what does not compile", "fn f() { libc::fork().ok(); }", ("1 call libc::fork",)),
]

CASES = [*HANDLED, *NAMES, *SHADOWS, *RECEIVERS, *MACROS, *GUARDS, *CONSTRUCTS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case):
    assert told(case.source) == list(case.uses)


def test_case_names_are_distinct():
    assert len({case.name for case in CASES}) == len(CASES)


def test_emscripten_is_unix():
    source = "#[cfg(unix)]\nfn f() { libc::fork(); }"
    assert told(source, world=EMSCRIPTEN) == ["2 call libc::fork"]


def test_place_and_scope_of_a_use():
    source = (
        'mod m {\n    impl S {\n        fn f() { let ä = "ö"; std::process::id(); }\n    }\n}\n'
    )
    (use,) = read_all({"src/lib.rs": source})["src/lib.rs"].uses
    assert (use.span.start_line, use.span.start_column, use.span.end_column) == (3, 45, 47)
    assert use.scope == "m.S.f"


@pytest.mark.parametrize(
    ("source", "later"),
    [
        ("fn main() { std::process::id(); }", False),
        ("fn run() { std::process::id(); }", True),
        ("impl A { fn main() { std::process::id(); } }", True),
        ("fn main() { fn inner() { std::process::id(); } }", False),
        ("static N: fn() -> u32 = std::process::id;", False),
    ],
)
def test_functions_run_later_and_main_at_the_start(source, later):
    (use,) = read_all({"src/main.rs": source})["src/main.rs"].uses
    assert use.deferred is later


def test_guards_name_condition_and_line():
    (use,) = read_all({"src/lib.rs": "#[cfg(all(unix,\n  windows))]\nfn f() { libc::fork(); }"})[
        "src/lib.rs"
    ].uses
    assert [(guard.text, guard.line) for guard in use.guards] == [("cfg(all(unix, windows))", 1)]


def test_re_export_of_another_file():
    others = {"src/compat.rs": "pub use std::process::Command;\npub use std::thread::*;\n"}
    source = (
        "mod compat;\nuse crate::compat::Command as C;\n"
        "fn f() { C::new(1); compat::spawn(g); crate::compat::Command::new(1); }"
    )
    assert told(source, others=others) == [
        "3 call std::process::Command::new",
        "3 call std::thread::spawn",
        "3 call std::process::Command::new",
    ]


def test_glob_of_another_file_brings_known_names_only():
    others = {"src/sys.rs": "pub use crossterm::*;\npub struct Own;\n"}
    source = "mod sys;\nuse sys::Own;\nuse sys::Other;\nfn f() { Own::new(); }"
    assert told(source, others=others) == []


def test_re_export_through_two_files():
    others = {
        "src/a/mod.rs": "mod b;\npub use self::b::Command;\n",
        "src/a/b.rs": "pub use std::process::Command;\n",
    }
    source = "mod a;\nfn f() { a::Command::new(1); }"
    assert told(source, others=others) == ["2 call std::process::Command::new"]


def test_condition_travels_with_the_module():
    files = {
        "src/lib.rs": "#[cfg(windows)]\nmod win;\nmod any;\n",
        "src/win.rs": "mod deep;\nfn f() { libc::fork(); }\n",
        "src/win/deep.rs": "fn f() { libc::fork(); }\n",
        "src/any.rs": "fn f() { libc::fork(); }\n",
    }
    found = {
        path: [_shown(use, World(WASI)) for use in f.uses] for path, f in read_all(files).items()
    }
    assert found == {
        "src/lib.rs": [],
        "src/win.rs": ["-2 call libc::fork"],
        "src/win/deep.rs": ["-1 call libc::fork"],
        "src/any.rs": ["1 call libc::fork"],
    }


def test_module_declared_twice_is_there_when_either_condition_holds():
    files = {
        "src/main.rs": "#[cfg(windows)]\nmod a;\n",
        "src/lib.rs": '#[cfg(target_os = "wasi")]\nmod a;\n',
        "src/a.rs": "fn f() { libc::fork(); }\n",
    }
    assert [_shown(use, World(WASI)) for use in read_all(files)["src/a.rs"].uses] == [
        "1 call libc::fork"
    ]


def test_path_attribute_and_folders():
    files = {
        "src/bin/tool.rs": '#[path = "../deep/x.rs"]\nmod x;\nmod y;\n',
        "src/deep/x.rs": "",
        "src/bin/y/mod.rs": "mod z;\n",
        "src/bin/y/z.rs": "use crate::x;\n",
    }
    edges = {(edge.source, edge.target) for edge in link_all(files).edges}
    assert edges == {
        ("src/bin/tool.rs", "src/deep/x.rs"),
        ("src/bin/tool.rs", "src/bin/y/mod.rs"),
        ("src/bin/y/mod.rs", "src/bin/y/z.rs"),
        ("src/bin/y/z.rs", "src/deep/x.rs"),
    }


def test_edges_of_a_program_to_the_library_beside_it():
    files = {
        "core/src/lib.rs": "pub mod net;\n",
        "core/src/net.rs": "",
        "core/src/main.rs": "use core::net::f;\nuse serde::net;\nfn g() { use core::net::h; }\n",
    }
    edges = [(e.source, e.target, e.names, e.deferred) for e in link_all(files).edges]
    assert edges == [
        ("core/src/lib.rs", "core/src/net.rs", (), False),
        ("core/src/main.rs", "core/src/net.rs", ("f",), False),
        ("core/src/main.rs", "core/src/net.rs", ("h",), True),
    ]


def test_roles_of_tests_and_procedural_macros():
    files = {
        "a/src/lib.rs": "#[cfg(test)]\nmod tests;\nmod other;\n",
        "a/src/tests.rs": "",
        "a/src/other.rs": "",
        "b/src/lib.rs": "mod parts;\n#[proc_macro_derive(X)]\npub fn x(i: T) -> T { i }\n",
        "b/src/parts.rs": "",
    }
    roles = {path: file.role for path, file in read_all(files).items()}
    assert roles == {
        "a/src/lib.rs": Role.SOURCE,
        "a/src/tests.rs": Role.TEST,
        "a/src/other.rs": Role.SOURCE,
        "b/src/lib.rs": Role.BUILD,
        "b/src/parts.rs": Role.BUILD,
    }


def test_main_is_a_trait_of_the_file():
    files = {"src/main.rs": "async fn main() {}\n", "src/lib.rs": "/*!\nfn main() {\n*/\n"}
    assert {path: file.traits for path, file in read_all(files).items()} == {
        "src/main.rs": ("main",),
        "src/lib.rs": (),
    }


def test_syntax_that_is_lost_is_a_gap():
    file = read_all({"src/lib.rs": "fn f( { { std::process::id()\n"})["src/lib.rs"]
    assert [gap.line for gap in file.gaps] == [1]


def test_bytes_that_are_no_text_are_a_gap():
    file = read_all({"src/lib.rs": b"fn f() { libc::fork(); } // \xff\n"})["src/lib.rs"]
    assert "utf-8" in file.gaps[0].reason
    assert [use.symbol for use in file.uses] == ["libc::fork"]


def test_names_that_lead_to_themselves_end():
    source = "use self::a::x as y;\nmod a { pub use super::y as x; pub use super::*; }\nuse a::*;\n"
    assert told(source + "fn f() { y::z(); a::x::z(); x::y(); }") == []


def test_recursive_modules_and_aliases_end():
    files = {
        "src/lib.rs": "mod a;\nuse a::x as y;\nfn f() { y::z(); a::x::z(); }\n",
        "src/a.rs": '#[path = "lib.rs"]\nmod lib;\npub use lib::y as x;\npub use self::x as w;\n',
    }
    assert link_all(files).files[0].uses == ()


LOCAL = """fn f() -> u8 {
    #[cfg(unix)]
    let status = 1;
    #[cfg(windows)]
    let status = 2;
    status
}
"""


def test_a_variable_without_a_branch():
    assert told(LOCAL) == ["3 syntax cfg without a branch"]
    assert told(LOCAL.replace("windows", "not(unix)")) == ["-3 syntax cfg without a branch"]
    assert told(LOCAL.replace("    status\n", "    1\n")) == []


def test_a_module_has_the_role_of_its_crate():
    files = {
        "src/main.rs": "mod benchmark;",
        "src/benchmark/mod.rs": "",
        "benches/speed.rs": "mod parts;",
        "benches/parts.rs": "",
    }
    by_folder = {path: Role.BENCHMARK for path in files if "bench" in path}
    assert read_as(by_folder, files) == {
        "src/main.rs": Role.SOURCE,
        "src/benchmark/mod.rs": Role.SOURCE,
        "benches/speed.rs": Role.BENCHMARK,
        "benches/parts.rs": Role.BENCHMARK,
    }


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("unix", "-"),
        ('target_os = "wasi"', ""),
        ('feature = "rayon"', "feature:rayon"),
        ('feature = r#"r"#', "feature:r"),
        ("all()", ""),
        ("any()", "-"),
        ("not(any(unix, windows,))", ""),
        ("all(unix, /* why */ windows) // x", "-"),
        ("true", ""),
        ("false", "-"),
        ('target_family = "teapot"', "-"),
        ('target_has_atomic = "64"', ""),
        ('target_feature = "simd128"', "-"),
        ('target_pointer_width = "64"', "-"),
        ('panic = "unwind"', "-"),
        ("miri", "-"),
        ("debug_assertions", "free"),
        ("accessible(std::x)", "unsure"),
        ("not()", "unsure"),
        ("feature = net", "unsure"),
        ("", "unsure"),
    ],
)
def test_predicates(predicate, expected):
    condition = cfg_condition(predicate)
    words = {True: "", False: "-", None: "unsure"}
    truth = words[evaluate(condition, World(WASI))]
    named = condition.fact if isinstance(condition, Atom) and truth == "unsure" else truth
    assert ("free" if condition is None else named) == expected


def test_a_function_named_like_a_crate():
    assert told("use libc::fork as crossterm;\nfn f() { crossterm(); }") == [
        "1 import libc::fork",
        "2 call libc::fork",
    ]


def test_a_function_named_like_its_crate():
    source = "use crossterm::crossterm;\nfn f() { crossterm(); crossterm::g(); }"
    assert told(source) == [
        "1 import crossterm::crossterm",
        "2 call crossterm::crossterm",
        "2 call crossterm::g",
    ]
