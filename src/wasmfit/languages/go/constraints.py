"""Which builds a file takes part in: its name, ``//go:build`` and ``// +build`` lines.

The rules are those of the ``go`` command: tags that nobody sets are false, so
a plain build is meant; an operating system or processor in the file's name
counts only where something stands before it.
"""

import re
from collections.abc import Iterable, Iterator
from posixpath import basename

from wasmfit.model.condition import (
    ALWAYS,
    NEVER,
    UNSURE,
    Atom,
    Condition,
    all_of,
    any_of,
    negate,
)
from wasmfit.model.facts import Guard

SYSTEMS = frozenset(
    {"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux",
    "nacl", "netbsd", "openbsd", "plan9", "solaris", "wasip1", "wasip2", "windows", "zos"}
)  # fmt: skip
PROCESSORS = frozenset(
    {"386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle",
    "mips64", "mips64le", "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv",
    "riscv64", "s390", "s390x", "sparc", "sparc64", "wasm"}
)  # fmt: skip
UNIX = frozenset(
    {"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "linux",
    "netbsd", "openbsd", "solaris"}
)  # fmt: skip
"""Systems on which the tag ``unix`` is set: wasip1 and js are none of them."""

COMPILERS = frozenset({"cgo", "gc", "gccgo", "tinygo", "unix"})
PLATFORM = ("go.os", "go.arch", "go.tag:")
"""What every fact about the target begins with."""

_BUILD = re.compile(r"//go:build\s+(.*)")
_PLUS = re.compile(r"//\s*\+build\s+(.*)")
_TOKEN = re.compile(r"\s*(&&|\|\||!|\(|\)|[\w.]+|\S)")
_RELEASE = re.compile(r"go1\.(\d+)")
_IMPLIED = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
"""Systems that count as another one too."""


def file_guards(path: str, comments: Iterable[str], line_of: "LineOf") -> tuple[Guard, ...]:
    """The conditions under which a file is part of its package."""
    found = []
    named = name_condition(path)
    if named is not None:
        found.append(Guard(named, basename(path), path, 1))
    stated = build_lines(comments)
    if stated is not None and stated[0] is not None:
        found.append(Guard(stated[0], stated[1], path, line_of(stated[1])))
    return tuple(found)


class LineOf:
    """Finds the line on which a text first stands."""

    def __init__(self, data: bytes) -> None:
        """Look in these bytes."""
        self._data = data

    def __call__(self, text: str) -> int:
        """The 1-based line, 1 when it stands nowhere."""
        at = self._data.find(text.encode())
        return self._data.count(b"\n", 0, at) + 1 if at >= 0 else 1


def name_condition(path: str) -> Condition | None:
    """What the file's name asks for: ``name_GOOS_GOARCH.go``."""
    stem = basename(path).partition(".")[0].removesuffix("_test")
    _, *parts = stem.split("_")
    if len(parts) > 1 and parts[-2] in SYSTEMS and parts[-1] in PROCESSORS:
        return all_of((tag(parts[-2]), tag(parts[-1])))
    if parts and parts[-1] in SYSTEMS | PROCESSORS:
        return tag(parts[-1])
    return None


def build_lines(comments: Iterable[str]) -> tuple[Condition | None, str] | None:
    """The condition of the comments before the package clause, and how it is written."""
    older: list[str] = []
    for comment in comments:
        found = _BUILD.fullmatch(comment.rstrip())
        if found:
            return expression(found[1]), comment.rstrip()
        if _PLUS.fullmatch(comment.rstrip()):
            older.append(comment.rstrip())
    if not older:
        return None
    return all_of(_plus(line) for line in older), older[0]


def _plus(line: str) -> Condition | None:
    """A legacy line: spaces mean or, commas mean and."""
    found = _PLUS.fullmatch(line)
    options = found[1].split() if found else []
    return any_of(all_of(_term(term) for term in option.split(",")) for option in options)


def _term(term: str) -> Condition | None:
    return negate(tag(term[1:])) if term.startswith("!") else tag(term)


def expression(text: str) -> Condition | None:
    """The condition of the text after ``//go:build``; what is not understood is unsure."""
    tokens = [m[1] for m in _TOKEN.finditer(text.partition("//")[0])]
    tokens.reverse()
    found = _either(tokens)
    return UNSURE if tokens else found


def _either(tokens: list[str]) -> Condition | None:
    sides = [_both(tokens)]
    while tokens and tokens[-1] == "||":
        tokens.pop()
        sides.append(_both(tokens))
    return any_of(sides)


def _both(tokens: list[str]) -> Condition | None:
    sides = [_one(tokens)]
    while tokens and tokens[-1] == "&&":
        tokens.pop()
        sides.append(_one(tokens))
    return all_of(sides)


def _one(tokens: list[str]) -> Condition | None:
    word = tokens.pop() if tokens else ""
    if word == "!":
        return negate(_one(tokens))
    if word == "(":
        inside = _either(tokens)
        if tokens:
            tokens.pop()
        return inside
    return tag(word) if re.fullmatch(r"[\w.]+", word) else UNSURE


def tag(name: str) -> Condition:
    """What one build tag asks for. A plain build sets none but its own."""
    release = _RELEASE.fullmatch(name)
    if release:
        return negate(Atom("go.version", "<", f"1.{release[1]}")) or ALWAYS
    if name in SYSTEMS:
        others = [key for key, value in _IMPLIED.items() if value == name]
        names = [name, *others]
        return Atom("go.os", "in", "\n".join(names)) if others else Atom("go.os", "==", name)
    if name in PROCESSORS:
        return Atom("go.arch", "==", name)
    return Atom(f"go.tag:{name}") if name in COMPILERS else NEVER


def facts_of(condition: Condition | None) -> Iterator[str]:
    """The facts that a condition asks for."""
    todo = [condition]
    while todo:
        here = todo.pop()
        match here:
            case Atom(fact=fact):
                yield fact
            case None:
                pass
            case _:
                todo.extend(getattr(here, "operands", ()))
                todo.append(getattr(here, "operand", None))
