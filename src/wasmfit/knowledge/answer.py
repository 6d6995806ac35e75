"""What a profile answers to one use: measured symbol, toolchain, target; then the host."""

from collections.abc import Iterable, Mapping

from wasmfit.knowledge.choose import toolchain_for
from wasmfit.knowledge.parents import measured
from wasmfit.knowledge.reach import reach
from wasmfit.knowledge.world import World
from wasmfit.model.knowledge import (
    FAILURE,
    Answer,
    Confidence,
    Host,
    Knowledge,
    Profile,
    Provision,
    Support,
    Toolchain,
    ToolchainTarget,
)

_ORDER = {support: place for place, support in enumerate(Support)}
LOADING = "@loading"
"""Ends the rows of tables that speak of uses which run while their file is loaded."""

_TOLD = frozenset({Support.GRANTED, Support.SHIMMED})
"""Support that has to be arranged, so that how the host does it matters."""


class Answers:
    """Everything one profile answers. Every answer is looked up once and kept."""

    def __init__(
        self,
        knowledge: Knowledge,
        profile: Profile,
        overrides: Mapping[str, str] | None = None,
        guards: Iterable[str] = (),
    ) -> None:
        """``overrides`` maps languages to the toolchains a user wants.

        ``guards`` are facts that a project says hold everywhere but on WebAssembly.
        """
        self.profile = profile
        self._guards = dict.fromkeys(guards, "1" if profile.target.reference else "")
        self._knowledge = knowledge
        self._overrides = overrides or {}
        self._toolchains: dict[str, Toolchain | None] = {}
        self._worlds: dict[str, World] = {}
        self._answers: dict[tuple[str, str, str], Answer] = {}

    def toolchain(self, language: str) -> Toolchain | None:
        """The toolchain that takes the language to this target."""
        if language not in self._toolchains:
            self._toolchains[language] = toolchain_for(
                self._knowledge, language, self.profile.target.id, self._overrides
            )
        return self._toolchains[language]

    def world(self, language: str) -> World:
        """What conditions in code of that language see here."""
        if language not in self._worlds:
            reference = self.profile.target.reference
            reached = self._reached(language)
            self._worlds[language] = World(reached, reference=reference, own=self._guards)
        return self._worlds[language]

    def answer(self, language: str, symbol: str, capability: str) -> Answer:
        """The support for a symbol that needs a capability; unknown when nobody says."""
        key = (language, symbol, capability)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = self._look_up(language, symbol, capability)
        return found

    def loading(self, language: str, symbol: str) -> Answer | None:
        """The answer for a use that runs while its file is loaded, where that is another one."""
        if self.profile.target.reference:
            return None
        reached = self._reached(language)
        found = None if reached is None else reached.symbols.get(f"{symbol}{LOADING}")
        return None if found is None else self._say(language, found)

    def package(self, language: str, name: str) -> Answer | None:
        """The answer measured for a package by name, None when it was not measured."""
        reached = self._reached(language)
        found = None if reached is None else reached.packages.get(name)
        return None if found is None else self._say(language, found)

    def newest(self, language: str, purl: str) -> Answer | None:
        """The answer a table has for a package as its newest release stands by default.

        ``purl`` has no version; None when no table of the toolchain names it.
        """
        reached = self._reached(language)
        found = None if reached is None else reached.symbols.get(purl)
        return None if found is None else self._say(language, found)

    def _look_up(self, language: str, symbol: str, capability: str) -> Answer:
        if self.profile.target.reference:
            evidence = self.profile.target.evidence
            return self._say(language, Provision(support=Support.NATIVE, evidence=evidence))
        if capability == "toolchain":
            return self._say(language, reach(self._knowledge, language, self.profile.target.id))
        found = self._provision(language, symbol, capability)
        found = _through(self.profile.host, capability, found)
        return self._say(language, found)

    def _provision(self, language: str, symbol: str, capability: str) -> Provision | None:
        """What is measured of the symbol, else what is said of the capability.

        A measured name is there; that the host has to allow what it does is
        said of the capability.
        """
        reached = self._reached(language)
        found = wanted = None
        if reached is not None:
            found = measured(reached.symbols, symbol)
            wanted = reached.provides.get(capability)
        if reached is None or not reached.alone:
            wanted = wanted or self.profile.target.provides.get(capability)
        if found is None or wanted is None:
            return found or wanted
        is_told = (found.support, wanted.support) == (Support.NATIVE, Support.GRANTED)
        return wanted if is_told else found

    def _reached(self, language: str) -> ToolchainTarget | None:
        toolchain = self.toolchain(language)
        return None if toolchain is None else toolchain.targets[self.profile.target.id]

    def _say(self, language: str, provision: Provision | None) -> Answer:
        toolchain = self.toolchain(language)
        label = "" if toolchain is None else toolchain.label
        if provision is None:
            return _no_data(label)
        return Answer(
            support=provision.support,
            failure=provision.failure or FAILURE[provision.support],
            mechanism=provision.mechanism,
            note=provision.note,
            toolchain=label,
            confidence=provision.evidence.confidence,
            source=provision.evidence.source,
            checked=provision.evidence.checked,
        )


def _through(host: Host | None, capability: str, found: Provision | None) -> Provision | None:
    """What is left of an answer inside a host: the worse of both, or what the host adds."""
    override = None if host is None else host.overrides.get(capability)
    if host is None or override is None:
        return found
    if found is None or found.support is Support.UNKNOWN or capability in host.adds:
        return override
    ours, theirs = _ORDER[found.support], _ORDER[override.support]
    if ours == theirs:
        return override if override.support in _TOLD and override.mechanism else found
    return override if theirs > ours else found


def _no_data(toolchain: str) -> Answer:
    return Answer(
        support=Support.UNKNOWN,
        failure=None,
        mechanism="",
        note="no data",
        toolchain=toolchain,
        confidence=Confidence.INFERRED,
        source="",
        checked="",
    )
