"""Lockfiles in TOML: their tables of packages, and the line that names each, fast."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wasmfit.manifests._toml import BadTomlError, document
from wasmfit.model.facts import Gap
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile

_STAGE = "extract"
_NAMED = re.compile(r"""^[ \t]*name[ \t]*=[ \t]*["']([^"'\n]*)["']""")


@dataclass(frozen=True, slots=True)
class Table:
    """One package: its values, and where its name stands."""

    values: dict[str, Any]
    span: Span

    @property
    def name(self) -> str:
        """Its name as written, "" when it has none."""
        return self.text("name")

    def text(self, key: str) -> str:
        """A string of the table, "" when there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> list[str]:
        """The strings of a list of the table."""
        return texts(self.values.get(key))

    def tables(self, key: str) -> list[dict[str, Any]]:
        """The tables of a list of the table."""
        value = self.values.get(key)
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Lock:
    """A lockfile: its values and its packages in their order."""

    values: dict[str, Any]
    packages: tuple[Table, ...]


def lock(file: SourceFile, data: bytes, key: str) -> Lock | Gap:
    """Read a lockfile whose packages stand in ``[[key]]``; a gap when it is no TOML."""
    import tomli

    try:
        text = data.decode("utf-8-sig")
        values = tomli.loads(text)
    except (ValueError, RecursionError):  # all that tomli raises, for numbers without end too
        return _complaint(file, data)
    listed = values.get(key)
    tables = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    places = list(_places(text, key))
    names = [one.get("name") for one in tables]
    if [name for name, _ in places] != names:
        places = [(str(name), span) for name, span in zip(names, _slowly(data, key), strict=True)]
    spans = (span for _, span in places)
    return Lock(values, tuple(Table(one, span) for one, span in zip(tables, spans, strict=True)))


def texts(value: object) -> list[str]:
    """The strings of a list; nothing when it is none."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _complaint(file: SourceFile, data: bytes) -> Gap:
    """What is wrong with a document, in the words all TOML files share."""
    try:
        document(data)
    except BadTomlError as error:
        return Gap(file.path, _STAGE, str(error), len(data), error.line)
    return Gap(file.path, _STAGE, "not valid TOML", len(data))


def _places(text: str, key: str) -> Iterator[tuple[str, Span]]:
    """The first name behind each header, line by line."""
    header, due = f"[[{key}]]", False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("["):
            due = line.rstrip() == header
        elif due and (match := _NAMED.match(line)):
            due = False
            yield match[1], Span(number, match.start(1) + 1, number, match.end(1) + 1)


def _slowly(data: bytes, key: str) -> list[Span]:
    """The same by a scanner that understands every way to write TOML."""
    found = document(data)
    listed = found.values[key] if isinstance(found.values.get(key), list) else []
    return [
        found.place((key, position, "name"))
        for position, one in enumerate(listed)
        if isinstance(one, dict)
    ]
