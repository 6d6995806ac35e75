"""Where one service should live: by its source, by what its image is, by what it starts."""

from dataclasses import dataclass

from wasmfit.model.knowledge import Confidence
from wasmfit.model.report import Placement, UnitReport
from wasmfit.model.services import KnownService
from wasmfit.model.system import Basis
from wasmfit.stages.assemble.joined import Joined
from wasmfit.stages.assemble.known import Known

MOVING = frozenset({Placement.READY, Placement.ADAPT, Placement.SPLIT})
_BY_SOURCE = frozenset({"jvm", "language-or-base"})
"""Kinds of images under which the code of the tree decides, where it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A service's placement, what it rests on, and what it is known as."""

    placement: Placement
    basis: Basis
    confidence: str
    reasons: tuple[str, ...]
    unit: UnitReport | None = None
    known: KnownService | None = None


def placed(one: Joined, known: Known) -> Placed:
    """The placement of a service.

    Software known by its image decides first: its own files on top are
    settings. Then what is started, then the source.
    """
    thing = _thing(one, known)
    unit = None if one.folder is None else known.units.get(one.folder)
    read = unit is not None and _is_its_code(one, unit, known)
    if one.kind == "wasm":
        return _wasm(one, unit)
    if thing and thing.placement == "keep" and not (read and thing.kind in _BY_SOURCE):
        return _kept(one, thing)
    if unit is not None and read:
        return _sourced(one, unit, thing)
    return _unread(one, thing, known)


def _thing(one: Joined, known: Known) -> KnownService | None:
    """What it is known as; its name alone counts only where no image is named."""
    return known.by_image(one.image) if one.image else known.by_name(one.name)


def _wasm(one: Joined, unit: UnitReport | None) -> Placed:
    said = next((s.notes for s in one.services if s.notes), ())
    return Placed(
        placement=Placement.READY,
        basis=Basis.PLATFORM,
        confidence="high",
        reasons=said or ("It is declared as Wasm already.",),
        unit=unit,
    )


def _kept(one: Joined, thing: KnownService) -> Placed:
    by_name = not one.image
    made = f"its image starts from {one.image}" if one.build else f"its image is {one.image}"
    told = f"it is called {one.name}" if by_name else made
    sure = thing.evidence.confidence is not Confidence.INFERRED or not by_name
    return Placed(
        placement=Placement.KEEP,
        basis=Basis.NAME if by_name else Basis.IMAGE,
        confidence="high" if sure and not by_name else "medium",
        reasons=(f"{thing.id} ({thing.kind}): {told}.", thing.why),
        known=thing,
    )


def _sourced(one: Joined, unit: UnitReport, thing: KnownService | None) -> Placed:
    verdict, entry = unit.verdict, one.entry
    said = tuple(reason.text for reason in verdict.reasons[:2])
    if entry and entry.through == "shell-program":
        why = f"It is a shell script ({entry.detail}); a Wasm guest has no shell and no processes."
        return Placed(
            placement=Placement.KEEP, basis=Basis.ENTRY, confidence="high",
            reasons=(why,), unit=unit, known=thing,
        )  # fmt: skip
    if entry and entry.through == "supervisor" and verdict.placement in MOVING:
        why = f"{entry.detail} starts several programs; each becomes a unit of its own."
        return Placed(
            placement=Placement.SPLIT, basis=Basis.ENTRY, confidence="medium",
            reasons=(why, *said), unit=unit, known=thing,
        )  # fmt: skip
    return Placed(
        placement=verdict.placement,
        basis=Basis.SOURCE,
        confidence=verdict.confidence,
        reasons=said,
        unit=unit,
        known=thing,
    )


def _unread(one: Joined, thing: KnownService | None, known: Known) -> Placed:
    entry = one.entry
    if one.folder is not None and entry and entry.through == "shell-program":
        why = f"It is a shell script ({entry.detail}); a Wasm guest has no shell and no processes."
        return Placed(
            placement=Placement.KEEP, basis=Basis.ENTRY, confidence="high", reasons=(why,)
        )
    return Placed(
        placement=Placement.UNKNOWN,
        basis=Basis.NOTHING,
        confidence="low",
        reasons=(_why_unread(one, thing, known),),
        known=thing,
    )


def _why_unread(one: Joined, thing: KnownService | None, known: Known) -> str:
    if one.folder is not None:
        made, where = _maker(one, known), one.folder or "the root"
        return f"No source in {where} could be read{f' (it is built with {made})' if made else ''}."
    if thing is not None:
        return f"{one.image} is a base image; what runs on it is not in this tree."
    if one.image:
        return f"Nothing is known of the image {one.image}, and its source is not in this tree."
    return "Neither its image nor its source is known."


def _maker(one: Joined, known: Known) -> str:
    """The image that tells the language: one with the tools of one, else the first."""
    images = [*(one.recipe.made_with if one.recipe else ()), one.image]
    tools = [image for image in images if _languages(image, known)]
    return (tools or images)[0].partition("@")[0]


def _languages(image: str, known: Known) -> frozenset[str]:
    """The languages that an image has the tools of."""
    found = known.by_image(image)
    return frozenset(found.languages if found else ())


def _is_its_code(one: Joined, unit: UnitReport, known: Known) -> bool:
    """Whether what was read of a unit is in a language that its image is built or run with.

    Scripts for pages beside a program that no reader takes are not the program.
    An image that nobody knows may have been the one that made it.
    """
    made_with = one.recipe.made_with if one.recipe else ()
    told = {name for image in (one.image, *made_with) for name in _languages(image, known)}
    strange = any(known.by_image(image) is None for image in made_with)
    return bool(unit.languages) and (not told or strange or not told.isdisjoint(unit.languages))
