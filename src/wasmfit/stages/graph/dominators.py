"""Immediate dominators, after Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm")."""

from collections.abc import Mapping, Sequence


def immediate_dominators(following: Mapping[str, Sequence[str]], start: str) -> dict[str, str]:
    """For each node that ``start`` leads to, the last node all ways to it pass before it.

    ``start`` itself has none and is left out.
    """
    order = _postorder(following, start)
    number = {node: place for place, node in enumerate(order)}
    preceding: dict[str, list[str]] = {node: [] for node in order}
    for node in order:
        for there in following.get(node, ()):
            preceding[there].append(node)
    found = {start: start}
    changed = True
    while changed:
        changed = False
        for node in reversed(order[:-1]):
            new = _meeting([one for one in preceding[node] if one in found], found, number)
            if found.get(node) != new:
                found[node] = new
                changed = True
    del found[start]
    return found


def _meeting(nodes: Sequence[str], found: Mapping[str, str], number: Mapping[str, int]) -> str:
    """The nearest node that all of them come from."""
    here, *others = nodes
    for there in others:
        while here != there:
            while number[here] < number[there]:
                here = found[here]
            while number[there] < number[here]:
                there = found[there]  # noqa: PLW2901 - two fingers walk up until they meet
    return here


def _postorder(following: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """Every node after those it leads to, as far as circles allow; ``start`` is the last."""
    order: list[str] = []
    seen = {start}
    stack = [(start, iter(following.get(start, ())))]
    while stack:
        node, rest = stack[-1]
        for there in rest:
            if there not in seen:
                seen.add(there)
                stack.append((there, iter(following.get(there, ()))))
                break
        else:
            stack.pop()
            order.append(node)
    return order
