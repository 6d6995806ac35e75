"""The table of answers: findings name what they share."""

from collections.abc import Mapping

from wasmfit.model import knowledge
from wasmfit.model import report as model
from wasmfit.render import _contract_code as code


class Answers:
    """Equal answers share one name, in order of first use; so do equal levels."""

    def __init__(self) -> None:
        """``named`` are the answers by name."""
        self.named: dict[str, dict[str, code.Answer]] = {}
        self._names: dict[tuple[object, ...], str] = {}
        self._known: dict[int, tuple[Mapping[str, knowledge.Answer], str]] = {}
        self._levels: dict[int, tuple[Mapping[str, model.Level], dict[str, str]]] = {}

    def name(self, answers: Mapping[str, knowledge.Answer]) -> str:
        """The name of answers; findings share theirs, which are known by identity, and held."""
        if id(answers) not in self._known:
            self._known[id(answers)] = (answers, self._named(answers))
        return self._known[id(answers)][1]

    def levels(self, levels: Mapping[str, model.Level]) -> dict[str, str]:
        """Levels by their words; known by identity, too."""
        if id(levels) not in self._levels:
            said = {profile: level.value for profile, level in levels.items()}
            self._levels[id(levels)] = (levels, said)
        return self._levels[id(levels)][1]

    def _named(self, answers: Mapping[str, knowledge.Answer]) -> str:
        key = tuple(sorted(answers.items(), key=lambda pair: pair[0]))
        if key not in self._names:
            name = self._names[key] = f"a{len(self._names) + 1}"
            self.named[name] = {profile: _answer(answer) for profile, answer in answers.items()}
        return self._names[key]


def _answer(answer: knowledge.Answer) -> code.Answer:
    return code.Answer(
        support=answer.support.value,
        failure=answer.failure,  # type: ignore[arg-type] # checked by the schema test
        mechanism=answer.mechanism,
        note=answer.note,
        toolchain=answer.toolchain,
        confidence=answer.confidence.value,
        source=answer.source,
        checked=answer.checked,
    )
