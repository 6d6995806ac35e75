"""Constructs that need something although they name nothing: found by how they are written."""

import re
from collections.abc import Iterator

from wasmfit.languages.javascript.chains import arguments_of, call_of, string_value
from wasmfit.languages.javascript.guards import Guards
from wasmfit.languages.javascript.occurrences import MEMBER, WORD
from wasmfit.languages.javascript.requires import is_open
from wasmfit.languages.javascript.scopes import Names
from wasmfit.model.facts import Certainty, Use, UseKind
from wasmfit.syntax.lines import Lines
from wasmfit.syntax.tree import Node, identifier_at, text
from wasmfit.syntax.words import places

OPEN_LOAD = "computed-module"
PROPERTY = "computed-unicode-property"
NORMALIZE = "string-normalize"
LOCALE = "locale-argument"

_CALLED = (b"require", b"import", b"RegExp")
_METHODS = (b"normalize", b"toLocaleDateString", b"toLocaleTimeString")
_OPENED = re.compile(rb"\s*\(")
_UNICODE = re.compile(r"\\\\p\{")
_FORMS = frozenset({"NFC", "NFD", "NFKC", "NFKD"})


class Constructs:
    """The constructs of one file."""

    def __init__(self, data: bytes, root: Node, names: Names, guards: Guards) -> None:
        """Nothing is read before it is asked for."""
        self._data, self._root = data, root
        self._names, self._guards = names, guards
        self._lines = Lines(data)

    def uses(self) -> Iterator[Use]:
        """Every construct as a use of kind syntax."""
        for start, end in self._signs():
            node = identifier_at(self._root, start, end)
            if node is None or self._names.scopes.of(node).is_type:
                continue
            word = self._data[start:end].decode()
            if word in ("require", "import"):
                yield from self._load(node)
            elif word == "RegExp":
                yield from self._pattern(node)
            elif node.type == "property_identifier":
                yield from self._method(node, word)

    def _signs(self) -> list[tuple[int, int]]:
        """Where one of the words stands before a parenthesis; methods also behind a dot."""
        found = [place for word in _CALLED for place in places(self._data, word, MEMBER, WORD)]
        found += (place for word in _METHODS for place in places(self._data, word, WORD, WORD))
        return sorted(place for place in found if _OPENED.match(self._data, place[1]))

    def _load(self, node: Node) -> Iterator[Use]:
        call = node.parent
        if call is not None and call.type == "import":
            call = call.parent
        if call is None or call.type != "call_expression" or not is_open(call):
            return
        own = text(node) == "require" and self._names.symbols("require", node) not in _REQUIRE
        if not own:
            yield self._use(OPEN_LOAD, node)

    def _pattern(self, node: Node) -> Iterator[Use]:
        call = call_of(node) if node.type == "identifier" else None
        given = arguments_of(call)[:1] if call is not None else []
        for pattern in given:
            plain = pattern.type in ("string", "template_string")
            if plain and _UNICODE.search(text(pattern)):
                yield self._use(PROPERTY, node)

    def _method(self, node: Node, word: str) -> Iterator[Use]:
        member = node.parent
        call = call_of(member) if member is not None else None
        given = arguments_of(call)[:1] if call is not None else []
        for argument in given:
            if word != "normalize":
                if text(argument) != "undefined":
                    yield self._use(LOCALE, node, Certainty.MEDIUM)
            elif string_value(argument) in _FORMS:
                yield self._use(NORMALIZE, node)

    def _use(self, symbol: str, node: Node, certainty: Certainty = Certainty.HIGH) -> Use:
        scope = self._names.scopes.of(node).scope
        return Use(
            kind=UseKind.SYNTAX,
            symbol=symbol,
            span=self._lines.of(node),
            scope=scope.name,
            deferred=scope.later,
            guards=self._guards.of(node),
            certainty=certainty,
        )


_REQUIRE = (None, ("require",))
