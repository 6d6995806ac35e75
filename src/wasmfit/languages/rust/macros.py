"""Macros of the project that put one condition on all they wrap."""

import re
from collections.abc import Iterator

from wasmfit.languages.rust.unwrapped import predicate_of
from wasmfit.model.condition import Condition
from wasmfit.syntax.rust_cfg import cfg_condition

DEFINITION = re.compile(rb"macro_rules!\s*(cfg_\w+)\s*\{")
STATED = re.compile(r"#\[(cfg\(.*?\))\s*\]\s*(?=#|\$)", re.DOTALL)


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
