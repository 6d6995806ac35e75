"""Facts as nested lists of plain values and back, so that they can be kept in a file.

Nothing that is read back can run code: how a value is made follows from the
types of the model's fields, never from what is in the file. A value is the
list of its fields in order; those at the end that have their defaults are
left out. A condition begins with its place among the kinds of conditions.
The guards of a use or import are the same in most of a file: each tuple of
them is written once, and comes back as one object.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from wasmfit.model.condition import Condition
from wasmfit.model.facts import FileFacts, Guard

Packed = Any
"""A plain value, or a list of such."""

Guards = Sequence[tuple[Guard, ...]]
"""The different tuples of guards of one file, while it is unpacked."""

PLAIN = frozenset({str, int, bool, type(None)})


class Pool:
    """The different tuples of guards of one file, while it is packed."""

    def __init__(self) -> None:
        """None so far."""
        self.found: dict[tuple[Guard, ...], int] = {}
        self._seen: dict[int, int] = {}

    def place(self, guards: tuple[Guard, ...]) -> int:
        """Where a tuple stands among them. Most are one object, which is faster to see."""
        place = self._seen.get(id(guards))
        if place is None:
            place = self._seen[id(guards)] = self.found.setdefault(guards, len(self.found))
        return place


class Codec(NamedTuple):
    """The two ways of one type; each is given the value and the guards of the file."""

    pack: Callable[[Any, Pool], Packed]
    unpack: Callable[[Packed, Guards], Any]


def pack(facts: FileFacts) -> Packed:
    """The facts of a file as nested lists."""
    pool = Pool()
    packed = _known(FileFacts).pack(facts, pool)
    guard = _known(Guard)
    return [[[guard.pack(one, pool) for one in guards] for guards in pool.found], packed]


def unpack(packed: Packed) -> FileFacts:
    """The facts that were packed; ValueError, TypeError or LookupError for anything else."""
    pool, value = packed
    guard = _known(Guard)
    guards = [tuple([guard.unpack(one, ()) for one in row]) for row in pool]
    facts: FileFacts = _known(FileFacts).unpack(value, guards)
    return facts


@cache
def _codec(kind: Any) -> Codec | None:  # noqa: ANN401 - a type as fields are annotated with it
    """How values of a type are written; None when they are plain. KeyError for other types."""
    if kind in PLAIN:
        return None
    if is_dataclass(kind):
        return _record(kind)  # type: ignore[arg-type] # a class, for it stands as a type
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum(kind)
    if get_origin(kind) is tuple:
        inside = get_args(kind)[0]
        return _POOLED if inside is Guard else _tuple(_codec(inside))
    if kind == Condition:
        return _either(get_args(kind))
    if not PLAIN.issuperset(get_args(kind)):
        raise KeyError(kind)
    return None


def _record(kind: type) -> Codec:
    """A frozen value, as the list of its fields."""
    names = [field.name for field in fields(kind)]
    defaults = [field.default for field in fields(kind)]
    hints = get_type_hints(kind)
    coded = [(place, _codec(hints[name])) for place, name in enumerate(names)]
    codecs = [(place, codec) for place, codec in coded if codec is not None]
    by_name = any(field.kw_only for field in fields(kind))

    def pack(value: object, pool: Pool) -> Packed:
        row = [getattr(value, name) for name in names]
        while row and row[-1] == defaults[len(row) - 1]:
            row.pop()
        for place, codec in codecs:
            if place < len(row):
                row[place] = codec.pack(row[place], pool)
        return row

    def unpack(row: list[Any], guards: Guards) -> object:
        given = len(row)
        for place, codec in codecs:
            if place < given:
                row[place] = codec.unpack(row[place], guards)
        return kind(**dict(zip(names, row, strict=False))) if by_name else kind(*row)

    return Codec(pack, unpack)


def _enum(kind: type[Enum]) -> Codec:
    members = {member.value: member for member in kind}
    return Codec(lambda member, _: member.value, lambda value, _: members[value])


def _tuple(inside: Codec | None) -> Codec:
    if inside is None:
        return Codec(lambda values, _: list(values), lambda packed, _: tuple(packed))
    pack, unpack = inside
    return Codec(
        lambda values, pool: [pack(value, pool) for value in values],
        lambda packed, guards: tuple([unpack(one, guards) for one in packed]),
    )


def _either(kinds: tuple[type, ...]) -> Codec:
    """One of several frozen values: the place of its type, and the value."""
    places = {kind: place for place, kind in enumerate(kinds)}

    def pack(value: object, pool: Pool) -> Packed:
        return [places[type(value)], _known(type(value)).pack(value, pool)]

    def unpack(packed: Packed, guards: Guards) -> object:
        place, row = packed
        return _known(kinds[place]).unpack(row, guards)

    return Codec(pack, unpack)


def _known(kind: type) -> Codec:
    codec = _codec(kind)
    if codec is None:
        raise KeyError(kind)
    return codec


_POOLED = Codec(lambda guards, pool: pool.place(guards), lambda place, guards: guards[place])
