"""The text of ``wasmfit explain``."""

import textwrap
from collections.abc import Iterator, Sequence

from wasmfit.cli._explained_services import services
from wasmfit.cli._introduced import introduced
from wasmfit.cli._packages import Asked, asked, described
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.folders import ecosystems_of
from wasmfit.knowledge.index import RuleIndex
from wasmfit.model.facts import UseKind
from wasmfit.model.knowledge import Answer, Confidence, Knowledge, Package, Profile, Rule, Support

WIDTH = 100
EARLY = "while the file is loaded"

Lines = list[str]


class View:
    """Knowledge seen on some profiles, from some languages."""

    def __init__(
        self, knowledge: Knowledge, profiles: Sequence[Profile], languages: Sequence[str]
    ) -> None:
        """``languages`` are those whose symbols and toolchains are asked."""
        self._knowledge = knowledge
        self._languages = languages
        self._columns = [Answers(knowledge, profile) for profile in profiles]
        self._index = RuleIndex(knowledge.rules)

    def explain(self, thing: str) -> Iterator[Lines]:
        """One text for everything that goes by this name."""
        for rule in (*self._knowledge.rules, *self._knowledge.structure.values()):
            if thing.upper() == rule.number or thing in (rule.name, *rule.aliases):
                yield [*self._rule(rule), *self._answers(rule.language, "", rule.capability)]
        if thing in self._knowledge.capabilities:
            yield self._capability(thing)
        for language in self._languages:
            yield from self._symbol(language, thing)
        yield from services(self._knowledge, thing)
        yield from self._packages(thing)
        yield from introduced(self._knowledge, thing)

    def names(self) -> frozenset[str]:
        """Every name there is an explanation for (packages also without their type)."""
        known = self._knowledge
        found = {*known.capabilities, *known.targets, *known.toolchains, *known.hosts}
        for rule in (*self._knowledge.rules, *self._knowledge.structure.values()):
            found.update((rule.number, rule.name, *rule.aliases))
            found.update(it.removesuffix("*") for match in rule.matches for it in match.patterns)
        for service in self._knowledge.services.values():
            found.update((service.id, *service.names))
        for purl in self._knowledge.packages:
            found.update((purl, _name(purl)))
        for toolchain in self._knowledge.toolchains.values():
            for target in toolchain.targets.values():
                found.update(target.symbols, target.packages)
        return frozenset(found)

    def _rule(self, rule: Rule) -> Lines:
        lines = [f"{rule.number} {rule.name}: this code {rule.summary}"]
        if rule.retired:
            lines.append("  retired: it no longer reports anything")
        lines += _wrapped(rule.why)
        lines.append(f"  needs {rule.capability}, effort {rule.effort} for one place")
        for match in rule.matches:
            lines += _wrapped(f"{match.kind}: {', '.join(match.patterns)}")
        for remedy in rule.remedies:
            only = f" (only {', '.join(remedy.toolchains)})" if remedy.toolchains else ""
            lines += _wrapped(f"{remedy.action}, effort {remedy.effort}{only}: {remedy.text}")
        lines += (f"  {reference}" for reference in rule.references)
        for hit in rule.hits[:1]:
            lines += ["  for example:", *textwrap.indent(hit.code.rstrip(), "    ").split("\n")]
        return lines

    def _capability(self, thing: str) -> Lines:
        capability = self._knowledge.capabilities[thing]
        lines = [f"{capability.id}: {capability.summary}"]
        lines += _wrapped(f"covers {capability.covers}") if capability.covers else []
        needing = [rule for rule in self._knowledge.rules if rule.capability == thing]
        lines += (f"  {rule.number} {rule.name}: {rule.summary}" for rule in needing)
        language = self._languages[0] if len(self._languages) == 1 else ""
        if thing == "toolchain" and not language:
            return [*lines, *self._toolchains()]
        return [*lines, *self._answers(language, "", thing)]

    def _toolchains(self) -> Lines:
        lines: Lines = []
        for language in self._languages:
            lines += ["", f"  {language}", *self._answers(language, "", "toolchain")]
        return lines

    def _symbol(self, language: str, symbol: str) -> Iterator[Lines]:
        rules = {
            rule.number: rule
            for kind in UseKind
            for rule in self._index.rules(language, kind, symbol)
        }
        for rule in rules.values():
            heading = f"{symbol} ({language})"
            answers = self._answers(language, symbol, rule.capability)
            yield [
                heading,
                *textwrap.indent("\n".join(self._rule(rule)), "  ").split("\n"),
                *answers,
            ]
        if not rules and self._is_measured(language, symbol):
            yield [
                f"{symbol} ({language}): no rule is about it; this is what the tables say",
                *self._answers(language, symbol, ""),
            ]

    def _is_measured(self, language: str, symbol: str) -> bool:
        return any(
            symbol in target.symbols
            for toolchain in self._knowledge.toolchains.values()
            if language in toolchain.languages
            for target in toolchain.targets.values()
        )

    def _packages(self, thing: str) -> Iterator[Lines]:
        wanted = asked(thing)
        named = self._knowledge.packages.items()
        found = {one.purl: one for name, one in named if wanted.name in (name, _name(name))}
        for package in found.values():
            lines = _package(package)
            if wanted.is_precise:
                yield [*lines, *self._precisely(package, wanted)]
                continue
            for variant in package.variants:
                grounds = variant.evidence
                lines += ["", *_wrapped(described(variant))]
                lines += _wrapped(_grounds(grounds.confidence, grounds.source, grounds.checked), 6)
            yield [*lines, *self._package_answers(package.purl, package.requires)]

    def _precisely(self, package: Package, wanted: Asked) -> Lines:
        """What a version, or some features of a package come to, profile by profile."""
        ecosystem = package.purl.removeprefix("pkg:").partition("/")[0]
        lines: Lines = [""]
        for language in (one for one in self._languages if ecosystem in ecosystems_of((one,))):
            for answers in self._columns:
                found = wanted.of(package, answers.profile.target.id)
                doubt = "perhaps, which depends on features or version: " if not found.sure else ""
                here = described(found.variant) if found.variant else "what is said above"
                lines += _wrapped(f"{answers.profile.id}: {doubt}{here}")
                if found.variant is not None and found.variant.support is not None:
                    grounds = found.evidence
                    lines += _wrapped(
                        _grounds(grounds.confidence, grounds.source, grounds.checked), 6
                    )
                for capability in found.requires:
                    said = self._column(answers, language, "", capability)
                    lines += [
                        f"  {capability}",
                        *textwrap.indent("\n".join(said), "  ").split("\n"),
                    ]
        return lines

    def _package_answers(self, purl: str, requires: Sequence[str]) -> Lines:
        ecosystem = purl.removeprefix("pkg:").partition("/")[0]
        lines: Lines = []
        for language in self._languages:
            if ecosystem not in ecosystems_of((language,)):
                continue
            for answers in self._columns:
                measured = answers.package(language, _name(purl))
                if measured is not None:
                    lines += _answer(answers.profile.id, measured)
            for capability in requires:
                lines += ["", f"  {capability}", *self._answers(language, "", capability)]
        return lines

    def _column(self, answers: Answers, language: str, symbol: str, capability: str) -> Lines:
        profile = answers.profile
        served = profile.target.reference or answers.toolchain(language) is not None
        if language and not served and capability != "toolchain":
            return [f"  {profile.id}: no toolchain takes {language} there"]
        lines = _answer(profile.id, answers.answer(language, symbol, capability))
        early = answers.loading(language, symbol)
        return lines if early is None else [*lines, *_answer(f"{profile.id}, {EARLY}", early)]

    def _answers(self, language: str, symbol: str, capability: str) -> Lines:
        lines = [""]
        for answers in self._columns:
            lines += self._column(answers, language, symbol, capability)
        return lines


