"""GitLab Code Quality: the list that a merge request compares with its target branch."""

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Finding, Level, Report
from wasmfit.render._choice import chosen, span_of
from wasmfit.render._words import visible

SEVERITY = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "info"}


def render(report: Report, style: Style) -> str:
    """A JSON array; fingerprints are unique and stay when lines move."""
    import json

    seen: dict[str, int] = {}
    entries = [_entry(finding, report, style.base, seen) for finding in chosen(report)]
    return json.dumps(entries, indent=1, ensure_ascii=False) + "\n"


def _entry(finding: Finding, report: Report, base: str, seen: dict[str, int]) -> dict[str, object]:
    seen[finding.id] = seen.get(finding.id, 0) + 1
    again = f"-{seen[finding.id]}" if seen[finding.id] > 1 else ""
    span = span_of(finding)
    return {
        "description": visible(finding.message),
        "check_name": f"{finding.rule} {finding.rule_name}",
        "fingerprint": finding.id + again,
        "severity": SEVERITY[finding.levels[report.primary]],
        "location": {
            "path": base + finding.location.path,
            "lines": {"begin": span.start_line, "end": span.end_line},
        },
    }


RENDERER = Renderer(id="gitlab", title="GitLab Code Quality", render=render)
