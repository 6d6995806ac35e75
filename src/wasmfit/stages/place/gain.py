"""One honest line about what moving a unit would bring."""

from collections.abc import Collection, Mapping

from wasmfit.model.project import Unit, UnitKind
from wasmfit.model.report import Placement

UNSAFE = frozenset({"c", "cpp"})
"""Languages in which a mistake with memory reaches the whole process."""

SMALL = 200_000
"""Bytes of source below which a program is small, some 6,000 lines."""

PURE_CLASSES = frozenset({"env", "clock", "random", "mem", "control", "cpu", "locale", "iconv"})
"""Classes of capabilities that ask nothing of the outside world."""

SERVING = frozenset({"net.http.server", "net.tcp.listen"})
"""Capabilities of programs that wait for others to call."""


def gain(
    unit: Unit,
    placement: Placement,
    languages: Mapping[str, tuple[int, int]],
    needs: Collection[str],
) -> str:
    """What moving would bring.

    ``languages`` maps a language to its files and bytes of source role,
    ``needs`` are the capabilities that its code wants and that are not simply
    there.
    """
    if placement in (Placement.KEEP, Placement.UNKNOWN):
        return _staying(placement)
    outside = {name.partition(".")[0] for name in needs} - PURE_CLASSES
    unsafe = bool(UNSAFE.intersection(languages))
    if unit.kind is UnitKind.SERVICE or not SERVING.isdisjoint(needs):
        return _service(placement)
    if unit.kind is UnitKind.LIBRARY:
        return _library(outside=bool(outside), unsafe=unsafe, split=placement is Placement.SPLIT)
    return _program(sum(size for _, size in languages.values()), unsafe=unsafe)


def _staying(placement: Placement) -> str:
    if placement is Placement.UNKNOWN:
        return "Cannot be said: too little could be read."
    return "None: a container gives it what it needs, and a Wasm unit can call it over the network."


def _service(placement: Placement) -> str:
    part = "The part that ports gains" if placement is Placement.SPLIT else "It gains"
    return (
        f"{part} start-up in milliseconds and many instances per machine, one per request or "
        "tenant; a process that never restarts and is never crowded gains little."
    )


def _library(*, outside: bool, unsafe: bool, split: bool) -> str:
    subject = "The portable part" if split else "It"
    if outside:
        return (
            f"{subject} can be used inside Wasm units; what it asks of its surroundings has to "
            "be allowed there, so as a plugin it brings little isolation of its own."
        )
    safety = " Mistakes with memory then stay inside the sandbox." if unsafe else ""
    return (
        f"{subject} asks nothing of its surroundings: a candidate for plugins, user-defined "
        f"functions and proxy filters, and usable inside any Wasm unit.{safety}"
    )


def _program(size: int, *, unsafe: bool) -> str:
    if unsafe:
        return (
            "Isolation: a mistake with memory on hostile input stays in a sandbox that sees only "
            "what it is given. Start-up and density bring little to a command that runs once."
        )
    if size < SMALL:
        return (
            "Little: it is a small self-contained program that starts fast and isolates well now."
        )
    return (
        "One file that runs on every system and sees only what it is given; it will be slower "
        "than the native program."
    )
