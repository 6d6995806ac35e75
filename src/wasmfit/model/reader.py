"""The seams: what a language and a manifest reader must offer.

A plugin is a name, patterns and functions. It never walks, prints, opens
files or registers itself; the core hands it bytes and takes facts back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from wasmfit.model.condition import Atom
from wasmfit.model.facts import FileFacts, ManifestFacts, ModuleEdge
from wasmfit.model.project import Role, SourceFile


@dataclass(frozen=True, slots=True)
class Interest:
    """Which symbols the loaded rules care about, for one language.

    ``exact`` symbols and ``prefixes`` (patterns without their final ``*``).
    ``local`` holds the top-level names the repository itself defines: uses
    that start with one of them may turn out to be re-exports. ``guards`` are
    names and functions (dotted, without parentheses) that a project says are
    true everywhere but on WebAssembly. ``modules`` are the names that
    manifests of the language give, with the directory each names ("" for the
    root).
    """

    exact: frozenset[str]
    prefixes: tuple[str, ...]
    local: frozenset[str] = frozenset()
    guards: frozenset[str] = frozenset()
    modules: tuple[tuple[str, str], ...] = ()

    def wants(self, symbol: str) -> bool:
        """Whether some rule matches the symbol."""
        return symbol in self.exact or symbol.startswith(self.prefixes)

    def guard(self, symbol: str) -> Atom | None:
        """The condition that a name or call (``is_native()``) of the project stands for, if any.

        A guard is meant when the symbol is it, or ends with it: ``app.compat.HAS_FORK``.
        """
        name = symbol.removesuffix("()")
        for guard in self.guards:
            if name == guard or name.endswith(f".{guard}"):
                return Atom(f"guard:{guard}")
        return None


Hints = Mapping[str, Mapping[str, str]]
"""Per path, symbols as written there and what they stand for."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A language's facts after joining its files: resolved uses and module edges.

    ``hints`` names, per path, symbols as written there and what they stand
    for: files that must be read once more with that knowledge.
    """

    files: tuple[FileFacts, ...]
    edges: tuple[ModuleEdge, ...]
    hints: Hints = field(default_factory=dict)


Purposes = Callable[
    [Mapping[str, bytes], Callable[[str], bytes], Sequence[str]], Mapping[str, Role]
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How sources of one language are read.

    ``read`` sees one file's bytes, and the hints of an earlier ``link`` for
    that file (empty the first time); ``link`` sees the facts of all files of
    the language in the repository and resolves names across them. ``pages``
    says that its files are often served to a browser by a program in another
    language: beside manifests of others only, they are no code of the unit.
    ``purposes`` is for languages whose build descriptions say what is shipped:
    from the bytes of the files of ``filenames``, a function that gives the
    first bytes of a source, and the paths of the sources, it tells the roles
    of those that are not. ``ask`` gives the hints of ``link`` alone, where that
    costs less than linking files that will then be read once more.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    read: Callable[[SourceFile, bytes, Interest, Mapping[str, str]], FileFacts]
    link: Callable[[Sequence[FileFacts], Interest], Linked]
    filenames: tuple[str, ...] = ()
    shebangs: tuple[str, ...] = ()
    pages: bool = False
    purposes: Purposes | None = None
    ask: Callable[[Sequence[FileFacts], Interest], Hints] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """How manifests of one format are read.

    ``patterns`` are base-name globs; one with a slash is held against as many
    trailing parts of the path. ``unit`` says that its directory is a unit of
    its own; ``declares``, if given, looks at the content first and may say
    that this one is not about a unit (a pyproject.toml that only configures
    tools). ``holds`` says that every source of its languages below its
    directory, up to another manifest of its kind, is part of it, even where a
    package of another language lies between. ``lock`` says that it lists what
    was resolved, all of it: the manifests beside and below it say what of that
    was asked for.
    ``environment`` says that it lists what is installed, perhaps more than the
    code needs. ``shared`` says that its files are also sources of a language
    (setup.py): both readers get them. ``complete`` sees the facts of all
    manifests of the ecosystem, sorted by path, and gives them back with what
    one says about another filled in (versions of a parent, names of a catalog).
    """

    id: str
    ecosystem: str
    patterns: tuple[str, ...]
    read: Callable[[SourceFile, bytes], ManifestFacts]
    unit: bool = False
    declares: Callable[[bytes], bool] | None = None
    languages: tuple[str, ...] = ()
    holds: bool = False
    lock: bool = False
    environment: bool = False
    shared: bool = False
    complete: Callable[[Sequence[ManifestFacts]], tuple[ManifestFacts, ...]] | None = None
