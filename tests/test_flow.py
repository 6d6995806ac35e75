"""Minimum cuts, against brute force over all of them."""

from itertools import chain, combinations

from hypothesis import example, given
from hypothesis import strategies as st

from wasmfit.stages.graph.flow import sink_side

NODES = ("source", *"abcde", "sink")
ARCS = st.lists(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.integers(0, 9)), max_size=20
)
Arcs = list[tuple[str, str, int]]


def price(arcs: Arcs, beyond: set[str]) -> int:
    """What it costs to cut off those nodes."""
    return sum(room for here, there, room in arcs if here not in beyond and there in beyond)


def cuts() -> list[set[str]]:
    """Every set of nodes with the sink and without the source, the small ones first."""
    inner = NODES[1:-1]
    every = chain.from_iterable(combinations(inner, size) for size in range(len(inner) + 1))
    return [{"sink", *chosen} for chosen in every]


@given(ARCS)
@example([("source", "a", 3), ("a", "sink", 3)])
@example([("source", "a", 9), ("a", "b", 9), ("b", "a", 9), ("a", "sink", 4), ("b", "sink", 4)])
def test_no_cut_is_cheaper_and_none_that_costs_the_same_is_closer(arcs: Arcs) -> None:
    found = sink_side(arcs, "source", "sink")
    best = min(price(arcs, beyond) for beyond in cuts())
    assert price(arcs, found) == best
    assert found == set.intersection(*(one for one in cuts() if price(arcs, one) == best))


def test_a_ladder_of_thousands_of_steps_takes_no_recursion() -> None:
    steps = 3000
    arcs = [(n, n + 1, 5) for n in range(steps)] + [(0, steps, 1), (2000, 2001, 2)]
    assert sink_side(arcs, 0, steps) == {steps}
    assert sink_side([*arcs, (1000, 1500, 1)], 0, steps) == {steps}
