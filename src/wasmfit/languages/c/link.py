"""Join the files of a repository: own names, macros, guarded files, module graph."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import commonpath, dirname, splitext

from wasmfit.languages.c.builds import TRAIT
from wasmfit.languages.c.definitions import Definitions, atoms, is_unsure
from wasmfit.languages.c.handed import Handed
from wasmfit.languages.c.includes import Includes
from wasmfit.languages.c.platforms import is_of_platform
from wasmfit.languages.c.reach import Reach
from wasmfit.languages.c.shadows import Shadows
from wasmfit.languages.c.started import Started
from wasmfit.model.condition import ALWAYS, NEVER, Condition
from wasmfit.model.facts import FileFacts, Guard, ModuleEdge, Use, UseKind
from wasmfit.model.reader import Interest, Linked

NAMED = frozenset({UseKind.CALL, UseKind.VALUE, UseKind.ANNOTATION})
FEW = 3
"""A name that more files than this define says nothing about who is meant."""


def link(files: Sequence[FileFacts], interest: Interest) -> Linked:
    """Resolve names across files; see :class:`wasmfit.model.reader.Linked`."""
    del interest
    linker = _Linker({file.path: file for file in files})
    return Linked(
        files=tuple(linker.resolved(file) for file in files),
        edges=tuple(sorted(linker.edges(), key=lambda e: (e.source, e.target, e.line, e.names))),
    )


class _Linker:
    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        self._files = files
        self._includes = Includes(files)
        self._definitions = Definitions(files, self._includes)
        self._reach = Reach(files, self._includes, self._definitions)
        self._shadows = Shadows(files, self._includes, self._definitions, self._reach)
        self._started = Started(files)
        self._handed = Handed(files)
        self._guards: dict[tuple[str, tuple[Guard, ...]], tuple[Guard, ...] | None] = {}

    def resolved(self, file: FileFacts) -> FileFacts:
        """The file with its own names taken out and its guards put to the target."""
        file = replace(file, traits=self._started.traits(file))
        every = (*file.uses, *self._handed.uses(file))
        if not every:
            return file
        around = None if TRAIT in file.traits else self._reach.guard(file.path)
        uses = (self._use(file, use, around) for use in every)
        kept = sorted(filter(None, uses), key=lambda use: (use.span, use.symbol, use.kind))
        return replace(file, uses=tuple(kept))

    def _use(self, file: FileFacts, use: Use, around: Guard | None) -> Use | None:
        guards = self._resolved(file.path, use.guards)
        if guards is None:
            return None
        if around is not None:
            guards = (around, *guards)
        if use.kind is UseKind.INCLUDE and self._is_own(file.path, use):
            return None
        if use.kind in NAMED:
            over = self._shadows.over(file.path, use)
            if over == NEVER:
                return None
            if isinstance(over, Guard):
                guards = (*guards, over)
        if use.symbol == "#error" and not _is_answerable(guards):
            return None
        return replace(use, guards=guards)

    def _resolved(self, path: str, guards: tuple[Guard, ...]) -> tuple[Guard, ...] | None:
        """The guards in words of the target; None when they can never hold."""
        key = (path, guards)
        if key not in self._guards:
            asked = [(self._definitions.resolve(path, guard.condition), guard) for guard in guards]
            never = any(condition == NEVER for condition, _ in asked)
            self._guards[key] = (
                None
                if never
                else tuple(
                    replace(guard, condition=condition)
                    for condition, guard in asked
                    if condition != ALWAYS
                )
            )
        return self._guards[key]

    def _is_own(self, path: str, use: Use) -> bool:
        """Whether an included header is the project's own."""
        for brought in self._files[path].imports:
            if brought.line == use.span.start_line and brought.module[1:-1] == use.symbol:
                return self._includes.find(path, brought.module) is not None
        return False

    def edges(self) -> Iterator[ModuleEdge]:
        """Who includes whom, and who calls what another file defines."""
        definers: dict[str, list[str]] = {}
        for path in sorted(self._files):
            for name in self._files[path].defines:
                definers.setdefault(name, []).append(path)
        bodies = _bodies(self._files)
        for path in sorted(self._files):
            if TRAIT not in self._files[path].traits:
                yield from self._included(path, bodies)
                yield from self._called(path, definers)

    def _included(self, path: str, bodies: Mapping[str, str]) -> Iterator[ModuleEdge]:
        seen = set()
        for target, brought in self._includes.direct(path):
            guards = self._resolved(path, brought.guards)
            if target in seen or guards is None:
                continue
            seen.add(target)
            yield ModuleEdge(path, target, line=brought.line, guards=guards)
            body = bodies.get(target)
            if body is not None and body != path and "c++" in self._files[body].traits:
                yield ModuleEdge(path, body, line=brought.line, guards=guards)

    def _called(self, path: str, definers: Mapping[str, list[str]]) -> Iterator[ModuleEdge]:
        file = self._files[path]
        own = set(file.defines) | {
            a.name for a in file.aliases if a.symbol in (":static", ":function")
        }
        named: dict[str, list[str]] = {}
        for name in file.mentions:
            if name in definers and name not in own:
                able = [one for one in definers[name] if self._started.may_need(path, one)]
                for target in _nearest(path, able):
                    named.setdefault(target, []).append(name)
        for target, names in named.items():
            yield ModuleEdge(path, target, names=tuple(sorted(names)))


def _bodies(files: Mapping[str, FileFacts]) -> dict[str, str]:
    """The source file beside each header."""
    sources = {splitext(p)[0]: p for p, f in files.items() if not {"header", TRAIT} & set(f.traits)}
    return {
        path: sources[splitext(path)[0]]
        for path, file in files.items()
        if "header" in file.traits and splitext(path)[0] in sources
    }


def _nearest(path: str, candidates: Sequence[str]) -> Sequence[str]:
    folder = dirname(path)
    shared = {
        candidate: len(commonpath((f"/{folder}", f"/{dirname(candidate)}")))
        for candidate in candidates
    }
    best = max(shared.values(), default=0)
    nearest = [
        candidate for candidate in candidates if shared[candidate] == best and candidate != path
    ]
    return nearest if len(nearest) <= FEW else ()


def _is_answerable(guards: tuple[Guard, ...]) -> bool:
    """Whether a target can say if ``#error`` is reached: only platform questions."""
    conditions: list[Condition] = [guard.condition for guard in guards]
    if any(is_unsure(condition) for condition in conditions):
        return False
    facts = frozenset[str]().union(*({a.fact for a in atoms(c)} for c in conditions))
    return all(fact.startswith("has:") or is_of_platform(fact) for fact in facts)
