"""What readers saw, before anyone judges it."""

from dataclasses import dataclass
from enum import StrEnum

from wasmfit.model.condition import Condition
from wasmfit.model.gap import Gap
from wasmfit.model.ignore import Mark
from wasmfit.model.place import Location, Span
from wasmfit.model.project import Role

__all__ = [
    "ANYBODY",
    "BROUGHT",
    "INHERITED",
    "Alias",
    "Calls",
    "Certainty",
    "Choice",
    "Dependency",
    "FileFacts",
    "Flag",
    "Gap",
    "Guard",
    "Import",
    "ManifestFacts",
    "ModuleEdge",
    "Root",
    "Scope",
    "Use",
    "UseKind",
]


class UseKind(StrEnum):
    """How a symbol is used. ``BASE`` to ``ANNOTATION`` are shown as ``ref``."""

    CALL = "call"
    IMPORT = "import"
    INCLUDE = "include"
    LINK = "link"
    SYNTAX = "syntax"
    PATH = "path"
    BASE = "base"
    VALUE = "value"
    TEST = "test"
    ANNOTATION = "annotation"


class Certainty(StrEnum):
    """How sure the reading is (not the knowledge)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition around a use: what it says, and where it stands."""

    condition: Condition
    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a symbol at one place.

    ``scope`` is the dotted name of the enclosing definition ("" at top
    level); ``deferred`` says that it runs when a function is called, not when
    the file is loaded. All ``guards`` must hold for the use to be reached.
    ``detail`` is what a call is given, where that says what is asked for
    (``SYS_gettid``, the command of ``system``).
    """

    kind: UseKind
    symbol: str
    span: Span
    scope: str = ""
    guards: tuple[Guard, ...] = ()
    certainty: Certainty = Certainty.HIGH
    deferred: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An edge of the module graph as written: ``module`` brings in ``names``."""

    module: str
    names: tuple[str, ...] = ()
    line: int = 1
    guards: tuple[Guard, ...] = ()
    scope: str = ""


BROUGHT = "="
"""Before the name of something that an import brings in, as written, until files are joined."""

ANYBODY = "?."
"""Before the name of a method that is called on something nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The calls that one definition makes of what the repository may define itself.

    ``scope`` is the dotted name of the caller ("" at top level), ``made`` what is
    called, each once, and ``lines`` where it is first. A call is named as far as
    the reader knows: ``helper`` or ``Class.method`` of the file itself,
    ``?.method`` of anybody, ``?.self.method`` of the caller's own class, and
    ``=.module.name`` of what is imported, in whose place linking puts
    ``path#name``, a definition of another file.
    """

    scope: str
    made: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A module-level name that stands for a symbol defined elsewhere."""

    name: str
    symbol: str
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A module-level name that holds the truth of a platform condition."""

    name: str
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """Everything one reader says about one file.

    ``defines`` are top-level names the file itself defines; ``traits`` are
    words a language uses to tell the later stages about the file as a whole
    (``main``: it is an entry point). ``mentions`` are symbols of the
    repository's own modules as written (``.compat.sp``): the linker tells
    which of them stand for something from outside. ``calls`` are what its
    definitions call; a language whose reader does not tell leaves them empty.
    """

    path: str
    language: str
    role: Role = Role.SOURCE
    uses: tuple[Use, ...] = ()
    imports: tuple[Import, ...] = ()
    aliases: tuple[Alias, ...] = ()
    flags: tuple[Flag, ...] = ()
    defines: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    marks: tuple[Mark, ...] = ()
    calls: tuple[Calls, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleEdge:
    """One resolved import inside the repository, from file to file."""

    source: str
    target: str
    names: tuple[str, ...] = ()
    line: int = 1
    guards: tuple[Guard, ...] = ()
    deferred: bool = False
    """True when the import stands inside a function: it runs later or never."""
    implied: bool = False
    """True when nobody wrote it: the language loads the target by itself, before."""
    joined: bool = False
    """True when both files are part of one thing that is only built as a whole."""


class Scope(StrEnum):
    """When a dependency is needed."""

    RUNTIME = "runtime"
    BUILD = "build"
    DEV = "dev"
    OPTIONAL = "optional"


INHERITED = "workspace"
"""What is requested where the version stands in a manifest above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One package a manifest or lockfile names.

    ``purl`` is a package URL; ``requested`` the version constraint as written;
    ``guard`` an environment marker; ``via`` the chains of purls that pull it
    in, empty for a direct one. ``needs`` are the purls that it pulls in itself,
    where a lockfile says so; ``features`` the parts of it that are switched on
    (None: not known); ``signs`` symbols, as in uses of kind link, that tell of
    native code (a wheel per platform, an install script).
    """

    purl: str
    scope: Scope
    direct: bool
    location: Location
    unit: str = ""
    requested: str = ""
    guard: Guard | None = None
    via: tuple[tuple[str, ...], ...] = ()
    needs: tuple[str, ...] = ()
    features: tuple[str, ...] | None = None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A package of the repository as its lockfile knows it, and the purls it asks for.

    By ``path``, its folder relative to that of the lockfile ("." for the same),
    or by ``name`` where the lockfile tells no folder.
    """

    needs: tuple[str, ...]
    path: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A file that a manifest takes only under a condition.

    Files of the unit that import it without one overrule the manifest, unless
    it ``always`` decides (what a browser field replaces).
    """

    path: str
    guard: Guard
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFacts:
    """Everything one reader says about one manifest.

    ``name`` is the package's own name, ``scripts`` the entry points it
    declares (``module:function`` or a path), ``packaged`` says that it builds
    a package that others can install. ``decides`` are facts that conditions in
    the code of its directory ask for and that hold or not by its word alone
    (``feature:net``). ``roots`` are the packages of the repository in a lockfile,
    and ``about`` the folder it speaks for when that is not its own. ``shared``
    are dependencies, by the name they are asked for with, whose version and
    features count for the manifests below that ask for them as ``INHERITED``. ``choices`` are
    files that it takes under a condition. ``offers`` are names that other
    manifests may use, and what they stand for (a version catalog, properties of
    a parent). ``starts`` are command lines that start it, with their places.
    ``doors`` are the files that whoever installs it loads.
    """

    path: str
    name: str = ""
    dependencies: tuple[Dependency, ...] = ()
    scripts: tuple[str, ...] = ()
    packaged: bool = False
    uses: tuple[Use, ...] = ()
    gaps: tuple[Gap, ...] = ()
    marks: tuple[Mark, ...] = ()
    decides: tuple[tuple[str, bool], ...] = ()
    roots: tuple[Root, ...] = ()
    about: str = ""
    shared: tuple[tuple[str, Dependency], ...] = ()
    choices: tuple[Choice, ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    starts: tuple[tuple[str, Span], ...] = ()
    doors: tuple[str, ...] = ()
