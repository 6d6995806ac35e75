"""From a chain of names to uses: which symbol, which kind, which guards."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wasmfit.languages.javascript.aliases import Given, awaited_names, given_names
from wasmfit.languages.javascript.chains import (
    Chain,
    arguments_of,
    call_of,
    chain_from,
    is_base,
    is_handed_on,
    is_stored,
    is_tested,
    string_value,
)
from wasmfit.languages.javascript.guards import Guards, caught
from wasmfit.languages.javascript.imports import Imported
from wasmfit.languages.javascript.names import DATA, GLOBALS, HOLDERS, OWN, join
from wasmfit.languages.javascript.requires import MAKER, REQUIRE, Required, is_promise, required
from wasmfit.languages.javascript.scopes import Binding, Names
from wasmfit.languages.javascript.wanted import Wanted
from wasmfit.model.condition import UNSURE, Any, Atom, Condition
from wasmfit.model.facts import Certainty, Guard, Use, UseKind
from wasmfit.syntax.lines import Lines
from wasmfit.syntax.tree import Node, ancestors, text

ADDON = "node-addon"
"""The symbol of native code that is loaded as a ``.node`` file."""

HANDLED = "a failed load is handled"
PATH_STARTS = ("/", "\\\\")


class Uses:
    """Collects the uses of one file, and the modules it asks for."""

    def __init__(
        self, data: bytes, names: Names, guards: Guards, wanted: Wanted, *, broken: bool
    ) -> None:
        """``broken`` says that parts of the file are not understood: scopes may be missing."""
        self._broken = broken
        self._seen: list[tuple[UseKind, str, Node, Node, Certainty]] = []
        self.required: list[Required] = []
        self.living: set[str] = set()
        """Names that are used as values somewhere: their imports are not dropped."""
        self.imported: frozenset[str] = frozenset()
        """Names that import statements bind."""
        self.mentions: set[str] = set()
        """Names of the repository's own modules, as written."""
        self._lines = Lines(data)
        self._names, self._guards, self._wanted = names, guards, wanted

    def add_import(self, name: Imported, seen: set[int]) -> None:
        """Add what an import statement itself uses."""
        if name.statement.id not in seen:
            self._module(name.source, name.module, name.specifier, name.statement)
        seen.add(name.statement.id)
        symbol = self._wanted.outside(name.symbol)
        whole = symbol == self._wanted.outside(name.module) or self._is_module(symbol)
        if not whole and self._is_known(symbol):
            target = name.node.child_by_field_name("name") or name.node
            self._emit(UseKind.IMPORT, symbol, target, name.statement)

    def add(self, node: Node) -> list[Binding]:
        """Add the uses that start at a name; the names that become aliases of them."""
        name = text(node)
        symbols = self._names.symbols(name, node)
        if symbols is None:
            symbols = (name,) if name in GLOBALS or name in HOLDERS else ()
        if self._names.scopes.of(node).is_type:
            return []
        if symbols:
            self.living.add(name)
        if name not in self.imported:
            symbols = tuple(symbol for symbol in symbols if symbol not in DATA)
        certainty = Certainty.HIGH if len(symbols) == 1 else Certainty.MEDIUM
        found: list[Binding] = []
        for symbol in symbols:
            found += self._from(chain_from(node), symbol, certainty)
        return found

    def add_load(self, call: Node) -> list[Binding]:
        """Add what ``require("x")`` or ``import("x")`` uses."""
        named = required(call)
        if named is None or self._names.scopes.of(call).is_type:
            return []
        self.required.append(named)
        self._module(named.source, named.module, named.specifier, call)
        if not self._wanted.matters(named.module) and OWN not in named.module:
            return []
        if is_promise(call):
            found: list[Binding] = []
            for given in awaited_names(call, named.module, self._names.scopes):
                found += self._given(given)
            return found
        return self._from(chain_from(call), named.module, Certainty.HIGH)

    def _module(self, source: Node, module: str, specifier: str, at: Node) -> None:
        if specifier.endswith(".node"):
            self._emit(UseKind.LINK, ADDON, source, at)
        symbol = self._wanted.outside(module)
        if OWN not in symbol and self._is_known(symbol):
            self._emit(UseKind.IMPORT, symbol, source, at)

    def _is_known(self, symbol: str) -> bool:
        return self._wanted.interest.wants(symbol)

    def _from(self, chain: Chain, start: str, certainty: Certainty) -> list[Binding]:
        if start in HOLDERS and chain.members and chain.members[0] in GLOBALS:
            start, chain = chain.members[0], Chain(chain.nodes[1:], chain.members[1:])
        if start == REQUIRE:
            call = call_of(chain.nodes[0])
            if call is not None and call.type == "call_expression" and not chain.members:
                return self.add_load(call)
        written, bound = join(start, *chain.members), list[Binding]()
        if OWN in written:
            self.mentions.add(written)
        symbol = self._wanted.outside(written)
        self._report(chain, start, symbol, certainty)
        if self._leads_on(symbol):
            bound = self._renamed(chain.nodes[-1], symbol)
        return bound

    def _leads_on(self, symbol: str) -> bool:
        """Whether a name for the symbol is worth following; what a use has read is data."""
        if OWN in symbol or symbol in (MAKER, REQUIRE, *HOLDERS):
            return True
        return self._wanted.matters(symbol) and self._wanted.longest(symbol) in ("", symbol)

    def _report(self, chain: Chain, start: str, symbol: str, certainty: Certainty) -> None:
        matched = self._wanted.longest(symbol)
        if not matched or self._is_module(matched):
            return
        length = self._length(chain, start, matched)
        node = chain.nodes[length]
        kind = self._kind(node)
        loaded = kind is UseKind.VALUE and length == 0 and node.type == "call_expression"
        if kind is not None and not loaded:
            self._emit(kind, matched, chain.token(length), node, certainty)

    def _length(self, chain: Chain, start: str, matched: str) -> int:
        """How many members of a chain make the matched symbol."""
        symbol = start
        for length in range(len(chain.members) + 1):
            if length:
                symbol = join(symbol, chain.members[length - 1])
            if self._wanted.outside(symbol) == matched:
                return length
        return len(chain.members)

    def _is_module(self, symbol: str) -> bool:
        """Whether it is a built-in module itself: importing it was the use."""
        return symbol.startswith("node:") and "." not in symbol

    def _kind(self, node: Node) -> UseKind | None:
        if is_stored(node):
            return None
        if call_of(node) is not None:
            return UseKind.CALL
        if is_base(node):
            return UseKind.BASE
        if is_handed_on(node):
            return UseKind.IMPORT
        return UseKind.TEST if is_tested(node) else UseKind.VALUE

    def _renamed(self, node: Node, symbol: str) -> list[Binding]:
        found: list[Binding] = []
        call = call_of(node)
        if symbol == MAKER and call is not None:
            node, symbol = call, REQUIRE
        for given in given_names(node, symbol, self._names.scopes):
            found += self._given(given)
        return found

    def _given(self, given: Given) -> Iterable[Binding]:
        """The binding; a name picked out of a module is an import of it."""
        symbol = self._wanted.outside(given.symbol)
        if OWN in given.symbol:
            self.mentions.add(given.symbol)
        if given.taken_apart and self._wanted.longest(symbol) == symbol:
            kind = UseKind.IMPORT if given.symbol.count(".") <= 1 else UseKind.VALUE
            self._emit(kind, symbol, given.node, given.node)
        return (given.binding,) if self._leads_on(symbol) else ()

    def _emit(
        self,
        kind: UseKind,
        symbol: str,
        token: Node,
        at: Node,
        certainty: Certainty = Certainty.HIGH,
    ) -> None:
        self._seen.append((kind, symbol, token, at, certainty))

    def finish(self) -> list[Use]:
        """Every use. Asked for last: guards need the bindings of the whole file."""
        return [use for seen in self._seen for use in self._finished(*seen)]

    def _finished(
        self, kind: UseKind, symbol: str, token: Node, at: Node, certainty: Certainty
    ) -> Iterator[Use]:
        guards = self._guards.of(at)
        if kind in (UseKind.IMPORT, UseKind.LINK) and caught(at):
            line = token.start_point.row + 1
            guards = (*guards, Guard(_handled(symbol), HANDLED, self._guards.path, line))
        if self._broken and any(parent.is_error for _, parent in ancestors(at)):
            certainty = Certainty.LOW
        scope = self._names.scopes.of(at).scope
        use = Use(
            kind=kind,
            symbol=symbol,
            span=self._lines.of(token),
            scope=scope.name,
            guards=guards,
            certainty=certainty,
            deferred=scope.later,
        )
        yield use
        call = call_of(at) if kind is UseKind.CALL else None
        if call is not None:
            yield from self._paths(call, use)

    def _paths(self, call: Node, use: Use) -> Iterator[Use]:
        for node in arguments_of(call):
            value = string_value(node)
            if value is not None and value.startswith(PATH_STARTS) and self._is_known(value):
                span = self._lines.of(node)
                if span.start_line == span.end_line:
                    yield replace(use, kind=UseKind.PATH, symbol=value, span=span)


def _handled(symbol: str) -> Condition:
    """That a load succeeds which is allowed to fail.

    A bundler takes a built-in module in although its load is tried only, so
    that its absence keeps nothing off for sure.
    """
    there = Atom(f"has:{symbol}")
    return Any((there, UNSURE)) if symbol.startswith("node:") else there
