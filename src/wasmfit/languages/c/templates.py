"""The template of config.h: what configuring writes into it."""

import re

from wasmfit.languages.c.branches import Branches
from wasmfit.languages.c.expressions import both
from wasmfit.languages.c.macros import macro_of
from wasmfit.languages.c.masks import mask
from wasmfit.languages.c.notes import Notes

TEMPLATES = (".h.in", ".h.cmake", ".h.cmake.in", ".hpp.in", ".h.meson")
"""Endings of headers that configuring makes."""

_UNDEF = re.compile(
    r"(?:/\*(?P<comment>(?>(?:[^*/]++|\*(?!/)|/(?!\*))*))\*/\s*)?"
    r"^[ \t]*#[ \t]*(?:undef|cmakedefine|cmakedefine01|mesondefine)[ \t]+(?P<name>\w+)",
    re.MULTILINE,
)
_FUNCTION = re.compile(
    r"have (?:the )?[^\w\s](\w+)[^\w\s] function|have (?:the )?(\w+)\(\)|have (\w+)\.?\s*\Z"
)
_HEADER = re.compile(r"<([\w/.+-]+\.h)>")


def read_config_header(notes: Notes) -> None:
    """Note the macros that a template lists, with what their comments say, and its own."""
    for match in _UNDEF.finditer(notes.text):
        macro = match.group("name")
        comment = " ".join((match.group("comment") or "").split())
        header, function = _HEADER.search(comment), _FUNCTION.search(comment)
        if header and macro.endswith("_H"):
            notes.checked(macro, header.group(1))
        elif function and macro.startswith("HAVE_"):
            notes.checked(macro, next(filter(None, function.groups())))
        else:
            notes.named(macro)
    _defined(notes)


def _defined(notes: Notes) -> None:
    """Note what a template defines itself, whatever is found."""
    masked = mask(notes.data)
    branches = Branches(notes.path, masked.directives, masked.code, notes.lines, cxx=False)
    for directive in masked.directives:
        macro = macro_of(directive) if directive.name == "define" else None
        if macro is None or macro.parameters is not None or macro.name == branches.once:
            continue
        value = macro.value if macro.is_simple and "@" not in macro.value else "?"
        condition = both(guard.condition for guard in branches.guards(directive.start))
        notes.defines(macro.name, value, condition)
