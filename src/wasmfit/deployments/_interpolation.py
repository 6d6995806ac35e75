"""Variables in compose files: ``${NAME:-default}`` and its kin, nested, and ``.env`` files."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_START = re.compile(r"\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*))")
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*(?:=\s*(.*))?$")
DEEPEST = 20
LONGEST = 20_000
"""Letters of a value: variables that double each other stay small."""


@dataclass(slots=True)
class Variables:
    """Values by name; ``missing`` collects the names that had neither value nor default."""

    values: Mapping[str, str]
    missing: set[str] = field(default_factory=set)

    def put(self, text: str, depth: int = 0) -> str:
        """The text with variables put in; one without a value stays as it is written."""
        if "$" not in text or depth > DEEPEST:
            return text
        done: list[str] = []
        position = 0
        while found := _START.search(text, position):
            done.append(text[position : found.start()])
            if found[1]:
                done.append("$")
                position = found.end()
            elif found[2]:
                done.append(self._plain(found[2], found[0]))
                position = found.end()
            else:
                position = _close(text, found.end())
                rest = text[found.end() : position - 1]
                done.append(self._braced(found[3], rest, text[found.start() : position], depth))
        return "".join((*done, text[position:]))[:LONGEST]

    def _plain(self, name: str, written: str) -> str:
        value = self.values.get(name)
        if value is None:
            self.missing.add(name)
            return written
        return value

    def _braced(self, name: str, rest: str, written: str, depth: int) -> str:
        """``rest`` is what stands behind the name: ``:-default``, ``-d``, ``:?e``, ``:+r``."""
        value = self.values.get(name)
        colon = rest.startswith(":")
        operator, operand = rest[colon : colon + 1], rest[colon + 1 :]
        there = value is not None and not (colon and value == "")
        match operator:
            case "-":
                return value or "" if there else self.put(operand, depth + 1)
            case "+":
                return self.put(operand, depth + 1) if there else ""
            case _:
                return self._plain(name, written)


def _close(text: str, position: int) -> int:
    """One past the brace that closes; the end of the text when none does."""
    depth = 1
    while position < len(text) and depth:
        depth += (text[position] == "{") - (text[position] == "}")
        position += 1
    return position


def env_file(data: bytes, known: Mapping[str, str]) -> dict[str, str]:
    """The assignments of a ``.env`` file; values may refer to earlier ones."""
    found: dict[str, str] = {}
    lookup = Variables({})
    for line in data.decode("utf-8-sig", "replace").splitlines():
        match = _LINE.match(line)
        if match is None or line.lstrip().startswith("#") or match[2] is None:
            continue
        value = match[2].strip()
        quote = value[:1]
        if quote in ("'", '"') and quote in value[1:]:
            value = value[1 : value.index(quote, 1)]
        else:
            value = re.sub(r"(?<!\s)\s++#.*$", "", value)
        lookup.values = {**known, **found}
        found[match[1]] = value if quote == "'" else lookup.put(value)
    return found


Put = Callable[[str], str]
