"""Compare with an earlier state: findings that were known do not count for the exit code."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from wasmfit.errors import UsageError

if TYPE_CHECKING:
    from wasmfit.model.report import Finding, Report

ORDER = ("none", "note", "warning", "error")

Level = Literal["none", "note", "warning", "error"]


def text_of(report: "Report") -> str:
    """The baseline: every finding that counts, with its level on the primary profile."""
    entries = [
        {
            "id": finding.id,
            "level": finding.levels[report.primary].value,
            "rule": finding.rule,
            "path": finding.location.path,
            "symbol": finding.symbol,
        }
        for finding in sorted(report.findings, key=lambda f: (f.location.path, f.rule, f.id))
        if finding.suppressed is None
    ]
    document = {"wasmfit_baseline": "1", "primary": report.primary, "findings": entries}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def compared(report: "Report", file: Path) -> "Report":
    """The report with ``new`` filled in: not in the baseline, or worse than there.

    ``file`` is a baseline or a JSON report. Raises UsageError when it is
    neither, or was made for another profile.
    """
    known = _known(file, report.primary)

    def marked(finding: "Finding") -> "Finding":
        level = finding.levels[report.primary].value
        old = known.get(finding.id)
        return replace(finding, new=old is None or ORDER.index(level) > ORDER.index(old))

    return replace(report, findings=tuple(marked(finding) for finding in report.findings))


class _Profile(msgspec.Struct):
    id: str


class _Entry(msgspec.Struct):
    """A finding, of a baseline (``level``) or of a report (``levels``)."""

    id: str
    level: Level = "none"
    levels: dict[str, Level] = msgspec.field(default_factory=dict)
    suppressed: object = None


class _State(msgspec.Struct):
    """What a baseline and a report have in common."""

    primary: str
    findings: list[_Entry]
    profiles: list[_Profile] = msgspec.field(default_factory=list)


def _known(file: Path, primary: str) -> dict[str, str]:
    """Level by id of what the file knows; suppressed findings of a report are not known."""
    state = _state(file)
    profiles = {profile.id for profile in state.profiles} or {state.primary}
    if primary not in profiles:
        knows = ", ".join(sorted(profiles))
        message = f"{file}: knows {knows}, this scan judges {primary} (make it with that --target)"
        raise UsageError(message)
    return {
        entry.id: entry.levels.get(primary, entry.level)
        for entry in state.findings
        if entry.suppressed is None
    }


def _state(file: Path) -> _State:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_State)
    except OSError as error:
        message = f"{file}: cannot be read: {error.strerror} (name a baseline or JSON report)"
        raise UsageError(message) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        mend = f"write one with wasmfit baseline -o {file}"
        message = f"{file}: neither a baseline nor a JSON report: {error} ({mend})"
        raise UsageError(message) from error
