"""What targets, toolchains and hosts are, for ``wasmfit explain``."""

import textwrap
from collections.abc import Iterator

from wasmfit.model.knowledge import Confidence, Evidence, Host, Knowledge, Target, Toolchain

Lines = list[str]


def introduced(knowledge: Knowledge, name: str) -> Iterator[Lines]:
    """A text for the target, the toolchain and the host of that name."""
    if target := knowledge.targets.get(name):
        yield _target(target, knowledge)
    if toolchain := knowledge.toolchains.get(name):
        yield _toolchain(toolchain)
    if host := knowledge.hosts.get(name):
        yield _host(host)


def _target(target: Target, knowledge: Knowledge) -> Lines:
    kind = "a standard target" if target.standard else "a target"
    lines = [f"{target.id}: {target.title}, {kind}"]
    lines += _said("price", target.price)
    lines += _said("worlds", ", ".join(target.worlds))
    for toolchain in knowledge.toolchains.values():
        if target.id in toolchain.targets:
            maturity = toolchain.targets[target.id].maturity
            languages = ", ".join(toolchain.languages)
            lines.append(f"  {languages}: {toolchain.label}, {maturity}")
    hosts = [host.id for host in knowledge.hosts.values() if target.id in host.targets]
    return [*lines, *_said("hosts", ", ".join(hosts)), *_evidence(target.evidence)]


def _toolchain(toolchain: Toolchain) -> Lines:
    lines = [f"{toolchain.id}: {toolchain.title} {toolchain.version}, a toolchain"]
    lines += _said("for", ", ".join(toolchain.languages))
    lines += _said("", toolchain.note)
    for target in toolchain.targets.values():
        table = f", {len(target.symbols)} names in its table" if target.symbols else ""
        lines.append(f"  {target.target}: {target.maturity}{table}")
    return [*lines, *_evidence(toolchain.evidence)]


def _host(host: Host) -> Lines:
    lines = [f"{host.id}: {host.title} {host.version}, a host, {host.status}"]
    lines += _said("runs", ", ".join(host.targets))
    lines += _said("worlds", ", ".join(host.worlds))
    lines += _said("offers besides", ", ".join(host.imports))
    lines += _said("lifetime", host.lifetime)
    lines += _said("memory", f"{host.memory_mib} MiB at most" if host.memory_mib else "")
    lines += _said("limits", host.limits)
    lines += _said("", host.note)
    for name, provision in host.overrides.items():
        words = ", ".join(filter(None, (provision.support, provision.mechanism, provision.note)))
        lines += _said(name, words)
    return [*lines, *_evidence(host.evidence)]


def _said(what: str, text: str) -> Lines:
    if not text:
        return []
    label = f"{what}: " if what else ""
    return textwrap.wrap(
        label + text, 100, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
    )


def _evidence(evidence: Evidence) -> Lines:
    guessed = evidence.confidence is Confidence.INFERRED
    how = "inferred, not verified" if guessed else str(evidence.confidence)
    return _said("", f"[{how}: {evidence.source}, {evidence.checked}]")
