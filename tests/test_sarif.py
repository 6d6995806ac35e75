"""SARIF that code scanning takes: a copy of its checks, and what it would not tell us."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest

from build_report import CALL, GUARDED, PACKAGE, SPAWN, report
from wasmfit.model.condition import UNSURE
from wasmfit.model.facts import Certainty, Gap, Guard
from wasmfit.model.knowledge import Confidence, Support
from wasmfit.model.place import Location, Span
from wasmfit.model.renderer import Style
from wasmfit.model.report import Finding, Level, Report
from wasmfit.render import as_sarif, renderers


def log(given: Report | None = None, **style: Any) -> dict[str, Any]:
    text = renderers()["sarif"].render(given or report(), Style(**style))
    assert text.endswith("\n")
    document: dict[str, Any] = json.loads(text)
    return document


def run(given: Report | None = None, **style: Any) -> dict[str, Any]:
    runs: list[dict[str, Any]] = log(given, **style)["runs"]
    (only,) = runs
    return only


def with_findings(*findings: Finding, **other: Any) -> Report:
    return replace(report(), findings=findings, **other)


def at(finding: Finding, path: str, line: int = 7, **other: Any) -> Finding:
    return replace(finding, location=Location(path, Span(line, 5, line, 19)), **other)


def objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def complaints(document: dict[str, Any]) -> Iterator[str]:
    """What code scanning's own validation would say (GH1001 to GH1018, and the limits)."""
    if document["version"] != "2.1.0" or not document["$schema"].startswith("https://"):
        yield "not SARIF 2.1.0"
    if not 0 < len(document["runs"]) <= 20:
        yield "number of runs"
    for only in document["runs"]:
        yield from run_complaints(only)


def run_complaints(only: dict[str, Any]) -> Iterator[str]:
    rules = only["tool"]["driver"]["rules"]
    if len(only["results"]) > 5000 or len(rules) > 25_000:
        yield "too many results or rules"
    if not re.fullmatch(r"\S+( \S+){0,2}", only["tool"]["driver"]["name"]):
        yield "SARIF2005 name of the tool"
    if not only["tool"]["driver"]["semanticVersion"][0].isdigit():
        yield "SARIF2005 version"
    if not re.match(r"[a-z][a-z0-9+.-]*:\S+$", only["tool"]["driver"]["informationUri"]):
        yield "SARIF2005 informationUri"
    if not re.fullmatch(r"(?!/)(?!.*//)[^\\]+/", only["automationDetails"]["id"]):
        yield "GH: category"
    for rule in rules:
        yield from rule_complaints(rule)
    for result in only["results"]:
        yield from result_complaints(result, rules)


def rule_complaints(rule: dict[str, Any]) -> Iterator[str]:
    if not re.fullmatch(r"WF\d{4}", rule["id"]):
        yield "SARIF2009 id"
    if rule["name"] == rule["id"] or not 0 < len(rule["name"]) <= 255:
        yield "SARIF1001 name"
    for key in ("shortDescription", "fullDescription"):
        if not 0 < len(rule[key]["text"]) <= 1024:
            yield f"{key}: length"
        if not rule[key]["text"].endswith((".", "...")):
            yield f"SARIF2001 {key}"
    if not all(rule["help"].get(key) for key in ("text", "markdown")):
        yield "no help"
    yield from property_complaints(rule["properties"])


def property_complaints(properties: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(properties["tags"]) <= 10:
        yield "tags"
    if properties["problem.severity"] not in ("error", "warning", "recommendation"):
        yield "problem.severity"
    if properties["precision"] not in ("very-high", "high", "medium", "low"):
        yield "precision"
    if "security-severity" in properties:
        yield "would be a security alert"


def result_complaints(result: dict[str, Any], rules: list[dict[str, Any]]) -> Iterator[str]:
    if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
        yield "SARIF1002 ruleIndex"
    if result["level"] not in ("error", "warning", "note"):
        yield "level"
    if set(result["message"]) != {"text"} or not result["message"]["text"].endswith("."):
        yield "GH1007 message"
    (location,) = result["locations"]
    yield from location_complaints(location["physicalLocation"])
    linked = {int(number) for number in re.findall(r"\]\((\d+)\)", result["message"]["text"])}
    if linked != {one["id"] for one in result.get("relatedLocations", ())}:
        yield "GH: related locations are only shown when linked"
    if not result["partialFingerprints"]:
        yield "no fingerprint"


def location_complaints(place: dict[str, Any]) -> Iterator[str]:
    uri, region = place["artifactLocation"]["uri"], place["region"]
    if uri.startswith("/") or ".." in uri.split("/") or not re.fullmatch(r"[\w.~/%-]+", uri):
        yield f"GH1005 {uri}"
    if set(region) - {"snippet"} != {"startLine", "startColumn", "endLine", "endColumn"}:
        yield "GH1003 region"
    if region["startLine"] != region["endLine"] or region["startColumn"] >= region["endColumn"]:
        yield "a region that a pull request would not show"
    around = place.get("contextRegion")
    if around and around["endColumn"] - around["startColumn"] <= (
        region["endColumn"] - region["startColumn"]
    ):
        yield "SARIF1008 contextRegion"


def test_code_scanning_has_nothing_to_say():
    assert list(complaints(log())) == []
    assert list(complaints(log(suppressed=True, base="services/api/"))) == []


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda r: r["results"][0].update(ruleIndex=1), "SARIF1002 ruleIndex"),
        (lambda r: r["automationDetails"].update(id="/wasmfit"), "GH: category"),
        (lambda r: r["results"][0]["message"].update(text="no end"), "GH1007 message"),
        (lambda r: r["tool"]["driver"]["rules"][0].update(name=""), "SARIF1001 name"),
    ],
)
def test_the_checks_bite(break_it, said):
    document = log()
    break_it(document["runs"][0])
    assert said in list(complaints(document))


