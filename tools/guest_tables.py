"""What probes inside a guest came to, as rows of a measured table."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("symbol", "kind", "support", "failure", "mechanism", "note", "evidence")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a probe ended: ok, value (another than on Linux), raised, failed or trap; and why."""

    end: str
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    symbol: str
    kind: str
    support: str
    failure: str
    mechanism: str
    note: str
    evidence: str = "run"


def graded(symbol: str, kind: str, outcome: Outcome, absent: Sequence[str]) -> Row:
    """The row for a probe; an error whose text starts with one of ``absent`` means: not there."""
    match outcome.end:
        case "ok":
            return Row(symbol, kind, "native", "", "", "")
        case "value":
            told = f"runs, but not as on Linux: {outcome.detail}"
            return Row(symbol, kind, "altered", "", "", told)
        case "raised" if outcome.detail.startswith(tuple(absent)):
            return Row(symbol, kind, "absent", "run", "", outcome.detail)
        case _:
            return Row(symbol, kind, "stubbed", "", "", outcome.detail)


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write the rows sorted by symbol, as the files under rules/ are."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in sorted(rows, key=lambda row: row.symbol):
            writer.writerow([getattr(row, column) for column in COLUMNS])
