"""The instructions of a Dockerfile: continuations, comments, flags, here-documents, variables."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_DIRECTIVE = re.compile(r"#\s*escape\s*=\s*(\S)\s*$", re.IGNORECASE)
_WORD = re.compile(r"\s*([A-Za-z]+)(?:\s+|$)(.*)", re.DOTALL)
_FLAG = re.compile(r"--([a-z-]+)(?:=(\"[^\"]*\"|\S*))?\s+")
_HEREDOC = re.compile(r"<<-?\s*([\"']?)([A-Za-z_][A-Za-z0-9_]*)\1")
_VARIABLE = re.compile(
    r"\\(\$)|\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+])([^{}]*))?\}|([A-Za-z_][A-Za-z0-9_]*))"
)
MOST = 20_000
"""Instructions that are read of one file."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: ``word`` in capitals, ``text`` on one line, ``body`` of its here-documents.

    ``flags`` are what stands before the arguments (``--from=build``).
    """

    word: str
    text: str
    line: int
    flags: Mapping[str, str]
    body: str = ""

    @property
    def listed(self) -> tuple[str, ...] | None:
        """The arguments of the JSON form (``["a", "b"]``); None when it is written as text."""
        if not self.text.startswith("["):
            return None
        try:
            found = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        strings = isinstance(found, list) and all(isinstance(one, str) for one in found)
        return tuple(found) if strings else None


def instructions(data: bytes) -> Iterator[Instruction]:
    """The instructions of a file in their order; bytes that are no text read as replacements."""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    escape = _escape(lines)
    position = count = 0
    while position < len(lines) and count < MOST:
        start = position
        text, position = _joined(lines, position, escape)
        found = _WORD.match(text)
        if found is None:
            continue
        count += 1
        word, rest = found[1].upper(), found[2].strip()
        body, position = _bodies(word, rest, lines, position)
        flags, rest = _flags(rest)
        yield Instruction(word, rest, _first_line(lines, start) + 1, flags, body)


def substituted(text: str, value: Callable[[str], str | None]) -> str:
    """The text with variables put in; one without a value stays as it is written."""

    def put(match: re.Match[str]) -> str:
        if match[1]:
            return "$"
        known = value(match[2] or match[5])
        if match[3] in ("-", ":-"):
            return known or match[4]
        if match[3] in ("+", ":+"):
            return match[4] if known else ""
        return match[0] if known is None else known

    return _VARIABLE.sub(put, text)


def _escape(lines: list[str]) -> str:
    for line in lines:
        if not line.startswith("#"):
            break
        found = _DIRECTIVE.match(line)
        if found:
            return found[1]
    return "\\"


def _first_line(lines: list[str], start: int) -> int:
    while start < len(lines) - 1 and _is_blank(lines[start]):
        start += 1
    return start


def _is_blank(line: str) -> bool:
    stripped = line.strip()
    return not stripped or stripped.startswith("#")


def _joined(lines: list[str], position: int, escape: str) -> tuple[str, int]:
    """A logical line and where the next one starts; comments inside are left out."""
    parts: list[str] = []
    while position < len(lines):
        line = lines[position]
        position += 1
        if _is_blank(line):
            if not parts:
                return "", position
            continue
        stripped = line.rstrip()
        if not stripped.endswith(escape):
            parts.append(stripped)
            break
        parts.append(stripped[:-1])
    return " ".join(part.strip() for part in parts), position


def _bodies(word: str, text: str, lines: list[str], position: int) -> tuple[str, int]:
    """The here-documents that follow, and where they end."""
    if word not in ("RUN", "COPY", "ADD"):
        return "", position
    body: list[str] = []
    for match in _HEREDOC.finditer(text):
        while position < len(lines):
            line = lines[position]
            position += 1
            if line.strip() == match[2]:
                break
            body.append(line)
    return "\n".join(body), position


def _flags(text: str) -> tuple[dict[str, str], str]:
    flags: dict[str, str] = {}
    while found := _FLAG.match(text):
        flags[found[1]] = (found[2] or "").strip('"')
        text = text[found.end() :]
    return flags, text.strip()
