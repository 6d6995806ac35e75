"""One honest line about what moving a unit would bring."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wasmfit.model.project import INTERPRETED, Unit, UnitKind
from wasmfit.model.report import Placement

UNSAFE = frozenset({"c", "cpp"})
"""Languages in which a mistake with memory reaches the whole process."""

SMALL = 200_000
"""Bytes of source below which a program is small, some 6,000 lines."""

PURE_CLASSES = frozenset({"env", "clock", "random", "mem", "control", "cpu", "locale", "iconv"})
"""Classes of capabilities that ask nothing of the outside world."""

SERVING = frozenset({"net.http.server", "net.tcp.listen"})
"""Capabilities of programs that wait for others to call."""

NAMED = 3
"""Capabilities that a sentence names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """What decides what moving brings.

    ``languages`` maps a language to its files and bytes of source role,
    ``needs`` are the capabilities that its code wants and that are not simply
    there, ``asked`` those of them that the host has to allow. ``browsed`` says
    that browsers run all of it.
    """

    languages: Mapping[str, tuple[int, int]]
    needs: Collection[str]
    asked: Collection[str]
    browsed: bool = False


def gain(unit: Unit, placement: Placement, bearing: Bearing) -> str:
    """What moving would bring."""
    if placement is Placement.UNKNOWN:
        return "Cannot be said: too little is known."
    if placement is Placement.KEEP:
        return "None: browsers run it." if bearing.browsed else _staying(unit.kind)
    split = placement is Placement.SPLIT
    if unit.kind is UnitKind.SERVICE or not SERVING.isdisjoint(bearing.needs):
        return _service(bearing, split=split)
    if unit.kind is UnitKind.LIBRARY:
        return _library(bearing, split=split)
    return _program(bearing, split=split)


def _staying(kind: UnitKind) -> str:
    if kind is UnitKind.LIBRARY:
        return (
            "None: it cannot be part of a Wasm unit; whatever uses it stays with it, or does "
            "without it."
        )
    if kind is UnitKind.APPLICATION:
        return "None: it lives by what its system gives it, and has that where it is."
    return "None: a container gives it what it needs, and a Wasm unit can call it over the network."


def _service(bearing: Bearing, *, split: bool) -> str:
    part = "The part that ports gains" if split else "It gains"
    if INTERPRETED.intersection(bearing.languages):
        return (
            f"{part} isolation per request or tenant; its interpreter is part of every binary, so "
            "size and speed gain less than with a compiled language."
        )
    return (
        f"{part} short start-up and many instances per machine, one per request or tenant; a "
        "process that never restarts and is never crowded gains little."
    )


def _library(bearing: Bearing, *, split: bool) -> str:
    subject = "The portable part" if split else "It"
    outside = sorted(one for one in bearing.asked if one.partition(".")[0] not in PURE_CLASSES)
    uses = "plugins, user-defined functions and proxy filters"
    if outside:
        named = ", ".join(outside[:NAMED]) + (" and more" if len(outside) > NAMED else "")
        return (
            f"{subject} can be used inside any Wasm unit that is allowed what it asks for "
            f"({named}); where it is not asked for that, it is a candidate for {uses}."
        )
    safe = " Mistakes with memory then stay inside the sandbox." if _unsafe(bearing) else ""
    return (
        f"{subject} asks nothing of its surroundings: a candidate for {uses}, and usable inside "
        f"any Wasm unit.{safe}"
    )


def _program(bearing: Bearing, *, split: bool) -> str:
    if split:
        return (
            "The part that ports can be used by others without the system that the rest needs; the "
            "program itself gains nothing."
        )
    if _unsafe(bearing):
        return (
            "Isolation: a mistake with memory on hostile input stays in a sandbox that sees only "
            "what it is given. Start-up and density bring little to a command that runs once."
        )
    if sum(size for _, size in bearing.languages.values()) < SMALL:
        return (
            "Little: it is a small self-contained program that starts fast and isolates well now."
        )
    return (
        "One file that runs on every system and sees only what it is given; it will be slower "
        "than the native program."
    )


def _unsafe(bearing: Bearing) -> bool:
    return not UNSAFE.isdisjoint(bearing.languages)
