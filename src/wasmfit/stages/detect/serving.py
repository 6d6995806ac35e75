"""What shows in code that a program serves, as far as ``rules/servers.toml`` knows."""

from collections.abc import Iterable

from wasmfit.model.facts import FileFacts, Use, UseKind
from wasmfit.model.services import ServerSign

_FRAMEWORK = "framework"
_EVIDENCE = frozenset({UseKind.CALL, UseKind.BASE, UseKind.VALUE})
_FACTORY = "app"


class Serving:
    """Looks signs of servers up in the facts of files."""

    def __init__(self, signs: Iterable[ServerSign] = ()) -> None:
        """Signs count in their own language only."""
        self._signs: dict[str, list[ServerSign]] = {}
        for sign in signs:
            self._signs.setdefault(sign.language, []).append(sign)

    def symbols(self, language: str) -> frozenset[str]:
        """What readers should report besides the symbols of rules (``*`` ends a prefix)."""
        return frozenset(symbol for sign in self._of(language) for symbol in sign.symbols)

    def listens(self, facts: FileFacts) -> bool:
        """Whether the file makes a request handler or waits for connections."""
        signs = self._of(facts.language)
        return any(_shows(use, signs) for use in facts.uses)

    def makes_application(self, facts: FileFacts) -> bool:
        """Whether the file makes a framework's object for itself.

        That is at top level or in a top-level factory such as ``create_app``; a
        method that makes one is a library at work.
        """
        signs = [sign for sign in self._of(facts.language) if sign.kind == _FRAMEWORK]
        return any(
            _shows(use, signs)
            and (not use.scope or ("." not in use.scope and _FACTORY in use.scope))
            for use in facts.uses
        )

    def _of(self, language: str) -> list[ServerSign]:
        return self._signs.get(language, [])


def _shows(use: Use, signs: Iterable[ServerSign]) -> bool:
    return use.kind in _EVIDENCE and any(
        use.symbol.startswith(symbol[:-1]) if symbol.endswith("*") else use.symbol == symbol
        for sign in signs
        for symbol in sign.symbols
    )
