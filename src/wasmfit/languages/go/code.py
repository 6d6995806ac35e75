"""A file whose tree is needed: everything that is told from its nodes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from wasmfit.languages.go.guards import Guards
from wasmfit.languages.go.names import Names
from wasmfit.languages.go.types import EMBEDDED, Types
from wasmfit.languages.go.uses import Uses, is_naming
from wasmfit.languages.go.wanted import Wanted
from wasmfit.model.condition import Condition
from wasmfit.model.facts import Alias, Gap, Guard, UseKind
from wasmfit.syntax.lines import Lines
from wasmfit.syntax.tree import Node, error_spans, identifier_at, parse

GRAMMAR = "tree_sitter_go"
NAMES = frozenset({"identifier", "package_identifier"})
WORD = re.compile(rb"(?<![\w.])[A-Za-z_]\w*")
HEAD = re.compile(rb"(?<![\w.])([A-Za-z_]\w*)\s*\.\s*(?=([A-Za-z_]\w*))")
MEMBER = re.compile(rb"\.\s*([A-Za-z_]\w*)")


class Missing:
    """Names that some platforms may lack, as words of a file that may mean them."""

    def __init__(self, names: Iterable[str]) -> None:
        """Names are ``.name``, ``package.name`` or ``.Type:method``."""
        self.own: dict[bytes, str] = {}
        self.foreign: dict[tuple[str, bytes], str] = {}
        self.methods: dict[bytes, dict[str, str]] = {}
        for name in names:
            package, _, word = name.rpartition(".")
            owner, colon, method = word.partition(":")
            if colon:
                self.methods.setdefault(method.encode(), {})[f".{owner}"] = name
            elif package:
                self.foreign[package, word.encode()] = name
            else:
                self.own[word.encode()] = name


class Text(NamedTuple):
    """One file; its declarations begin at ``start``, after the imports."""

    path: str
    data: bytes
    start: int


class Code:
    """The tree of one file and the readers of its nodes, wired together."""

    def __init__(
        self,
        file: Text,
        packages: Mapping[str, str],
        guards: tuple[Guard, ...],
        wanted: Wanted,
    ) -> None:
        """``packages`` maps names of imports to paths, ``guards`` hold for the whole file."""
        self._path, self._data, self._start = file
        self._packages, self._wanted = packages, wanted
        self.root = parse(GRAMMAR, file.data).root_node
        self._names = Names(file.data, file.start, packages)
        self.types = Types(self.root, self._names, packages, wanted.known)
        self._guards = Guards(file.path, guards, self.types, wanted.interest.guard)
        self.uses = Uses(file.data, packages, self._names, self.types, self._guards, wanted)

    def add_heads(self, places: Iterable[tuple[int, int]]) -> None:
        """Add the uses of names of imports at these byte ranges."""
        for place in places:
            node = identifier_at(self.root, *place)
            if node is not None and node.type in NAMES:
                self.uses.add(node)

    def add_members(self, places: Iterable[tuple[int, int]]) -> None:
        """Add the uses of methods and fields named at these byte ranges."""
        for place in places:
            node = identifier_at(self.root, *place)
            if node is not None and node.type == "field_identifier":
                self.uses.add_method(node)
            elif node is not None and node.parent is not None:
                self.uses.add_key(node, node.parent)

    def add_dotted(self, paths: Sequence[str]) -> None:
        """Add the uses of names that dot imports bring in."""
        for path in paths:
            words = sorted(self._wanted.names(path))
            for node in self._leaves(words) if words else ():
                self.uses.add_dotted(node, path)

    def add_missing(self, names: Iterable[str], mark: str) -> None:
        """Add the uses of names, as written, that some platforms may lack."""
        for name, node in self._missing(Missing(names)):
            self.uses.emit(UseKind.SYNTAX, f"{mark}{name}", node, node)

    def _missing(self, missing: Missing) -> Iterator[tuple[str, Node]]:
        """Where they are named: one pass for each way to name them, however many there are."""
        for match in WORD.finditer(self._data, self._start) if missing.own else ():
            if match[0] in missing.own:
                yield from self._own(match, missing.own[match[0]])
        for match in HEAD.finditer(self._data, self._start) if missing.foreign else ():
            path = self._packages.get(match[1].decode())
            name = missing.foreign.get((path, match[2])) if path is not None else None
            if name is not None:
                yield from self._foreign(match, name)
        for match in MEMBER.finditer(self._data, self._start) if missing.methods else ():
            if match[1] in missing.methods:
                yield from self._methods(match, missing.methods[match[1]])

    def _own(self, match: re.Match[bytes], name: str) -> Iterator[tuple[str, Node]]:
        node = identifier_at(self.root, *match.span())
        if node is None or node.type not in ("identifier", "type_identifier"):
            return
        parent = node.parent
        if parent is None or is_naming(node, parent):
            return
        if self._names.local(node, match[0].decode()) is None:
            yield name, node

    def _methods(
        self, match: re.Match[bytes], owners: Mapping[str, str]
    ) -> Iterator[tuple[str, Node]]:
        """A method that is named on a value of a type of the package."""
        node = identifier_at(self.root, *match.span(1))
        parent = node.parent if node is not None else None
        operand = parent.child_by_field_name("operand") if parent is not None else None
        if node is not None and operand is not None:
            name = owners.get(self.types.of(operand))
            if name is not None:
                yield name, node

    def _foreign(self, match: re.Match[bytes], name: str) -> Iterator[tuple[str, Node]]:
        node = identifier_at(self.root, *match.span(2))
        parent = node.parent if node is not None else None
        first = parent.named_children[0] if parent is not None else None
        if node is None or first is None:
            return
        if self._names.local(first, match[1].decode()) is None:
            yield name, node

    def _leaves(self, words: Sequence[str]) -> Iterator[Node]:
        choice = b"|".join(word.encode() for word in words)
        for match in re.finditer(rb"(?<![\w.])(?:" + choice + rb")\b", self._data[self._start :]):
            node = identifier_at(self.root, *(self._start + place for place in match.span()))
            if node is not None and node.type in ("identifier", "type_identifier"):
                yield node

    def flags(self) -> Iterator[tuple[str, Condition]]:
        """Names of the package that hold the truth of a condition."""
        return self._guards.flags(self.root)

    def aliases(self) -> Iterator[Alias]:
        """Members, variables and results whose types matter to other files."""
        for name, kind in sorted(self.types.members.items()):
            embeds = EMBEDDED in name
            if kind.removeprefix("[]") in self._wanted.types and (embeds or name[:1] == "."):
                yield Alias(name, kind)

    def lost(self) -> Iterator[Gap]:
        """Gaps for error ranges that hold a name of a wanted package."""
        spans = error_spans(self.root)
        words = [name for name, path in self._packages.items() if self._wanted.matters(path)]
        if not spans or not words:
            return
        choice = b"|".join(re.escape(word.encode()) for word in sorted(words))
        pattern = re.compile(rb"(?<![\w.])(?:" + choice + rb")\.\w")
        lines = Lines(self._data)
        for start, end in spans:
            if pattern.search(self._data, start, end):
                line, _ = lines.at(start)
                reason = f"syntax not understood from line {line}; uses in it may be missed"
                yield Gap(self._path, "extract", reason, end - start, line)
