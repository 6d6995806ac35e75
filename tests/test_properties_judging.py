"""Laws that hold for any findings: score, graph, split and plan."""

import math

from build_judging import PROFILE, finding
from hypothesis import given
from hypothesis import strategies as st

from wasmfit.model.facts import Certainty
from wasmfit.model.knowledge import Confidence, Support
from wasmfit.model.project import Role
from wasmfit.stages.score import score

CAPABILITIES = ("proc.fork", "net.udp", "thread.spawn", "fs.lock", "tty.control", "toolchain")
COSTLY = tuple(s for s in Support if s not in (Support.NATIVE, Support.GRANTED))
PATHS = ("a.c", "b.c", "c.c", "d/e.c")


def findings_of(supports, least=0, most=25, **fixed):
    """Lists of findings with ids of their own."""
    one = st.fixed_dictionaries(
        {
            "capability": st.sampled_from(CAPABILITIES),
            "support": st.sampled_from(supports),
            "path": st.sampled_from(PATHS),
            "line": st.integers(1, 9),
            "confidence": st.sampled_from(Confidence),
            "certainty": st.sampled_from(Certainty),
            "active": st.sampled_from((True, None)),
            "effort": st.sampled_from((1, 3, 5, 8, 13)),
            **fixed,
        }
    )
    return st.lists(one, min_size=least, max_size=most).map(
        lambda rows: [finding(f"f{n}", **row) for n, row in enumerate(rows)]
    )


ANY = findings_of(
    tuple(Support),
    active=st.sampled_from((True, None, False)),
    role=st.sampled_from(Role),
    suppressed=st.sampled_from((None, "known")),
)
REACH = st.dictionaries(st.sampled_from(PATHS), st.sampled_from((0.5, 0.75, 1.0)))


@given(findings_of((Support.NATIVE,)), REACH)
def test_everything_native_is_one_hundred(findings, reach):
    assert score(findings, PROFILE, reach).value == 100


@given(findings_of(COSTLY, least=1), REACH, st.integers(0, 24))
def test_each_use_removed_raises_the_score_strictly(findings, reach, which):
    gone = findings[which % len(findings)]
    rest = [one for one in findings if one is not gone]
    assert score(rest, PROFILE, reach).value > score(findings, PROFILE, reach).value


@given(ANY, ANY, REACH)
def test_adding_findings_never_raises_anything(findings, more, reach):
    less = score(findings, PROFILE, reach)
    both = score(findings + more, PROFILE, reach)
    assert both.value <= less.value
    assert both.low <= less.low
    assert both.high <= less.high


@given(st.sampled_from(COSTLY), st.sampled_from((1, 3, 5, 8, 13)), st.integers(2, 12))
def test_many_uses_of_one_capability_cost_less_than_many_capabilities(support, effort, count):
    same = [finding(str(n), "c.0", support, effort=effort) for n in range(count)]
    different = [finding(str(n), f"c.{n}", support, effort=effort) for n in range(count)]
    assert score(same, PROFILE).value > score(different, PROFILE).value


@given(ANY, REACH, st.randoms())
def test_order_changes_nothing(findings, reach, random):
    shuffled = random.sample(findings, len(findings))
    assert score(shuffled, PROFILE, reach) == score(findings, PROFILE, reach)


@given(ANY, REACH)
def test_the_score_lies_in_its_range(findings, reach):
    result = score(findings, PROFILE, reach)
    assert 0 <= result.low <= result.value <= result.high <= 100


@given(ANY, REACH)
def test_deductions_add_up_to_what_is_lost(findings, reach):
    result = score(findings, PROFILE, reach)
    lost = math.fsum(deduction.points for deduction in result.deductions)
    assert math.isclose(lost, 100 - result.value, abs_tol=1e-6)
    assert all(deduction.points >= 0 for deduction in result.deductions)
