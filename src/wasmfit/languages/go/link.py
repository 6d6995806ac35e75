"""Join the files of packages: imports, what one platform lacks, and types told across files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from wasmfit.languages.go.guards import FLAG
from wasmfit.languages.go.packages import (
    Packages,
    absence,
    away,
    condition_of,
    folder_of,
    is_test,
    may_lack,
    package_name,
    without,
)
from wasmfit.languages.go.read import MISSING, OF
from wasmfit.languages.go.types import EMBEDDED
from wasmfit.model.condition import NEVER, Atom, Condition, substitute
from wasmfit.model.facts import Certainty, FileFacts, Guard, ModuleEdge, Use, UseKind
from wasmfit.model.place import Span
from wasmfit.model.project import Role
from wasmfit.model.reader import Hints, Interest, Linked

Missed = Mapping[str, str]
"""Hints for names that may be lacking, and the names."""

NO_FILE = "package without a file"
NO_BRANCH = "name without a branch"


def link(files: Sequence[FileFacts], interest: Interest) -> Linked:
    """Resolve names across files; what to read once more is told by :func:`ask`."""
    linker = _Linker(files, interest)
    edges = {edge for file in files for edge in linker.edges(file)}
    return Linked(
        files=tuple(linker.resolved(file) for file in files),
        edges=tuple(sorted(edges, key=lambda e: (e.source, e.target, e.line, e.names))),
    )


def ask(files: Sequence[FileFacts], interest: Interest) -> Hints:
    """What to look for when the files are read once more."""
    linker = _Linker(files, interest)
    return {file.path: hints for file in files if (hints := linker.hints(file))}


class _Linker:
    def __init__(self, files: Sequence[FileFacts], interest: Interest) -> None:
        self.packages = Packages(files, interest.modules)
        self.flags = {folder: _flags(held) for folder, held in self.packages.files.items()}
        self.lacking = {
            folder: dict(_lacking(held)) for folder, held in self.packages.files.items()
        }
        self.missed: dict[tuple[str, str, Condition | None], Missed] = {}
        self.answers: dict[tuple[str, int], tuple[tuple[Guard, ...], tuple[Guard, ...]]] = {}

    @cached_property
    def alike(self) -> dict[str, list[tuple[int, list[str]]]]:
        """By package: the names that are lacking in the same builds."""
        return {folder: _alike(lacking) for folder, lacking in self.lacking.items()}

    @cached_property
    def told(self) -> dict[str, dict[str, str]]:
        """By package: types that its files tell of."""
        return {folder: dict(_told(held)) for folder, held in self.packages.files.items()}

    def edges(self, file: FileFacts) -> Iterator[ModuleEdge]:
        """Imports inside the repository, and the files of one package among each other."""
        for brought in file.imports:
            folder = self.packages.folder(file.path, brought.module)
            if folder is not None and folder != folder_of(file.path):
                yield ModuleEdge(
                    source=file.path,
                    target=self.packages.hub(folder),
                    names=brought.names,
                    line=brought.line,
                    guards=brought.guards,
                )
        folder = folder_of(file.path)
        if folder not in self.packages.files:
            return
        hub = self.packages.hub(folder)
        if hub == file.path or is_test(file):
            return
        condition = condition_of(file)
        guards = (
            () if condition is None else (Guard(condition, "its build constraints", file.path, 1),)
        )
        yield ModuleEdge(source=hub, target=file.path, guards=guards, implied=True, joined=True)
        yield ModuleEdge(source=file.path, target=hub, implied=True, joined=True)

    def hints(self, file: FileFacts) -> dict[str, str]:
        """Names to look for, and types that other files tell of."""
        if is_test(file):
            return {}
        found = dict(self._told_here(file)) if file.mentions else {}
        condition = condition_of(file)
        missed = self._missed("", folder_of(file.path), condition)
        own = set(file.defines) if missed else set()
        found.update((hint, "") for hint, name in missed.items() if name not in own)
        for path, folder in self._imported(file):
            found |= dict.fromkeys(self._missed(path, folder, condition), "")
        return found

    def _missed(self, path: str, folder: str, condition: Condition | None) -> Missed:
        """Hints for names that a package, imported by a path ("": the own), may lack.

        Only where a file under that condition can be built; equal for all of
        them, so that a package with thousands of names is not held by each.
        """
        key = (path, folder, condition)
        if key not in self.missed:
            ours = away(condition)
            self.missed[key] = {
                f"{MISSING}{path}.{_marked(name)}": name
                for places, names in self.alike[folder]
                if places & ours
                for name in names
                if not path or (name[:1].isupper() and "." not in name)
            }
        return self.missed[key]

    def _imported(self, file: FileFacts) -> Iterator[tuple[str, str]]:
        for brought in file.imports:
            folder = self.packages.folder(file.path, brought.module)
            if folder is not None and folder != folder_of(file.path):
                yield brought.module, folder

    def _told_here(self, file: FileFacts) -> Iterator[tuple[str, str]]:
        own = {alias.name for alias in file.aliases}
        for name, kind in self.told[folder_of(file.path)].items():
            if name not in own:
                yield name, kind
        for path, folder in self._imported(file):
            for name, kind in self.told[folder].items():
                yield f"{path}{name}", kind

    def resolved(self, file: FileFacts) -> FileFacts:
        """The file with flags answered and what is missing on some platforms."""
        uses = [one for use in file.uses for one in self._settled(file, use)]
        uses += self._unreachable(file)
        uses.sort(key=lambda use: (use.span, use.symbol, use.kind))
        return replace(file, uses=tuple(uses), role=_role(file))

    def _settled(self, file: FileFacts, use: Use) -> Iterator[Use]:
        guards = self._answers(file, use.guards)
        if not use.symbol.startswith(MISSING):
            yield use if guards is use.guards else replace(use, guards=guards)
            return
        package, _, marked = use.symbol[len(MISSING) :].rpartition(".")
        name = marked.replace(OF, ".")
        folder = self.packages.folder(file.path, package) if package else folder_of(file.path)
        conditions = self.lacking.get(folder if folder is not None else "", {}).get(name)
        none = absence(conditions) if conditions else None
        if none is not None:
            line = use.span.start_line
            lacks = Guard(none, f"no file defines {name}", file.path, line)
            yield replace(
                use, symbol=NO_BRANCH, guards=(*guards, lacks), certainty=Certainty.MEDIUM
            )

    def _answers(self, file: FileFacts, guards: tuple[Guard, ...]) -> tuple[Guard, ...]:
        """The guards answered; the same object for equal questions, itself where nothing changes.

        Uses of a file share their guards: those are asked by identity, and held meanwhile.
        """
        key = (folder_of(file.path), id(guards))
        if key not in self.answers:
            found = tuple(self._answered(file, guards))
            self.answers[key] = (guards, guards if found == guards else found)
        return self.answers[key][1]

    def _answered(self, file: FileFacts, guards: Iterable[Guard]) -> Iterator[Guard]:
        """Guards with what flags of packages hold; names that hold nothing are free."""

        def answer(atom: Atom) -> Condition | None:
            if not atom.fact.startswith(FLAG):
                return atom
            package, _, name = atom.fact[len(FLAG) :].rpartition(".")
            folder = self.packages.folder(file.path, package) if package else folder_of(file.path)
            return self.flags.get(folder if folder is not None else "", {}).get(name)

        for guard in guards:
            condition = substitute(guard.condition, answer)
            if condition == guard.condition:
                yield guard
            elif condition is not None:
                yield replace(guard, condition=condition)

    def _unreachable(self, file: FileFacts) -> Iterator[Use]:
        """Imports of packages that some platforms have no file of."""
        if is_test(file):
            return
        for brought in file.imports:
            folder = self.packages.folder(file.path, brought.module)
            if folder is None or folder == folder_of(file.path):
                continue
            none = self.packages.excluded(folder)
            if none is not None:
                yield self._without(file, brought.line, none, brought.module, brought.guards)
        if package_name(file) == "main" and "program" in file.traits:
            none = self.packages.excluded(folder_of(file.path))
            if none is not None:
                yield self._without(file, 1, none, "this program", ())

    def _without(
        self, file: FileFacts, line: int, none: Condition, what: str, guards: tuple[Guard, ...]
    ) -> Use:
        guard = Guard(none, f"no file of {what} is left", file.path, line)
        return Use(
            kind=UseKind.SYNTAX,
            symbol=NO_FILE,
            span=Span(line, 1, line, 2),
            guards=(*guards, guard),
        )


def _flags(files: Sequence[FileFacts]) -> Mapping[str, Condition]:
    """Flags of a package, those of files for some platforms only where these are in force."""
    found: dict[str, Condition] = {}
    doubtful: set[str] = set()
    for file in files:
        for flag in file.flags:
            if flag.name[:1] == ".":
                name = flag.name[1:]
                if found.setdefault(name, flag.condition) != flag.condition:
                    doubtful.add(name)
    return {name: condition for name, condition in found.items() if name not in doubtful}


def _lacking(files: Sequence[FileFacts]) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Names of a package that are defined for some platforms only, and when they are.

    Thousands of names stand in the same few files: each set of files is asked once.
    """
    kinds: dict[Condition, int] = {}
    defined: dict[str, dict[int, None]] = {}
    for file in files:
        condition = condition_of(file)
        if condition is not None:
            kind = kinds.setdefault(condition, len(kinds))
            for name in file.defines:
                defined.setdefault(name, {})[kind] = None
    for file in files if defined else ():
        if condition_of(file) is None:
            for name in file.defines:
                defined.pop(name, None)
    every = tuple(kinds)
    known: dict[tuple[int, ...], tuple[Condition, ...]] = {}
    for name, found in sorted(defined.items()):
        key = tuple(found)
        if key not in known:
            conditions = tuple(every[kind] for kind in key)
            known[key] = conditions if may_lack(conditions) else ()
        if known[key]:
            yield name, known[key]


