"""Bazel's rules for C and C++, where they are simple: macros and libraries they name."""

import re

from wasmfit.languages.c.notes import Notes

_RULE = re.compile(r"\bcc_(?:binary|library|test)\s*\(")
_COMMENT = re.compile(r"#[^\n]*")
_WORD = re.compile(r"""(["'])(-D\s?(\w+)(?:=(\S*?))?|-l([A-Za-z][\w+.-]*))\1""")
_DEFINES = re.compile(r"\b(?:local_)?defines\s*=\s*\[([^\]]*)\]")
_DEFINED = re.compile(r"""["'](\w+)(?:=([^"']*))?["']""")


def read_bazel(notes: Notes) -> None:
    """Note ``defines``, ``copts`` and ``linkopts`` of a file that has rules for C."""
    text = _COMMENT.sub(lambda match: " " * len(match.group()), notes.text)
    if not _RULE.search(text):
        return
    for match in _WORD.finditer(text):
        if match.group(3):
            notes.made(match.group(3), match.group(4) or "1")
        else:
            notes.library(match.group(5), match.start(5))
    for match in _DEFINES.finditer(text):
        for defined in _DEFINED.finditer(match.group(1)):
            notes.made(defined.group(1), defined.group(2) or "1")
