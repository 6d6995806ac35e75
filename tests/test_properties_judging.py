"""Laws that hold for any findings: score, graph, split and plan."""

import math
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, combinations
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from build_judging import PROFILE, dependency, edge, finding, remedy, rule, source, unit
from wasmfit.model.facts import Certainty
from wasmfit.model.graph import Edge, Graph, Node
from wasmfit.model.knowledge import Confidence, Support
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.report import Finding
from wasmfit.stages import graph
from wasmfit.stages.plan import Situation, plan
from wasmfit.stages.score import score, tally

CAPABILITIES = ("proc.fork", "net.udp", "thread.spawn", "fs.lock", "tty.control", "toolchain")
COSTLY = tuple(s for s in Support if s not in (Support.NATIVE, Support.GRANTED))
PATHS = ("a.c", "b.c", "c.c", "d/e.c")


def findings_of(
    supports: tuple[Support, ...], least: int = 0, most: int = 25, **fixed: st.SearchStrategy[Any]
) -> st.SearchStrategy[list[Finding]]:
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
REACH = st.dictionaries(
    st.sampled_from([f"f{n}" for n in range(25)]), st.sampled_from((0.5, 0.75, 1.0, 3.0))
)


@given(findings_of((Support.NATIVE,)), REACH)
def test_everything_native_is_one_hundred(findings: list[Finding], reach: dict[str, float]) -> None:
    assert score(findings, PROFILE, reach).value == 100


@given(findings_of(COSTLY, least=1), REACH, st.integers(0, 24))
def test_each_use_removed_raises_the_score_strictly(
    findings: list[Finding], reach: dict[str, float], which: int
) -> None:
    gone = findings[which % len(findings)]
    rest = [one for one in findings if one is not gone]
    assert score(rest, PROFILE, reach).value > score(findings, PROFILE, reach).value


@given(ANY, ANY, REACH)
def test_adding_findings_never_raises_anything(
    findings: list[Finding], more: list[Finding], reach: dict[str, float]
) -> None:
    less = score(findings, PROFILE, reach)
    both = score(findings + more, PROFILE, reach)
    assert both.value <= less.value
    assert both.low <= less.low
    assert both.high <= less.high


@given(st.sampled_from(COSTLY), st.sampled_from((1, 3, 5, 8, 13)), st.integers(2, 12))
def test_many_uses_of_one_capability_cost_less_than_many_capabilities(
    support: Support, effort: int, count: int
) -> None:
    same = [finding(str(n), "c.0", support, effort=effort) for n in range(count)]
    different = [finding(str(n), f"c.{n}", support, effort=effort) for n in range(count)]
    assert score(same, PROFILE).value > score(different, PROFILE).value


@given(ANY, REACH, st.randoms())
def test_order_changes_nothing(
    findings: list[Finding], reach: dict[str, float], random: Random
) -> None:
    shuffled = random.sample(findings, len(findings))
    assert score(shuffled, PROFILE, reach) == score(findings, PROFILE, reach)


@given(ANY, REACH)
def test_the_score_lies_in_its_range(findings: list[Finding], reach: dict[str, float]) -> None:
    result = score(findings, PROFILE, reach)
    assert 0 <= result.low <= result.value <= result.high <= 100


@given(ANY, REACH)
def test_deductions_add_up_to_what_is_lost(
    findings: list[Finding], reach: dict[str, float]
) -> None:
    result = score(findings, PROFILE, reach)
    lost = math.fsum(deduction.points for deduction in result.deductions)
    assert math.isclose(lost, 100 - result.value, abs_tol=1e-6)
    assert all(deduction.points >= 0 for deduction in result.deductions)


# Graph: against brute force on small graphs

CHANGEABLE = tuple(f"dependency:{n}" for n in range(6))
FIXED = ("module:0", "module:1")
BLOCKED = ("capability:x", "capability:y")


