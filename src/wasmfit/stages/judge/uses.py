"""Uses times rules are findings, with an answer and a level per profile."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from wasmfit.model.condition import Truth, World, evaluate
from wasmfit.model.facts import Certainty, FileFacts, Guard, Use, UseKind
from wasmfit.model.knowledge import Answer, Rule, Support
from wasmfit.model.place import Location
from wasmfit.model.report import Finding, Grant, Level
from wasmfit.stages.judge.levels import level_of
from wasmfit.stages.judge.wording import message

REF_KINDS = frozenset({UseKind.BASE, UseKind.VALUE, UseKind.TEST, UseKind.ANNOTATION})
FINE = frozenset({Support.NATIVE, Support.GRANTED})


@dataclass(frozen=True, slots=True)
class View:
    """One profile: how it answers symbols and guards, per language."""

    profile: str
    answer: Callable[[str, str, str], Answer]
    world: Callable[[str], World]


@dataclass(frozen=True, slots=True)
class Bench:
    """What judging needs from knowledge.

    ``rules`` gives the rules that match (language, kind, symbol); ``notable``
    says whether any known target fails on (language, symbol, capability):
    what works everywhere is not a finding.
    """

    rules: Callable[[str, UseKind, str], Sequence[Rule]]
    notable: Callable[[str, str, str], bool]
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Findings, sorted, and grants per (unit, profile)."""

    findings: tuple[Finding, ...]
    grants: Mapping[tuple[str, str], tuple[Grant, ...]]


def judge_uses(files: Sequence[FileFacts], units: Mapping[str, str], bench: Bench) -> Verdicts:
    """Judge every use of every file. ``units`` maps a path to its unit's id."""
    findings: list[Finding] = []
    grants: dict[tuple[str, str], set[Grant]] = {}
    for file in files:
        ordinals: Counter[tuple[str, ...]] = Counter()
        unit = units[file.path]
        for use, rule in _matches(file, bench):
            answers = _answers(file.language, use.symbol, rule, bench)
            active = _active(use, file.language, bench)
            _collect_grants(grants, unit, file, answers, active, rule)
            if bench.notable(file.language, use.symbol, rule.capability):
                key = (rule.number, file.path, use.symbol, use.scope)
                ordinals[key] += 1
                name = identity(*key, str(ordinals[key]))
                findings.append(_finding(name, file, unit, use, rule, answers, active, bench))
    return Verdicts(
        findings=tuple(sorted(findings, key=lambda f: (*f.location.key, f.symbol, f.rule))),
        grants={key: tuple(sorted(found, key=_grant_key)) for key, found in grants.items()},
    )


def identity(*parts: str) -> str:
    """A short stable id: it does not change when lines move."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _grant_key(grant: Grant) -> tuple[str, str]:
    return (grant.capability, grant.detail)


def _matches(file: FileFacts, bench: Bench) -> Iterator[tuple[Use, Rule]]:
    for use in file.uses:
        for rule in bench.rules(file.language, use.kind, use.symbol):
            yield use, rule


def _answers(language: str, symbol: str, rule: Rule, bench: Bench) -> dict[str, Answer]:
    return {view.profile: view.answer(language, symbol, rule.capability) for view in bench.views}


def _active(use: Use, language: str, bench: Bench) -> dict[str, Truth]:
    """Per profile whether the use is reached, where it is not plainly so."""
    found: dict[str, Truth] = {}
    if not use.guards:
        return found
    for view in bench.views:
        world = view.world(language)
        truths = [evaluate(guard.condition, world) for guard in use.guards]
        if False in truths:
            found[view.profile] = False
        elif None in truths:
            found[view.profile] = None
    return found


def _collect_grants(
    grants: dict[tuple[str, str], set[Grant]],
    unit: str,
    file: FileFacts,
    answers: Mapping[str, Answer],
    active: Mapping[str, Truth],
    rule: Rule,
) -> None:
    if file.role.value != "source":
        return
    for profile, answer in answers.items():
        if answer.support is Support.GRANTED and active.get(profile, True) is not False:
            grant = Grant(capability=rule.capability, detail=answer.mechanism or answer.note)
            grants.setdefault((unit, profile), set()).add(grant)


def _finding(  # noqa: PLR0913 - the joint where everything about one place meets
    name: str,
    file: FileFacts,
    unit: str,
    use: Use,
    rule: Rule,
    answers: Mapping[str, Answer],
    active: Mapping[str, Truth],
    bench: Bench,
) -> Finding:
    levels = {
        profile: level_of(
            answer.support, _reached(active.get(profile, True), use), answer.confidence, file.role
        )
        for profile, answer in answers.items()
    }
    primary = bench.views[0].profile
    return Finding(
        id=name,
        rule=rule.number,
        rule_name=rule.name,
        capability=rule.capability,
        unit=unit,
        kind="ref" if use.kind in REF_KINDS else use.kind.value,
        symbol=use.symbol.removeprefix("builtins."),
        location=Location(file.path, use.span),
        role=file.role,
        certainty=use.certainty,
        message=message(rule, use.symbol, answers[primary], primary, active.get(primary, True)),
        answers=answers,
        levels=levels,
        active=active,
        scope=use.scope,
        guard=_deciding(use, file.language, bench),
        effort=rule.effort,
    )


def _reached(active: Truth, use: Use) -> Truth:
    """A reading of low certainty counts like a guard that nobody can answer."""
    return None if active is True and use.certainty is Certainty.LOW else active


def _deciding(use: Use, language: str, bench: Bench) -> Guard | None:
    """The guard that matters most: false somewhere, else unknown, else the innermost."""
    if not use.guards:
        return None
    worlds = [view.world(language) for view in bench.views]
    ranked = []
    for place, guard in enumerate(use.guards):
        truths = [evaluate(guard.condition, world) for world in worlds]
        ranked.append((False not in truths, None not in truths, -place, guard))
    return min(ranked, key=lambda entry: entry[:3])[3]


def without_levels(finding: Finding) -> bool:
    """Whether a finding is of level none on every profile."""
    return all(level is Level.NONE for level in finding.levels.values())
