"""SARIF 2.1.0, for code scanning: one run for the primary profile, one result per use."""

from typing import Any

from wasmfit.model.facts import Certainty
from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Finding, Level, Report
from wasmfit.render._choice import chosen, merged, span_of
from wasmfit.render._sarif_rules import descriptors
from wasmfit.render._words import percent, visible

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 5000
"""Results that code scanning keeps; we choose which, not it."""

MOST_NOTIFICATIONS = 200
ROOT = "%SRCROOT%"
RANK = {Level.ERROR: 80.0, Level.WARNING: 50.0, Level.NOTE: 20.0}
"""0 to 100: by level, then ten points up or down for the certainty of the reading."""

SURE = {Certainty.HIGH: 10.0, Certainty.MEDIUM: 0.0, Certainty.LOW: -10.0}
SUPPRESSION = {"source": "inSource", "settings": "external", "": "external"}

Json = dict[str, Any]


def render(report: Report, style: Style) -> str:
    """The report as one SARIF log with a final line feed."""
    import json

    every = merged(chosen(report, suppressed=style.suppressed))
    kept = every[:MOST_RESULTS]
    rules = descriptors(report, kept)
    places = {rule["id"]: place for place, rule in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(report, rules)},
        "automationDetails": {"id": f"wasmfit/{report.primary}/{style.base}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, len(every) - len(kept), style)],
        "results": [_result(finding, report, places, style.base) for finding in kept],
        "properties": {"target": report.primary, "settings": report.settings},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _driver(report: Report, rules: list[Json]) -> Json:
    return {
        "name": "wasmfit",
        "fullName": f"wasmfit {report.version}",
        "version": report.version,
        "semanticVersion": report.version,
        # A package URL is an absolute URI that names this version wherever it is published.
        "informationUri": f"pkg:generic/wasmfit@{report.version}",
        "shortDescription": {"text": "Tells whether code can run on WebAssembly/WASI."},
        "rules": rules,
        "properties": {"knowledge": report.knowledge},
    }


def _invocation(report: Report, cut: int, style: Style) -> Json:
    """What could not be read, what was cut, and what is odd about the settings."""
    execution = [_cut_note(cut)] if cut else []
    for gap in report.gaps[:MOST_NOTIFICATIONS]:
        note = {"text": f"Not read: {visible(gap.reason)}."}
        line = gap.line or 1
        execution.append(
            {"level": "warning", "message": note, "locations": [_at(gap.path, line, style.base)]}
        )
    hidden = len(report.gaps) - MOST_NOTIFICATIONS
    if hidden > 0:
        execution.append({"level": "warning", "message": {"text": f"{hidden} more gaps."}})
    settings = [
        {
            "level": "note",
            "message": {"text": visible(notice.text)},
            "locations": [_at(notice.path, notice.line or 1, style.base)],
        }
        for notice in report.notices[:MOST_NOTIFICATIONS]
    ]
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": execution,
        "toolConfigurationNotifications": settings,
    }


def _cut_note(cut: int) -> Json:
    text = f"{cut} of the least severe results were left out; {MOST_RESULTS} is what is kept."
    return {"level": "warning", "message": {"text": text}}


def _at(path: str, line: int, base: str) -> Json:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(path, base),
            "region": {"startLine": line},
        }
    }


def _artifact(path: str, base: str) -> Json:
    return {"uri": percent(base + path), "uriBaseId": ROOT}


def _result(finding: Finding, report: Report, places: dict[str, int], base: str) -> Json:
    level = finding.levels[report.primary]
    guard = _guard(finding, report.primary, base)
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": level.value,
        "message": _message(finding.message, guard),
        "locations": [{"physicalLocation": _physical(finding, base)}],
        "partialFingerprints": _fingerprints(finding),
        "rank": RANK[level] + SURE[finding.certainty],
        "properties": _properties(finding, report.primary),
    }
    if guard:
        result["relatedLocations"] = [guard["location"]]
    if finding.route and level is not Level.NOTE:
        result["codeFlows"] = [_flow(finding, base)]
    if finding.new is not None:
        result["baselineState"] = "new" if finding.new else "unchanged"
    if finding.suppressed is not None:
        kind = SUPPRESSION[finding.suppressed_by]
        result["suppressions"] = [{"kind": kind, "justification": visible(finding.suppressed)}]
    return result


def _message(text: str, guard: Json | None) -> Json:
    """Plain words, names in single quotes; what a stranger wrote never becomes a link."""
    plain = visible(text).replace("](", "] (").replace("`", "'")
    return {"text": f"{plain} {guard['link']}" if guard else plain}


def _guard(finding: Finding, primary: str, base: str) -> Json | None:
    """The condition that decides whether the use is reached, as a linked location."""
    guard = finding.guard
    if guard is None or finding.active.get(primary, True) is not None:
        return None
    place = _at(guard.path, max(guard.line, 1), base)
    return {
        "link": "Whether it is reached depends on [a condition](1).",
        "location": {"id": 1, **place, "message": {"text": visible(guard.text) or "condition"}},
    }


def _flow(finding: Finding, base: str) -> Json:
    """The way from an entry point: file after file, then the use itself."""
    following = [hop.path for hop in finding.route[1:]] + [finding.location.path]
    steps = [
        {**_at(hop.path, hop.line, base), "message": {"text": visible(f"loads {target}")}}
        for hop, target in zip(finding.route, following, strict=True)
    ]
    last = {"physicalLocation": _physical(finding, base)}
    where = f"in {finding.scope}" if finding.scope else "at the top of the file"
    last["message"] = {"text": visible(f"uses {finding.symbol} {where}")}
    return {"threadFlows": [{"locations": [{"location": step} for step in (*steps, last)]}]}


def _physical(finding: Finding, base: str) -> Json:
    span, line = span_of(finding), finding.excerpt
    region: Json = {
        "startLine": span.start_line,
        "startColumn": span.start_column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    token = line[span.start_column - 1 : span.end_column - 1]
    where: Json = {"artifactLocation": _artifact(finding.location.path, base), "region": region}
    if token:
        region["snippet"] = {"text": token}
    if token and len(token) < len(line):
        where["contextRegion"] = {
            "startLine": span.start_line,
            "startColumn": 1,
            "endLine": span.start_line,
            "endColumn": len(line) + 1,
            "snippet": {"text": line},
        }
    return where


def _fingerprints(finding: Finding) -> dict[str, str]:
    """The one that code scanning uses, and ours, which survives a changed line."""
    line = {"primaryLocationLineHash": finding.fingerprint} if finding.fingerprint else {}
    return {**line, "wasmfitFindingId/v1": finding.id}


def _properties(finding: Finding, primary: str) -> Json:
    answer = finding.answers[primary]
    return {
        "capability": finding.capability,
        "symbol": visible(finding.symbol),
        "target": primary,
        "support": answer.support.value,
        "failure": answer.failure,
        "toolchain": answer.toolchain,
        "confidence": answer.confidence.value,
        "certainty": finding.certainty.value,
        "effort": finding.effort,
        "role": finding.role.value,
        "unit": finding.unit,
        "levels": {profile: level.value for profile, level in finding.levels.items()},
    }


RENDERER = Renderer(id="sarif", title="SARIF 2.1.0 for code scanning", render=render)
