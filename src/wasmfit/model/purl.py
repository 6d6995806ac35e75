"""Packages as people name them."""


def readable(symbol: str) -> str:
    """``npm/@scope/name`` for ``pkg:npm/%40scope/name``; anything but a package URL as it is."""
    return symbol.removeprefix("pkg:").replace("%40", "@") if symbol.startswith("pkg:") else symbol
