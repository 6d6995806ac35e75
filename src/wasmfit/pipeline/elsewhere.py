"""The profiles a unit is compared with: those judged, and all other known targets."""

from collections.abc import Callable, Mapping

from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.index import RuleIndex
from wasmfit.model.knowledge import Answer
from wasmfit.model.report import Finding
from wasmfit.pipeline.bench import Counter, package_view
from wasmfit.stages.compare import Other


def elsewhere(
    counter: Counter, languages: Mapping[str, str], scores: Mapping[str, float], here: str
) -> list[Other]:
    """Everything but the profile that the unit is looked at from (``here``).

    ``languages`` maps the unit's files to their language, ``scores`` the
    judged profiles to the unit's score.
    """
    judged = [
        Other(profile=name, answer=_judged(name), score=scores[name])
        for name in (profile.id for profile in counter.profiles)
        if name != here
    ]
    asked = [
        Other(profile=answers.profile.id, answer=_asked(answers, counter.index, languages))
        for answers in counter.beyond
    ]
    return [*judged, *asked]


def _judged(profile: str) -> Callable[[Finding], Answer]:
    return lambda finding: finding.answers[profile]


def _asked(
    answers: Answers, index: RuleIndex, languages: Mapping[str, str]
) -> Callable[[Finding], Answer]:
    """What a target would say to a finding that was not judged for it."""
    packages = package_view(answers, index)

    def answer(finding: Finding) -> Answer:
        if finding.kind == "dependency" and finding.purl is not None:
            measured = packages.measured(finding.purl)
            return measured or packages.answer(finding.purl, finding.capability)
        language = languages.get(finding.location.path, "")
        symbol = finding.symbol
        if finding.kind == "toolchain":
            language = symbol
        return answers.answer(language, symbol, finding.capability)

    return answer
