"""Which findings count for what: predicates, and the reading that doubts everything."""

from collections.abc import Sequence
from dataclasses import replace

from wasmfit.model.knowledge import BLOCKING, Confidence, Support
from wasmfit.model.project import Role
from wasmfit.model.report import Finding, Level

LASTING = frozenset(
    {
        "lifetime.longrun",
        "net.http.server",
        "net.tcp.listen",
        "proc.daemon",
        "signal.timer",
        "state.inmemory",
        "thread.spawn",
    }
)
"""Capabilities of what has to outlive a request: listeners, timers, workers, kept state."""


def doubted(findings: Sequence[Finding], profile: str) -> tuple[Finding, ...]:
    """The findings as they would be if every unverified answer were a blocker.

    Unverified are unknown answers and blocking ones that were inferred.
    """
    return tuple(
        replace(one, levels={**one.levels, profile: Level.ERROR})
        if is_unverified(one, profile)
        else one
        for one in findings
    )


def is_counted_blocker(finding: Finding, profile: str) -> bool:
    """Whether a finding of role source is of level error on the profile."""
    return finding.role is Role.SOURCE and finding.is_blocker(profile)


def is_lasting(finding: Finding, profile: str) -> bool:
    """Whether a use in force is there to go on after whoever asked has been answered."""
    return (
        finding.capability in LASTING
        and finding.role is Role.SOURCE
        and finding.suppressed is None
        and finding.active.get(profile, True) is not False
    )


def is_unverified(finding: Finding, profile: str) -> bool:
    """Whether nobody has verified that a use in force works, or that it does not."""
    answer = finding.answers.get(profile)
    return (
        answer is not None
        and finding.role is Role.SOURCE
        and finding.suppressed is None
        and finding.active.get(profile, True) is True
        and (
            answer.support is Support.UNKNOWN
            or (answer.support in BLOCKING and answer.confidence is Confidence.INFERRED)
        )
    )


def is_stranger(finding: Finding, profile: str) -> bool:
    """Whether it speaks of a package that the unit runs with and that nobody has examined."""
    return (
        finding.purl is not None
        and is_unverified(finding, profile)
        and finding.answers[profile].support is Support.UNKNOWN
    )


def is_partial(finding: Finding, profile: str) -> bool:
    """Whether a finding of role source is in force and works in part."""
    answer = finding.answers.get(profile)
    return (
        answer is not None
        and answer.support is Support.PARTIAL
        and finding.role is Role.SOURCE
        and finding.suppressed is None
        and finding.active.get(profile, True) is not False
    )


def is_linked(finding: Finding) -> bool:
    """Whether it speaks of a native library that the build links (not of modules it makes)."""
    return finding.kind == "link" and finding.capability != "ffi.native"
