"""The findings of a JSON report that an oracle of the standard library can judge."""

import builtins
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.accuracy.repository import STANDARD

JUDGED_KINDS = frozenset({"call", "ref", "import"})


@dataclass(frozen=True, order=True)
class Found:
    """One finding about a standard library name in a Python file.

    ``active`` is false when it is off on every profile of the report.
    """

    path: str
    line: int
    column: int
    kind: str
    symbol: str
    rule: str
    active: bool


@dataclass(frozen=True)
class Judged:
    """Findings inside the oracle's universe, and how many lie outside for which reason."""

    found: tuple[Found, ...]
    left_out: Counter[str]


def read_findings(report: Path, files: Iterable[str]) -> Judged:
    """Split a report's findings into those in the given files that can be judged, and the rest."""
    document = json.loads(report.read_text())
    profiles = [profile["id"] for profile in document["profiles"]]
    known, found, left_out = set(files), [], Counter[str]()
    for finding in document["findings"]:
        reason = _outside(finding, known)
        if reason:
            left_out[reason] += 1
        else:
            found.append(_found(finding, profiles))
    return Judged(tuple(sorted(found)), left_out)


def _outside(finding: dict[str, Any], files: set[str]) -> str:
    symbol = finding["symbol"]
    if finding["kind"] not in JUDGED_KINDS:
        return f"kind {finding['kind']}"
    if finding["location"]["path"] not in files:
        return "file the oracle does not read"
    head = symbol.partition(".")[0]
    if head == "builtins" or hasattr(builtins, symbol):
        return "builtin"
    if head not in STANDARD:
        return "third-party package"
    return ""


def _found(finding: dict[str, Any], profiles: list[str]) -> Found:
    location, active = finding["location"], finding["active"]
    return Found(
        path=location["path"],
        line=location["start_line"],
        column=location["start_column"],
        kind=finding["kind"],
        symbol=finding["symbol"],
        rule=finding["rule"],
        active=any(active.get(profile) is not False for profile in profiles),
    )
