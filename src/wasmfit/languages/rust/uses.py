"""From paths, methods, macros and blocks to uses: which symbol, which kind, which guards."""

import re
from collections.abc import Iterator
from functools import cached_property

from wasmfit.languages.rust.chains import Chain, is_shadowed
from wasmfit.languages.rust.guards import Guards
from wasmfit.languages.rust.imports import Leaf
from wasmfit.languages.rust.meanings import Meanings
from wasmfit.languages.rust.scopes import Scopes
from wasmfit.languages.rust.types import Types
from wasmfit.languages.rust.wanted import OWN, Path, Wanted, joined
from wasmfit.model.condition import UNSURE
from wasmfit.model.facts import Certainty, Guard, Use, UseKind
from wasmfit.model.place import Span
from wasmfit.syntax.lines import Lines
from wasmfit.syntax.tree import Node, ancestors, text

NAMED = frozenset({"function_item", "mod_item", "struct_item", "trait_item", "macro_definition"})
OPENERS = ("std::fs::", "tokio::fs::", "std::path::Path", "std::process::Command::new")
SINGLE_THREADED = re.compile(r'flavor\s*=\s*"(?:current_thread|local)"')
ENTRY = ("tokio", "main")
DEFAULTS = frozenset(
    {"is_ok", "map_or", "map_or_else", "ok", "unwrap_or", "unwrap_or_default", "unwrap_or_else"}
)
NEVER_ERRORS = ("std::arch::", "std::os::", "std::panic::", "std::thread::spawn")
"""What does not compile or ends the program gives no error that could be handled."""
SECONDARY = frozenset({UseKind.ANNOTATION, UseKind.TEST})
"""Mentions of a type that count only where they are spelled out: an import says it already."""


