"""Conditions under which code runs, and their three-valued evaluation.

A reader turns ``if sys.platform == "win32"`` or ``#ifdef HAVE_FORK`` into a
:class:`Condition`; a :class:`World` (one target seen through one toolchain)
answers its atoms. ``None`` means that the data does not say.

Parts of a condition that have nothing to do with the platform (``if verbose
and os.name == "nt"``) are *free*: they may be true or false at run time, so
they never keep code off a target. The smart constructors :func:`all_of`,
:func:`any_of` and :func:`negate` take ``None`` for a free operand and return
``None`` when the whole is free.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Atom:
    """One question to the world.

    ``fact`` names what is asked (``sys.platform``, ``macro:_WIN32``,
    ``import:fcntl``, ``has:os.fork``), ``operator`` is one of ``==``, ``<``,
    ``<=``, ``in``, ``startswith`` or ``true``, ``value`` the other operand
    (``in`` separates its choices by a newline).
    """

    fact: str
    operator: str = "true"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """The negation of one atom (negation is pushed down to atoms)."""

    operand: Atom


@dataclass(frozen=True, slots=True)
class All:
    """True when every operand is true."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when at least one operand is true."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A condition whose answer does not depend on the world."""

    value: Truth


Condition = Atom | Not | All | Any | Constant

ALWAYS = Constant(True)
NEVER = Constant(False)
UNSURE = Constant(None)


class World(Protocol):
    """What one target, seen through one toolchain, answers to atoms."""

    def truth(self, atom: Atom) -> Truth:
        """Whether the atom holds there; None when the data does not say."""
        ...


def all_of(operands: Iterable[Condition | None]) -> Condition | None:
    """The conjunction; free operands drop out, and None when nothing is left."""
    kept = tuple(dict.fromkeys(operand for operand in operands if operand is not None))
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else All(kept)


def any_of(operands: Iterable[Condition | None]) -> Condition | None:
    """The disjunction; None (free) as soon as one operand is free."""
    given = tuple(operands)
    if not given or any(operand is None for operand in given):
        return None
    kept = tuple(dict.fromkeys(operand for operand in given if operand is not None))
    return kept[0] if len(kept) == 1 else Any(kept)


def negate(condition: Condition | None) -> Condition | None:
    """The negation, pushed down to atoms; free stays free."""
    match condition:
        case None:
            return None
        case Constant(value=value):
            return UNSURE if value is None else Constant(not value)
        case Atom():
            return Not(condition)
        case Not(operand=operand):
            return operand
        case All(operands=operands):
            return any_of(negate(operand) for operand in operands)
        case Any(operands=operands):
            return all_of(negate(operand) for operand in operands)


def substitute(
    condition: Condition | None, answer: Callable[[Atom], Condition | None]
) -> Condition | None:
    """The condition with each atom replaced by its answer (None: free)."""
    match condition:
        case Atom():
            return answer(condition)
        case Not(operand=operand):
            return negate(answer(operand))
        case All(operands=operands):
            return all_of(substitute(operand, answer) for operand in operands)
        case Any(operands=operands):
            return any_of(substitute(operand, answer) for operand in operands)
        case _:
            return condition


def evaluate(condition: Condition | None, world: World) -> Truth:
    """Whether the condition holds in a world, by Kleene's strong logic."""
    match condition:
        case None:
            return True
        case Constant(value=value):
            return value
        case Atom():
            return world.truth(condition)
        case Not(operand=operand):
            truth = world.truth(operand)
            return None if truth is None else not truth
        case All(operands=operands):
            return _fold(operands, world, decisive=False)
        case Any(operands=operands):
            return _fold(operands, world, decisive=True)


def _fold(operands: tuple[Condition, ...], world: World, *, decisive: bool) -> Truth:
    answer: Truth = not decisive
    for operand in operands:
        truth = evaluate(operand, world)
        if truth is decisive:
            return decisive
        if truth is None:
            answer = None
    return answer
