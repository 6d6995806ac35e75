"""The score: one example per factor of the law, and the worked example of the docs."""

import math
from collections.abc import Mapping

import pytest

from build_judging import PROFILE, finding
from wasmfit.model.facts import Certainty
from wasmfit.model.knowledge import Confidence, Support
from wasmfit.model.project import Role
from wasmfit.model.report import Finding
from wasmfit.stages.score import score, tally


def value(*findings: Finding, reach: Mapping[str, float] | None = None) -> float:
    return score(findings, PROFILE, reach).value


def toolchain(support: Support) -> Finding:
    return finding("t", "toolchain", support, kind="toolchain", symbol="java", effort=13)


def test_nothing_found_is_a_full_score_without_range() -> None:
    result = score([], PROFILE)
    assert (result.low, result.value, result.high, result.deductions) == (100, 100, 100, ())


def test_one_blocking_call_of_five_points_costs_a_tenth() -> None:
    assert value(finding()) == 90


def test_the_worked_example_of_the_page() -> None:
    findings = [
        finding("a", path="server.c"),
        finding("b", path="server.c", line=9),
        finding("c", "signal.handle", Support.SHIMMED, effort=1),
        finding("d", "fs.lock", Support.STUBBED, effort=3, active=None),
    ]
    result = score(findings, PROFILE)
    assert result.value == pytest.approx(80.87, abs=0.005)
    assert result.low == pytest.approx(77.80, abs=0.005)
    assert result.high == pytest.approx(83.23, abs=0.005)
    assert [(d.capability, round(d.points, 2), d.uses) for d in result.deductions] == [
        ("proc.fork", 16.43, 2),
        ("fs.lock", 2.59, 1),
        ("signal.handle", 0.11, 1),
    ]


@pytest.mark.parametrize("support", [Support.NATIVE, Support.GRANTED])
def test_what_works_costs_nothing(support: Support) -> None:
    assert value(finding(support=support)) == 100


@pytest.mark.parametrize(
    "harmless",
    [
        finding(role=Role.TEST),
        finding(suppressed="known"),
        finding(active=False),
        finding(profiles=("wasip1",)),
    ],
    ids=["test code", "suppressed", "guarded off", "another profile"],
)
def test_what_does_not_count(harmless: Finding) -> None:
    assert value(harmless) == 100


def test_worse_support_costs_more() -> None:
    order = [Support.SHIMMED, Support.UNKNOWN, Support.PARTIAL, Support.ABSENT]
    values = [value(finding(support=support)) for support in order]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == 4


@pytest.mark.parametrize(
    "weaker",
    [
        finding(active=None),
        finding(confidence=Confidence.INFERRED),
        finding(certainty=Certainty.LOW),
        finding(certainty=Certainty.MEDIUM),
        finding(effort=1),
    ],
    ids=["guard unknown", "inferred", "reading low", "reading medium", "less work"],
)
def test_what_is_less_sure_or_less_work_costs_less(weaker: Finding) -> None:
    assert 90 < value(weaker) < 100


def test_unreached_code_weighs_less_and_still_costs() -> None:
    assert 90 < value(finding("old"), reach={"old": 0.5}) < 100
    assert value(finding("other"), reach={"old": 0.5}) == 90


@pytest.mark.parametrize(
    "unsure",
    [
        finding(support=Support.UNKNOWN),
        finding(confidence=Confidence.INFERRED),
        finding(active=None),
        finding(certainty=Certainty.LOW),
    ],
    ids=["unknown", "inferred", "guard unknown", "reading low"],
)
def test_the_range_goes_from_absent_to_native(unsure: Finding) -> None:
    result = score([unsure], PROFILE)
    assert (result.low, result.high) == (90, 100)


def test_an_inferred_shim_does_not_widen_the_range() -> None:
    result = score([finding(support=Support.SHIMMED, confidence=Confidence.INFERRED)], PROFILE)
    assert result.low == result.value == result.high


def test_a_missing_toolchain_is_decisive() -> None:
    assert value(toolchain(Support.ABSENT)) < 10


def test_a_toolchain_that_is_unknown_or_immature_is_not_a_missing_one() -> None:
    values = [value(toolchain(s)) for s in (Support.UNKNOWN, Support.PARTIAL, Support.ABSENT)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 80
    assert values[1] > 50


def test_a_stray_file_without_a_toolchain_costs_what_it_is_worth() -> None:
    missing = [toolchain(Support.ABSENT)]
    stray, half = (score(missing, PROFILE, None, {"java": share}).value for share in (0.01, 0.5))
    assert stray > 99
    assert half < 30


def test_a_tally_without_findings_is_the_score_of_the_rest() -> None:
    findings = [finding(str(n), effort=(1, 3, 13)[n % 3]) for n in range(30)]
    rest = tally(findings, PROFILE).without(findings[:17])
    assert rest.score() == score(findings[17:], PROFILE)


def test_deductions_name_capabilities_dearest_first_and_add_up() -> None:
    findings = [finding(str(n), f"c.{n % 7}", path=f"{n}.c") for n in range(40)]
    result = score(findings, PROFILE)
    points = [deduction.points for deduction in result.deductions]
    assert points == sorted(points, reverse=True)
    assert math.isclose(sum(points), 100 - result.value, abs_tol=1e-6)
