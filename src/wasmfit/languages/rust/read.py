"""Read one Rust file: occurrences of names that matter become uses."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from wasmfit.languages.rust.chains import Chain, chain_from, chain_nodes
from wasmfit.languages.rust.constructs import add_constructs, flags_of
from wasmfit.languages.rust.declared import ways
from wasmfit.languages.rust.guards import Guards
from wasmfit.languages.rust.imports import Leaf, path_of
from wasmfit.languages.rust.macros import COMMON, HANDED, conditional_macros, passing_macros
from wasmfit.languages.rust.meanings import RETURNED, SELF, Meanings
from wasmfit.languages.rust.scopes import Place, Scopes
from wasmfit.languages.rust.unwrapped import GRAMMAR, unwrapped
from wasmfit.languages.rust.uses import Uses, scope_of
from wasmfit.languages.rust.wanted import OWN, Path, Wanted, joined
from wasmfit.model.facts import Alias, FileFacts, Flag, Gap, Import, UseKind
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Interest
from wasmfit.syntax.lines import Lines, to_utf8
from wasmfit.syntax.tree import Node, captures, error_spans, identifier_at, text

FACADES = frozenset({"alloc", "core"})
PROC_MACRO = re.compile(rb"#\[\s*proc_macro(?:_derive|_attribute)?\b")
IMPLEMENTED = "(impl_item trait: (_) type: (_) @owner)"
MENTION = 6


def read(file: SourceFile, data: bytes, interest: Interest, hints: Mapping[str, str]) -> FileFacts:
    """The facts of one file; what cannot be read becomes a gap."""
    source, complaint = to_utf8(data)
    gaps = [Gap(file.path, "extract", complaint)] if complaint else []
    reading = _Reading(file, source, _wanted(interest, tuple(sorted(hints.items()))))
    gaps.extend(reading.lost())
    return reading.facts(tuple(gaps))


@lru_cache(maxsize=64)
def _wanted(interest: Interest, hints: tuple[tuple[str, str], ...]) -> Wanted:
    return Wanted(interest, hints)


class _Reading:
    """The readers of one file, wired together."""

    def __init__(self, file: SourceFile, data: bytes, wanted: Wanted) -> None:
        self.file, self.wanted, self.original = file, wanted, data
        self.data, self.root, regions = unwrapped(data)
        self.guards = Guards(file.path, self.root, regions)
        self.scopes = Scopes(self.root)
        self.meanings = Meanings(self.scopes, wanted)
        if b"cfg!" in self.data:
            self.guards.flag = flags_of(self.root, self.guards).get
        self.uses = Uses(self.root, self.data, self.scopes, self.guards, wanted)

    def facts(self, gaps: tuple[Gap, ...]) -> FileFacts:
        for leaf in self.scopes.leaves:
            if self._may_matter(leaf.path, leaf.statement):
                self.uses.add_import(leaf)
        outside = self.wanted.roots | FACADES
        for node in chain_nodes(self.root, self.data, outside, self._words()):
            chain = chain_from(node)
            if chain is not None:
                self.uses.add(chain)
        for name in self._methods():
            self.uses.add_method(name)
        self._add_passed_on()
        add_constructs(self.root, self.data, self.uses, self.guards)
        own = dict(self._own_paths())
        return FileFacts(
            path=self.file.path,
            language="rust",
            role=self.file.role,
            uses=tuple(sorted(self.uses.found, key=lambda use: (use.span, use.symbol, use.kind))),
            imports=(*self._modules(), *self._imports(), *_mentioned(own)),
            aliases=tuple(sorted(set(self._all_aliases()), key=repr)),
            flags=tuple(Flag(f"{n}!", c) for n, c in conditional_macros(self.data)),
            defines=tuple(sorted(self.scopes.root.items)),
            traits=tuple(self._traits()),
            mentions=self._mentions(own),
            gaps=gaps,
        )

    def _may_matter(self, path: Path, node: Node) -> bool:
        return any(self.wanted.matters(full) for full in self.scopes.resolve(path, node))

    def _words(self) -> set[str]:
        """First segments of paths that mean something in this file alone."""
        words = {
            leaf.name for leaf in self.scopes.leaves if self._may_matter(leaf.path, leaf.statement)
        }
        words |= self._renamed(self.scopes.root) | self._starred() | self._self()
        inside = set(self._inline(self.scopes.root))
        words |= inside | (OWN if inside else frozenset())
        for written, _ in self.wanted.hints:
            parts = written.split("::")
            words |= set(parts[:2])
        return {word for word in words if word.isidentifier() and word != "_"}

    def _self(self) -> set[str]:
        """``Self`` where a trait is implemented for a type from outside."""
        if b"Self::" not in self.data:
            return set()
        owners = captures(GRAMMAR, IMPLEMENTED, self.root).get("owner", [])
        paths = ((path_of(owner), owner) for owner in owners)
        known = any(
            self.wanted.matters(meant)
            for path, owner in paths
            if path is not None
            for meant, _ in self.meanings.of(path, owner)
        )
        return {SELF} if known else set()

    def _inline(self, place: Place) -> Iterator[str]:
        """Names of the modules whose content stands in this file."""
        for name, inner in place.modules.items():
            yield name
            yield from self._inline(inner)

    def _renamed(self, place: Place) -> set[str]:
        """Type aliases."""
        found = {
            name
            for name, paths in place.names.items()
            if any(self.wanted.matters(full) for path in paths for full in self._meant(path, place))
        }
        for inner in place.modules.values():
            found |= self._renamed(inner)
        return found

    def _starred(self) -> set[str]:
        """Names that globs may bring in."""
        globs = [leaf for leaf in self.scopes.leaves if not leaf.name]
        return {
            name
            for leaf in globs
            for full in self.scopes.resolve(leaf.path, leaf.statement)
            for name in self.wanted.below(full)
        }

    def _meant(self, path: Path, place: Place) -> tuple[Path, ...]:
        first = place.node.named_children[0] if place.node.named_child_count else place.node
        return self.scopes.resolve(path, first)

    def _methods(self) -> Iterator[Node]:
        choice = b"|".join(sorted(re.escape(name.encode()) for name in self.wanted.methods))
        if not choice:
            return
        for match in re.finditer(rb"\.\s*(" + choice + rb")\s*(?:\(|::)", self.data):
            node = identifier_at(self.root, *match.span(1))
            if node is not None and node.type == "field_identifier":
                yield node

    def _add_passed_on(self) -> None:
        """``syscall!(socket(…))`` where the macro makes ``libc::socket(…)`` of it."""
        own = dict(passing_macros(self.data))
        known = own | {a: b for a, b in self.wanted.hints if a.endswith("!")}
        for match in HANDED.finditer(self.data) if known else ():
            path = known.get(f"{match[1].decode()}!")
            node = identifier_at(self.root, *match.span(2)) if path else None
            if path and node is not None:
                full = (*path.split("::"), text(node))
                self.uses.add(Chain(full, (node,), node, UseKind.CALL, in_macro=True))

    def _traits(self) -> Iterator[str]:
        if "main" in self.scopes.root.items:
            yield "main"
        if PROC_MACRO.search(self.data):
            yield "proc-macro"

    def _modules(self) -> Iterator[Import]:
        """``mod x;`` as an import named ``mod``: its name, and its own path if one is given."""
        for node in self.scopes.declared:
            name = node.child_by_field_name("name")
            if name is None:
                continue
            inline = self.scopes.of(node).module
            for way in ways(node, self.file.path):
                yield Import(
                    module="mod",
                    names=(joined((*inline, text(name))), *filter(None, (way.path,))),
                    line=node.start_point.row + 1,
                    guards=(*self.guards.of(node), *filter(None, (way.guard,))),
                )

    def _imports(self) -> Iterator[Import]:
        for leaf in self.scopes.leaves:
            for full in self.scopes.resolve(leaf.path, leaf.statement):
                inside = full[0] in OWN
                yield Import(
                    module=joined(full) if inside else full[0],
                    names=() if inside else tuple(filter(None, (joined(full[1:]),))),
                    line=leaf.statement.start_point.row + 1,
                    guards=self.guards.of(leaf.statement),
                    scope=scope_of(leaf.statement) if _is_deferred(leaf) else "",
                )

    def _own_paths(self) -> Iterator[tuple[str, int]]:
        """Paths of the crate in code, each with the first line it stands in."""
        names = {leaf.name for leaf in self.scopes.leaves if leaf.name and self._is_own(leaf)}
        names |= {text(n) for m in self.scopes.declared if (n := m.child_by_field_name("name"))}
        names |= OWN | set(self.scopes.root.modules)
        choice = b"|".join(sorted(re.escape(name.encode()) for name in names))
        pattern = re.compile(rb"(?<![\w:.])(?:\$?)(" + choice + rb")((?:::\w+)+)")
        seen: set[bytes] = set()
        lines = Lines(self.data)
        for match in pattern.finditer(self.data):
            if match.group() in seen:
                continue
            seen.add(match.group())
            node = identifier_at(self.root, *match.span(1))
            if node is None:
                continue
            path = tuple(match.group().decode("utf-8", "replace").lstrip("$").split("::"))
            for full in self.scopes.resolve(path[:MENTION], node):
                if full[0] in OWN and len(full) > 1:
                    yield joined(full), lines.at(match.start())[0]

    def _is_own(self, leaf: Leaf) -> bool:
        return any(full[0] in OWN for full in self.scopes.resolve(leaf.path, leaf.statement))

    def _mentions(self, own: Mapping[str, int]) -> tuple[str, ...]:
        """Symbols of the repository that this file names."""
        found = set(own) | {f"{match[1].decode()}!" for match in HANDED.finditer(self.data)}
        found -= COMMON
        for leaf in self.scopes.leaves:
            for full in self.scopes.resolve(leaf.path, leaf.statement):
                if full[0] in OWN or full[0] in self.wanted.interest.local:
                    found.add(joined(full) if leaf.name else f"{joined(full)}::*")
        return tuple(sorted(found))

    def _all_aliases(self) -> Iterator[Alias]:
        yield from self._aliases(self.scopes.root)
        yield from (Alias(name, path) for name, path in passing_macros(self.data))
        for name, kind in self.uses.types.given_back():
            yield Alias(f"{name}{RETURNED}", joined(kind))

    def _aliases(self, place: Place) -> Iterator[Alias]:
        for name, paths in place.names.items():
            for path in paths:
                for full in self._meant(path, place):
                    yield Alias(joined((*place.module, name)), joined(full))
        for path in place.globs:
            for full in self._meant(path, place):
                yield Alias(joined((*place.module, "*")), joined(full))
        for inner in place.modules.values():
            yield from self._aliases(inner)

    def lost(self) -> Iterator[Gap]:
        """Gaps for error ranges that hold a path a rule could have matched."""
        spans = error_spans(self.root)
        if not spans:
            return
        choice = b"|".join(re.escape(word.encode()) for word in sorted(self.wanted.roots))
        pattern = re.compile(rb"(?<!\w)(?:" + choice + rb")::\w")
        lines = Lines(self.data)
        for start, end in spans:
            if choice and pattern.search(self.data, start, end):
                line, _ = lines.at(start)
                reason = f"syntax not understood from line {line}; uses in it may be missed"
                yield Gap(self.file.path, "extract", reason, end - start, line)


def _is_deferred(leaf: Leaf) -> bool:
    parent = leaf.statement.parent
    return parent is not None and parent.type == "block"


def _mentioned(own: Mapping[str, int]) -> Iterator[Import]:
    for path, line in sorted(own.items()):
        yield Import(module=path, line=line, scope="path")
