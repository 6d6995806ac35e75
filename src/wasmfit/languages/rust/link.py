"""Join the files of a crate: module tree, re-exports, and conditions that travel with modules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from wasmfit.languages.rust.declared import NO_FILE
from wasmfit.languages.rust.meanings import RETURNED
from wasmfit.languages.rust.modules import Modules
from wasmfit.languages.rust.wanted import OWN, Path, Wanted, joined
from wasmfit.model.condition import NEVER, Atom, Condition, all_of, any_of, substitute
from wasmfit.model.facts import FileFacts, Guard, ModuleEdge
from wasmfit.model.project import Role
from wasmfit.model.reader import Interest, Linked

DEPTH = 8
BY_FOLDER = frozenset({Role.BENCHMARK, Role.DOCS, Role.EXAMPLE, Role.TEST})
"""Roles that a folder's name suggests: ``src/benchmark`` may well be part of the program."""


def link(files: Sequence[FileFacts], interest: Interest) -> Linked:
    """Resolve names across files; see :class:`wasmfit.model.reader.Linked`."""
    linker = _Linker(files, Wanted(interest))
    edges = {edge for file in files for edge in linker.edges(file)}
    return Linked(
        files=tuple(linker.resolved(file) for file in files),
        edges=tuple(sorted(edges, key=_edge_key)),
        hints={file.path: hints for file in files if (hints := linker.hints(file))},
    )


def _edge_key(edge: ModuleEdge) -> tuple[str, str, int, bool, tuple[str, ...]]:
    return (edge.source, edge.target, edge.line, edge.deferred, edge.names)