class Uses:
    """Collects the uses of one file in ``found``."""

    def __init__(
        self, root: Node, data: bytes, scopes: Scopes, guards: Guards, wanted: Wanted
    ) -> None:
        """Nothing is collected until something is added."""
        self.found: list[Use] = []
        self._seen: set[tuple[UseKind, str, Span]] = set()
        self._lines = Lines(data)
        self._root, self._data = root, data
        self._scopes, self._guards, self._wanted = scopes, guards, wanted
        self._outside = Meanings(scopes, wanted)
        self.types = Types(root, self._outside, wanted)

    def add_import(self, leaf: Leaf) -> None:
        """The use that an imported name makes."""
        for full in self._scopes.resolve(leaf.path, leaf.statement):
            path = self._wanted.outside(full)
            if path[0] in OWN:
                continue
            symbol = joined(path)
            if not leaf.name and not self._wants(symbol):
                symbol = f"{symbol}::*" if self._wants(f"{symbol}::*") else ""
            size = self._wanted.longest(path)
            if symbol and (size or self._wants(symbol)):
                matched = joined(path[:size]) if size else symbol
                self.emit(UseKind.IMPORT, matched, _last(leaf.node), leaf.statement)

    def _wants(self, symbol: str) -> bool:
        return self._wanted.interest.wants(symbol)

    def add(self, chain: Chain) -> None:
        """The uses a path makes."""
        for path, certainty in self._meanings(chain):
            size = self._wanted.longest(path)
            if size:
                self._add(chain, path, size, certainty)
            self._add_paths(chain, path)

    def _add(self, chain: Chain, path: Path, size: int, certainty: Certainty) -> None:
        own = len(path) - len(chain.path)
        place = min(max(size - own - 1, 0), len(chain.nodes) - 1)
        token = chain.nodes[place]
        if path[:2] == ENTRY and _is_single_threaded(chain.node):
            return
        if chain.kind in SECONDARY and chain.path[0] != path[0]:
            return
        symbol = joined(path[:size])
        more = self._handled(symbol, chain.node) if chain.kind is UseKind.CALL else ()
        self.emit(chain.kind, symbol, token, chain.node, certainty, more)

    def _handled(self, symbol: str, node: Node) -> tuple[Guard, ...]:
        """A call whose error the code replaces at once: it may well go on without."""
        if not symbol.startswith("std::") or symbol.startswith(NEVER_ERRORS):
            return ()
        call = node.parent
        member = call.parent if call is not None and call.type == "call_expression" else None
        name = member.child_by_field_name("field") if member is not None else None
        if name is None or text(name) not in DEFAULTS:
            return ()
        line = name.start_point.row + 1
        return (Guard(UNSURE, f"an error is handled by {text(name)}", self._guards.path, line),)

    def _meanings(self, chain: Chain) -> Iterator[tuple[Path, Certainty]]:
        path = chain.path
        if len(path) == 1 and chain.kind is not UseKind.ANNOTATION and is_shadowed(chain.nodes[0]):
            return
        guess = chain.in_macro and chain.kind is UseKind.VALUE
        for meant, sure in self._outside.of(path, chain.nodes[0]):
            yield meant, Certainty.HIGH if sure and not guess else Certainty.MEDIUM

    def add_method(self, name: Node) -> None:
        """A method call whose receiver, or whose trait, is known."""
        member = name.parent
        call = member.parent if member is not None else None
        if member is None or member.type != "field_expression" or call is None:
            return
        if call.type == "generic_function":
            call = call.parent
        value = member.child_by_field_name("value")
        if call is None or call.type != "call_expression" or value is None:
            return
        receiver = self.types.of(value)
        if receiver is not None:
            symbol = joined((*receiver.type, text(name)))
            reported = receiver.made and joined((*receiver.type, "new")) in self._exact
            if symbol in self._exact and not reported:
                self.emit(UseKind.CALL, symbol, name, name)
            return
        for trait in self._traits(text(name)):
            self.emit(UseKind.CALL, joined((*trait, text(name))), name, name, Certainty.MEDIUM)

    @property
    def _exact(self) -> frozenset[str]:
        return self._wanted.interest.exact

    def _traits(self, method: str) -> Iterator[Path]:
        """Traits in force in the file that have a wanted method of that name."""
        for path in sorted(self._wanted.types):
            if joined((*path, method)) in self._exact and path in self._imported:
                yield path

    @cached_property
    def _imported(self) -> frozenset[Path]:
        found = set()
        for leaf in self._scopes.leaves:
            for full in self._scopes.resolve(leaf.path, leaf.statement):
                path = self._wanted.outside(full)
                if path[-1].endswith(("Ext", "Addrs")):
                    found.add(path)
        return frozenset(found)

    def emit(
        self,
        kind: UseKind,
        symbol: str,
        token: Node,
        at: Node,
        certainty: Certainty = Certainty.HIGH,
        more: tuple[Guard, ...] = (),
    ) -> None:
        """Add one use at a token; its guards are those of ``at``."""
        use = Use(
            kind=kind,
            symbol=symbol,
            span=self._span(token),
            scope=scope_of(at),
            guards=(*self._guards.of(at), *more),
            certainty=certainty,
            deferred=is_deferred(at),
        )
        key = (use.kind, use.symbol, use.span)
        if key not in self._seen:
            self._seen.add(key)
            self.found.append(use)

    def _span(self, token: Node) -> Span:
        span = self._lines.of(token)
        if span.start_line == span.end_line:
            return span
        first = self._data[token.start_byte : token.end_byte].split(b"\n", 1)[0]
        return self._lines.span(token.start_byte, token.start_byte + len(first))

    def _add_paths(self, chain: Chain, path: Path) -> None:
        """String arguments that name a place of the system: ``File::open("/proc/stat")``."""
        if not joined(path).startswith(OPENERS):
            return
        sibling = chain.node.next_named_sibling
        arguments = sibling if sibling is not None else None
        if chain.in_macro or arguments is None or arguments.type != "arguments":
            return
        for argument in arguments.named_children:
            inner = (
                argument.named_children[0] if argument.type == "reference_expression" else argument
            )
            content = [n for n in inner.named_children if n.type == "string_content"]
            if inner.type in ("string_literal", "raw_string_literal") and len(content) == 1:
                value = text(content[0])
                if value.startswith("/") and self._wants(value):
                    self.emit(UseKind.PATH, value, inner, inner)


def _last(node: Node) -> Node:
    """The last segment of an imported path."""
    if node.type in ("scoped_identifier", "scoped_type_identifier"):
        return node.child_by_field_name("name") or node
    return node


def _is_single_threaded(node: Node) -> bool:
    """``#[tokio::main(flavor = "current_thread")]``."""
    parent = node.parent
    return parent is not None and bool(SINGLE_THREADED.search(text(parent)))


def is_deferred(node: Node) -> bool:
    """Whether it stands in a function that somebody has to call: not in a program's ``main``."""
    outermost = None
    for _, parent in ancestors(node):
        if parent.type == "function_item":
            outermost = parent
        elif parent.type in ("impl_item", "trait_item") and outermost is not None:
            return True
    name = outermost.child_by_field_name("name") if outermost is not None else None
    return name is not None and text(name) != "main"


def scope_of(node: Node) -> str:
    """The dotted name of the enclosing definition."""
    names = []
    for _, parent in ancestors(node):
        field = "name" if parent.type in NAMED else "type" if parent.type == "impl_item" else ""
        name = parent.child_by_field_name(field) if field else None
        if name is not None:
            names.append(text(name).partition("<")[0])
    return ".".join(reversed(names))
