"""Join the files of a repository: module graph, re-exports, flags, guarded modules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from wasmfit.languages.python.modules import Modules
from wasmfit.languages.python.wanted import Wanted
from wasmfit.model.condition import Atom, Condition, all_of, any_of, substitute
from wasmfit.model.facts import BROUGHT, Calls, FileFacts, Guard, ModuleEdge, Use
from wasmfit.model.reader import Hints, Interest, Linked

DEPTH = 8
Located = tuple[str, tuple[str, ...]]
"""The path of a file, and the names in it."""


def link(files: Sequence[FileFacts], interest: Interest) -> Linked:
    """Resolve names across files; see :class:`wasmfit.model.reader.Linked`."""
    linker = _Linker(files, Wanted(interest))
    imports = set(linker.edges())
    edges = tuple(sorted(imports.union(linker.parents()), key=_edge_key))
    guards = linker.module_guards(sorted(imports, key=_edge_key))
    return Linked(
        files=tuple(linker.resolved(file, guards.get(file.path)) for file in files),
        edges=edges,
        hints={file.path: hints for file in files if (hints := linker.hints(file))},
    )


def ask(files: Sequence[FileFacts], interest: Interest) -> Hints:
    """The hints of ``link`` alone; see :class:`wasmfit.model.reader.Language`."""
    linker = _Linker(files, Wanted(interest))
    return {file.path: hints for file in files if (hints := linker.hints(file))}


def _edge_key(edge: ModuleEdge) -> tuple[str, str, int, tuple[str, ...]]:
    return (edge.source, edge.target, edge.line, edge.names)


class _Linker:
    def __init__(self, files: Sequence[FileFacts], wanted: Wanted) -> None:
        self.files = {file.path: file for file in files}
        self.wanted = wanted
        self._located: dict[tuple[str, str], Located | None] = {}
        self.modules = Modules(self.files)
        self.aliases = {file.path: _aliases(file) for file in files}
        self.flags = {
            file.path: {flag.name: flag.condition for flag in file.flags} for file in files
        }

    def locate(self, source: str, symbol: str) -> Located | None:
        """The repository's file that a written symbol leads to, and what is left of it.

        It is the same for all files of a folder.
        """
        asked = (source.rpartition("/")[0], symbol)
        if asked not in self._located:
            self._located[asked] = self._locate(source, symbol)
        return self._located[asked]

    def _locate(self, source: str, symbol: str) -> Located | None:
        level = len(symbol) - len(symbol.lstrip("."))
        parts = symbol[level:].split(".") if symbol[level:] else []
        folder = self.modules.package(source, level) if level else None
        if level and folder is None:
            return None
        for size in range(len(parts), -1, -1):
            dotted = ".".join(parts[:size])
            if level:
                path = self.modules.child(folder or "", dotted)
            else:
                path = self.modules.find(dotted, source, self.wanted.roots) if dotted else None
            if path is not None:
                return path, tuple(parts[size:])
        return None

    def edges(self) -> Iterator[ModuleEdge]:
        """Resolved imports inside the repository."""
        for file in self.files.values():
            for brought in file.imports:
                names = [name for name in brought.names if name != "*"]
                targets: dict[str, list[str]] = {}
                for name in names or [""]:
                    dot = "" if brought.module.endswith(".") or not name else "."
                    found = self.locate(file.path, f"{brought.module}{dot}{name}")
                    if found and found[0] != file.path:
                        targets.setdefault(found[0], []).append(name)
                for target, members in targets.items():
                    yield ModuleEdge(
                        source=file.path,
                        target=target,
                        names=tuple(sorted(filter(None, members))),
                        line=brought.line,
                        guards=brought.guards,
                        deferred=bool(brought.scope),
                    )

    def parents(self) -> Iterator[ModuleEdge]:
        """From every module to the package it lies in, which is loaded before it."""
        for path in self.files:
            folder = self.modules.package(path, 2 if path.endswith("/__init__.py") else 1)
            around = self.modules.child(folder or "", "") if folder else None
            if around is not None and around != path:
                yield ModuleEdge(source=path, target=around, implied=True)

    def outside(self, path: str, rest: tuple[str, ...], depth: int = DEPTH) -> str | None:
        """The outside symbol that a name of a module stands for, if it is one."""
        if not rest or depth == 0:
            return None
        for symbol in self.aliases[path].get(rest[0], ()):
            full = ".".join((symbol, *rest[1:]))
            found = self.locate(path, symbol)
            if found is None:
                return full if self.wanted.matters(symbol) else None
            meant = self.outside(found[0], (*found[1], *rest[1:]), depth - 1)
            if meant:
                return meant
        for module in self.aliases[path].get("*", ()):
            found = self.locate(path, module)
            if found and not found[1]:
                meant = self.outside(found[0], rest, depth - 1)
                if meant:
                    return meant
        return None

    def hints(self, file: FileFacts) -> dict[str, str]:
        """What the mentioned names of other modules stand for."""
        found: dict[str, str] = {}
        for written in file.mentions:
            where = self.locate(file.path, written.removesuffix(".*"))
            if where is None:
                continue
            if written.endswith(".*"):
                found.update(self._starred(written.removesuffix("*"), where[0]))
                continue
            meant = self.outside(*where)
            if meant and where[0] != file.path:
                found[written] = meant
        return found

    def _starred(self, start: str, path: str) -> Iterator[tuple[str, str]]:
        for name in sorted(self.aliases[path]):
            meant = self.outside(path, (name,)) if name != "*" else None
            if meant:
                yield f"{start}{name}", meant

    def module_guards(self, edges: Sequence[ModuleEdge]) -> dict[str, Guard]:
        """Files that are only imported under a platform condition, also by way of others."""
        incoming: dict[str, list[tuple[str, list[Guard]]]] = {}
        for edge in edges:
            platform = [guard for guard in edge.guards if not _is_typing(guard)]
            same = self.files[edge.source].role is self.files[edge.target].role
            if same and len(platform) == len(edge.guards):
                incoming.setdefault(edge.target, []).append((edge.source, platform))
        free = self._free(incoming)
        known: dict[str, Guard | None] = dict.fromkeys(free)
        for path in sorted(incoming):
            _around(path, incoming, known)
        return {path: guard for path, guard in known.items() if guard is not None}

    def _free(self, incoming: Mapping[str, Sequence[tuple[str, Sequence[Guard]]]]) -> set[str]:
        """Files that are loaded whatever the platform: entries, and what they import."""
        outgoing: dict[str, list[str]] = {}
        for target, ways in incoming.items():
            for source, guards in ways:
                if not guards:
                    outgoing.setdefault(source, []).append(target)
        todo = [p for p in self.files if p not in incoming or "main" in self.files[p].traits]
        free = set(todo)
        while todo:
            for target in outgoing.get(todo.pop(), ()):
                if target not in free:
                    free.add(target)
                    todo.append(target)
        return free

    def resolved(self, file: FileFacts, around: Guard | None) -> FileFacts:
        """The file without uses of its own modules, its guards' questions answered."""
        own = self._own_roots(file)
        uses = (use for use in file.uses if use.symbol.partition(".")[0] not in own)
        return replace(
            file,
            uses=tuple(self._use(file, use, around) for use in uses),
            calls=tuple(self._calls(file.path, one) for one in file.calls),
        )

    def _calls(self, path: str, one: Calls) -> Calls:
        """The calls with names of the repository's modules as the files that they lead to."""
        found = [self._meant(path, name) for name in one.made]
        if found == list(one.made):
            return one
        return Calls(scope=one.scope, made=tuple(found), lines=one.lines)

    def _meant(self, path: str, name: str, depth: int = DEPTH) -> str:
        """A name that an import brings in, by the file that defines it; empty for others."""
        if not name.startswith(BROUGHT):
            return name
        where = self.locate(path, name.removeprefix(BROUGHT)) if depth else None
        if where is None or not where[1]:
            return ""
        for symbol in self.aliases[where[0]].get(where[1][0], ()):
            further = ".".join((symbol, *where[1][1:]))
            if self.wanted.is_local(symbol):
                return self._meant(where[0], f"{BROUGHT}{further}", depth - 1)
        return f"{where[0]}#{'.'.join(where[1])}"

    def _own_roots(self, file: FileFacts) -> frozenset[str]:
        """Top-level names that mean a module of the repository in this file."""
        roots = {brought.module.partition(".")[0] for brought in file.imports} - {""}
        outside = roots & self.wanted.roots
        return frozenset(r for r in outside if self.modules.find(r, file.path, self.wanted.roots))

    def _use(self, file: FileFacts, use: Use, around: Guard | None) -> Use:
        outer = (around,) if around is not None else ()
        guards = [self._guard(file, guard) for guard in (*outer, *use.guards)]
        kept = tuple(guard for guard in guards if guard is not None)
        return replace(use, guards=kept) if kept != use.guards else use

    def _guard(self, file: FileFacts, guard: Guard) -> Guard | None:
        condition = substitute(guard.condition, lambda atom: self._answer(file.path, atom, DEPTH))
        return None if condition is None else replace(guard, condition=condition)

    def _answer(self, path: str, atom: Atom, depth: int) -> Condition | None:
        kind, _, symbol = atom.fact.partition(":")
        if kind not in ("flag", "has"):
            return atom
        found = self.locate(path, symbol) if self.wanted.is_local(symbol) else None
        if found is None:
            return atom if kind == "has" else None
        where, rest = found
        if depth == 0 or not rest:
            return None
        flag = self.flags[where].get(rest[0])
        if flag is not None:
            return substitute(flag, lambda inner: self._answer(where, inner, depth - 1))
        meant = self.outside(where, rest)
        return Atom(f"has:{meant}") if meant else None


def _aliases(file: FileFacts) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for alias in file.aliases:
        found.setdefault(alias.name, []).append(alias.symbol)
    return found


def _is_typing(guard: Guard) -> bool:
    return "TYPE_CHECKING" in guard.text


def _joined(guards: Sequence[Guard]) -> Guard:
    condition = all_of(guard.condition for guard in guards)
    return replace(guards[-1], condition=condition or guards[-1].condition)


def _around(
    path: str,
    incoming: Mapping[str, Sequence[tuple[str, list[Guard]]]],
    known: dict[str, Guard | None],
) -> Guard | None:
    """The guard around a whole file: one of its ways in, each with all it passes.

    A way that leads round in a circle adds nothing.
    """
    if path in known:
        return known[path]
    known[path] = None
    ways = []
    for source, guards in incoming.get(path, ()):
        outer = _around(source, incoming, known)
        passed = [*([outer] if outer else []), *guards]
        if passed:
            ways.append(_joined(passed))
    known[path] = _either(ways) if ways else None
    return known[path]


def _either(guards: Sequence[Guard]) -> Guard:
    condition = any_of(guard.condition for guard in guards)
    return replace(guards[0], condition=condition or guards[0].condition)
