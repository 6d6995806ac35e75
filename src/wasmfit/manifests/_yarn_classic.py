"""The lockfile of Yarn 1: blocks in a format of its own, one per resolved package."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from wasmfit.manifests._npm_lock import STAGE, Entry, Locked
from wasmfit.model.facts import Gap
from wasmfit.model.place import Span

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s,:"]+(?::[^\s,"]+)*')
_GROUPS = ("dependencies", "optionalDependencies")
_FIELD, _MEMBER = 2, 4
"""Blanks in front of a field of a block, and of a member of a field."""


@dataclass(slots=True)
class _Block:
    """One resolved package: the ranges it stands for, and what it needs."""

    specs: tuple[str, ...]
    span: Span
    version: str = ""
    groups: dict[str, list[str]] = field(default_factory=dict)


def classic(path: str, text: str) -> Locked:
    """All packages; nobody says which of them are asked for."""
    gaps: list[Gap] = []
    blocks = list(_blocks(path, text, gaps))
    keys = {spec: block.specs[0] for block in blocks for spec in block.specs}
    entries = [_entry(block, keys) for block in blocks]
    needed = {key for entry in entries for key in (*entry.needs, *entry.optional)}
    asked = tuple(entry.key for entry in entries if entry.key not in needed)
    return Locked(entries=entries, asked={"": asked}, gaps=tuple(gaps))


def _blocks(path: str, text: str, gaps: list[Gap]) -> Iterator[_Block]:
    block: _Block | None = None
    group = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip()
        indent = len(line) - len(line.lstrip(" "))
        words = _words(line)
        if not words or line.lstrip().startswith("#"):
            continue
        if indent == 0 and line.endswith(":"):
            if block is not None:
                yield block
            shown = line.removesuffix(":").partition(", ")[0].strip('"')
            column = 2 if line.startswith('"') else 1
            span = Span(number, column, number, column + len(shown))
            block, group = _Block(words, span), ""
        elif block is None or indent not in (_FIELD, _MEMBER):
            gaps.append(Gap(path, STAGE, "a line that belongs to no package", line=number))
        elif indent == _FIELD:
            group = words[0] if line.endswith(":") else ""
            if words[0] == "version" and len(words) > 1:
                block.version = words[1]
        elif group in _GROUPS and len(words) > 1:
            block.groups.setdefault(group, []).append(f"{words[0]}@{words[1]}")
    if block is not None:
        yield block


def _words(line: str) -> tuple[str, ...]:
    """The words of a line, quotes taken off."""
    return tuple(_unquoted(word) for word in _WORD.findall(line.removesuffix(":")))


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word
    try:
        return str(json.loads(word))
    except ValueError:
        return word[1:-1]


def _entry(block: _Block, keys: dict[str, str]) -> Entry:
    name, _, wanted = block.specs[0][1:].partition("@")
    name = block.specs[0][:1] + name
    if wanted.startswith("npm:"):
        name = wanted[4:5] + wanted[5:].partition("@")[0]
    entry = Entry(
        key=block.specs[0],
        name=name,
        version=block.version,
        span=block.span,
        requested="\n".join(spec[1:].partition("@")[2] for spec in block.specs),
    )
    needs, optional = (
        tuple(keys[spec] for spec in block.groups.get(group, ()) if spec in keys)
        for group in _GROUPS
    )
    return replace(entry, needs=needs, optional=optional)