def test_a_result_per_use_on_the_primary_profile_worst_first():
    results = run()["results"]
    assert [(r["ruleId"], r["level"]) for r in results] == [
        ("WF2201", "error"),
        ("WF8001", "warning"),
    ]
    assert results[0]["message"]["text"] == CALL.message
    assert results[0]["properties"]["levels"] == {"wasip2": "error", "wasix": "none"}


def test_one_run_with_a_category_of_its_own_per_target_and_place():
    assert run()["automationDetails"]["id"] == "wasmfit/wasip2/"
    assert run(base="services/api/")["automationDetails"]["id"] == "wasmfit/wasip2/services/api/"
    assert run()["columnKind"] == "unicodeCodePoints"


def test_paths_are_relative_to_the_repository_and_percent_encoded():
    odd = with_findings(at(CALL, "a b/\u00e9%#?:.py"))
    place = run(odd, base="services/")["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "services/a%20b/%C3%A9%25%23%3F%3A.py",
        "uriBaseId": "%SRCROOT%",
    }
    assert list(complaints(log(odd))) == []


def test_the_region_is_the_token_and_its_line_is_around_it():
    place = run()["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {
        "startLine": 7,
        "startColumn": 5,
        "endLine": 7,
        "endColumn": 19,
        "snippet": {"text": "subprocess.run"},
    }
    assert place["contextRegion"]["snippet"]["text"] == CALL.excerpt


def test_a_region_that_is_empty_or_long_becomes_a_part_of_its_first_line():
    empty = replace(CALL, location=Location("a.py", Span(1, 1, 1, 1)), excerpt="import os")
    long = replace(CALL, location=Location("a.py", Span(2, 3, 9, 1)), excerpt="")
    nowhere = replace(CALL, id="f9", location=Location("a.toml"), excerpt="")
    given = with_findings(empty, long, nowhere)
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run(given)["results"]]
    columns = [(r["startLine"], r["startColumn"], r["endLine"], r["endColumn"]) for r in regions]
    assert sorted(columns) == [(1, 1, 1, 2), (1, 1, 1, 10), (2, 3, 2, 4)]
    assert list(complaints(log(given))) == []


def test_suppressed_results_are_left_out_unless_asked_for():
    assert len(run()["results"]) == 2
    (silenced,) = [r for r in run(suppressed=True)["results"] if "suppressions" in r]
    assert silenced["suppressions"] == [
        {"kind": "inSource", "justification": "only used by developers"}
    ]
    external = with_findings(replace(CALL, suppressed="later", suppressed_by="settings"))
    (result,) = run(external, suppressed=True)["results"]
    assert result["suppressions"][0]["kind"] == "external"


def test_the_fingerprints_are_the_line_s_and_our_own():
    results = run()["results"]
    assert results[0]["partialFingerprints"] == {
        "primaryLocationLineHash": "c0ffee:1",
        "wasmfitFindingId/v1": "f1",
    }
    assert "primaryLocationLineHash" not in results[1]["partialFingerprints"]


def test_one_rule_twice_on_a_line_is_one_result():
    same = replace(CALL, id="f5", location=Location("app/jobs.py", Span(7, 30, 7, 44)))
    other = replace(same, id="f6", symbol="os.system")
    (result,) = run(with_findings(CALL, same))["results"]
    assert result["message"]["text"].endswith(" It is used 2 times on this line.")
    (result,) = run(with_findings(CALL, same, other))["results"]
    assert result["message"]["text"].endswith(" On this line also 'os.system'.")


def test_what_is_too_much_is_cut_from_the_least_severe_end_and_said(monkeypatch):
    monkeypatch.setattr(as_sarif, "MOST_RESULTS", 3)
    note = {"wasip2": Level.NOTE, "wasix": Level.NONE}
    many = [at(CALL, f"n{i}.py", levels=note, id=f"n{i}") for i in range(9)]
    only = run(with_findings(*many, CALL))
    assert [r["level"] for r in only["results"]] == ["error", "note", "note"]
    (invocation,) = only["invocations"]
    assert invocation["toolExecutionNotifications"][0]["message"]["text"].startswith("7 of the")


