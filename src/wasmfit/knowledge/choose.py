"""Choose: the profile a user names, and the toolchain that takes a language there."""

from collections.abc import Mapping

from wasmfit.errors import UsageError
from wasmfit.knowledge.hint import hint
from wasmfit.model.knowledge import Knowledge, Profile, Toolchain

ALIVE = ("maintained", "experimental")
"""Maturities in the order of choice; abandoned ones are never chosen."""


def toolchain_for(
    knowledge: Knowledge, language: str, target: str, overrides: Mapping[str, str]
) -> Toolchain | None:
    """The toolchain that takes a language to a target, None when there is none.

    Maintained before experimental, then the lowest rank. ``overrides`` maps
    a language to the id of the toolchain a user wants where it reaches the
    target; naming one that does not serve the language raises UsageError.
    """
    wanted = _override(knowledge, language, overrides)
    able = [
        toolchain
        for toolchain in knowledge.toolchains.values()
        if language in toolchain.languages
        and target in toolchain.targets
        and toolchain.targets[target].maturity in ALIVE
    ]
    return min(
        able,
        key=lambda it: (it.id != wanted, ALIVE.index(it.targets[target].maturity), it.rank, it.id),
        default=None,
    )


def _override(knowledge: Knowledge, language: str, overrides: Mapping[str, str]) -> str | None:
    wanted = overrides.get(language)
    serving = sorted(it.id for it in knowledge.toolchains.values() if language in it.languages)
    if wanted is not None and wanted not in serving:
        message = f"--toolchain {language}={wanted}: no such toolchain ({hint(wanted, serving)})"
        raise UsageError(message)
    return wanted


def profile_of(knowledge: Knowledge, text: str) -> Profile:
    """The profile written as ``wasip2`` or ``wasip2+spin``; UsageError when there is none."""
    target_id, plus, host_id = text.partition("+")
    target = knowledge.targets.get(target_id)
    if target is None:
        message = f"{text}: no such target ({hint(target_id, knowledge.targets)})"
        raise UsageError(message)
    if not plus:
        return Profile(target)
    host = knowledge.hosts.get(host_id)
    if host is None:
        message = f"{text}: no such host ({hint(host_id, knowledge.hosts)})"
        raise UsageError(message)
    if target_id not in host.targets:
        message = (
            f"{text}: {host.title} does not run {target_id} (it runs {', '.join(host.targets)})"
        )
        raise UsageError(message)
    return Profile(target, host)
