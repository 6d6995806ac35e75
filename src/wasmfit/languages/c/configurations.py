"""Choose branches so that what is left parses, and every branch gets its turn.

``#ifdef A / if (x) { / #else / if (y) { / #endif`` is no C unless one branch
is taken. A configuration takes one branch of every chain, the same way for
the same condition; a few of them cover the file.
"""

from collections.abc import Iterator, Sequence

from wasmfit.languages.c.branches import Branch, Chain
from wasmfit.languages.c.expressions import opposite
from wasmfit.languages.c.masks import blanked
from wasmfit.model.condition import ALWAYS, NEVER, UNSURE, Condition

LIMIT = 6
"""Configurations per file; branches beyond are read without a tree."""


class Configurations:
    """The bytes of a file under a few consistent choices of branches."""

    def __init__(self, data: bytes, chains: Sequence[Chain]) -> None:
        """``data`` has its directives blanked."""
        self._data = data
        self._inside: dict[int, list[Chain]] = {}
        for chain in chains:
            self._inside.setdefault(id(chain.parent), []).append(chain)
        self._kept: list[set[int]] = []
        self._texts: list[bytes] = []
        self._covered: set[int] = set()
        self._exhausted = False

    def including(self, branch: Branch | None) -> Iterator[tuple[int, bytes]]:
        """Number and bytes of configurations that keep a branch, most likely first."""
        for number in range(LIMIT):
            if number == len(self._texts) and not self._add(branch, number):
                return
            if branch is None or id(branch) in self._kept[number]:
                yield number, self._texts[number]

    def _add(self, branch: Branch | None, number: int) -> bool:
        if self._exhausted:
            return False
        if branch is not None and number and id(branch) in self._covered:
            return False
        kept: set[int] = set()
        dropped: list[tuple[int, int]] = []
        self._choose(self._inside.get(id(None), []), {}, kept, dropped)
        if number and kept <= self._covered:
            self._exhausted = True
            return False
        self._kept.append(kept)
        self._covered |= kept
        self._texts.append(blanked(self._data, dropped))
        return True

    def _choose(
        self,
        chains: Sequence[Chain],
        assumed: dict[Condition, bool],
        kept: set[int],
        dropped: list[tuple[int, int]],
    ) -> None:
        for chain in chains:
            chosen = self._pick(chain, assumed)
            _assume(chain, chosen, assumed)
            for branch in chain.branches:
                if branch is chosen:
                    kept.add(id(branch))
                    self._choose(self._inside.get(id(branch), []), assumed, kept, dropped)
                else:
                    dropped.append((branch.start, branch.end))

    def _pick(self, chain: Chain, assumed: dict[Condition, bool]) -> Branch | None:
        possible = [b for b in chain.branches if _possible(b, assumed)]
        fresh = [b for b in possible if id(b) not in self._covered or self._has_fresh(b)]
        certain = [b for b in possible if assumed.get(b.stated) is True]
        return next(iter([*certain[:1], *fresh, *possible]), None)

    def _has_fresh(self, branch: Branch) -> bool:
        inner = self._inside.get(id(branch), [])
        return any(
            id(b) not in self._covered or self._has_fresh(b)
            for chain in inner
            for b in chain.branches
            if b.own != NEVER
        )


def _possible(branch: Branch, assumed: dict[Condition, bool]) -> bool:
    if branch.own == NEVER or assumed.get(branch.stated) is False:
        return False
    earlier = branch.chain.branches[: branch.chain.branches.index(branch)]
    return not any(assumed.get(b.stated) is True for b in earlier)


def _assume(chain: Chain, chosen: Branch | None, assumed: dict[Condition, bool]) -> None:
    for branch in chain.branches:
        if branch.stated in (UNSURE, ALWAYS):
            if branch is chosen:
                return
            continue
        assumed[branch.stated] = branch is chosen
        assumed[opposite(branch.stated)] = branch is not chosen
        if branch is chosen:
            return
