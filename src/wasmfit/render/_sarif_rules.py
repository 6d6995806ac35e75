"""Rules as SARIF describes them: what, why, what to do, and what each target answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wasmfit.model.facts import Certainty
from wasmfit.model.knowledge import Answer, Confidence, Rule, Support
from wasmfit.model.report import Finding, Level, Report
from wasmfit.render._choice import WORST_FIRST
from wasmfit.render._words import code, markdown, visible

LONGEST = 1024
"""Characters that code scanning allows for a description."""

MOST_ANSWERS = 3
"""Different answers of one profile that the help of a rule shows."""

PROBLEM = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}
PRECISION = {
    Confidence.RAN: "very-high",
    Confidence.BUILT: "very-high",
    Confidence.SOURCE: "high",
    Confidence.INFERRED: "medium",
}
ORDER = ("very-high", "high", "medium", "low")

Json = dict[str, Any]


def descriptors(report: Report, findings: Sequence[Finding]) -> list[Json]:
    """One descriptor per rule that the findings name, by number."""
    known = {rule.number: rule for rule in report.rules}
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return [
        _descriptor(known.get(number) or _guessed(group[0]), group, report)
        for number, group in sorted(groups.items())
    ]


def _guessed(finding: Finding) -> Rule:
    """A rule of which a saved report only holds the number and name."""
    return Rule(
        number=finding.rule,
        name=finding.rule_name,
        language="",
        summary=f"needs {finding.capability}",
        why=f"The code needs {finding.capability}.",
        capability=finding.capability,
        effort=finding.effort,
        matches=(),
    )


def _descriptor(rule: Rule, findings: Sequence[Finding], report: Report) -> Json:
    levels = [finding.levels[report.primary] for finding in findings]
    worst = min(levels, key=WORST_FIRST.index)
    links = [link for link in rule.references if link.startswith("https://")]
    return {
        "id": rule.number,
        "name": rule.name,
        "shortDescription": {"text": _cut(f"This code {visible(rule.summary)}.")},
        "fullDescription": {"text": _cut(visible(rule.why))},
        "help": {"text": _plain_help(rule), "markdown": _help(rule, findings, report)},
        **({"helpUri": links[0]} if links else {}),
        **({"deprecatedNames": list(rule.aliases)} if rule.aliases else {}),
        "defaultConfiguration": {"level": worst.value},
        "properties": {
            "tags": _tags(rule),
            "problem.severity": PROBLEM[worst],
            "precision": max((_precision(f, report.primary) for f in findings), key=ORDER.index),
            "capability": rule.capability,
            "effort": rule.effort,
        },
    }


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _tags(rule: Rule) -> list[str]:
    """At most five, the most useful first (ten are shown, twenty allowed)."""
    capability_class = rule.capability.partition(".")[0]
    return list(
        filter(None, ("webassembly", "wasi", "portability", capability_class, rule.language))
    )


def _precision(finding: Finding, profile: str) -> str:
    """How sure both the reading and the knowledge are."""
    if finding.certainty is Certainty.LOW:
        return "low"
    answer = finding.answers[profile]
    return "medium" if answer.support is Support.UNKNOWN else PRECISION[answer.confidence]


def _plain_help(rule: Rule) -> str:
    lines = [visible(rule.why), f"It needs {rule.capability}."]
    lines += [
        f"{remedy.action.capitalize()} (effort {remedy.effort}): {visible(remedy.text)}"
        for remedy in rule.remedies
    ]
    lines.append(f"More: wasmfit explain {rule.number}")
    return "\n".join(lines)


def _help(rule: Rule, findings: Sequence[Finding], report: Report) -> str:
    parts = [
        f"# {markdown(rule.name)}",
        f"{markdown(rule.why)} It needs {code(rule.capability)}.",
    ]
    if rule.remedies:
        parts.append("## What to do")
        parts.append("\n".join(_remedies(rule)))
    parts.append("## What each target answers")
    parts.append("\n".join(_answers(findings, report)))
    if rule.references:
        links = (f"- <{link}>" for link in rule.references if link.startswith("https://"))
        parts += ["## References", "\n".join(links)]
    parts.append(f"More: {code(f'wasmfit explain {rule.number}')}")
    return "\n\n".join(filter(None, parts)) + "\n"


def _remedies(rule: Rule) -> Iterable[str]:
    for remedy in rule.remedies:
        only = f", only with {', '.join(remedy.toolchains)}" if remedy.toolchains else ""
        yield (
            f"- **{remedy.action}** (effort {remedy.effort}{markdown(only)}): "
            f"{markdown(remedy.text)}"
        )


def _answers(findings: Sequence[Finding], report: Report) -> Iterable[str]:
    """A table of what the profiles say to the symbols that were found."""
    yield "| Profile | Support | Through | How it is known |"
    yield "| --- | --- | --- | --- |"
    for profile, _, _ in report.profiles:
        given = [finding.answers for finding in findings]
        for answer in _different(profile, given)[:MOST_ANSWERS]:
            doubt = "inferred, not verified" if _is_inferred(answer) else answer.confidence.value
            how = "no data" if answer.support is Support.UNKNOWN else doubt
            through = code(answer.toolchain) if answer.toolchain else "-"
            yield f"| {code(profile)} | {answer.support.value} | {through} | {how} |"


def _different(profile: str, given: Iterable[Mapping[str, Answer]]) -> list[Answer]:
    """Answers that differ in what the table shows, worst first."""
    order = list(Support)
    found = {(a.support, a.toolchain, a.confidence): a for a in (one[profile] for one in given)}
    return sorted(found.values(), key=lambda a: (-order.index(a.support), a.toolchain))


def _is_inferred(answer: Answer) -> bool:
    return answer.confidence is Confidence.INFERRED
