"""What a file defines and calls, seen without a tree: enough for the module graph."""

import re
from collections import Counter
from collections.abc import Collection

_HEAD = re.compile(rb"^([A-Za-z_][\w \t*&<>:,\n]{0,200}?)\(", re.MULTILINE)
_CALLED_BACKWARDS = re.compile(rb"\([ \t]*+(\w++)")
"""The name before each bracket, in code that is turned round: an expression that begins with a
plain byte is searched for, one that begins with a choice is tried at every byte.
"""
_DIGITS = frozenset(b"0123456789")
_DECLARED = re.compile(rb"([A-Za-z_]\w*)[ \t]*\(\Z")
_NAME = re.compile(rb"(?<!\w)([A-Za-z_]\w*+)\s*+\Z")
_BASES = re.compile(
    rb"\b(?:class|struct)\s+(?:[A-Z_]+\s+|\[\[\w+\]\]\s*)?(\w+)\s*(?:final\s*)?:(?!:)([^;{}()]{0,1000}+)\{"
)
_ACCESS = re.compile(r"\b(?:public|private|protected|virtual)\b")
KEYWORDS = frozenset(
    {"if", "for", "while", "switch", "return", "sizeof", "else", "do", "defined", "catch", "case"}
)


def definitions(code: bytes) -> tuple[tuple[str, bool], ...]:
    """The functions a file defines at its top level: (name, is it static)."""
    found: dict[str, bool] = {}
    for match in _HEAD.finditer(code):
        name = _NAME.search(match.group(1))
        if name is None or not _has_body(code, match.end()):
            continue
        word = name.group(1).decode()
        if word not in KEYWORDS and b"::" not in match.group(1):
            static = re.search(rb"\b(?:static|inline)\b", match.group(1)) is not None
            found[word] = static
    return tuple(sorted(found.items()))


def _has_body(code: bytes, start: int) -> bool:
    """Whether the brackets opened just before ``start`` belong to a definition."""
    depth, at = 1, start
    for match in re.finditer(rb"[(){};]", code[start : start + 4000]):
        at = start + match.end()
        mark = match.group()
        if mark in b"{};":
            return False
        depth += 1 if mark == b"(" else -1
        if depth == 0:
            break
    rest = re.match(rb"[\w\s(),*]*(?:;[\w\s(),*\[\]]*){0,12}?\{", code[at : at + 1500])
    return rest is not None and (
        b";" not in rest.group() or not rest.group().lstrip().startswith(b";")
    )


def called(code: bytes, own: Collection[str]) -> tuple[str, ...]:
    """Every name before an opening bracket that is neither declared there nor the file's own."""
    counts = Counter(_CALLED_BACKWARDS.findall(code[::-1]))
    counts = Counter({name[::-1]: n for name, n in counts.items() if name[-1] not in _DIGITS})
    for match in _HEAD.finditer(code):
        name = _DECLARED.search(match.group()) if b"=" not in match.group(1) else None
        if name is not None:
            counts[name.group(1)] -= 1
    names = {name for name, count in counts.items() if count > 0}
    return tuple(sorted({name.decode() for name in names} - KEYWORDS - set(own)))


def bases(code: bytes) -> tuple[tuple[str, str], ...]:
    """The classes a file derives: (class, base without its namespace)."""
    found = set()
    for match in _BASES.finditer(code):
        listed = re.sub(r"<[^<>]*>", "", match.group(2).decode("utf-8", "replace"))
        for base in _ACCESS.sub("", listed).split(","):
            name = base.strip().rpartition("::")[2]
            if name:
                found.add((match.group(1).decode(), name))
    return tuple(sorted(found))
