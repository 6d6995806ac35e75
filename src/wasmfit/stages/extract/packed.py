"""Facts as nested lists of plain values and back, so that they can be kept in a file.

Nothing that is read back can run code: a list begins with the place of its
type in a closed set of frozen types, and the values of its fields follow in
order. Fields at the end that have their defaults are left out.
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


def pack(value: object) -> Packed:
    """The value as nested lists; TypeError for what facts are not made of."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is tuple:
        return [TUPLE, *map(pack, value)]  # type: ignore[call-overload] # a tuple, as asked
    return _PACKERS[kind](value)


def unpack(packed: Packed) -> Any:  # noqa: ANN401 - whatever was packed
    """The value that was packed; ValueError, TypeError or LookupError for anything else."""
    if type(packed) is not list:
        return packed
    maker = _MAKERS[packed[0]]
    return maker(*map(unpack, packed[1:]))


def _packer(place: int, kind: type) -> Callable[[Any], Packed]:
    names = [field.name for field in fields(kind)]
    defaults = [
        field.default if field.default is not MISSING else MISSING for field in fields(kind)
    ]

    def packed(value: object) -> Packed:
        given = [getattr(value, name) for name in names]
        while given and given[-1] == defaults[len(given) - 1]:
            given.pop()
        return [place, *map(pack, given)]

    return packed


def _maker(kind: type) -> Callable[..., Any]:
    names = [field.name for field in fields(kind)]
    return lambda *given: kind(**dict(zip(names, given, strict=False)))


def _enum_packer(place: int) -> Callable[[Any], Packed]:
    return lambda value: [place, value.value]


def _tuple(*given: object) -> tuple[object, ...]:
    return given


_PACKERS: Mapping[type, Callable[[Any], Packed]] = {
    **{kind: _packer(place, kind) for place, kind in enumerate(VALUES, 1)},
    **{kind: _enum_packer(place) for place, kind in enumerate(ENUMS, 1 + len(VALUES))},
}
_MAKERS: tuple[Callable[..., Any], ...] = (_tuple, *map(_maker, VALUES), *ENUMS)
