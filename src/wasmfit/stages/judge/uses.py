"""Uses times rules are findings, with an answer and a level per profile."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from wasmfit.model.condition import World
from wasmfit.model.facts import Certainty, FileFacts, Use, UseKind
from wasmfit.model.knowledge import Answer, Rule, Support
from wasmfit.model.place import Location
from wasmfit.model.project import INTERPRETED, Role
from wasmfit.model.report import Finding
from wasmfit.model.want import Want
from wasmfit.stages.judge.evidence import Evidence
from wasmfit.stages.judge.guards import Judges, Standing
from wasmfit.stages.judge.wording import message, told

REF_KINDS = frozenset({UseKind.BASE, UseKind.VALUE, UseKind.TEST, UseKind.ANNOTATION})


@dataclass(frozen=True, slots=True)
class View:
    """One profile: how it answers symbols and guards, per language.

    ``loading`` answers for a symbol that is used while its file is loaded, None
    where that makes no difference.
    """

    profile: str
    answer: Callable[[str, str, str], Answer]
    world: Callable[[str], World]
    loading: Callable[[str, str], Answer | None] = lambda *_: None


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
    desk = _Desk(bench)
    for file in files:
        ordinals: Counter[tuple[str, ...]] = Counter()
        for match in _matches(file, units[file.path], desk):
            _collect_wants(wants, match)
            if match.evidence.notable:
                ordinals[match.key] += 1
                findings.append(_finding(match, ordinals[match.key], bench.views[0].profile))
    return Verdicts(
        findings=tuple(sorted(findings, key=lambda f: (*f.location.key, f.symbol, f.rule))),
        wants={key: tuple(found) for key, found in wants.items()},
    )


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that a use is evidence for, and how its guards leave it."""

    file: FileFacts
    unit: str
    use: Use
    evidence: Evidence
    standing: Standing

    @property
    def key(self) -> tuple[str, ...]:
        """What stays when lines move; equal ones are told apart by their order."""
        return (self.evidence.rule.number, self.file.path, self.use.symbol, self.use.scope)

    @property
    def role(self) -> Role:
        """The file's role; but native code that a build makes is part of the unit itself."""
        made = self.evidence.links and self.file.role is Role.BUILD
        return Role.SOURCE if made else self.file.role


def identity(*parts: str) -> str:
    """A short stable id: it does not change when lines move."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Desk:
    """What is said of symbols and of guards; the same ones come up all the time."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._evidence: dict[tuple[str, UseKind, str, bool], tuple[Evidence, ...]] = {}
        self._judges: dict[str, Judges] = {}

    def judges(self, language: str) -> Judges:
        """Those of the worlds of a language."""
        if language not in self._judges:
            views = self._bench.views
            self._judges[language] = Judges({v.profile: v.world(language) for v in views})
        return self._judges[language]

    def evidence(self, language: str, use: Use) -> tuple[Evidence, ...]:
        """What the rules make of a use."""
        key = (language, use.kind, use.symbol, use.deferred)
        found = self._evidence.get(key)
        if found is None:
            rules = self._bench.rules(language, use.kind, use.symbol)
            found = tuple(_evidence(language, use, rule, self._bench) for rule in rules)
            self._evidence[key] = found
        return found


def _matches(file: FileFacts, unit: str, desk: _Desk) -> Iterator[Match]:
    judges = desk.judges(file.language)
    for use in file.uses:
        for evidence in desk.evidence(file.language, use):
            yield Match(file, unit, use, evidence, judges.standing(use.guards))


def _evidence(language: str, use: Use, rule: Rule, bench: Bench) -> Evidence:
    answers = _answers(language, use, rule, bench)
    return Evidence(
        rule=rule,
        answers=answers,
        links=_links(rule, use.symbol),
        notable=bench.notable(language, use.symbol, rule.capability),
        granted=tuple(
            (profile, answer.mechanism or answer.note)
            for profile, answer in answers.items()
            if answer.support is Support.GRANTED
        ),
    )


def _answers(language: str, use: Use, rule: Rule, bench: Bench) -> dict[str, Answer]:
    """What the profiles answer.

    What fails when it is built does so because the build loads the file: a
    deferred use in an interpreted language is met only when it runs.
    """
    found = {v.profile: v.answer(language, use.symbol, rule.capability) for v in bench.views}
    if not use.deferred:
        early = {v.profile: v.loading(language, use.symbol) for v in bench.views}
        return found | {profile: answer for profile, answer in early.items() if answer}
    if language not in INTERPRETED:
        return found
    return {
        profile: replace(answer, failure="run") if answer.failure == "build" else answer
        for profile, answer in found.items()
    }


def _links(rule: Rule, symbol: str) -> bool:
    """Whether a rule says of a symbol that native code is built or linked."""
    return any(
        _fits(pattern, symbol)
        for found in rule.matches
        if found.kind == "link"
        for pattern in found.patterns
    )


def _fits(pattern: str, symbol: str) -> bool:
    if pattern.endswith("*"):
        return symbol.startswith(pattern[:-1])
    return symbol == pattern


def _collect_wants(wants: dict[tuple[str, str], list[Want]], match: Match) -> None:
    if match.file.role is not Role.SOURCE:
        return
    for profile, detail in match.evidence.granted:
        if match.standing.active.get(profile, True) is not False:
            place = Location(match.file.path, match.use.span)
            want = Want(match.evidence.rule.capability, detail, place)
            wants.setdefault((match.unit, profile), []).append(want)


def _finding(match: Match, ordinal: int, primary: str) -> Finding:
    use, evidence, active = match.use, match.evidence, match.standing.active
    rule, role = evidence.rule, match.role
    reached = active.get(primary, True)
    return Finding(
        id=identity(*match.key, str(ordinal)),
        rule=rule.number,
        rule_name=rule.name,
        capability=rule.capability,
        unit=match.unit,
        kind=_kind(match),
        symbol=use.symbol.removeprefix("builtins."),
        location=Location(match.file.path, use.span),
        role=role,
        certainty=use.certainty,
        message=message(rule, told(use), evidence.answers[primary], primary, reached),
        answers=evidence.answers,
        levels=evidence.levels(active, role, unsure=use.certainty is Certainty.LOW),
        active=active,
        scope=use.scope,
        deferred=use.deferred,
        guard=match.standing.guard,
        effort=rule.effort,
    )


def _kind(match: Match) -> str:
    """How the use is shown: a call that builds native code is a link."""
    if match.evidence.links:
        return "link"
    return "ref" if match.use.kind in REF_KINDS else match.use.kind.value
