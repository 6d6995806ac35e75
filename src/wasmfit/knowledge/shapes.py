"""What a checked document may look like, and the walk that finds its mistakes.

A shape is a tree of four kinds: a check for one value, a table with known
keys, a list of tables (``[[rule]]``), or a table with free keys
(``[evidence.*]``). The walk never stops at the first mistake.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the values of one file may refer to."""

    capabilities: Collection[str] = ()
    targets: Collection[str] = ()
    toolchains: Collection[str] = ()
    hosts: Collection[str] = ()
    tables: Collection[str] = ()
    evidence: Collection[str] = ()
    stem: str = ""
    folder: str = ""


Check = Callable[[object, Context], str]
"""What is wrong with a value, with its mend in parentheses; empty when it is fine."""

Joint = Callable[[Mapping[str, object], Context], Iterator[tuple[str, str]]]
"""Mistakes that need more than one key of a table: (key, what is wrong)."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the keys it must have, those it may have, and what joins them."""

    required: Mapping[str, "Shape"]
    optional: Mapping[str, "Shape"] = field(default_factory=dict)
    joint: Joint | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """A list of tables of one shape."""

    row: Table


@dataclass(frozen=True, slots=True)
class Keyed:
    """A table whose keys are free but checked, and whose values share a shape."""

    key: Check
    value: "Shape"
    least: int = 0


Shape = Check | Table | Tables | Keyed


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where in a document something is wrong, and what."""

    path: Path
    text: str

    def __str__(self) -> str:
        """The line that users read: ``rule 3/match/call: what is wrong (mend)``."""
        words: list[str] = []
        for step in self.path:
            if isinstance(step, int):
                words[-1] += f" {step}"
            else:
                words.append(step)
        return f"{'/'.join(words) or 'file'}: {self.text}"


def mistakes_in(document: object, shape: Shape, context: Context) -> list[Mistake]:
    """Every mistake of a document, in the order of the shape."""
    found: list[Mistake] = []
    _walk(document, shape, context, (), found)
    return found


def _walk(value: object, shape: Shape, context: Context, path: Path, found: list[Mistake]) -> None:
    if isinstance(shape, Table):
        _walk_table(value, shape, context, path, found)
    elif isinstance(shape, Tables):
        _walk_tables(value, shape, context, path, found)
    elif isinstance(shape, Keyed):
        _walk_keyed(value, shape, context, path, found)
    elif wrong := shape(value, context):
        found.append(Mistake(path, wrong))


def _walk_table(
    value: object, shape: Table, context: Context, path: Path, found: list[Mistake]
) -> None:
    if not isinstance(value, dict):
        found.append(Mistake(path, "this must be a table (write [name] or { key = value })"))
        return
    for key, part in shape.required.items():
        if key in value:
            _walk(value[key], part, context, (*path, key), found)
        else:
            found.append(Mistake((*path, key), "missing (every such table has it)"))
    for key, part in shape.optional.items():
        if key in value:
            _walk(value[key], part, context, (*path, key), found)
    for key in value:
        if key not in shape.required and key not in shape.optional:
            known = ", ".join((*shape.required, *shape.optional))
            found.append(Mistake((*path, key), f"unknown key (known: {known})"))
    if shape.joint is not None:
        found.extend(Mistake((*path, key), text) for key, text in shape.joint(value, context))


def _walk_tables(
    value: object, shape: Tables, context: Context, path: Path, found: list[Mistake]
) -> None:
    if not isinstance(value, list):
        found.append(Mistake(path, f"this must be a list of tables (write [[{path[-1]}]])"))
        return
    for position, row in enumerate(value, start=1):
        _walk_table(row, shape.row, context, (*path, position), found)


def _walk_keyed(
    value: object, shape: Keyed, context: Context, path: Path, found: list[Mistake]
) -> None:
    if not isinstance(value, dict):
        found.append(Mistake(path, "this must be a table (write [name] or { key = value })"))
        return
    if len(value) < shape.least:
        found.append(Mistake(path, f"empty (define at least one [{path[-1]}.<name>])"))
    for key, part in value.items():
        if wrong := shape.key(key, context):
            found.append(Mistake((*path, key), wrong))
        _walk(part, shape.value, context, (*path, key), found)
