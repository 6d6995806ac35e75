"""The mend for a mistyped name."""

from collections.abc import Collection


def hint(word: object, known: Collection[str], otherwise: str = "") -> str:
    """The closest known name as a question; without one, ``otherwise`` or all of them."""
    import difflib

    close = difflib.get_close_matches(str(word), sorted(known), n=1)
    if close:
        return f"did you mean {close[0]}?"
    return otherwise or f"known: {', '.join(sorted(known)) or 'none'}"
