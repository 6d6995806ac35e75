"""C++: members, namespaces, std, exceptions."""

import pytest

from build_c import uses
from wasmfit.languages.c.dialect import is_cxx

CXX = "main.cpp"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("void f() { ::fork(); }", [("call", 1, "fork")]),
        ('void f() { std::system("x"); }', [("call", 1, "system")]),
        ("void f() { std::bind(g, 1); boost::asio::connect(a); own::fork(); }", []),
        ("void f(S s) { s.bind(1); s.fork(); this_->kill(); }", []),
        ("#include <thread>\nvoid f() { std::thread t(g); }", [("call", 2, "std::thread")]),
        ("using namespace std;\nvoid f() { thread t(g); }", [("call", 2, "std::thread")]),
        ("void f() { auto x = std::async(g); }", [("call", 1, "std::async")]),
        ("std::vector<std::thread> pool;", [("annotation", 1, "std::thread")]),
        ("namespace own { class thread {}; }\nown::thread t;\nstd::string s;", []),
        ("namespace a { int fork() { return 1; } int g() { return fork(); } }", []),
        ("void f() { auto g = [](int fork) { return fork; }; }", []),
        ("void f() throw();\nvoid g() noexcept { std::string s; }", []),
        ("void f() {\n throw 1;\n}\nvoid g() { throw 2; }", [("syntax", 2, "throw")]),
        ("void f() {\n try { g(); } catch (int) {}\n}", [("syntax", 2, "try")]),
    ],
)
def test_uses(code: str, found: list[tuple[str, int, str]]) -> None:
    assert uses({CXX: code}, CXX) == found


def test_methods_call_methods() -> None:
    files = {
        "door.h": "class Base { protected: void connect(int); };\n"
        "class Door : public Base { void bind(int); void start(); std::string name; };\n",
        CXX: '#include "door.h"\nvoid Door::start() { bind(1); connect(2); kill(1, 2); }\n'
        "void free_one() { bind(1); }\n",
    }
    assert uses(files, CXX) == [("call", 2, "kill"), ("call", 3, "bind")]


def test_methods_of_a_base_from_outside() -> None:
    code = "#include <QObject>\nclass A : public QObject { void go() { connect(a, b); } };\n"
    assert uses({CXX: code}, CXX) == []


def test_headers_are_cxx_by_what_they_say() -> None:
    code = "template <class T> struct A { void fork(); void g() { fork(); } };\n"
    assert uses({"a.h": code}, "a.h") == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("if (bad(x)) throw Wrong(x);", True),
        ("if (bad(x)) throw (x);", True),
        ("throw;", True),
        ("} void g() throw(); void h() {", False),
        ("} void g() const throw (Bad); void h() {", False),
    ],
)
def test_throwing_is_told_from_old_lists_of_exceptions(line: str, *, found: bool) -> None:
    code = f"#include <string>\nvoid f(std::string x)\n{{\n  {line}\n}}\n"
    expected = [("syntax", 4, "throw")] if found else []
    assert uses(code, "a.cpp") == expected


def test_try_and_throw_of_a_c_file_are_macros_of_its_own() -> None:
    code = b"try {\n    throw(ENOMEM, text);\n}\ncatch (err) {\n}\n"
    words = frozenset({b"try", b"throw", b"catch"})
    assert not is_cxx("pack.c", code, words)
    assert is_cxx("pack.h", code, words)
    assert is_cxx("pack.cc", b"", frozenset())
