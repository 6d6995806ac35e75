"""Whether a language reaches a target at all: the capability ``toolchain``."""

from wasmfit.knowledge.choose import toolchain_for
from wasmfit.model.knowledge import Confidence, Evidence, Knowledge, Provision, Support

_WEAKEST = tuple(Confidence)


def reach(knowledge: Knowledge, language: str, target: str) -> Provision | None:
    """How well a toolchain takes the language there; None when none of its toolchains is known.

    Native through a maintained toolchain, partial through an experimental
    one, absent where none is left.
    """
    serving = [it for it in knowledge.toolchains.values() if language in it.languages]
    if not serving:
        return None
    best = toolchain_for(knowledge, language, target, {})
    if best is None:
        return Provision(
            support=Support.ABSENT,
            evidence=_together([it.evidence for it in serving]),
            note=f"none of {', '.join(sorted(it.id for it in serving))} reaches {target}",
        )
    if best.targets[target].maturity == "experimental":
        return Provision(
            support=Support.PARTIAL,
            evidence=best.evidence,
            note=f"only {best.label}, which is experimental there",
        )
    return Provision(support=Support.NATIVE, evidence=best.evidence)


def _together(evidence: list[Evidence]) -> Evidence:
    """What several pieces of evidence show together: as sure as the weakest of them."""
    return Evidence(
        source="; ".join(sorted({piece.source for piece in evidence})),
        checked=min(piece.checked for piece in evidence),
        confidence=max((piece.confidence for piece in evidence), key=_WEAKEST.index),
    )