@st.composite
def small_graphs(draw: st.DrawFn) -> Graph:
    """A unit, modules, changeable nodes and two capabilities, at random."""
    needing = ("unit:u", *FIXED)
    arrows = draw(
        st.sets(
            st.one_of(
                st.tuples(st.sampled_from(needing), st.sampled_from((*FIXED, *CHANGEABLE))),
                st.tuples(st.sampled_from(CHANGEABLE), st.sampled_from((*CHANGEABLE, *BLOCKED))),
            ),
            max_size=18,
        )
    )
    efforts = draw(st.tuples(*(st.sampled_from((1, 3, 5, 8, 13)) for _ in CHANGEABLE)))
    nodes = [Node(key, "dependency", key, e) for key, e in zip(CHANGEABLE, efforts, strict=True)]
    nodes += [Node(key, key.partition(":")[0], key) for key in ("unit:u", *FIXED, *BLOCKED)]
    kinds = {True: "blocks", False: "depends"}
    edges = (Edge(a, b, kinds[b in BLOCKED]) for a, b in sorted(arrows) if a != b)
    return Graph(tuple(sorted(nodes, key=lambda node: node.id)), tuple(edges))


def reaches(drawing: Graph, gone: Collection[str] = ()) -> set[str]:
    """The capabilities a unit still reaches when some nodes are gone."""
    seen = {"unit:u"}
    while fresh := {
        e.target for e in drawing.edges if e.source in seen and e.target not in {*seen, *gone}
    }:
        seen |= fresh
    return seen.intersection(BLOCKED)


