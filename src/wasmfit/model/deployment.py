"""What people deploy, as a file declares it: services, how they are built, and whom they call."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from wasmfit.model.facts import Gap
from wasmfit.model.place import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """How an image is built from the tree.

    ``context`` and ``dockerfile`` are paths below the scanned root ("" for the
    root itself); ``target`` is the stage wanted, "" for the last.
    """

    context: str
    dockerfile: str
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place where a service may name another one.

    ``kind`` is ``env`` (``name`` is the variable), ``depends_on``, ``link``,
    ``argument`` or ``route``; ``value`` is what stands there.
    """

    kind: str
    name: str
    value: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service as one file declares it.

    ``image`` is the reference as far as it is known; ``entry`` is what it is
    started with when this file says so.
    ``ports`` are those inside its container; ``serves`` those through which
    others outside reach it. ``aliases`` are further names it goes by; ``labels`` are those that
    routes select it by.
    ``volumes`` are paths in it that outlive it, ``memory_mib`` what it may
    use, ``profiles`` the modes in which it runs (empty: always).
    ``kind`` is ``service``, ``job`` (ends by itself), ``worker``, ``wasm``
    (is Wasm already) or ``patch`` (changes a service that another file
    declares). ``notes`` are sentences for a person.
    """

    name: str
    format: str
    location: Location
    kind: str = "service"
    image: str = ""
    build: Build | None = None
    entry: "Entry | None" = None
    ports: tuple[int, ...] = ()
    serves: tuple[int, ...] = ()
    references: tuple[Reference, ...] = ()
    aliases: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    volumes: tuple[str, ...] = ()
    memory_mib: int | None = None
    replicas: int | None = None
    profiles: tuple[str, ...] = ()
    platform: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a container starts, and what stands between it and the program.

    ``command`` is the program with its arguments as far as they are known.
    ``through`` is "" when it is started directly, ``shell`` when a command line
    for a shell starts it, ``script`` when a shell script of the tree does,
    ``supervisor`` when one program starts several, ``shell-program`` when the
    script itself is all there is. ``detail`` names the script or supervisor.
    """

    command: tuple[str, ...]
    location: Location
    through: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One stage of a Dockerfile, with everything it inherits from the stages it builds on.

    ``base`` is the image at the bottom of the stage, ``made_with`` the images
    of all stages that files are copied from. ``copies`` are the paths that it
    takes from the build context. ``references`` are variables that it sets.
    """

    dockerfile: str
    stage: str
    base: str
    location: Location
    made_with: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    entry: Entry | None = None
    ports: tuple[int, ...] = ()
    volumes: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A name that leads to every service with these labels; ``open`` from outside, too.

    Without labels it leads to what goes by the name already.
    """

    name: str
    labels: tuple[tuple[str, str], ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentFacts:
    """Everything one reader says about one file.

    ``routes`` are names that lead to services by their labels. ``builds`` tell
    which image is built from where (image reference, build), for services that
    other files declare by image; ``recipes`` are a Dockerfile's stages, the one
    that is built without a word last. ``system`` is the folder whose files
    describe one system together. ``read`` are further files that were read for
    it and that say nothing on their own.
    """

    path: str
    format: str
    system: str = ""
    services: tuple[Service, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    routes: tuple[Route, ...] = ()
    builds: tuple[tuple[str, Build], ...] = ()
    gaps: tuple[Gap, ...] = ()
    read: tuple[str, ...] = ()


class Shelf(Protocol):
    """The files of the scanned tree, and nothing outside it."""

    def data(self, path: str) -> bytes | None:
        """The bytes of a file of the tree; None when there is no such file or it cannot be read."""
        ...

    def below(self, folder: str) -> Sequence[str]:
        """The paths of all files below a folder ("" for the root), sorted."""
        ...


def _every(_: bytes) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """How files of one deployment format are read.

    ``patterns`` are base-name globs. ``claims``, if given, looks at the content
    first: many files end in ``.yaml``. ``read`` is given the path and the tree,
    because compose files and charts are spread over several files; it never
    raises, what it cannot understand becomes a gap. Formats of lower ``rank``
    come first: where two declare a service differently the first one decides.
    """

    id: str
    title: str
    patterns: tuple[str, ...]
    read: Callable[[str, Shelf], DeploymentFacts]
    claims: Callable[[bytes], bool] = field(default=_every)
    rank: int = 5


def normal(path: str) -> str:
    """A path below the root without ``.``, ``..`` and doubled slashes; ".." if it leaves it."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return ".."
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def beside(path: str, relative: str) -> str:
    """A path written in a file, as seen from the root; ".." when it leads out of the tree."""
    if relative.startswith(("/", "~")):
        return ".."
    return normal(f"{path.rpartition('/')[0]}/{relative}")


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """The items that are not empty, each once, in their order."""
    return tuple(dict.fromkeys(item for item in items if item))


def image_name(reference: str) -> str:
    """An image reference without tag and digest, in lower case: ``quay.io/team/name``."""
    head, slash, last = reference.strip().partition("@")[0].rpartition("/")
    depth = 0
    for position, letter in enumerate(last):
        depth += (letter == "{") - (letter == "}")
        if letter == ":" and depth <= 0:
            last = last[:position]
            break
    return f"{head}{slash}{last}".lower()


def is_open(reference: str) -> bool:
    """Whether a variable without a value hides which image it is; its tag may be open."""
    return "$" in image_name(reference).rpartition("/")[2]
