"""Knowledge laid out for the stages: answers, worlds and rules per profile."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, cached_property

from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.knowledge.folders import language_of
from wasmfit.knowledge.index import RuleIndex
from wasmfit.model.facts import UseKind
from wasmfit.model.knowledge import FINE, Answer, Knowledge, Profile, Rule
from wasmfit.model.project import Project
from wasmfit.model.reader import Interest
from wasmfit.pipeline.options import Options
from wasmfit.stages.detect import Serving
from wasmfit.stages.judge import DEPENDENCY, Bench, Judges, PackageView, View, base

GUARD = "guard:"
"""What the facts of a project's own guards begin with."""


class Counter:
    """Hands out what the stages ask of knowledge, for one scan."""

    def __init__(
        self,
        known: Knowledge,
        options: Options,
        project: Project,
        named: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
    ) -> None:
        """``named`` are, by language, the modules that manifests name.

        Raises UsageError for a profile or toolchain that does not exist.
        """
        self.known = known
        self.answers = [
            Answers(known, profile_of(known, name), options.toolchains, options.guards)
            for name in dict.fromkeys(options.profiles)
        ]
        self.index = RuleIndex(known.rules)
        self.serving = Serving(known.servers.values())
        self._judges: dict[str, Judges] = {}
        self._total = len(project.sources)
        self.languages = tuple(sorted({source.language for source in project.sources}))
        own = frozenset(g.removeprefix(GUARD) for g in options.guards if g.startswith(GUARD))
        self.interests: dict[str, Interest] = {
            language: replace(
                _widened(
                    self.index.interest(language, _local(project, language)),
                    self.serving.symbols(language),
                    own,
                ),
                modules=(named or {}).get(language, ()),
            )
            for language in self.languages
        }

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Rules by number."""
        return {rule.number: rule for rule in self.known.rules} | dict(self.known.structure)

    @property
    def profiles(self) -> list[Profile]:
        """The profiles judged, the primary one first."""
        return [answers.profile for answers in self.answers]

    def told(self, progress: Callable[[int, int], None]) -> Callable[[int], None]:
        """A progress callback that knows the total."""
        return lambda done: progress(done, self._total)

    def bench(self) -> Bench:
        """What judging uses needs."""
        views = tuple(View(a.profile.id, a.answer, a.world, a.loading) for a in self.answers)
        return Bench(self.index.rules, self._notable(), views)

    def packages(self) -> tuple[PackageView, ...]:
        """What judging dependencies needs."""
        native = self.rules[DEPENDENCY].capability
        return tuple(package_view(answers, self.index, native) for answers in self.answers)

    @cached_property
    def beyond(self) -> list[Answers]:
        """Targets that were not asked for, to compare with; the reference is none."""
        asked = {answers.profile.target.id for answers in self.answers}
        targets = (self.known.targets[name] for name in sorted(self.known.targets))
        return [
            Answers(self.known, Profile(target))
            for target in targets
            if target.id not in asked and not target.reference
        ]

    def plainly(self, symbol: str, capability: str) -> dict[str, Answer]:
        """Per profile what is said of a capability whatever the language."""
        return {a.profile.id: a.answer("", symbol, capability) for a in self.answers}

    def toolchains(self, language: str) -> dict[str, Answer]:
        """Per profile: is there a toolchain for the language?"""
        return {a.profile.id: a.answer(language, language, "toolchain") for a in self.answers}

    def judges(self, language: str) -> Judges:
        """What all profiles say of conditions in code of a language."""
        if language not in self._judges:
            worlds = {answers.profile.id: answers.world(language) for answers in self.answers}
            self._judges[language] = Judges(worlds)
        return self._judges[language]

    def _notable(self) -> Callable[[str, str, str], bool]:
        """Whether any target that the language reaches fails on a symbol."""
        everywhere = [
            Answers(self.known, Profile(target)) for target in self.known.targets.values()
        ]

        @cache
        def notable(language: str, symbol: str, capability: str) -> bool:
            reached = [a for a in everywhere if a.toolchain(language) is not None]
            return any(
                answers.answer(language, symbol, capability).support not in FINE
                for answers in reached
            )

        return notable


def _widened(interest: Interest, serving: Iterable[str], guards: frozenset[str]) -> Interest:
    """The rules' interest, the symbols that tell a service from a library, and own guards."""
    prefixes = {symbol[:-1] for symbol in serving if symbol.endswith("*")}
    names = {symbol for symbol in serving if not symbol.endswith("*")}
    return Interest(
        exact=interest.exact | names,
        prefixes=tuple(sorted({*interest.prefixes, *prefixes})),
        local=interest.local,
        guards=guards,
    )


def package_view(answers: Answers, index: RuleIndex, native: str = "") -> PackageView:
    """How a profile answers for packages; ``native`` is what compiled code needs.

    All signs tell of compiled code: that counts where a language has no rule for its own.
    """

    def measured(purl: str) -> Answer | None:
        if answers.profile.target.reference:
            return answers.answer(_language(purl), "", "")
        kind, _, name = purl.removeprefix("pkg:").partition("/")
        return answers.package(language_of(kind), name.partition("@")[0])

    def newest(purl: str) -> Answer | None:
        return answers.newest(_language(purl), base(purl))

    def answer(purl: str, capability: str) -> Answer:
        return answers.answer(_language(purl), "", capability)

    def sign(purl: str, symbol: str) -> str | None:
        rules = index.rules(_language(purl), UseKind.LINK, symbol)
        return rules[0].capability if rules else native or None

    return PackageView(
        profile=answers.profile.id,
        target=answers.profile.target.id,
        measured=measured,
        answer=answer,
        world=lambda purl: answers.world(_language(purl)),
        sign=sign,
        newest=newest,
    )


def _language(purl: str) -> str:
    return language_of(purl.removeprefix("pkg:").partition("/")[0])


def _local(project: Project, language: str) -> frozenset[str]:
    """Every name a path of the repository could give to a module."""
    names: set[str] = set()
    for source in project.sources:
        if source.language == language:
            *folders, file = source.path.split("/")
            names.update((*folders, file.partition(".")[0]))
    return frozenset(names)
