"""Laws that hold for any findings: score, graph, split and plan."""

import math
from itertools import chain, combinations

from build_judging import PROFILE, edge, finding, source
from hypothesis import given
from hypothesis import strategies as st

from wasmfit.model.facts import Certainty
from wasmfit.model.knowledge import Confidence, Support
from wasmfit.model.project import Role
from wasmfit.model.report import Edge, Graph, Node
from wasmfit.stages import graph
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


# Graph: against brute force on small graphs

CHANGEABLE = tuple(f"dependency:{n}" for n in range(6))
FIXED = ("module:0", "module:1")
BLOCKED = ("capability:x", "capability:y")


@st.composite
def small_graphs(draw):
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


def reaches(drawing, gone=()):
    """The capabilities a unit still reaches when some nodes are gone."""
    seen = {"unit:u"}
    while fresh := {
        e.target for e in drawing.edges if e.source in seen and e.target not in {*seen, *gone}
    }:
        seen |= fresh
    return seen.intersection(BLOCKED)


def subsets(items):
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


@given(small_graphs())
def test_no_set_of_changes_is_cheaper_than_the_cut(drawing):
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
def test_dominators_are_the_nodes_without_which_nothing_is_reached(drawing):
    expected = {
        capability: {
            key for key in (*CHANGEABLE, *FIXED) if capability not in reaches(drawing, [key])
        }
        for capability in reaches(drawing)
    }
    found = graph.dominators(drawing)
    assert {capability: set(chain) for capability, chain in found.items()} == expected


@st.composite
def modules(draw):
    """Sizes, imports (soft or firm) and blocked ones of up to seven modules."""
    paths = [f"m{n}" for n in range(draw(st.integers(1, 7)))]
    sizes = draw(st.tuples(*(st.integers(1, 30) for _ in paths)))
    pairs = st.tuples(st.sampled_from(paths), st.sampled_from(paths), st.booleans())
    arrows = draw(st.lists(pairs, max_size=14, unique_by=lambda pair: pair[:2]))
    blocked = draw(st.sets(st.sampled_from(paths), max_size=2))
    sources = [source(path, 100 * size) for path, size in zip(paths, sizes, strict=True)]
    edges = [edge(a, b, deferred=soft) for a, b, soft in arrows]
    return sources, graph.live_links(edges, lambda _: True), blocked


@given(modules())
def test_no_line_keeps_more_bytes_after_paying_for_its_imports(drawn):
    sources, links, blocked = drawn
    size = {one.path: one.size for one in sources}
    price = round(0.02 * sum(size.values()))
    soft_price = round(0.005 * sum(size.values()))

    def worth(portable):
        paid = [link for link in links if link.source in portable and link.target not in portable]
        cost = sum(soft_price if link.soft else price for link in paid)
        return sum(size[path] for path in portable) - cost

    best = max(worth(set(chosen)) for chosen in subsets(sorted(set(size) - blocked)))
    split = graph.divide(sources, links, blocked)
    if not blocked:
        assert split is None
    elif split is None:
        assert best == 0
    else:
        assert worth(set(split.portable)) == best
        assert not blocked.intersection(split.portable)
