"""Read one Python file: occurrences of names that matter become uses."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from wasmfit.languages.python.calls import calls
from wasmfit.languages.python.chains import chain_from
from wasmfit.languages.python.flags import Flags
from wasmfit.languages.python.guards import Guards
from wasmfit.languages.python.imports import GRAMMAR, Imported, bindings, imported
from wasmfit.languages.python.occurrences import (
    JOINED,
    Place,
    binding_of,
    identifier,
    occurrences,
)
from wasmfit.languages.python.scopes import Binding, Names, Scopes
from wasmfit.languages.python.uses import Uses
from wasmfit.languages.python.wanted import DYNAMIC, Wanted
from wasmfit.model.condition import Condition
from wasmfit.model.facts import Alias, FileFacts, Gap, Import
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Interest
from wasmfit.syntax.lines import Lines, to_utf8
from wasmfit.syntax.tree import Node, error_spans, parse
from wasmfit.syntax.words import NAMING, places

MEMBERS = re.compile(rb"(?:\.\w+)+")
COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.MULTILINE)
ROUNDS = 4
CONDITION_ROOTS = frozenset({"sys", "os", "platform", "typing", "typing_extensions", "six"})


def read(file: SourceFile, data: bytes, interest: Interest, hints: Mapping[str, str]) -> FileFacts:
    """The facts of one file; what cannot be read becomes a gap."""
    source, complaint = to_utf8(data, _encoding(data))
    gaps = [Gap(file.path, "extract", complaint)] if complaint else []
    root = parse(GRAMMAR, source).root_node
    reading = _Reading(file, source, root, _wanted(interest, tuple(sorted(hints.items()))))
    gaps.extend(_lost(file, source, root, reading))
    return reading.facts(tuple(gaps))


@lru_cache(maxsize=64)
def _wanted(interest: Interest, hints: tuple[tuple[str, str], ...]) -> Wanted:
    return Wanted(interest, hints)


def _encoding(data: bytes) -> str:
    match = COOKIE.search(b"\n".join(data.split(b"\n", 2)[:2]))
    name = match.group(1).decode("ascii", "replace").lower() if match else "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return "utf-8" if name.replace("_", "-") in ("utf8", "utf-8", "utf-8-sig") else name


class _Reading:
    """The readers of one file, wired together."""

    def __init__(self, file: SourceFile, data: bytes, root: Node, wanted: Wanted) -> None:
        self.file, self.data, self.root, self.wanted = file, data, root, wanted
        self.imports, self.is_main = imported(root, data)
        self.names = Names(Scopes(root))
        self.flags = Flags(root, self.imports, wanted.is_local)
        self.guards = Guards(file.path, root, self.names, self.imports, self._flag)
        self.flags.of_expression = self.guards.conditions.of
        self.flags.guards = self.guards.of
        for binding in bindings(self.imports, self.names.scopes):
            self.names.add(binding)
        self.uses = Uses(data, self.imports, self.names, self.guards, wanted)

    def _flag(self, name: str, node: Node) -> Condition | None:
        """The condition a name stands for: the project's own word, else what the file says."""
        return self.wanted.interest.guard(name) or self.flags.lookup(name, node)

    def facts(self, gaps: tuple[Gap, ...]) -> FileFacts:
        words, done = self._words(), set[str]()
        for _ in range(ROUNDS):
            if not words - done:
                break
            places = self._bind(words - done)
            done |= words
            words = {alias.name for alias in self._follow(places)}
        uses = sorted(self.uses.found, key=lambda use: (use.span, use.symbol, use.kind))
        return FileFacts(
            path=self.file.path,
            language="python",
            role=self.file.role,
            uses=tuple(uses),
            imports=tuple(self._edges()),
            aliases=tuple(self._aliases()),
            flags=tuple(self.flags.exported()),
            traits=("main",) if self.is_main else (),
            mentions=self._mentions(),
            gaps=gaps,
            calls=calls(self.root, self.data, self.imports, self.wanted.is_local),
        )

    def _words(self) -> set[str]:
        words = {name.name for name in self.imports if self._is_followed(name)}
        words |= self.wanted.builtins | DYNAMIC
        for name in self.imports:
            if not name.name:
                module = self.wanted.outside(name.module)
                words |= self.wanted.starred(module)
        return words - {""}

    def _is_followed(self, name: Imported) -> bool:
        root = name.bound.partition(".")[0]
        return self.wanted.matters(name.bound) or root in CONDITION_ROOTS | DYNAMIC

    def _bind(self, words: set[str]) -> list[Place]:
        """Add the bindings of the words; hand on the places that may be uses."""
        used = []
        for place in occurrences(self.root, self.data, words):
            if place.members:
                used.append(place)
                continue
            node = identifier(self.root, place)
            binding = binding_of(node, self.names.scopes) if node is not None else False
            if isinstance(binding, Binding):
                self.names.add(binding)
            elif binding is None:
                used.append(place)
        return used

    def _follow(self, places: list[Place]) -> list[Binding]:
        aliases = []
        for place in places:
            node = identifier(self.root, place) if self.uses.may_add(place) else None
            if node is None or binding_of(node, self.names.scopes) is not None:
                continue
            for binding in self.uses.add(chain_from(node)):
                self.names.add(binding)
                aliases.append(binding)
        return aliases

    def _edges(self) -> Iterator[Import]:
        grouped: dict[int, list[Imported]] = {}
        for name in self.imports:
            grouped.setdefault(name.statement.id, []).append(name)
        for names in grouped.values():
            first = names[0]
            if first.whole_module:
                yield from (self._edge(name, name.symbol) for name in names)
            else:
                members = tuple(name.symbol[len(first.module) :].lstrip(".") for name in names)
                yield self._edge(first, first.module, members)

    def _edge(self, name: Imported, module: str, members: tuple[str, ...] = ()) -> Import:
        return Import(
            module=module,
            names=members,
            line=name.statement.start_point.row + 1,
            guards=self.guards.of(name.statement),
            scope=self.names.scopes.of(name.statement).scope.name,
        )

    def _aliases(self) -> Iterator[Alias]:
        for name, entries in self.names.module_aliases().items():
            for entry in entries:
                if entry.symbol:
                    yield Alias(name, entry.symbol)
        for star in self.imports:
            if not star.name and self.names.scopes.of(star.statement).scope.kind == "module":
                yield Alias("*", star.module)

    def _mentions(self) -> tuple[str, ...]:
        """Symbols of the repository's own modules that this file names."""
        local = [name for name in self.imports if self.wanted.is_local(name.symbol)]
        found = {name.symbol for name in local}
        for name, bound in {name.name: name.bound for name in local if name.name}.items():
            for members in _members(self.data, name.encode()):
                parts = members.decode("utf-8", "replace").split(".")[1:4]
                found |= {".".join((bound, *parts[: size + 1])) for size in range(len(parts))}
        return tuple(sorted(found))


def _members(data: bytes, name: bytes) -> set[bytes]:
    """What stands behind a name wherever its members are named: ``.path.join``."""
    found = (MEMBERS.match(data, end) for _, end in places(data, name, JOINED, NAMING))
    return {match[0] for match in found if match}


def _lost(file: SourceFile, data: bytes, root: Node, reading: _Reading) -> Iterator[Gap]:
    """Gaps for error ranges that hold a word a rule could have matched."""
    spans = error_spans(root)
    if not spans or not reading.wanted.roots:
        return
    pattern = _rooted(reading.wanted.roots)
    lines = Lines(data)
    for start, end in spans:
        if pattern.search(data, start, end):
            line, _ = lines.at(start)
            reason = f"syntax not understood from line {line}; uses in it may be missed"
            yield Gap(file.path, "extract", reason, end - start, line)


@lru_cache(maxsize=8)
def _rooted(roots: frozenset[str]) -> re.Pattern[bytes]:
    """A member of something that the rules name."""
    words = sorted(roots - {"builtins"})
    return re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(w.encode()) for w in words) + rb")\.\w")