def _package(package: Package) -> Lines:
    lines = [f"{package.purl}: {package.note or 'no note'}"]
    if package.requires:
        lines.append(f"  needs {', '.join(package.requires)}")
    else:
        lines.append("  needs nothing that a target lacks")
    if package.pure is not None:
        lines.append("  no native code, or a pure fallback" if package.pure else "  native code")
    if package.systems:
        lines.append(f"  only for {', '.join(package.systems)}")
    lines += _wrapped(package.fix) if package.fix else []
    if package.replacement:
        lines += _wrapped(f"instead: {package.replacement} {package.replacement_note}".rstrip())
    evidence = package.evidence
    return [*lines, *_wrapped(_grounds(evidence.confidence, evidence.source, evidence.checked))]


def _answer(profile: str, answer: Answer) -> Lines:
    """An answer in two or three lines: what, through what, why, and how that is known."""
    shown = {"build": ", at build time", "run": ", at run time", "silent": ", silently"}
    failure = shown.get(answer.failure or "", "")
    through = f" through {answer.toolchain}" if answer.toolchain else ""
    lines = [f"  {profile}: {answer.support}{failure}{through}"]
    said = "; ".join(filter(None, (answer.mechanism, answer.note)))
    lines += _wrapped(said, 6) if said else []
    if answer.support is not Support.UNKNOWN:
        lines += _wrapped(_grounds(answer.confidence, answer.source, answer.checked), 6)
    return lines


def _grounds(confidence: Confidence, source: str, checked: str) -> str:
    doubt = "inferred, not verified" if confidence is Confidence.INFERRED else str(confidence)
    return f"[{doubt}: {source}, {checked}]"


def _name(purl: str) -> str:
    return purl.partition("/")[2]


def _wrapped(text: str, indent: int = 2) -> Lines:
    space = " " * indent
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=space,
        subsequent_indent=space + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
