"""Pages about capabilities, toolchains and hosts, and the schemas of rule files."""

import json
from collections.abc import Iterable, Iterator, Mapping

from wasmfit.config.published import published as settings
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.published import published
from wasmfit.model.knowledge import (
    Answer,
    Capability,
    Confidence,
    Evidence,
    Host,
    Knowledge,
    Profile,
    Provision,
    Rule,
    Toolchain,
)

TREE = "```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"


def pages(known: Knowledge, notice: str, links: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name below docs/ and text of every page; ``links`` are the addresses of rules by number."""
    yield "capabilities/README.md", _capabilities(known, notice)
    for capability in known.capabilities.values():
        name = f"capabilities/{capability.id}.md"
        yield name, "\n".join([notice, *_capability(capability, known, links)])
    yield "toolchains.md", "\n".join([notice, "# Toolchains\n", *_toolchains(known)])
    yield "hosts.md", "\n".join([notice, "# Hosts\n", *_hosts(known)])
    ids = {
        "capabilities": tuple(known.capabilities),
        "targets": tuple(known.targets),
        "toolchains": tuple(known.toolchains),
        "hosts": tuple(known.hosts),
    }
    named = {f"schemas/{name}": document for name, document in published(ids).items()}
    for name, document in {**named, "settings": settings(ids)}.items():
        yield f"{name}.schema.json", json.dumps(document, indent=2, sort_keys=True) + "\n"


def _capabilities(known: Knowledge, notice: str) -> str:
    lines = [notice, "# Capabilities\n", TREE, "| capability | a program wants to |", "|---|---|"]
    lines += [f"| [{it.id}]({it.id}.md) | {it.summary} |" for it in known.capabilities.values()]
    return "\n".join([*lines, ""])


def _capability(
    capability: Capability, known: Knowledge, links: Mapping[str, str]
) -> Iterator[str]:
    """What it is, what each target gives, who narrows it, and which rules ask for it."""
    yield f"# {capability.id}\n"
    covers = f" ({capability.covers})" if capability.covers else ""
    yield f"A program wants to {capability.summary}{covers}.\n"
    yield "## Targets\n"
    heading = ("target", "support", "fails", "how", "known")
    yield from _table(heading, _of_targets(capability, known))
    yield from _section("Toolchains that answer for themselves", _of_toolchains(capability, known))
    yield from _section("Hosts that change it", _of_hosts(capability, known))
    asking = [it for it in known.rules if it.capability == capability.id and not it.retired]
    if asking:
        yield "## Rules that ask for it\n"
        yield from (f"- {_link(rule, links)}: this code {rule.summary}" for rule in asking)
        yield ""


def _of_targets(capability: Capability, known: Knowledge) -> Iterator[tuple[str, ...]]:
    for target in known.targets.values():
        if not target.reference:
            answer = Answers(known, Profile(target)).answer("", "", capability.id)
            yield (target.id, *_answered(answer))


def _answered(answer: Answer) -> tuple[str, str, str, str]:
    how = "; ".join(filter(None, (answer.mechanism, answer.note)))
    grounds = f"{answer.confidence}: {answer.source}, {answer.checked}"
    return answer.support, answer.failure or "", how, grounds if answer.source else ""


def _of_toolchains(capability: Capability, known: Knowledge) -> Iterator[tuple[str, ...]]:
    for toolchain in known.toolchains.values():
        for target in toolchain.targets.values():
            if found := target.provides.get(capability.id):
                yield (f"{toolchain.id} on {target.target}", *_provided(found))


def _of_hosts(capability: Capability, known: Knowledge) -> Iterator[tuple[str, ...]]:
    for host in known.hosts.values():
        if found := host.overrides.get(capability.id):
            yield (host.id, *_provided(found))


def _provided(found: Provision) -> tuple[str, str, str]:
    how = "; ".join(filter(None, (found.mechanism, found.note)))
    return found.support, how, _grounds(found.evidence)


def _grounds(evidence: Evidence) -> str:
    return f"{evidence.confidence}: {evidence.source}, {evidence.checked}"


def _section(title: str, rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    found = list(rows)
    if found:
        yield f"## {title}\n"
        yield from _table(("who", "support", "how", "known"), found)


def _link(rule: Rule, links: Mapping[str, str]) -> str:
    return f"[{rule.number} {rule.name}](../{links[rule.number]})"


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(heading) + " |"
    yield "|" + "---|" * len(heading)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _toolchains(known: Knowledge) -> Iterator[str]:
    yield "How each language gets to a target. The lowest rank of the maintained ones is chosen.\n"
    languages = sorted({name for it in known.toolchains.values() for name in it.languages})
    for language in languages:
        yield f"## {language.capitalize()}\n"
        serving = [it for it in known.toolchains.values() if language in it.languages]
        for toolchain in sorted(serving, key=lambda it: (it.rank, it.id)):
            yield from _toolchain(toolchain)


def _toolchain(toolchain: Toolchain) -> Iterator[str]:
    name = f"**{toolchain.title} {toolchain.version}** (`{toolchain.id}`, rank {toolchain.rank})"
    yield f"{name}: {toolchain.note}.\n" if toolchain.note else f"{name}.\n"
    for target in toolchain.targets.values():
        yield f"- `{target.target}`: {target.maturity}{_tabled(target.symbols)}"
    yield f"\nKnown from: {_grounds(toolchain.evidence)}.\n"


def _tabled(symbols: Mapping[str, Provision]) -> str:
    """How long a table is, and how much of it was run or built, in percent."""
    if not symbols:
        return ""
    sure = (Confidence.RAN, Confidence.BUILT)
    tried = sum(it.evidence.confidence in sure for it in symbols.values())
    return f", {len(symbols)} names in its table ({100 * tried // len(symbols)} % of them tried)"


def _hosts(known: Knowledge) -> Iterator[str]:
    yield "What embeds a target, and what it takes away or adds.\n"
    for host in known.hosts.values():
        yield f"## {host.title} {host.version}\n"
        yield from (f"- {what}: {text}" for what, text in _facts(host) if text)
        yield ""
        rows = [(name, *_provided(found)) for name, found in host.overrides.items()]
        if rows:
            yield from _table(("capability", "support", "how", "known"), rows)


def _facts(host: Host) -> tuple[tuple[str, str], ...]:
    return (
        ("id", f"`{host.id}`"),
        ("status", f"{host.status}{'; ' + host.note if host.note else ''}"),
        ("targets", ", ".join(f"`{it}`" for it in host.targets)),
        ("worlds", ", ".join(host.worlds)),
        ("offers besides", ", ".join(host.imports)),
        ("lifetime", host.lifetime),
        ("memory", f"{host.memory_mib} MiB at most" if host.memory_mib else ""),
        ("limits", host.limits),
        ("known from", _grounds(host.evidence)),
    )
