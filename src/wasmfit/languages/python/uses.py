"""From a chain of names to uses: which symbol, which kind, which guards."""

from collections.abc import Iterator
from dataclasses import replace

from wasmfit.languages.python.chains import (
    Chain,
    called,
    is_base,
    is_stored,
    is_type_test,
    string_argument,
)
from wasmfit.languages.python.guards import Guards, present
from wasmfit.languages.python.imports import Imported
from wasmfit.languages.python.occurrences import Place
from wasmfit.languages.python.scopes import Binding, Names
from wasmfit.languages.python.wanted import Wanted
from wasmfit.model.condition import Atom
from wasmfit.model.facts import Certainty, Guard, Use, UseKind
from wasmfit.syntax.lines import Lines
from wasmfit.syntax.tree import Node, text

IMPORTERS = frozenset({"importlib.import_module", "__import__", "importlib.__import__"})
EVALUATED = Atom("python.evaluates-annotations")
HANDLED = {"name": "a missing name is handled", "import": "a failed import is handled"}
PATH_STARTS = ("/", "\\\\")


class Uses:
    """Collects the uses of one file in ``found``."""

    def __init__(
        self, data: bytes, imports: list[Imported], names: Names, guards: Guards, wanted: Wanted
    ) -> None:
        """Start with the import statements themselves."""
        self.found: list[Use] = []
        self._lines = Lines(data)
        self._names, self._guards, self._wanted = names, guards, wanted
        self._modules = frozenset(name.module for name in imports)
        self._stars = [wanted.outside(name.module) for name in imports if not name.name]
        self._answered: dict[tuple[str, str], tuple[int, bool]] = {}
        seen: set[int] = set()
        for name in imports:
            self._add_import(name, seen)

    def add(self, chain: Chain) -> Iterator[Binding]:
        """Add the uses a chain makes; yield the names that become aliases of it."""
        for symbol, certainty in self._meanings(chain):
            yield from self._add(chain, symbol, certainty)

    def may_add(self, place: Place) -> bool:
        """Whether a rule may have anything to say of what is written there.

        Without its members whatever the word stands for anywhere in the file may be meant.
        """
        if not place.members:
            return True
        symbols = self._names.anywhere(place.word)
        known = self._answered.get(place[2:])
        if known is None or known[0] != len(symbols):
            bound = (*symbols, *(symbol for symbol, _ in self._unbound(place.word)))
            known = len(symbols), any(self._is_of_use(f"{one}{place.members}") for one in bound)
            self._answered[place[2:]] = known
        return known[1]

    def _is_of_use(self, written: str) -> bool:
        symbol = self._wanted.outside(written)
        matched = self._wanted.longest(symbol, self._modules)
        return bool(matched) or symbol in IMPORTERS or self._wanted.matters(symbol)

    def _add_import(self, name: Imported, seen: set[int]) -> None:
        module = self._wanted.outside(name.module)
        first = name.statement.id not in seen or name.whole_module
        if first and self._is_known(module):
            module_node = name.statement.child_by_field_name("module_name") or name.node
            self._emit(UseKind.IMPORT, module, module_node, name.statement, Certainty.HIGH)
        seen.add(name.statement.id)
        symbol = self._wanted.outside(name.symbol)
        if not name.whole_module and name.name and self._is_known(symbol):
            target = name.node.child_by_field_name("name") or name.node
            self._emit(UseKind.IMPORT, symbol, target, name.statement, Certainty.HIGH)

    def _is_known(self, symbol: str) -> bool:
        return self._wanted.interest.wants(symbol)

    def _meanings(self, chain: Chain) -> Iterator[tuple[str, Certainty]]:
        name = chain.parts[0]
        symbols = self._names.symbols(name, chain.nodes[0])
        if symbols is None:
            yield from self._unbound(name)
            return
        certainty = Certainty.HIGH if len(symbols) == 1 else Certainty.MEDIUM
        for symbol in symbols:
            yield symbol, certainty

    def _unbound(self, name: str) -> Iterator[tuple[str, Certainty]]:
        starred = [module for module in self._stars if name in self._wanted.starred(module)]
        if starred:
            yield f"{starred[-1]}.{name}", Certainty.MEDIUM
        elif name in self._wanted.builtins:
            yield f"builtins.{name}", Certainty.HIGH
        elif name == "__import__":
            yield name, Certainty.HIGH

    def _add(self, chain: Chain, bound: str, certainty: Certainty) -> Iterator[Binding]:
        symbol = self._wanted.outside(".".join((bound, *chain.parts[1:])))
        own = len(symbol.split(".")) - len(chain.parts)
        size = self._wanted.longest(symbol, self._modules)
        if symbol in IMPORTERS:
            yield from self._dynamic(chain, certainty)
        if size and ".".join(symbol.split(".")[:size]) not in self._modules:
            length = min(max(size - own, 1), len(chain.nodes))
            node = chain.nodes[length - 1]
            matched = ".".join(symbol.split(".")[:size])
            self._emit(self._kind(node), matched, chain.token(length), node, certainty)
        last = chain.nodes[-1]
        if self._wanted.matters(symbol):
            yield from self._renamed(last, symbol)
            yield from self._by_name(last, symbol, certainty)

    def _kind(self, node: Node) -> UseKind | None:
        if is_stored(node):
            return None
        if self._names.scopes.of(node).annotation:
            return UseKind.ANNOTATION
        if called(node):
            return UseKind.CALL
        if is_base(node):
            return UseKind.BASE
        return UseKind.TEST if is_type_test(node) else UseKind.VALUE

    def _emit(
        self, kind: UseKind | None, symbol: str, token: Node, at: Node, certainty: Certainty
    ) -> None:
        if kind is None:
            return
        guards = self._guards.of(at)
        failing = "import" if kind is UseKind.IMPORT else "name"
        path, line = self._guards.path, token.start_point.row + 1
        if failing in self._guards.caught(at):
            guards = (*guards, Guard(present(symbol), HANDLED[failing], path, line))
        if kind is UseKind.ANNOTATION:
            guards = (*guards, Guard(EVALUATED, "an annotation", path, line))
        scope, deferred = self._names.scopes.within(at)
        self.found.append(
            Use(
                kind=kind,
                symbol=symbol,
                span=self._lines.of(token),
                scope=scope,
                deferred=deferred,
                guards=guards,
                certainty=certainty,
            )
        )
        if kind is UseKind.CALL and at.parent is not None and at.parent.type == "call":
            self._add_paths(at.parent, scope, guards)

    def _add_paths(self, call: Node, scope: str, guards: tuple[Guard, ...]) -> None:
        arguments = call.child_by_field_name("arguments")
        for position in range(arguments.named_child_count if arguments is not None else 0):
            value = string_argument(call, position)
            if value is not None and value[0].startswith(PATH_STARTS) and self._is_known(value[0]):
                span = self._lines.of(value[1])
                if span.start_line == span.end_line:
                    use = Use(
                        kind=UseKind.PATH, symbol=value[0], span=span, scope=scope, guards=guards
                    )
                    self.found.append(use)

    def _renamed(self, node: Node, symbol: str) -> Iterator[Binding]:
        """``run = subprocess.run`` makes ``run`` another name of it."""
        parent = node.parent
        if parent is None or parent.type != "assignment":
            return
        left = parent.child_by_field_name("left")
        if left is None or left.type != "identifier" or left == node:
            return
        place = self._names.scopes.of(parent)
        yield Binding(
            text(left),
            place.scope.id,
            parent.end_byte,
            place.conditional,
            symbol=symbol,
            renamed=True,
        )

    def _by_name(self, node: Node, symbol: str, certainty: Certainty) -> Iterator[Binding]:
        """``getattr(os, "fork")`` with a literal is ``os.fork``."""
        arguments = node.parent
        call = arguments.parent if arguments is not None else None
        if call is None or call.type != "call" or arguments is None:
            return
        function = call.child_by_field_name("function")
        name = string_argument(call, 1)
        if function is None or text(function) != "getattr" or name is None:
            return
        if arguments.named_children[0] != node:
            return
        full = f"{symbol}.{name[0]}"
        if self._is_known(full):
            kind = UseKind.CALL if called(call) else UseKind.VALUE
            before = len(self.found)
            self._emit(kind, full, node, call, certainty)
            if arguments.named_child_count > 2:  # noqa: PLR2004 - a default makes it safe
                self.found[before:] = [self._guarded(use, full) for use in self.found[before:]]
            else:
                yield from self._renamed(call, full)

    def _guarded(self, use: Use, symbol: str) -> Use:
        line = use.span.start_line
        default = Guard(present(symbol), "getattr with a default", self._guards.path, line)
        return replace(use, guards=(*use.guards, default))

    def _dynamic(self, chain: Chain, certainty: Certainty) -> Iterator[Binding]:
        """``importlib.import_module("fcntl")`` with a literal is an import."""
        call = chain.nodes[-1].parent
        if call is None or call.type != "call":
            return
        name = string_argument(call, 0)
        if name is None:
            return
        symbol = self._wanted.outside(name[0])
        if self._is_known(symbol):
            self._emit(UseKind.IMPORT, symbol, name[1], call, certainty)
        if self._wanted.matters(symbol):
            yield from self._renamed(call, symbol)
