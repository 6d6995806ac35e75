"""Join the files of a repository: module graph, re-exports, flags, guarded modules."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wasmfit.languages.javascript.modules import Modules
from wasmfit.languages.javascript.names import OWN, join, split_own
from wasmfit.languages.javascript.wanted import Wanted
from wasmfit.model.condition import Atom, Condition, all_of, any_of, substitute
from wasmfit.model.facts import FileFacts, Guard, ModuleEdge, Use
from wasmfit.model.reader import Hints, Interest, Linked

DEPTH = 8
WHOLE = ""
"""The name under which ``module.exports =`` hands on the module itself."""


def link(files: Sequence[FileFacts], interest: Interest) -> Linked:
    """Resolve names across files; see :class:`wasmfit.model.reader.Linked`."""
    linker = _Linker(files, Wanted(interest))
    edges = tuple(sorted(set(linker.edges()), key=_edge_key))
    guards = linker.module_guards(edges)
    return Linked(
        files=tuple(linker.resolved(file, guards.get(file.path)) for file in files),
        edges=edges,
        hints={file.path: hints for file in files if (hints := linker.hints(file))},
    )


def ask(files: Sequence[FileFacts], interest: Interest) -> Hints:
    """The hints of ``link`` alone; see :class:`wasmfit.model.reader.Language`."""
    linker = _Linker(files, Wanted(interest))
    return {file.path: hints for file in files if (hints := linker.hints(file))}


def _edge_key(edge: ModuleEdge) -> tuple[str, str, int, tuple[str, ...], str]:
    return (edge.source, edge.target, edge.line, edge.names, repr(edge.guards))


class _Linker:
    def __init__(self, files: Sequence[FileFacts], wanted: Wanted) -> None:
        self.files = {file.path: file for file in files}
        self.wanted = wanted
        self.modules = Modules(self.files)
        self._meant: dict[tuple[str, tuple[str, ...], int], str | None] = {}
        self.aliases = {file.path: _aliases(file) for file in files}
        self.flags = {
            file.path: {flag.name: flag.condition for flag in file.flags} for file in files
        }

    def locate(self, source: str, symbol: str) -> tuple[str, tuple[str, ...]] | None:
        """The repository's file that a written symbol leads to, and the names behind it."""
        if OWN not in symbol:
            return None
        module, names = split_own(symbol)
        path = self.modules.find(module, source)
        return None if path is None else (path, names)

    def edges(self) -> Iterator[ModuleEdge]:
        """Resolved imports inside the repository."""
        for file in self.files.values():
            for brought in file.imports:
                target = self.modules.find(brought.module, file.path)
                if target is not None and target != file.path:
                    yield ModuleEdge(
                        source=file.path,
                        target=target,
                        names=tuple(sorted(brought.names)),
                        line=brought.line,
                        guards=brought.guards,
                        deferred=bool(brought.scope),
                    )

    def outside(self, path: str, names: tuple[str, ...], depth: int = DEPTH) -> str | None:
        """The outside symbol that a name of a module stands for, if it is one."""
        asked = (path, names, depth)
        if asked not in self._meant:
            self._meant[asked] = self._outside(*asked) if depth else None
        return self._meant[asked]

    def _outside(self, path: str, names: tuple[str, ...], depth: int) -> str | None:
        for symbol, rest in self._ways(path, names):
            full = join(symbol, *rest)
            if OWN not in symbol:
                if self.wanted.matters(full) or self.wanted.matters(symbol):
                    return full
                continue
            found = self.locate(path, symbol)
            meant = self.outside(found[0], (*found[1], *rest), depth - 1) if found else None
            if meant:
                return meant
        return None

    def _ways(self, path: str, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What a name may be handed on from, and which names are left to look up there."""
        aliases = self.aliases[path]
        if names:
            for symbol in aliases.get(names[0], ()):
                yield symbol, names[1:]
        rest = names[1:] if names[:1] == ("default",) else names
        for symbol in aliases.get(WHOLE, ()):
            yield symbol, rest
        for symbol in aliases.get("*", ()) if names else ():
            yield symbol, names

    def hints(self, file: FileFacts) -> dict[str, str]:
        """What the mentioned names of other modules stand for."""
        found: dict[str, str] = {}
        for written in file.mentions:
            where = self.locate(file.path, written)
            if where is None or where[0] == file.path:
                continue
            meant = self.outside(*where)
            if meant:
                found[written] = meant
        return found

    def module_guards(self, edges: Sequence[ModuleEdge]) -> dict[str, Guard]:
        """Files that are only imported under a platform condition."""
        incoming: dict[str, list[Guard] | None] = {}
        for edge in edges:
            if self.files[edge.source].role is not self.files[edge.target].role:
                continue
            if not edge.guards or "main" in self.files[edge.target].traits:
                incoming[edge.target] = None
            elif incoming.setdefault(edge.target, []) is not None:
                incoming[edge.target] = [*(incoming[edge.target] or ()), _joined(edge.guards)]
        return {path: _either(guards) for path, guards in incoming.items() if guards}

    def resolved(self, file: FileFacts, around: Guard | None) -> FileFacts:
        """The file with its guards' questions to other files answered."""
        return replace(file, uses=tuple(self._use(file, use, around) for use in file.uses))

    def _use(self, file: FileFacts, use: Use, around: Guard | None) -> Use:
        outer = (around,) if around is not None else ()
        if not outer and not use.guards:
            return use
        guards = [self._guard(file, guard) for guard in (*outer, *use.guards)]
        return replace(use, guards=tuple(guard for guard in guards if guard is not None))

    def _guard(self, file: FileFacts, guard: Guard) -> Guard | None:
        condition = substitute(guard.condition, lambda atom: self._answer(file.path, atom, DEPTH))
        return None if condition is None else replace(guard, condition=condition)

    def _answer(self, path: str, atom: Atom, depth: int) -> Condition | None:
        kind, _, symbol = atom.fact.partition(":")
        if kind not in ("flag", "has") or OWN not in symbol:
            return atom
        found = self.locate(path, symbol)
        if found is None or depth == 0:
            return None
        where, names = found
        flag = self._flag(where, names, depth)
        if flag is not None:
            at, condition = flag
            return substitute(condition, lambda inner: self._answer(at, inner, depth - 1))
        meant = self.outside(where, names)
        return Atom(f"has:{meant}") if meant else None

    def _flag(self, path: str, names: tuple[str, ...], depth: int) -> tuple[str, Condition] | None:
        """The condition behind an exported name, and the file it is stated in."""
        if depth == 0 or not names:
            return None
        name = names[-1].removesuffix("()")
        if len(names) == 1 and name in self.flags[path]:
            return path, self.flags[path][name]
        for symbol, rest in self._ways(path, (*names[:-1], name)):
            found = self.locate(path, symbol)
            flag = self._flag(found[0], (*found[1], *rest), depth - 1) if found else None
            if flag is not None:
                return flag
        return None


def _aliases(file: FileFacts) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for alias in file.aliases:
        found.setdefault(alias.name, []).append(alias.symbol)
    return found


def _joined(guards: Sequence[Guard]) -> Guard:
    condition = all_of(guard.condition for guard in guards)
    return replace(guards[-1], condition=condition or guards[-1].condition)


def _either(guards: Sequence[Guard]) -> Guard:
    condition = any_of(guard.condition for guard in guards)
    return replace(guards[0], condition=condition or guards[0].condition)
