"""The names a file defines at its top level, without a tree.

Patterns begin with a line feed where ``^`` would say the same: text that
stands at their beginning is searched for many times as fast.
"""

import re
from collections.abc import Iterator

_FUNCTION = re.compile(rb"\nfunc[ \t]+([^\W\d]\w*)[ \t]*[\[(]")
_METHOD = re.compile(
    rb"\nfunc[ \t]*\([ \t]*+(?:[^\W\d]\w*+[ \t]++)?\*?[ \t]*+(?:\w++\.)?([^\W\d]\w*+)[^)\n]*+\)"
    rb"[ \t]*([^\W\d]\w*)[ \t]*\("
)
_SINGLE = re.compile(rb"\n(?:const|type|var)[ \t]+(\w+(?:[ \t]*,[ \t]*\w+)*)")
_GROUP = re.compile(rb"\n(?:const|type|var)[ \t]*\((.*?)(?:\n\)|\Z)", re.DOTALL)
_LINE = re.compile(rb"^(?:\t|[ ]{1,8})(\w+(?:[ \t]*,[ \t]*\w+)*)", re.MULTILINE)
_MAIN = re.compile(rb"^func[ \t]+main[ \t]*\([ \t]*\)", re.MULTILINE)


def defined_names(data: bytes, start: int) -> tuple[str, ...]:
    """Functions, types, variables and constants from a byte on; methods as ``Type.method``."""
    whole, start = (data, start - 1) if start else (b"\n" + data, 0)
    found = set(_names(whole, start)) - {"_", "init", "main"}
    return tuple(sorted(found))


def _names(data: bytes, start: int) -> Iterator[str]:
    for one in _FUNCTION.finditer(data, start):
        yield one[1].decode()
    for one in _METHOD.finditer(data, start):
        yield f"{one[1].decode()}.{one[2].decode()}"
    for pattern in (_SINGLE,):
        for one in pattern.finditer(data, start):
            yield from _listed(one[1])
    for group in _GROUP.finditer(data, start):
        for one in _LINE.finditer(group[1]):
            yield from _listed(one[1])


def _listed(words: bytes) -> Iterator[str]:
    for word in words.split(b","):
        name = word.strip().decode("utf-8", "replace")
        if name.isidentifier():
            yield name


def starts_program(package: str, data: bytes) -> bool:
    """Whether the file holds the function that a program starts with."""
    return package == "main" and _MAIN.search(data) is not None
