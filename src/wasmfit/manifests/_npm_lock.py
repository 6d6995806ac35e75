"""What lockfiles of npm packages share: what is installed, who needs it, signs of native code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wasmfit.manifests._npm import NATIVE_PACKAGES, is_name, purl
from wasmfit.model.condition import Atom, Not
from wasmfit.model.facts import Dependency, Gap, Guard, ManifestFacts, Root, Scope
from wasmfit.model.place import Location, Span

STAGE = "extract"
ADDON = "node-addon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One installed package: ``needs`` and ``optional`` are keys of other entries.

    ``installs`` says that it runs a script when it is installed.
    """

    key: str
    name: str
    version: str
    span: Span
    needs: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    scope: Scope = Scope.RUNTIME
    guard: Guard | None = None
    installs: bool = False
    requested: str = ""

    @property
    def purl(self) -> str:
        """Its package URL with version."""
        return purl(self.name, self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A lockfile: its packages, and per folder of the repository the keys that are asked for."""

    entries: Sequence[Entry]
    asked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()


def facts(path: str, lock: Locked) -> ManifestFacts:
    """The facts of a lockfile, in the order of its lines."""
    known = {entry.key: entry for entry in lock.entries if is_name(entry.name)}
    direct = {key for keys in lock.asked.values() for key in keys}
    found = [_dependency(path, entry, known, direct) for entry in known.values()]
    return ManifestFacts(
        path=path,
        dependencies=tuple(sorted(found, key=lambda one: (one.location.key, one.purl))),
        roots=tuple(
            Root(path=folder, needs=_purls(keys, known))
            for folder, keys in sorted(lock.asked.items())
            if folder
        ),
        gaps=lock.gaps,
    )


def _purls(keys: Sequence[str], known: Mapping[str, Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known[key].purl for key in keys if key in known))


def _dependency(
    path: str, entry: Entry, known: Mapping[str, Entry], direct: set[str]
) -> Dependency:
    return Dependency(
        purl=entry.purl,
        scope=entry.scope,
        direct=entry.key in direct,
        location=Location(path, entry.span),
        requested=entry.requested,
        guard=entry.guard,
        needs=_purls((*entry.needs, *entry.optional), known),
        signs=(ADDON,) if any(_native_signs(entry, known)) else (),
    )


def _native_signs(entry: Entry, known: Mapping[str, Entry]) -> Iterator[bool]:
    """Whether it brings compiled code: it builds some, or comes as one package per platform."""
    needs = [known[key].name for key in entry.needs if key in known]
    yield entry.installs and not NATIVE_PACKAGES.isdisjoint(needs)
    platforms = [known[key].guard for key in entry.optional if key in known]
    yield len([guard for guard in platforms if guard and _is_machine(guard)]) > 1


def _is_machine(guard: Guard) -> bool:
    """Whether a condition names kinds of processor, as packages of compiled code do."""
    condition = guard.condition
    parts = getattr(condition, "operands", (condition,))
    atoms = (part.operand if isinstance(part, Not) else part for part in parts)
    return any(isinstance(atom, Atom) and atom.fact == "process.arch" for atom in atoms)
