"""Who calls whom inside a unit, as far as names tell, and the ways that lead to a use.

A chain of calls that is found is there; that none is found proves nothing:
handlers, callbacks and methods of unknown objects are called by others.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wasmfit.model.facts import ANYBODY, FileFacts
from wasmfit.model.graph import Hop

CONSTRUCTORS = ("__init__", "constructor", "new")
"""What runs when a class is called."""

OWN = f"{ANYBODY}self."
AMBIGUOUS = 1
"""A method by its name alone is meant when no more than so many definitions have it."""

Place = tuple[str, str]
"""A definition: its file and its dotted name, "" for what stands outside of all."""


@dataclass(frozen=True, slots=True)
class Made:
    """One call: the definition that it leads to, and the line where it stands."""

    target: Place
    line: int


@dataclass(frozen=True, slots=True)
class CallGraph:
    """The calls of a unit by caller. ``told`` are files whose reader tells of calls."""

    made: Mapping[Place, Sequence[Made]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


def call_graph(files: Iterable[FileFacts]) -> CallGraph:
    """The calls between the definitions of these files.

    Only definitions that call something or use something are of interest:
    the others lead nowhere.
    """
    files = list(files)
    known = _Definitions(files)
    languages = {file.language for file in files if file.calls}
    made: dict[Place, tuple[Made, ...]] = {}
    for file in files:
        for one in file.calls:
            found = {
                target: line
                for name, line in zip(reversed(one.made), reversed(one.lines), strict=True)
                if (target := known.meant(file.path, one.scope, name)) is not None
            }
            here = (file.path, one.scope)
            made[here] = tuple(Made(t, found[t]) for t in sorted(found) if t != here)
    return CallGraph(made, frozenset(f.path for f in files if f.language in languages))


@dataclass(frozen=True, slots=True)
class Ways:
    """The shortest ways along calls from some definitions.

    ``parents`` maps a definition to its caller and the line of the call; a
    start has none.
    """

    parents: Mapping[Place, tuple[Place, int] | None]

    def to(self, path: str, scope: str) -> tuple[Hop, ...] | None:
        """The callers on the way to a definition, the first one first; None without a way.

        What runs as part of another definition (a lambda in it) is that one.
        """
        here = next((one for one in _outwards(path, scope) if one in self.parents), None)
        if here is None:
            return None
        hops: list[Hop] = []
        step = self.parents[here]
        while step is not None:
            (caller, name), line = step
            hops.append(Hop(caller, line, name))
            step = self.parents[caller, name]
        return tuple(reversed(hops))


def ways(graph: CallGraph, starts: Iterable[Place]) -> Ways:
    """The shortest ways along calls from some definitions to all that they lead to."""
    parents: dict[Place, tuple[Place, int] | None] = dict.fromkeys(starts)
    queue = deque(parents)
    while queue:
        here = queue.popleft()
        for one in graph.made.get(here, ()):
            if one.target not in parents:
                parents[one.target] = (here, one.line)
                queue.append(one.target)
    return Ways(parents)


def _outwards(path: str, scope: str) -> Iterator[Place]:
    """The definition and those that it is written inside of, without the file itself."""
    while scope:
        yield path, scope
        head, _, last = scope.rpartition(".")
        if not last.startswith("<"):
            return
        scope = head


class _Definitions:
    """Definitions worth leading to, and who is meant by a name."""

    def __init__(self, files: Sequence[FileFacts]) -> None:
        self._of: dict[str, set[str]] = {
            file.path: {*(one.scope for one in file.calls), *(use.scope for use in file.uses)}
            - {""}
            for file in files
        }
        self._named: defaultdict[str, set[Place]] = defaultdict(set)
        for path, scopes in self._of.items():
            for scope in scopes:
                self._named[scope.rpartition(".")[2]].add((path, scope))

    def meant(self, path: str, caller: str, name: str) -> Place | None:
        """The definition that a call in ``caller`` means, if it is one of interest."""
        if not name:
            return None
        if name.startswith(OWN):
            return self._of_own_class(path, caller, name.removeprefix(OWN))
        if name.startswith(ANYBODY):
            return self._anybodys(name.removeprefix(ANYBODY))
        if "#" in name:
            target, _, scope = name.rpartition("#")
            return self._defined(target, scope)
        return self._around(path, caller, name)

    def _of_own_class(self, path: str, caller: str, method: str) -> Place | None:
        owner = caller.rpartition(".")[0]
        while owner:
            if f"{owner}.{method}" in self._of[path]:
                return path, f"{owner}.{method}"
            owner = owner.rpartition(".")[0]
        return self._anybodys(method)

    def _anybodys(self, method: str) -> Place | None:
        found = {one for one in self._named.get(method, ()) if "." in one[1]}
        return next(iter(found)) if len(found) == AMBIGUOUS else None

    def _around(self, path: str, caller: str, name: str) -> Place | None:
        """What a bare name means: the nearest definition from the inside out."""
        outer = caller
        while outer:
            found = self._defined(path, f"{outer}.{name}")
            if found is not None:
                return found
            outer = outer.rpartition(".")[0]
        return self._defined(path, name)

    def _defined(self, path: str, scope: str) -> Place | None:
        own = self._of.get(path, set())
        if scope in own:
            return path, scope
        made = (f"{scope}.{name}" for name in CONSTRUCTORS)
        return next(((path, name) for name in made if name in own), None)
