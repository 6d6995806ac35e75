"""What if: the same unit on another profile, and what no target gives."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wasmfit.model.graph import Move
from wasmfit.model.knowledge import BLOCKING, Answer, Confidence, Support
from wasmfit.model.project import Role
from wasmfit.model.report import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A profile to compare with.

    ``answer`` says what it gives for what a finding needs; ``score`` is None
    when the findings were not judged for it, and their guards then count as
    they do on the profile that is compared.
    """

    profile: str
    answer: Callable[[Finding], Answer]
    score: float | None = None


def compare(
    findings: Sequence[Finding], here: str, others: Iterable[Other]
) -> tuple[tuple[Move, ...], tuple[str, ...]]:
    """Per profile what it frees and adds, and the capabilities that nobody gives.

    Only profiles that change something are told, in their order. A capability
    is freed when nothing that blocks for want of it would still do so.
    """
    blockers = [one for one in findings if _blocks(one, here)]
    wanted = sorted({one.capability for one in blockers})
    others = list(others)
    moves = [_move(findings, blockers, wanted, other) for other in others]
    never = set(wanted)
    for other in others:
        never &= {one.capability for one in blockers if _lacks(other.answer(one))}
    told = tuple(move for move in moves if move.frees or move.perhaps or move.adds)
    return told, tuple(sorted(never)) if others else ()


def _blocks(finding: Finding, profile: str) -> bool:
    return finding.role is Role.SOURCE and finding.is_blocker(profile)


def _move(
    findings: Sequence[Finding], blockers: Sequence[Finding], wanted: Sequence[str], other: Other
) -> Move:
    stuck = {one.capability for one in blockers if _stuck(one, other)}
    unsure = {one.capability for one in blockers if _unsure(one, other)} - stuck
    judged = other.score is not None
    there = {one.capability for one in findings if judged and _blocks(one, other.profile)}
    return Move(
        profile=other.profile,
        frees=tuple(name for name in wanted if name not in stuck | unsure),
        perhaps=tuple(name for name in wanted if name in unsure),
        adds=tuple(sorted(there.difference(wanted))),
        score=other.score,
    )


def _stuck(finding: Finding, other: Other) -> bool:
    """Whether it blocks there too, as far as is known; without a toolchain nothing gets there."""
    reached = finding.active.get(other.profile, True) is not False
    return reached and _lacks(other.answer(finding))


def _lacks(answer: Answer) -> bool:
    return not answer.toolchain or answer.support in BLOCKING


def _unsure(finding: Finding, other: Other) -> bool:
    """Whether nobody has verified that it works there."""
    answer = other.answer(finding)
    return answer.support is Support.UNKNOWN or answer.confidence is Confidence.INFERRED