def subsets(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


@given(small_graphs())
def test_no_set_of_changes_is_cheaper_than_the_cut(drawing: Graph) -> None:
    effort = {node.id: node.effort for node in drawing.nodes}
    cut = graph.cheapest_cut(drawing)
    assert not reaches(drawing, cut.nodes)
    assert cut.effort == sum(effort[key] for key in cut.nodes)
    assert cut.effort == min(
        sum(effort[key] for key in chosen)
        for chosen in subsets(CHANGEABLE)
        if not reaches(drawing, chosen)
    )


@given(small_graphs())
def test_dominators_are_the_nodes_without_which_nothing_is_reached(drawing: Graph) -> None:
    expected = {
        capability: {
            key for key in (*CHANGEABLE, *FIXED) if capability not in reaches(drawing, [key])
        }
        for capability in reaches(drawing)
    }
    found = graph.dominators(drawing)
    assert {capability: set(chain) for capability, chain in found.items()} == expected


IN_A_UNIT = findings_of(
    COSTLY,
    path=st.sampled_from([*(f"m{n}" for n in range(7)), "manifest.toml"]),
    symbol=st.sampled_from(("one", "two")),
    kind=st.sampled_from(("call", "link", "dependency", "toolchain")),
    purl=st.sampled_from((None, "pkg:x/a", "pkg:x/b")),
    via=st.sampled_from(((), (("pkg:x/c",),))),
)


@given(
    IN_A_UNIT,
    st.sets(
        st.tuples(
            st.sampled_from([f"m{n}" for n in range(7)]),
            st.sampled_from([*(f"m{n}" for n in range(7)), "pkg:x/a", "pkg:x/c"]),
        ),
        max_size=14,
    ),
)
def test_the_part_of_a_graph_is_what_the_whole_is_contracted_to(
    findings: list[Finding], arrows: set[tuple[str, str]]
) -> None:
    sources = [source(f"m{n}") for n in range(7)]
    links = graph.live_links([edge(*pair) for pair in sorted(arrows)], lambda _: True)
    packages = graph.outline(unit(), [dependency("pkg:x/a"), dependency("pkg:x/c")])
    given = (unit(), sources, links, findings)
    whole = graph.build(*given, packages, PROFILE)
    part = graph.blocking(*given, graph.leading(packages, findings), PROFILE)
    assert graph.contract(part) == graph.contract(whole)
    assert len(part.nodes) <= len(whole.nodes)


Drawn = tuple[list[SourceFile], tuple[graph.Link, ...], graph.Blocked]


@st.composite
def modules(draw: st.DrawFn) -> Drawn:
    """Sizes, imports (soft or firm) and blocked ones of up to seven modules."""
    paths = [f"m{n}" for n in range(draw(st.integers(1, 7)))]
    sizes = draw(st.tuples(*(st.integers(1, 30) for _ in paths)))
    pairs = st.tuples(st.sampled_from(paths), st.sampled_from(paths), st.booleans())
    arrows = draw(st.lists(pairs, max_size=14, unique_by=lambda pair: pair[:2]))
    loading = draw(st.frozensets(st.sampled_from(paths), max_size=2))
    calling = draw(st.dictionaries(st.sampled_from(paths), st.integers(1, 9), max_size=2))
    late = {path: count for path, count in calling.items() if path not in loading}
    blocked = graph.Blocked(loading, late)
    sources = [source(path, 100 * size) for path, size in zip(paths, sizes, strict=True)]
    edges = [edge(a, b, deferred=soft) for a, b, soft in arrows]
    return sources, graph.live_links(edges, lambda _: True), blocked


@given(modules())
def test_no_line_keeps_more_bytes_after_paying_for_its_imports(drawn: Drawn) -> None:
    sources, links, blocked = drawn
    size = {one.path: one.size for one in sources}
    price = round(0.02 * sum(size.values()))
    soft_price = round(0.005 * sum(size.values()))

    def worth(portable: set[str]) -> int:
        paid = [link for link in links if link.source in portable and link.target not in portable]
        cost = sum(soft_price if link.soft else price for link in paid)
        cost += sum(soft_price * blocked.calling.get(path, 0) for path in portable)
        return sum(size[path] for path in portable) - cost

    best = max(worth(set(chosen)) for chosen in subsets(sorted(set(size) - blocked.loading)))
    split = graph.divide(sources, links, blocked)
    if not blocked.everywhere:
        assert split is None
    elif split is None:
        assert best == 0
    else:
        assert worth(set(split.portable)) == best
        assert not blocked.loading.intersection(split.portable)


# Plan

PURLS = ("pkg:x/a", "pkg:x/b", "pkg:x/c")
NUMBERS = ("WF1", "WF2", "WF3", "WF4")
TO_PLAN = findings_of(
    tuple(Support),
    active=st.sampled_from((True, None, False)),
    role=st.sampled_from((Role.SOURCE, Role.TEST)),
    suppressed=st.sampled_from((None, None, "known")),
    rule=st.sampled_from(NUMBERS),
    kind=st.sampled_from(("call", "include", "import")),
    purl=st.sampled_from((None, None, *PURLS)),
    via=st.sampled_from(((), ((PURLS[0],),), ((PURLS[0],), (PURLS[1], PURLS[2])))),
    mechanism=st.sampled_from(("", "-lflag")),
)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Rules with and without remedies, packages with and without replacements."""
    remedies = st.builds(
        remedy,
        st.sampled_from(("replace", "guard", "rewrite", "keep")),
        st.sampled_from((1, 3, 5, 8, 13)),
        st.sampled_from(((), ("here",), ("elsewhere",))),
    )
    rules = {
        number: rule(number, remedies=draw(st.lists(remedies, max_size=2)))
        for number in draw(st.sets(st.sampled_from(NUMBERS)))
    }
    known = draw(st.sets(st.sampled_from(PURLS)))
    return Situation(
        profile=PROFILE,
        rules=rules,
        toolchains=frozenset({"here"}),
        dependencies=tuple(dependency(p, replacement="pkg:x/z") for p in sorted(known)),
    )


@given(TO_PLAN, situations())
def test_carrying_out_every_step_leaves_exactly_the_remainder(
    findings: list[Finding], situation: Situation
) -> None:
    result = plan(findings, situation, tally(findings, PROFILE))
    resolved = [id for step in result.steps for id in step.resolves]
    assert len(resolved) == len(set(resolved))
    left = [one for one in findings if one.id not in resolved]
    costly = {one.id for one in left if score([one], PROFILE).value < 100}
    assert set(result.remainder) == costly
    assert not set(result.remainder).intersection(resolved)
    if result.steps:
        assert result.steps[-1].score == score(left, PROFILE).value


@given(TO_PLAN, situations())
def test_steps_come_after_what_they_need_and_never_lower_the_score(
    findings: list[Finding], situation: Situation
) -> None:
    result = plan(findings, situation, tally(findings, PROFILE))
    seen: set[str] = set()
    before = score(findings, PROFILE).value
    for step in result.steps:
        assert seen.issuperset(step.after)
        assert step.effort in (1, 3, 5, 8, 13)
        assert step.score >= before
        seen.add(step.id)
        before = step.score


@given(TO_PLAN, situations(), st.randoms())
def test_order_does_not_change_the_plan(
    findings: list[Finding], situation: Situation, random: Random
) -> None:
    shuffled = random.sample(findings, len(findings))
    one = plan(findings, situation, tally(findings, PROFILE))
    assert plan(shuffled, situation, tally(shuffled, PROFILE)) == one


@given(findings_of((Support.NATIVE,)), situations())
def test_everything_native_needs_no_plan(findings: list[Finding], situation: Situation) -> None:
    result = plan(findings, situation, tally(findings, PROFILE))
    assert (result.steps, result.remainder) == ((), ())
