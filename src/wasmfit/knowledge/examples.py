"""Try the hits and misses that every rule carries, through the reader of its language."""

from collections.abc import Iterable, Iterator, Sequence

from wasmfit.knowledge.choose import ALIVE
from wasmfit.knowledge.folders import folder_of
from wasmfit.knowledge.index import RuleIndex
from wasmfit.knowledge.world import World
from wasmfit.model.condition import Truth, evaluate
from wasmfit.model.facts import Use
from wasmfit.model.knowledge import Example, Knowledge, Rule
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Language


def failures(
    rule: Rule, index: RuleIndex, language: Language, worlds: Sequence[World]
) -> Iterator[str]:
    """What is wrong with a rule's examples, one sentence each."""
    for position, example in enumerate(rule.hits, start=1):
        if wrong := hit_failure(rule, example, index, language):
            yield f"hit {position}: {wrong}"
    for position, example in enumerate(rule.misses, start=1):
        if wrong := miss_failure(rule, example, index, language, worlds):
            yield f"miss {position}: {wrong}"


def hit_failure(rule: Rule, example: Example, index: RuleIndex, language: Language) -> str:
    """Why the rule does not fire on the example as it says; empty when it does."""
    uses = uses_of(example.code, index, language)
    fired = [use for use in uses if rule in index.rules(language.id, use.kind, use.symbol)]
    right = [
        use
        for use in fired
        if use.symbol == example.symbol and example.line in (0, use.span.start_line)
    ]
    if right:
        return ""
    wanted = f"{example.symbol} in line {example.line}" if example.line else example.symbol
    return f"does not fire on {wanted} (fires on {_listed(fired)}; read {_listed(uses)})"


def miss_failure(
    rule: Rule, example: Example, index: RuleIndex, language: Language, worlds: Sequence[World]
) -> str:
    """Where the rule fires although the example says it must not; empty when nowhere."""
    fired = [
        use
        for use in uses_of(example.code, index, language)
        if rule in index.rules(language.id, use.kind, use.symbol) and _is_active(use, worlds)
    ]
    return f"fires on {_listed(fired)}" if fired else ""


def uses_of(code: str, index: RuleIndex, language: Language) -> tuple[Use, ...]:
    """What the reader of the language sees in a file with that code alone."""
    data = code.encode()
    file = SourceFile(
        path=f"example{language.suffixes[0]}",
        size=len(data),
        language=language.id,
        role=Role.SOURCE,
        unit=".",
    )
    interest = index.interest(language.id, frozenset({"example"}))
    facts = language.read(file, data, interest, {})
    linked = language.link([facts], interest)
    return linked.files[0].uses


def wasm_worlds(knowledge: Knowledge, language: str) -> tuple[World, ...]:
    """The worlds that code of the language may meet: each toolchain on each of its targets."""
    return tuple(
        World(reached)
        for toolchain in knowledge.toolchains.values()
        if language in toolchain.languages
        for reached in toolchain.targets.values()
        if reached.maturity in ALIVE and not knowledge.targets[reached.target].reference
    )


def reader_of(rule: Rule, languages: Iterable[Language]) -> Language | None:
    """The reader for a rule's examples: its own language's, else one that shares the folder."""
    readers = {language.id: language for language in languages}
    own = readers.get(rule.language)
    shared = (it for it in readers.values() if folder_of(it.id) == folder_of(rule.language))
    return own or next(shared, None)


def _is_active(use: Use, worlds: Sequence[World]) -> bool:
    """Whether the use is reached somewhere: surely on one target, or ruled out on none."""
    if not use.guards:
        return True
    truths = [_reached(use, world) for world in worlds]
    return True in truths or False not in truths


def _reached(use: Use, world: World) -> Truth:
    truths = [evaluate(guard.condition, world) for guard in use.guards]
    if False in truths:
        return False
    return None if None in truths else True


def _listed(uses: Sequence[Use]) -> str:
    words = (f"{use.symbol} ({use.kind}, line {use.span.start_line})" for use in uses)
    return ", ".join(words) or "nothing"
