"""Look a symbol up in a measured table, where a missing module speaks for its members."""

import re
from collections.abc import Iterator, Mapping

from wasmfit.model.knowledge import Provision, Support

_SEPARATOR = re.compile(r"::|\.(?=[^/]*$)")
"""What stands between a module and its member. A slash does not: ``net/url``
is no part of ``net``, and ``sys/epoll.h`` none of ``sys``."""

_SPEAKS = frozenset({Support.ABSENT, Support.STUBBED})


def measured(symbols: Mapping[str, Provision], symbol: str) -> Provision | None:
    """The row that speaks for a symbol; None when the table does not say.

    That is its own row, else the row of the closest listed parent if the
    parent is absent or a stub.
    """
    found = symbols.get(symbol)
    if found is not None:
        return found
    for parent in parents(symbol):
        found = symbols.get(parent)
        if found is not None:
            return found if found.support in _SPEAKS else None
    return None


def parents(symbol: str) -> Iterator[str]:
    """What a symbol is inside of, innermost first."""
    ends = [match.start() for match in _SEPARATOR.finditer(symbol)]
    for end in reversed(ends):
        yield symbol[:end]
