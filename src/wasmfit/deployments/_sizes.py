"""Sizes as people write them: ``512Mi``, ``300M``, ``1g``."""

import re

MOST = 2.0**80
"""Bytes; what asks for more has no meaning, and may be no number at all."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def mebibytes(text: str) -> int | None:
    """A size in MiB, rounded up to one; None when it is not a size."""
    found = _SIZE.match(text.strip())
    if found is None:
        return None
    size = float(found[1]) * float(1024 ** _POWERS[found[2].lower()])
    return max(1, round(size / 1024**2)) if size < MOST else None
