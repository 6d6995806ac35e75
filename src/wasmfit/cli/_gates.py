"""When a scan ends with 1: thresholds on findings, verdicts and scores."""

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wasmfit.errors import UsageError

if TYPE_CHECKING:
    from wasmfit.config import Config
    from wasmfit.model.report import Finding, Report

LEVELS = ("error", "warning", "note")
FAILURES = ("build", "run", "silent")
PLACEMENTS = ("ready", "adapt", "split", "keep")
"""Best for Wasm first: a threshold also catches what is worse."""


def add_gates(parser: argparse.ArgumentParser) -> None:
    """Offer the thresholds."""
    parser.add_argument(
        "--fail-on",
        action="append",
        default=[],
        metavar="CONDITION",
        help="exit 1 on: error, warning or note (a finding of that level or worse); build, run or"
        " silent (an error that shows itself so); adapt, split, keep (a verdict as bad as that)"
        " or unknown; new (any error or warning that was not there); none. Repeatable",
    )
    parser.add_argument(
        "--fail-under",
        type=float,
        metavar="SCORE",
        help="exit 1 when a unit scores lower on the primary target",
    )


def conditions(options: argparse.Namespace, found: "Config", *, compared: bool) -> tuple[str, ...]:
    """The conditions in force; UsageError for one that does not exist or cannot be told."""
    from wasmfit.config import CONDITIONS

    given = [word for text in options.fail_on for word in text.split(",")]
    for word in given:
        if word not in CONDITIONS:
            message = f"--fail-on {word}: no such condition (use {', '.join(CONDITIONS)})"
            raise UsageError(message)
    if "new" in given and not compared:
        message = "--fail-on new: nothing to compare with (add --baseline FILE or --since REF)"
        raise UsageError(message)
    # Settings serve runs with and without something to compare with.
    settled = [word for word in found.fail_on if compared or word != "new"]
    return tuple(dict.fromkeys(word for word in given or settled if word != "none"))


def threshold(options: argparse.Namespace, found: "Config") -> float | None:
    """The lowest score that is fine, None when any is."""
    given: float | None = options.fail_under
    return found.fail_under if given is None else given


def crossed(report: "Report", wanted: Sequence[str], lowest: float | None) -> Iterator[str]:
    """One sentence per threshold that the report crosses.

    Findings count when they are not suppressed and not known from an earlier
    state.
    """
    counted = [f for f in report.findings if f.suppressed is None and f.new is not False]
    for word in wanted:
        if word in PLACEMENTS or word == "unknown":
            yield from _placed(report, word)
        elif said := _met(counted, word, report.primary):
            yield f"{said} (--fail-on {word})"
    for unit in report.units:
        score = unit.assessments[report.primary].score
        if not unit.languages and not score.deductions:
            continue  # nothing of it was read: there is no score to be under anything
        if lowest is not None and round(score.value, 2) < lowest:
            yield f"{unit.unit.name} scores {score.value:.2f} (--fail-under {lowest:g})"


def _met(counted: Sequence["Finding"], word: str, primary: str) -> str:
    """How many findings meet a condition, as words; empty when none does."""
    if word in LEVELS:
        levels = LEVELS[: LEVELS.index(word) + 1]
        number = sum(f.levels[primary].value in levels for f in counted)
        worse = "" if word == "error" else " or worse"
        return _words(number, f"of level {word}{worse}")
    if word in FAILURES:
        errors = (f for f in counted if f.is_blocker(primary))
        number = sum(f.answers[primary].failure == word for f in errors)
        return _words(number, f"of level error with failure {word}")
    number = sum(f.new is True and f.levels[primary].value in LEVELS[:2] for f in counted)
    return _words(number, "of level error or warning that are new")


def _words(number: int, rest: str) -> str:
    return f"{number} finding{'s' if number > 1 else ''} {rest}" if number else ""


def _placed(report: "Report", word: str) -> Iterator[str]:
    caught = (word,) if word == "unknown" else PLACEMENTS[PLACEMENTS.index(word) :]
    for unit in report.units:
        placement = unit.verdict.placement.value
        if placement in caught:
            yield f"{unit.unit.name}: verdict {placement} (--fail-on {word})"
