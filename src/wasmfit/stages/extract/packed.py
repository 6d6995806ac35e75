"""Facts as nested lists of plain values and back, so that they can be kept in a file.

Nothing that is read back can run code: a list begins with the place of its
type in a closed set of frozen types, and the values of its fields follow in
order. Fields at the end that have their defaults are left out. The guards of
a use or import are the same in most of a file: each tuple of them is written
once, and comes back as one object.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any

from wasmfit.model import condition
from wasmfit.model.facts import (
    Alias,
    Calls,
    Certainty,
    FileFacts,
    Flag,
    Gap,
    Guard,
    Import,
    Use,
    UseKind,
)
from wasmfit.model.ignore import Mark
from wasmfit.model.place import Location, Span
from wasmfit.model.project import Role

TUPLE = 0
"""Stands in front of the values of a tuple; types follow from 1."""

POOLED = -1
"""Stands in front of the place of a tuple of guards among those of the file."""

VALUES: tuple[type, ...] = (
    condition.All,
    condition.Any,
    condition.Atom,
    condition.Constant,
    condition.Not,
    Alias,
    FileFacts,
    Flag,
    Gap,
    Guard,
    Import,
    Location,
    Mark,
    Span,
    Use,
    Calls,
)
ENUMS: tuple[type[Enum], ...] = (Certainty, Role, UseKind)
PLAIN = frozenset({str, int, bool, float, type(None)})

Packed = Any
"""A plain value, or a list that begins with a number."""

Packer = Callable[[Any, dict[tuple[Guard, ...], int]], Packed]


def pack(value: object) -> Packed:
    """The value as nested lists; KeyError for what facts are not made of."""
    pool: dict[tuple[Guard, ...], int] = {}
    packed = _pack(value, pool)
    return [[_bare(guards) for guards in pool], packed]


def unpack(packed: Packed) -> Any:  # noqa: ANN401 - whatever was packed
    """The value that was packed; ValueError, TypeError or LookupError for anything else."""
    pool, value = packed
    return _unpack(value, [_unpack(guards, []) for guards in pool])


def _pack(value: object, pool: dict[tuple[Guard, ...], int]) -> Packed:
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is not tuple:
        return _PACKERS[kind](value, pool)
    if value and type(value[0]) is Guard:  # type: ignore[index] # a tuple, as asked
        return [POOLED, pool.setdefault(value, len(pool))]  # type: ignore[arg-type] # as above
    return [TUPLE, *(_pack(one, pool) for one in value)]  # type: ignore[attr-defined] # as above


def _bare(guards: tuple[Guard, ...]) -> Packed:
    """A tuple of guards as it stands in the pool; conditions hold no guards."""
    return [TUPLE, *(_pack(guard, {}) for guard in guards)]


def _unpack(packed: Packed, pool: list[tuple[Guard, ...]]) -> Any:  # noqa: ANN401 - as unpack
    if type(packed) is not list:
        return packed
    head = packed[0]
    if head == POOLED:
        return pool[packed[1]]
    given = [one if type(one) is not list else _unpack(one, pool) for one in packed[1:]]
    return _MAKERS[head](*given)


def _packer(place: int, kind: type) -> Packer:
    names = [field.name for field in fields(kind)]
    defaults = [
        field.default if field.default is not MISSING else MISSING for field in fields(kind)
    ]

    def packed(value: object, pool: dict[tuple[Guard, ...], int]) -> Packed:
        given = [getattr(value, name) for name in names]
        while given and given[-1] == defaults[len(given) - 1]:
            given.pop()
        return [place, *(_pack(one, pool) for one in given)]

    return packed


def _maker(kind: type) -> Callable[..., Any]:
    names = [field.name for field in fields(kind)]
    return lambda *given: kind(**dict(zip(names, given, strict=False)))


def _enum_packer(place: int) -> Packer:
    return lambda value, _pool: [place, value.value]


def _tuple(*given: object) -> tuple[object, ...]:
    return given


_PACKERS: Mapping[type, Packer] = {
    **{kind: _packer(place, kind) for place, kind in enumerate(VALUES, 1)},
    **{kind: _enum_packer(place) for place, kind in enumerate(ENUMS, 1 + len(VALUES))},
}
_MAKERS: tuple[Callable[..., Any], ...] = (_tuple, *map(_maker, VALUES), *ENUMS)