class _Linker:
    def __init__(self, files: Sequence[FileFacts], wanted: Wanted) -> None:
        self.files = {file.path: file for file in files}
        self.wanted = wanted
        self.modules = Modules(files, wanted.roots)
        self.macros = _macros(files)
        self.aliases = {file.path: _aliases(file) for file in files}
        self.defines = {file.path: frozenset(file.defines) for file in files}
        self.around: dict[str, tuple[Guard, ...]] = {}
        self.meant: dict[tuple[str, Path, int], Path | None] = {}
        self.hosts = {self.modules.root(file.path) for file in files if "proc-macro" in file.traits}

    def edges(self, file: FileFacts) -> Iterator[ModuleEdge]:
        """Modules a file declares, and modules whose names it uses."""
        for brought in file.imports:
            if brought.module == "mod" and brought.names:
                target = self.modules.declared(file.path, brought.names)
                names: tuple[str, ...] = ()
            else:
                path = tuple(brought.module.split("::"))
                if path[0] not in OWN:
                    path = (*path, *(p for n in brought.names for p in n.split("::")))
                found = self.modules.locate(file.path, path)
                target, rest = found if found is not None else (None, ())
                names = rest[:1]
            if target is not None and target != file.path:
                guards = tuple(filter(None, (self._guard(guard) for guard in brought.guards)))
                yield ModuleEdge(
                    source=file.path,
                    target=target,
                    names=names,
                    line=brought.line,
                    guards=guards,
                    deferred=bool(brought.scope),
                )

    def hints(self, file: FileFacts) -> dict[str, str]:
        """What the mentioned names of the crate's own modules stand for."""
        found: dict[str, str] = {}
        for written in file.mentions:
            if written.endswith("!"):
                found.update(self._passing(written))
                continue
            path = tuple(written.split("::"))
            where = self.modules.locate(file.path, path[:-1] if path[-1] == "*" else path)
            if where is None:
                continue
            if path[-1] == "*":
                found.update(self._starred(path[:-1], where))
                continue
            for end in ("", RETURNED) if where[1] else ():
                meant = self.outside(where[0], (*where[1][:-1], f"{where[1][-1]}{end}"))
                if meant:
                    found[f"{written}{end}"] = joined(meant)
        return found

    def _passing(self, macro: str) -> Iterator[tuple[str, str]]:
        """The path that a macro of the repository puts before a name, if only one does so."""
        paths = {joined(p) for known in self.aliases.values() for p in known.get((macro,), ())}
        if len(paths) == 1:
            yield macro, paths.pop()

    def _starred(self, start: Path, where: tuple[str, Path]) -> Iterator[tuple[str, str]]:
        for name in sorted(set(self._names(where))):
            meant = self.outside(where[0], (*where[1], name))
            if meant:
                yield joined((*start, name)), joined(meant)

    def _names(self, start: tuple[str, Path]) -> Iterator[str]:
        """The names a module imports, those of its own globs too; each module is asked once."""
        seen, todo = {start}, [start]
        while todo:
            path, inline = todo.pop()
            for key, meanings in self.aliases[path].items():
                if key[:-1] == inline and key[-1] != "*":
                    yield key[-1]
                for meant in meanings if key == (*inline, "*") else ():
                    found = self.modules.locate(path, meant)
                    if found is not None and found not in seen:
                        seen.add(found)
                        todo.append(found)

    def outside(self, path: str, rest: Path, depth: int = DEPTH) -> Path | None:
        """The outside symbol that a name of a module stands for, if it is one."""
        if not rest or depth <= 0 or rest[0] in self.defines[path]:
            return None
        # Modules that import all of each other are asked for a name again and again.
        asked = (path, rest, depth)
        if asked not in self.meant:
            self.meant[asked] = self._outside(path, rest, depth)
        return self.meant[asked]

    def _outside(self, path: str, rest: Path, depth: int) -> Path | None:
        known = self.aliases[path]
        for size in range(1, len(rest) + 1):
            for meant in known.get(rest[:size], ()):
                found = self._follow(path, (*meant, *rest[size:]), depth)
                if found:
                    return found
            for meant in known.get((*rest[: size - 1], "*"), ()):
                full = (*meant, *rest[size - 1 :])
                known_below = full[: len(meant) + 1] in self.wanted.holders
                found = self._follow(path, full, depth, outwards=known_below)
                if found:
                    return found
        return None

    def _follow(self, path: str, meant: Path, depth: int, *, outwards: bool = True) -> Path | None:
        """What an alias leads to; ``outwards`` says whether it may lead out of the crate."""
        where = self.modules.locate(path, meant)
        if where is not None:
            return self.outside(*where, depth - 1)
        if not outwards:
            return None
        return meant if meant[0] not in OWN and self.wanted.matters(meant) else None

    def resolved(self, file: FileFacts) -> FileFacts:
        """The file with the conditions of its module declaration, macros' questions answered."""
        around = self._file_guards(file.path)
        uses = tuple(
            replace(
                use,
                guards=(*around, *filter(None, (self._guard(guard) for guard in use.guards))),
            )
            for use in file.uses
        )
        return replace(file, uses=uses, role=self._role(file, around))

    def _role(self, file: FileFacts, around: Sequence[Guard]) -> Role:
        """A module is what its crate is, whatever its folder is called.

        Procedural macros run in the compiler; modules under ``cfg(test)`` are tests.
        """
        root = self.modules.root(file.path)
        role = self.files[root].role if file.role in BY_FOLDER else file.role
        if role is not Role.SOURCE:
            return role
        if root in self.hosts:
            return Role.BUILD
        return Role.TEST if any(guard.condition == NEVER for guard in around) else role

    def _file_guards(self, path: str, depth: int = 32) -> tuple[Guard, ...]:
        """What must hold for a file to be part of the crate at all."""
        if path in self.around or depth <= 0:
            return self.around.get(path, ())
        self.around[path] = ()
        chains = []
        for parent, guards in self.modules.declarations(path):
            own = filter(None, (self._guard(guard) for guard in guards))
            chains.append((*self._file_guards(parent, depth - 1), *own))
        self.around[path] = _either(chains)
        return self.around[path]

    def _guard(self, guard: Guard) -> Guard | None:
        condition = substitute(guard.condition, self._answer)
        return None if condition is None else replace(guard, condition=condition)

    def _answer(self, atom: Atom) -> Condition | None:
        """A macro's own condition; one that nobody defines is free."""
        kind, _, name = atom.fact.partition(":")
        if atom.fact.startswith(NO_FILE):
            path, _, module = name.rpartition(":")
            return None if self.modules.declared(path, (module,)) is None else NEVER
        return self.macros.get(f"{name}!") if kind == "macro" else atom


def _macros(files: Sequence[FileFacts]) -> Mapping[str, Condition]:
    """Conditional macros by name; those defined in several ways are left out."""
    found: dict[str, Condition] = {}
    doubtful: set[str] = set()
    for flag in (flag for file in files for flag in file.flags):
        if found.setdefault(flag.name, flag.condition) != flag.condition:
            doubtful.add(flag.name)
    return {name: condition for name, condition in found.items() if name not in doubtful}


def _aliases(file: FileFacts) -> dict[Path, list[Path]]:
    found: dict[Path, list[Path]] = {}
    for alias in file.aliases:
        found.setdefault(tuple(alias.name.split("::")), []).append(tuple(alias.symbol.split("::")))
    return found


def _either(chains: list[tuple[Guard, ...]]) -> tuple[Guard, ...]:
    """The guards when a file is declared once; one joint guard when in several places."""
    if len(chains) == 1:
        return chains[0]
    if not chains or not all(chains):
        return ()
    condition = any_of(all_of(guard.condition for guard in chain) for chain in chains)
    return () if condition is None else (replace(chains[0][-1], condition=condition),)