def _alike(lacking: Mapping[str, tuple[Condition, ...]]) -> list[tuple[int, list[str]]]:
    """The names that are lacking in the same builds: few conditions, thousands of names.

    The builds are those of :func:`away`.
    """
    found: dict[int, tuple[int, list[str]]] = {}
    for name, conditions in lacking.items():
        if id(conditions) not in found:
            found[id(conditions)] = (without(conditions), [])
        found[id(conditions)][1].append(name)
    return list(found.values())


def _role(file: FileFacts) -> Role:
    """A file that no plain build takes, as ``//go:build ignore``, is for developers."""
    kept_out = condition_of(file) == NEVER
    return Role.BUILD if kept_out and file.role is Role.SOURCE else file.role


def _marked(name: str) -> str:
    """A method as hints name it, so that its dot is none between package and name."""
    return name.replace(".", OF)


def _told(files: Sequence[FileFacts]) -> Iterator[tuple[str, str]]:
    """Types of members that files of a package tell of; methods of types that embed some."""
    embedding = set()
    for file in files:
        for alias in file.aliases:
            if EMBEDDED in alias.name:
                embedding.add(alias.name.partition(EMBEDDED)[0])
            yield alias.name, alias.symbol
    for file in files if embedding else ():
        for name in file.defines:
            owner, dot, method = name.partition(".")
            if dot and f".{owner}" in embedding:
                yield f".{owner}.{method}()", "method"
