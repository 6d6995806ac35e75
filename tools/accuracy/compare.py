"""Hold a report of the product against what the oracle says of the same repository."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from tools.accuracy.findings import Found, read_findings
from tools.accuracy.names import Knowledge
from tools.accuracy.python_oracle import Answers
from tools.accuracy.walk import Use

Line = tuple[str, int]
Key = tuple[str, int, str]


@dataclass(frozen=True)
class Measure:
    """Counts of agreement on one kind of key."""

    right: int
    wrong: int
    hit: int
    missed: int

    @property
    def precision(self) -> float:
        """Confirmed findings, of all that the oracle can judge; 1 when there are none."""
        return _share(self.right, self.wrong)

    @property
    def recall(self) -> float:
        """Uses that were found, of all that a rule covers; 1 when there are none."""
        return _share(self.hit, self.missed)

    def __add__(self, other: "Measure") -> "Measure":
        """The counts of two repositories together."""
        return Measure(
            self.right + other.right,
            self.wrong + other.wrong,
            self.hit + other.hit,
            self.missed + other.missed,
        )


@dataclass(frozen=True)
class Outcome:
    """How a report and the oracle agree on one repository.

    ``by_symbol`` counts (path, line, symbol) keys, ``by_line`` (path, line)
    keys. ``uncovered`` are symbols that are not native but that no rule speaks of;
    ``left_out`` findings outside of the oracle's universe, by reason.
    """

    files: int
    unparsed: int
    by_symbol: Measure
    by_line: Measure
    wrong: tuple[Found, ...]
    missed: tuple[Use, ...]
    uncovered: Counter[str]
    left_out: Counter[str]

    def __add__(self, other: "Outcome") -> "Outcome":
        """Two repositories together."""
        return Outcome(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )


def compare(answers: Answers, report: Path, knowledge: Knowledge) -> Outcome:
    """Confirm every finding by a use, and look for every covered use among the findings."""
    judged = read_findings(report, answers.files)
    uses_at, found_at = _uses_by_line(answers.uses), _found_by_line(judged.found)
    wrong = tuple(f for f in judged.found if not _confirmed(f, uses_at, knowledge))
    ran = [u for u in answers.uses if knowledge.matters(u.symbol) and not u.typing_only]
    wanted = [use for use in ran if knowledge.covering(use)]
    missed = tuple(use for use in wanted if not _reported(use, found_at, knowledge))
    return Outcome(
        len(answers.files),
        len(answers.unparsed),
        _by_symbol(judged.found, wrong, wanted, missed),
        _by_line(judged.found, wrong, wanted, found_at),
        wrong,
        missed,
        Counter(use.symbol for use in set(ran) - set(wanted)),
        judged.left_out,
    )


def _by_symbol(
    found: Iterable[Found], wrong: Iterable[Found], expected: Iterable[Use], missed: Iterable[Use]
) -> Measure:
    every, bad = _keys(found), _keys(wrong)
    wanted, absent = _keys(expected), _keys(missed)
    return Measure(len(every - bad), len(bad), len(wanted - absent), len(absent))


def _by_line(
    found: Iterable[Found],
    wrong: Iterable[Found],
    expected: Iterable[Use],
    found_at: dict[Line, list[Found]],
) -> Measure:
    every = {(item.path, item.line) for item in found}
    bad = every - {(item.path, item.line) for item in set(found) - set(wrong)}
    wanted = {(use.path, use.line) for use in expected}
    absent = {
        (use.path, use.line)
        for use in expected
        if not any((use.path, line) in found_at for line in range(use.line, use.end_line + 1))
    }
    return Measure(len(every - bad), len(bad), len(wanted - absent), len(absent))


def _keys(items: Iterable[Found | Use]) -> set[Key]:
    return {(item.path, item.line, item.symbol) for item in items}


def _uses_by_line(uses: Iterable[Use]) -> dict[Line, list[Use]]:
    lines: dict[Line, list[Use]] = {}
    for use in uses:
        for line in range(use.line, use.end_line + 1):
            lines.setdefault((use.path, line), []).append(use)
    return lines


def _found_by_line(found: Iterable[Found]) -> dict[Line, list[Found]]:
    lines: dict[Line, list[Found]] = {}
    for item in found:
        lines.setdefault((item.path, item.line), []).append(item)
    return lines


def _confirmed(found: Found, uses_at: dict[Line, list[Use]], knowledge: Knowledge) -> bool:
    return any(
        knowledge.speaks_of(found.rule, found.symbol, use)
        for use in uses_at.get((found.path, found.line), ())
        if not (use.typing_only and found.active)
    )


def _reported(use: Use, found_at: dict[Line, list[Found]], knowledge: Knowledge) -> bool:
    return any(
        knowledge.speaks_of(found.rule, found.symbol, use)
        for line in range(use.line, use.end_line + 1)
        for found in found_at.get((use.path, line), ())
    )


def _share(good: int, bad: int) -> float:
    return good / (good + bad) if good + bad else 1.0
