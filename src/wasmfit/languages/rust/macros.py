"""Macros of the project that put one condition on all they wrap, or a path before a name."""

import re
from collections.abc import Iterator

from wasmfit.languages.rust.unwrapped import predicate_of
from wasmfit.model.condition import Condition
from wasmfit.syntax.rust_cfg import cfg_condition

DEFINITION = re.compile(rb"macro_rules!\s*(cfg_\w+)\s*\{")
STATED = re.compile(r"#\[(cfg\((?:(?!#\[).)*?\))\s*+\]\s*+(?=#|\$)", re.DOTALL)

RULES = re.compile(rb"macro_rules!\s*(\w+)\s*\{")
NAMED = re.compile(r"^\s*[({\[]\s*\$(\w+)\s*:\s*ident\s*\(")
HANDED = re.compile(rb"(?<![\w:])(\w+)!\s*[({]\s*(\w+)\s*\(")
"""A macro whose first argument is written as a call: ``syscall!(socket(…))``."""

COMMON = frozenset(
    f"{name}!"
    for name in (
        "assert", "assert_eq", "assert_ne", "dbg", "debug", "debug_assert", "error", "format",
        "info", "matches", "panic", "print", "println", "trace", "vec", "warn", "write", "writeln",
    )
)  # fmt: skip
"""Macros that take expressions and are known to be no project's own."""


def passing_macros(data: bytes) -> Iterator[tuple[str, str]]:
    """Macros that call the function named by their argument, and the path they put before it.

    ``($fn:ident ( $($arg:expr),* )) => { unsafe { libc::$fn($($arg),*) } }``
    gives ``syscall!`` and ``libc``.
    """
    for match in RULES.finditer(data):
        body = _body(data, match.end())
        named = NAMED.match(body)
        paths = re.findall(rf"([\w:]+)::\${named[1]}\b", body) if named is not None else []
        if len(set(paths)) == 1:
            yield f"{match[1].decode()}!", paths[0]


def conditional_macros(data: bytes) -> Iterator[tuple[str, Condition]]:
    """Name and condition of macros such as ``cfg_net!``.

    Only those whose every rule states the same condition before what it
    wraps: ``( $($item:item)* ) => { $( #[cfg(feature = "net")] $item )* }``.
    """
    for match in DEFINITION.finditer(data):
        body = _body(data, match.end())
        stated = {" ".join(found.split()) for found in STATED.findall(body)}
        if len(stated) != 1:
            continue
        condition = cfg_condition(predicate_of(stated.pop()))
        if condition is not None:
            yield match.group(1).decode(), condition


def _body(data: bytes, start: int) -> str:
    """The text of a definition up to its closing brace."""
    depth = 1
    for match in re.finditer(rb"[{}]", data[start:]):
        depth += 1 if match.group() == b"{" else -1
        if depth == 0:
            return data[start : start + match.start()].decode("utf-8", "replace")
    return ""
