"""Read one JavaScript or TypeScript file: names that matter become uses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from wasmfit.languages.javascript.exports import Exports
from wasmfit.languages.javascript.flags import Flags
from wasmfit.languages.javascript.guards import Guards
from wasmfit.languages.javascript.imports import Imported, imported, local_exports
from wasmfit.languages.javascript.names import HOLDERS, OWN, join
from wasmfit.languages.javascript.occurrences import MEMBER, WORD, binding_of, occurrences
from wasmfit.languages.javascript.requires import MAKER
from wasmfit.languages.javascript.scopes import Binding, Names, Scopes
from wasmfit.languages.javascript.sources import (
    is_declaration,
    is_output,
    is_typed,
    made_by_tools,
    tree_of,
)
from wasmfit.languages.javascript.syntax import Constructs
from wasmfit.languages.javascript.uses import Uses
from wasmfit.languages.javascript.wanted import Wanted
from wasmfit.model.condition import Condition
from wasmfit.model.facts import FileFacts, Flag, Gap, Import, Use
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest
from wasmfit.syntax.lines import Lines, to_utf8
from wasmfit.syntax.tree import Node, error_spans, text
from wasmfit.syntax.words import places

ROUNDS = 4
CONDITIONAL = frozenset(
    {
        "Buffer",
        "Bun",
        "Deno",
        "Intl",
        "WebAssembly",
        "Worker",
        "document",
        "importScripts",
        "navigator",
        "process",
        "setImmediate",
        *HOLDERS,
    }
)
"""Globals that conditions ask for, whatever the rules want."""

FOLLOWED = frozenset({"node:os", "node:process", "node:util", MAKER, "node:module"})
"""Modules whose names mean something to conditions or lead to other modules."""

_CLIENT = re.compile(r"""(['"])use client\1;?""")
_MAIN = re.compile(
    rb"\brequire\.main\s*={2,3}\s*module\b|\bmodule\s*={2,3}\s*require\.main\b"
    rb"|\bimport\.meta\.main\b|\bimport\.meta\.url\s*={2,3}.{0,40}process\.argv"
)
_MEMBERS = re.compile(rb"(?:\??\.\w+)+")
_DEEPEST = 3
_OPENED = re.compile(rb"\s*\(")


def read(file: SourceFile, data: bytes, interest: Interest, hints: Mapping[str, str]) -> FileFacts:
    """The facts of one file; what cannot be read becomes a gap."""
    if is_declaration(file.path):
        return FileFacts(path=file.path, language="javascript", role=file.role)
    source, complaint = to_utf8(data)
    gaps = [Gap(file.path, "extract", complaint)] if complaint else []
    root = tree_of(file.path, source)
    reading = _Reading(file, source, root, _wanted(interest, tuple(sorted(hints.items()))))
    facts = reading.facts()
    gaps.extend(_lost(file, source, root, reading.words))
    return replace(facts, gaps=tuple(gaps))


@lru_cache(maxsize=64)
def _wanted(interest: Interest, hints: tuple[tuple[str, str], ...]) -> Wanted:
    return Wanted(interest, hints)


class _Reading:
    """The readers of one file, wired together."""

    def __init__(self, file: SourceFile, data: bytes, root: Node, wanted: Wanted) -> None:
        self.file, self.data, self.root, self.wanted = file, data, root, wanted
        self.words: set[str] = set()
        self.imports = imported(root)
        self.names = Names(Scopes(root))
        self.flags = Flags(root)
        known = wanted.globals | CONDITIONAL
        self.guards = Guards(file.path, self.names, self._flag, known)
        self.flags.of_expression = self.guards.conditions.of
        self.flags.guards = self.guards.of
        for name in self.imports:
            if name.name:
                self.names.add(self._binding(name))
        self.uses = Uses(data, self.names, self.guards, wanted, broken=root.has_error)
        self.uses.imported = frozenset(name.name for name in self.imports if name.name)

    def _flag(self, name: str, node: Node) -> Condition | None:
        """The condition a name stands for: the project's own word, else what the file says."""
        return self.wanted.interest.guard(name.replace(OWN, ".")) or self.flags.lookup(name, node)

    def facts(self) -> FileFacts:
        self._follow_words()
        self._add_imports()
        exports = Exports(self.root, self.data, self.imports, self.names, self.guards.conditions)
        aliases = exports.aliases()
        flags = {flag.name: flag for flag in (*self.flags.exported(), *exports.flags)}
        uses = [
            *self.uses.finish(),
            *Constructs(self.data, self.root, self.names, self.guards).uses(),
        ]
        made = made_by_tools(self.data)
        return FileFacts(
            path=self.file.path,
            language="javascript",
            role=self._role(made),
            uses=tuple(sorted(set(uses), key=_place)),
            imports=tuple(sorted(self._edges(), key=lambda edge: (edge.line, edge.module))),
            aliases=tuple(aliases),
            flags=tuple(_sorted(flags)),
            traits=tuple(filter(None, ("main" if self._is_main() else "", self._client(), made))),
            mentions=self._mentions(),
        )

    def _role(self, made: str) -> Role:
        output = is_output(self.file.path, made)
        return Role.GENERATED if output and self.file.role is Role.SOURCE else self.file.role

    def _follow_words(self) -> None:
        """Look words up until no new name comes to stand for anything that matters.

        A word may come again: a global's name that a later round turns out to be given.
        """
        words, known = self._first_words(), set[Binding]()
        for round_ in range(ROUNDS):
            nodes = list(self._bind(words))
            self.words |= words
            found = [binding for node in nodes for binding in self.uses.add(node)]
            if round_ == 0:
                found += self._dynamic_imports()
            fresh = set(found) - known
            known |= fresh
            for binding in found:
                self.names.add(binding)
            words = {one.name for one in fresh if self._is_followed(one.symbol or "")}
            if not words:
                break

    def _first_words(self) -> set[str]:
        words = {n.name for n in self.imports if n.name and self._is_followed(n.symbol, n.module)}
        return words | self.wanted.globals | CONDITIONAL

    def _is_followed(self, symbol: str, module: str = "") -> bool:
        if symbol in ("require", *HOLDERS) or symbol.partition(".")[0] in FOLLOWED:
            return True
        known = self.wanted.interest.wants(module) if module else False
        return known or self.wanted.matters(symbol)

    def _bind(self, words: set[str]) -> Iterator[Node]:
        """Add the bindings of the words; hand on the nodes that use them."""
        used = []
        for node in occurrences(self.root, self.data, words):
            binding = binding_of(node, self.names.scopes)
            if isinstance(binding, Binding):
                self.names.add(binding)
            elif binding is None:
                used.append(node)
        return iter(used)

    def _dynamic_imports(self) -> list[Binding]:
        found: list[Binding] = []
        for start, end in places(self.data, b"import", MEMBER, WORD):
            if not _OPENED.match(self.data, end):
                continue
            node = self.root.descendant_for_byte_range(start, end)
            call = node.parent if node is not None and node.type == "import" else None
            if call is not None and call.type == "import":
                call = call.parent
            if call is not None and call.type == "call_expression":
                found += self.uses.add_load(call)
        return found

    def _binding(self, name: Imported) -> Binding:
        scope = self.names.scopes.module
        symbol = None if name.is_type else self.wanted.outside(name.symbol)
        if symbol is not None and OWN in symbol:
            symbol = name.symbol
        return Binding(name.name, scope, name.node.start_byte, 0, symbol=symbol)

    def _add_imports(self) -> None:
        """Uses of the import statements; TypeScript drops those that serve as types only."""
        living = {*self.uses.living, *(local for _, local, _ in local_exports(self.root))}
        typed = is_typed(self.file.path)
        seen: set[int] = set()
        for name in self.imports:
            bound = [n.name for n in self.imports if n.statement.id == name.statement.id and n.name]
            dropped = typed and bound and not living & set(bound)
            if not name.is_type and not dropped:
                self.uses.add_import(name, seen)

    def _is_main(self) -> bool:
        if self.data.startswith(b"#!"):
            return True
        asks = b"require.main" in self.data or b"import.meta." in self.data
        return asks and _MAIN.search(self.data) is not None

    def _client(self) -> str:
        """``client`` where the module says that it is for the browser."""
        first = next((one for one in self.root.children if one.type != "comment"), None)
        is_said = first is not None and _CLIENT.fullmatch(text(first)) is not None
        return "client" if is_said else ""

    def _edges(self) -> Iterator[Import]:
        grouped: dict[int, list[Imported]] = {}
        for name in self.imports:
            if not name.is_type:
                grouped.setdefault(name.statement.id, []).append(name)
        for names in grouped.values():
            first = names[0]
            members = (n.symbol[len(n.module) :].lstrip("./") for n in names)
            yield self._edge(first.statement, first.specifier, tuple(filter(None, members)))
        for named in {named.call.id: named for named in self.uses.required}.values():
            yield self._edge(named.call, named.specifier, ())

    def _later(self, node: Node) -> str:
        """The function that a node runs with; "" for what runs as the file is loaded."""
        scope = self.names.scopes.of(node).scope
        return (scope.name or "<function>") if scope.later else ""

    def _edge(self, node: Node, specifier: str, members: tuple[str, ...]) -> Import:
        return Import(
            module=specifier,
            names=members,
            line=node.start_point.row + 1,
            guards=self.guards.of(node),
            scope=self._later(node),
        )

    def _mentions(self) -> tuple[str, ...]:
        """Symbols of the repository's own modules that this file names."""
        found = set(self.uses.mentions)
        bound = {
            name: binding.symbol
            for name, bindings in self.names.module_bindings().items()
            for binding in bindings
            if binding.symbol and OWN in binding.symbol
        }
        found |= {symbol for symbol in bound.values() if symbol}
        for name, symbol in bound.items():
            for members in _members(self.data, name.encode()):
                parts = re.split(r"\??\.", members.decode("utf-8", "replace"))[1:]
                for size in range(1, min(len(parts), _DEEPEST) + 1):
                    found.add(join(symbol or "", *parts[:size]))
        return tuple(sorted(found))


def _members(data: bytes, name: bytes) -> set[bytes]:
    """What stands behind a name wherever its members are named: ``.path?.join``."""
    found = (_MEMBERS.match(data, end) for _, end in places(data, name, MEMBER, WORD))
    return {match[0] for match in found if match}


def _place(use: Use) -> tuple[object, ...]:
    return (use.span, use.symbol, use.kind)


def _sorted(flags: Mapping[str, Flag]) -> list[Flag]:
    return [flags[name] for name in sorted(flags)]


def _lost(file: SourceFile, data: bytes, root: Node, words: set[str]) -> Iterator[Gap]:
    """Gaps for error ranges that hold a word a rule could have matched."""
    spans = error_spans(root)
    if not spans:
        return
    known = sorted(words - HOLDERS)
    choice = b"|".join(re.escape(word.encode()) for word in known)
    pattern = re.compile(rb"(?<![\w$.])(?:" + choice + rb")(?:\.\w|\()|\brequire\(|\bfrom ['\"]")
    lines = Lines(data)
    for start, end in spans:
        if pattern.search(data, start, end):
            line, _ = lines.at(start)
            reason = f"syntax not understood from line {line}; uses in it may be missed"
            yield Gap(file.path, "extract", reason, end - start, line)