def test_gaps_and_notices_are_notifications():
    (invocation,) = run()["invocations"]
    (gap,) = invocation["toolExecutionNotifications"]
    assert gap["message"]["text"] == "Not read: syntax not understood from line 9."
    (notice,) = invocation["toolConfigurationNotifications"]
    assert notice["message"]["text"] == "this comment silences nothing"
    many = replace(report(), gaps=tuple(Gap(f"{n}.py", "x", "no") for n in range(300)))
    notes = run(many)["invocations"][0]["toolExecutionNotifications"]
    assert len(notes) == 201
    assert notes[-1]["message"]["text"] == "100 more gaps."


def test_a_condition_that_decides_is_linked():
    guard = Guard(UNSURE, "HAVE_FORK", "app/conf.h", 2)
    result = run(with_findings(replace(CALL, guard=guard, active={"wasip2": None})))["results"][0]
    assert result["message"]["text"].endswith("depends on [a condition](1).")
    (place,) = result["relatedLocations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "app/conf.h"
    assert place["message"]["text"] == "HAVE_FORK"
    assert "relatedLocations" not in run(with_findings(replace(CALL, guard=guard)))["results"][0]


def test_what_a_guard_keeps_off_is_no_result():
    assert run(with_findings(GUARDED))["results"] == []
    assert run(with_findings(GUARDED))["tool"]["driver"]["rules"] == []


def test_new_and_known_are_told_apart():
    given = with_findings(replace(CALL, new=True), replace(PACKAGE, new=False))
    assert [r["baselineState"] for r in run(given)["results"]] == ["new", "unchanged"]
    assert "baselineState" not in run()["results"][0]


def test_the_help_of_a_rule_says_what_to_do_and_what_targets_answer():
    rule = run()["tool"]["driver"]["rules"][0]
    markdown = rule["help"]["markdown"]
    assert "**replace** (effort 5): Call the library behind the command." in markdown
    assert "| `wasip2` | absent | `componentize-py@0.25.1` | ran |" in markdown
    assert "| `wasix` | native | `componentize-py@0.25.1` | inferred, not verified |" in markdown
    assert rule["helpUri"] == SPAWN.references[0]
    assert rule["properties"]["precision"] == "very-high"


def test_a_rule_that_a_report_does_not_hold_is_described_by_its_findings():
    rule = run(replace(report(), rules=()))["tool"]["driver"]["rules"][0]
    assert rule["shortDescription"]["text"] == "This code needs proc.spawn."


@pytest.mark.parametrize(
    ("certainty", "support", "confidence", "precision"),
    [
        (Certainty.HIGH, Support.ABSENT, Confidence.BUILT, "very-high"),
        (Certainty.HIGH, Support.ABSENT, Confidence.SOURCE, "high"),
        (Certainty.HIGH, Support.ABSENT, Confidence.INFERRED, "medium"),
        (Certainty.HIGH, Support.UNKNOWN, Confidence.RAN, "medium"),
        (Certainty.LOW, Support.ABSENT, Confidence.RAN, "low"),
    ],
)
def test_precision_is_the_least_sure_of_reading_and_knowledge(
    certainty, support, confidence, precision
):
    answer = replace(CALL.answers["wasip2"], support=support, confidence=confidence)
    answers = {**CALL.answers, "wasip2": answer}
    doubtful = replace(CALL, id="f7", certainty=certainty, answers=answers)
    rule = run(with_findings(CALL, at(doubtful, "b.py")))["tool"]["driver"]["rules"][0]
    assert rule["properties"]["precision"] == precision


def test_words_of_strangers_are_no_links_and_no_control_characters():
    text = "`x](javascript:alert(1))\x1b[31m` [y](http://z) breaks."
    odd = replace(CALL, message=text, symbol="\x00", suppressed=None)
    document = log(with_findings(odd))
    message = document["runs"][0]["results"][0]["message"]["text"]
    assert "](" not in message
    assert not any(c < " " for one in objects(document) for v in one.values()
                   if isinstance(v, str) for c in v.replace("\n", ""))  # fmt: skip


def test_paths_stay_inside():
    uris = [place["uri"] for place in objects(log(base="x/")) if set(place) == {"uri", "uriBaseId"}]
    assert uris
    assert all(PurePosixPath(uri).parts[0] == "x" for uri in uris)


def test_the_way_from_an_entry_point_is_a_flow():
    (flow,) = run(with_findings(CALL))["results"][0]["codeFlows"]
    (thread,) = flow["threadFlows"]
    steps = [step["location"] for step in thread["locations"]]
    places = [step["physicalLocation"] for step in steps]
    assert [place["artifactLocation"]["uri"] for place in places] == ["app/main.py", "app/jobs.py"]
    assert [place["region"]["startLine"] for place in places] == [2, 7]
    assert [step["message"]["text"] for step in steps] == [
        "loads app/jobs.py",
        "uses subprocess.run in serve",
    ]
    entry = replace(CALL, route=())
    assert "codeFlows" not in run(with_findings(entry))["results"][0]
