"""The matrix of capabilities and profiles, as text, Markdown, CSV and JSON."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from wasmfit.model.knowledge import Answer, Capability, Confidence, Support

LETTERS = {
    Support.NATIVE: "N",
    Support.GRANTED: "G",
    Support.SHIMMED: "S",
    Support.PARTIAL: "P",
    Support.ALTERED: "A",
    Support.STUBBED: "F",
    Support.ABSENT: "-",
    Support.UNKNOWN: "?",
}
INFERRED = "~"
LEGEND = (
    "N native: works as written",
    "G granted: works when the host is told to allow it",
    "S shimmed: works with a named flag, library or adapter",
    "P partial: some calls or modes work",
    "A altered: runs and silently does something else",
    "F stubbed: builds, then fails when it runs",
    "- absent: does not build, or no such interface can exist",
    "? unknown: the data does not say",
    "~ inferred, not verified",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One capability and its answers, one per profile of the matrix."""

    capability: Capability
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What ``wasmfit targets`` shows. ``language`` is empty without a language's view."""

    profiles: tuple[str, ...]
    language: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one profile's column is not known: shares from 0 to 1."""

    profile: str
    unknown: float
    inferred: float


def cell(answer: Answer) -> str:
    """An answer in one or two characters."""
    letter = LETTERS[answer.support]
    return letter + INFERRED if _is_inferred(answer) else letter


def shares(matrix: Matrix) -> tuple[Share, ...]:
    """For each profile the share of unknown and of merely inferred answers."""
    total = max(len(matrix.rows), 1)
    columns = list(zip(*(row.answers for row in matrix.rows), strict=True))
    return tuple(
        Share(
            profile,
            sum(answer.support is Support.UNKNOWN for answer in column) / total,
            sum(_is_inferred(answer) for answer in column) / total,
        )
        for profile, column in zip(matrix.profiles, columns, strict=True)
    )


def _is_inferred(answer: Answer) -> bool:
    known = answer.support is not Support.UNKNOWN
    return known and answer.confidence is Confidence.INFERRED


def as_text(matrix: Matrix) -> str:
    """Plain aligned columns, with shares and legend below."""
    table = [("capability", *matrix.profiles)]
    table += [(row.capability.id, *(cell(it) for it in row.answers)) for row in matrix.rows]
    table += [("unknown", *(_percent(it.unknown) for it in shares(matrix)))]
    table += [("inferred", *(_percent(it.inferred) for it in shares(matrix)))]
    return "\n".join((*aligned(table), "", *LEGEND, ""))


def aligned(table: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines in which every column starts at the same place."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]


def as_markdown(matrix: Matrix) -> str:
    """A Markdown table, with shares and legend below."""
    lines = [
        _markdown_row(("capability", *matrix.profiles)),
        _markdown_row(("---", *(":-:" for _ in matrix.profiles))),
    ]
    for row in matrix.rows:
        name = f"`{row.capability.id}` {row.capability.summary}"
        lines.append(_markdown_row((name, *(cell(answer) for answer in row.answers))))
    lines.append(_markdown_row(("*unknown*", *(_percent(it.unknown) for it in shares(matrix)))))
    lines.append(_markdown_row(("*inferred*", *(_percent(it.inferred) for it in shares(matrix)))))
    return "\n".join((*lines, "", *(f"- `{it[0]}` {it[2:]}" for it in LEGEND), ""))


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in cells) + " |"


def as_csv(matrix: Matrix) -> str:
    """One line per capability and profile, with everything the answer says."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("capability", "profile", *Answer.__dataclass_fields__))
    for row in matrix.rows:
        for profile, answer in zip(matrix.profiles, row.answers, strict=True):
            writer.writerow((row.capability.id, profile, *asdict(answer).values()))
    return text.getvalue()


def as_json(matrix: Matrix) -> str:
    """Everything, for programs."""
    document = {
        "schema_version": "1",
        "language": matrix.language or None,
        "profiles": matrix.profiles,
        "shares": {
            it.profile: {"unknown": round(it.unknown, 4), "inferred": round(it.inferred, 4)}
            for it in shares(matrix)
        },
        "capabilities": [
            {
                "id": row.capability.id,
                "summary": row.capability.summary,
                "answers": {
                    profile: asdict(answer)
                    for profile, answer in zip(matrix.profiles, row.answers, strict=True)
                },
            }
            for row in matrix.rows
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
