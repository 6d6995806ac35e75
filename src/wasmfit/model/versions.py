"""Versions of packages of any ecosystem, as far as ranges in rules need them.

Ranges name releases only (``>=1.2,<2``), so that the numbers in front decide
everywhere; a pre-release comes before its release.
"""

import re

_PART = re.compile(r"\s*(>=|<=|==|<|>)\s*(\d+(?:\.\d+)*)\s*")
_VERSION = re.compile(r"[vV=]?(\d+(?:\.\d+)*)(.*)", re.DOTALL)
_EARLY = re.compile(
    r"[-.]?(?:a|alpha|b|beta|c|rc|cr|dev|m|milestone|pre|preview|snapshot|canary|next|nightly)"
    r"(?=\d|[-.+]|$)",
    re.IGNORECASE,
)

Order = tuple[tuple[int, ...], bool]
"""Release numbers without final zeros, and whether it is the release itself."""


LONGEST = 30
"""Digits; no number that means anything has more, and Python refuses those of thousands."""


def whole(digits: str) -> int:
    """The number that decimal digits stand for; any that is far too long is one huge number."""
    return int(digits) if len(digits) <= LONGEST else 10**LONGEST


def is_range(text: str) -> bool:
    """Whether a text is a range as rules write it."""
    return bool(text) and all(_PART.fullmatch(part) for part in text.split(","))


def holds(span: str, version: str) -> bool | None:
    """Whether a version lies in a range; None when it has no number."""
    order = _order(version)
    if order is None:
        return None
    return all(_one(part, order) for part in span.split(","))


def holds_from(span: str, lowest: str) -> bool | None:
    """Whether the versions from one on lie in a range; None when some do, or none is given."""
    order = _order(lowest)
    if order is None:
        return None
    parts = [part for part in span.split(",") if "<" in part]
    if not all(_one(part, order) for part in parts):
        return False
    return True if not parts and "==" not in span and holds(span, lowest) else None


def first_number(requested: str) -> str:
    """The lowest version that a constraint such as ``^1.2`` or ``>=1.2, <3`` allows, as a guess."""
    match = re.search(r"\d+(?:\.\d+)*", requested)
    return match[0] if match and not requested.lstrip().startswith(("<", "!")) else ""


def _order(version: str) -> Order | None:
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        return None
    return _numbers(match[1]), _EARLY.match(match[2]) is None


def _numbers(release: str) -> tuple[int, ...]:
    numbers = [whole(part) for part in release.split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _one(part: str, order: Order) -> bool:
    match = _PART.fullmatch(part)
    if match is None:
        return False
    bound = (_numbers(match[2]), True)
    return {
        ">=": order >= bound,
        "<=": order <= bound,
        "==": order == bound,
        "<": order < bound,
        ">": order > bound,
    }[match[1]]
