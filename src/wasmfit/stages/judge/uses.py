"""Uses times rules are findings, with an answer and a level per profile."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from wasmfit.model.condition import Truth, World, evaluate
from wasmfit.model.facts import Certainty, FileFacts, Guard, Use, UseKind
from wasmfit.model.knowledge import Answer, Rule, Support
from wasmfit.model.place import Location
from wasmfit.model.project import INTERPRETED, Role
from wasmfit.model.report import Finding, Level
from wasmfit.model.want import Want
from wasmfit.stages.judge.levels import level_of
from wasmfit.stages.judge.wording import message, told

REF_KINDS = frozenset({UseKind.BASE, UseKind.VALUE, UseKind.TEST, UseKind.ANNOTATION})


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
    """Findings, sorted, and the places that ask the host, per (unit, profile)."""

    findings: tuple[Finding, ...]
    wants: Mapping[tuple[str, str], tuple[Want, ...]]


def judge_uses(files: Sequence[FileFacts], units: Mapping[str, str], bench: Bench) -> Verdicts:
    """Judge every use of every file. ``units`` maps a path to its unit's id."""
    findings: list[Finding] = []
    wants: dict[tuple[str, str], list[Want]] = {}
    for file in files:
        ordinals: Counter[tuple[str, ...]] = Counter()
        judges = Judges(file.language, bench)
        for match in _matches(file, units[file.path], bench, judges):
            _collect_wants(wants, match)
            if bench.notable(file.language, match.use.symbol, match.rule.capability):
                ordinals[match.key] += 1
                findings.append(_finding(match, ordinals[match.key], bench, judges))
    return Verdicts(
        findings=tuple(sorted(findings, key=lambda f: (*f.location.key, f.symbol, f.rule))),
        wants={key: tuple(found) for key, found in wants.items()},
    )


class Judges:
    """What the worlds of all profiles say of the guards in one file, each asked once."""

    def __init__(self, language: str, bench: Bench) -> None:
        """The worlds are those of the file's language."""
        self._worlds = [view.world(language) for view in bench.views]
        self._known: dict[int, tuple[tuple[Guard, ...], list[list[Truth]]]] = {}

    def truths(self, guards: tuple[Guard, ...]) -> list[list[Truth]]:
        """For each guard what the profiles say.

        Uses share their guards, which are therefore known by identity, and held.
        """
        known = self._known.get(id(guards))
        if known is None:
            told = [[evaluate(guard.condition, w) for w in self._worlds] for guard in guards]
            known = self._known[id(guards)] = (guards, told)
        return known[1]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that a use is evidence for, and what the profiles answer."""

    file: FileFacts
    unit: str
    use: Use
    rule: Rule
    answers: Mapping[str, Answer]
    active: Mapping[str, Truth]

    @property
    def links(self) -> bool:
        """Whether it says that native code is built or linked."""
        return any(
            _fits(pattern, self.use.symbol)
            for found in self.rule.matches
            if found.kind == "link"
            for pattern in found.patterns
        )

    @property
    def key(self) -> tuple[str, ...]:
        """What stays when lines move; equal ones are told apart by their order."""
        return (self.rule.number, self.file.path, self.use.symbol, self.use.scope)


def identity(*parts: str) -> str:
    """A short stable id: it does not change when lines move."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _matches(file: FileFacts, unit: str, bench: Bench, judges: Judges) -> Iterator[Match]:
    for use in file.uses:
        for rule in bench.rules(file.language, use.kind, use.symbol):
            answers = _answers(file.language, use, rule, bench)
            yield Match(file, unit, use, rule, answers, _active(use, bench, judges))


def _answers(language: str, use: Use, rule: Rule, bench: Bench) -> dict[str, Answer]:
    """What the profiles answer.

    What fails when it is built does so because the build loads the file: a
    deferred use in an interpreted language is met only when it runs.
    """
    found = {v.profile: v.answer(language, use.symbol, rule.capability) for v in bench.views}
    if not use.deferred or language not in INTERPRETED:
        return found
    return {
        profile: replace(answer, failure="run") if answer.failure == "build" else answer
        for profile, answer in found.items()
    }


def _active(use: Use, bench: Bench, judges: Judges) -> dict[str, Truth]:
    """Per profile whether the use is reached, where it is not plainly so."""
    found: dict[str, Truth] = {}
    if not use.guards:
        return found
    for view, truths in zip(bench.views, zip(*judges.truths(use.guards), strict=True), strict=True):
        if False in truths:
            found[view.profile] = False
        elif None in truths:
            found[view.profile] = None
    return found


def _collect_wants(wants: dict[tuple[str, str], list[Want]], match: Match) -> None:
    if match.file.role is not Role.SOURCE:
        return
    for profile, answer in match.answers.items():
        if answer.support is Support.GRANTED and match.active.get(profile, True) is not False:
            place = Location(match.file.path, match.use.span)
            detail = answer.mechanism or answer.note
            want = Want(match.rule.capability, detail, place)
            wants.setdefault((match.unit, profile), []).append(want)


def _finding(match: Match, ordinal: int, bench: Bench, judges: Judges) -> Finding:
    use, rule, file = match.use, match.rule, match.file
    primary = bench.views[0].profile
    reached = match.active.get(primary, True)
    return Finding(
        id=identity(*match.key, str(ordinal)),
        rule=rule.number,
        rule_name=rule.name,
        capability=rule.capability,
        unit=match.unit,
        kind=_kind(match),
        symbol=use.symbol.removeprefix("builtins."),
        location=Location(file.path, use.span),
        role=_role(match),
        certainty=use.certainty,
        message=message(rule, told(use), match.answers[primary], primary, reached),
        answers=match.answers,
        levels={profile: _level(match, profile) for profile in match.answers},
        active=match.active,
        scope=use.scope,
        deferred=use.deferred,
        guard=_deciding(use, judges),
        effort=rule.effort,
    )


def _level(match: Match, profile: str) -> Level:
    answer = match.answers[profile]
    active = _reached(match.active.get(profile, True), match.use)
    return level_of(answer.support, active, answer.confidence, _role(match))


def _fits(pattern: str, symbol: str) -> bool:
    if pattern.endswith("*"):
        return symbol.startswith(pattern[:-1])
    return symbol == pattern


def _kind(match: Match) -> str:
    """How the use is shown: a call that builds native code is a link."""
    if match.links:
        return "link"
    return "ref" if match.use.kind in REF_KINDS else match.use.kind.value


def _role(match: Match) -> Role:
    """The file's role; but native code that a build makes is part of the unit itself."""
    return Role.SOURCE if match.links and match.file.role is Role.BUILD else match.file.role


def _reached(active: Truth, use: Use) -> Truth:
    """A reading of low certainty counts like a guard that nobody can answer."""
    return None if active is True and use.certainty is Certainty.LOW else active


def _deciding(use: Use, judges: Judges) -> Guard | None:
    """The guard that matters most: false somewhere, else unknown, else the innermost."""
    if not use.guards:
        return None
    ranked = []
    for place, (guard, truths) in enumerate(
        zip(use.guards, judges.truths(use.guards), strict=True)
    ):
        ranked.append((False not in truths, None not in truths, -place, guard))
    return min(ranked, key=lambda entry: entry[:3])[3]
