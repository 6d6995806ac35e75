"""Modules that are named in a call: ``require("x")``, ``import("x")``, and what they load."""

from dataclasses import dataclass

from wasmfit.languages.javascript.chains import arguments_of, string_value
from wasmfit.languages.javascript.names import module_symbol
from wasmfit.syntax.tree import Node

REQUIRE = "require"
MAKER = "node:module.createRequire"
"""What makes another ``require``."""


@dataclass(frozen=True, slots=True)
class Required:
    """A module named in a call. ``source`` is the literal, ``call`` the whole."""

    call: Node
    source: Node
    specifier: str
    module: str


def required(call: Node) -> Required | None:
    """What a call of ``require`` or ``import`` names, if it is a literal."""
    given = arguments_of(call)
    specifier = string_value(given[0]) if given else None
    if specifier is None or not specifier:
        return None
    return Required(call, given[0], specifier, module_symbol(specifier))


def is_open(call: Node) -> bool:
    """Whether a call names its module by an expression that only running can tell.

    A template that starts with a literal folder is a closed set of files for
    a bundler.
    """
    given = arguments_of(call)
    if not given or string_value(given[0]) is not None:
        return False
    return given[0].type not in ("template_string", "binary_expression")


def is_promise(call: Node) -> bool:
    """Whether it is an ``import()`` that nobody waits for on the spot."""
    function = call.child_by_field_name("function")
    parent = call.parent
    if function is None or function.type != "import":
        return False
    return parent is None or parent.type != "await_expression"
