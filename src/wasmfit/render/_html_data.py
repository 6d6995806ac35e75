"""What the page's script works on: every finding, in rows of numbers and one list of words."""

import json
from collections.abc import Iterable, Mapping

from wasmfit.model.knowledge import Answer, Rule
from wasmfit.model.report import Finding, Report
from wasmfit.render._choice import span_of
from wasmfit.render._words import visible

LEVELS = ("none", "note", "warning", "error")
ACTIVE = {True: "1", False: "0", None: "?"}

Answers = tuple[int, ...]


class Places:
    """Sets of findings that a button of the page can show, by number."""

    def __init__(self, report: Report) -> None:
        self._rows = {finding.id: row for row, finding in enumerate(report.findings)}
        self._numbers: dict[tuple[int, ...], int] = {}

    def number(self, findings: Iterable[str]) -> int:
        """The number of a set of finding ids; ids that the report lacks are left out."""
        rows = tuple(sorted(self._rows[one] for one in findings if one in self._rows))
        return self._numbers.setdefault(rows, len(self._numbers))

    @property
    def sets(self) -> tuple[tuple[int, ...], ...]:
        """Every set that has a number, in that order: rows of the table of findings."""
        return tuple(self._numbers)


class _Words:
    """Each word once, in order of first use."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __getitem__(self, text: str) -> int:
        return self.numbers.setdefault(visible(text), len(self.numbers))


def block(report: Report, places: Places) -> str:
    """JSON that can stand in a script element: ASCII, without ``<``, ``>`` and ``&``."""
    words = _Words()
    profiles = [name for name, _, _ in report.profiles]
    answers: dict[Answers, int] = {}
    rows = [_row(finding, profiles, words, answers) for finding in report.findings]
    data = {
        "profiles": [visible(name) for name in profiles],
        "primary": profiles.index(report.primary),
        "units": {visible(one.unit.id): visible(one.unit.name) for one in report.units},
        "findings": rows,
        "answers": list(answers),
        "rules": {visible(rule.number): _rule(rule) for rule in report.rules},
        "sets": places.sets,
        "words": list(words.numbers),
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _row(
    finding: Finding, profiles: list[str], words: _Words, answers: dict[Answers, int]
) -> list[int | str]:
    """The fields in the order that the script names them."""
    key = tuple(words[part] for part in _answers(finding.answers, profiles))
    guard = finding.guard
    return [
        words[finding.rule],
        words[finding.rule_name],
        words[finding.capability],
        words[finding.unit],
        words[finding.kind],
        words[finding.symbol],
        words[finding.location.path],
        span_of(finding).start_line,
        span_of(finding).start_column,
        words[finding.role.value],
        words[finding.certainty.value],
        words[finding.message],
        answers.setdefault(key, len(answers)),
        "".join(str(LEVELS.index(finding.levels[name])) for name in profiles),
        "".join(ACTIVE[finding.active.get(name, True)] for name in profiles),
        words["" if guard is None else f"{guard.text} ({guard.path}:{guard.line})"],
        finding.effort,
        words[finding.excerpt],
        words[finding.scope],
        words["; ".join(" > ".join(chain) for chain in finding.via)],
        -1 if finding.suppressed is None else words[finding.suppressed],
        -1 if finding.new is None else int(finding.new),
        words[finding.id],
    ]


def _answers(answers: Mapping[str, Answer], profiles: list[str]) -> Iterable[str]:
    """Support, failure, then a line each of how, from where and how sure, per profile."""
    for name in profiles:
        answer = answers.get(name)
        if answer is None:
            yield from ("unknown", "", "", "")
            continue
        yield answer.support.value
        yield answer.failure or ""
        yield ". ".join(filter(None, (answer.note.rstrip("."), answer.mechanism)))
        yield f"{answer.toolchain}: {answer.source} ({answer.confidence.value}, {answer.checked})"


def _rule(rule: Rule) -> dict[str, object]:
    links = [visible(link) for link in rule.references if link.startswith("https://")]
    return {
        "summary": visible(rule.summary),
        "why": visible(rule.why),
        "remedies": [visible(remedy.text) for remedy in rule.remedies],
        "links": links,
    }
