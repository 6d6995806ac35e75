"""Entries of a lockfile as dependencies: what each needs, on which condition, who asked for it."""

from collections.abc import Iterable, Iterator, Sequence

from wasmfit.manifests._lockguards import guarded
from wasmfit.manifests._lockmodel import Entry, Need
from wasmfit.model.facts import Dependency, Scope
from wasmfit.model.place import Location

__all__ = ["Entry", "Need", "locked"]


def locked(
    path: str, entries: Sequence[Entry], asked: Iterable[Need] | None = None
) -> list[Dependency]:
    """All packages of a lockfile that are not the repository's own, in the order of their places.

    ``asked`` is what the repository itself needs; without it that is taken to
    be what no other package needs. Where a file relates no packages at all,
    nobody can say what is direct. A scope that the file does not tell is run
    time: the manifests beside it know better.
    """
    known = {entry.key: entry for entry in entries}
    starts = list(asked) if asked is not None else list(_unneeded(entries))
    starts = [need for need in starts if need.key in known and not known[need.key].local]
    related = asked is not None or any(entry.needs for entry in entries)
    direct = {need.key for need in starts} if related else set()
    guards = guarded(entries, starts)
    found = [
        Dependency(
            purl=entry.purl,
            scope=entry.scope or Scope.RUNTIME,
            direct=entry.key in direct,
            location=Location(path, entry.span),
            guard=entry.guard or guards.get(entry.key),
            needs=tuple(purls(entry.needs, known)),
            signs=entry.signs,
        )
        for entry in entries
        if not entry.local
    ]
    return sorted(found, key=lambda one: (one.location.key, one.purl))


def purls(needs: Iterable[Need], known: dict[str, Entry]) -> Iterator[str]:
    """The package URLs of what is needed, each once; the repository's own are left out."""
    entries = dict.fromkeys(known[need.key].key for need in needs if need.key in known)
    yield from dict.fromkeys(known[key].purl for key in entries if not known[key].local)


def _unneeded(entries: Sequence[Entry]) -> Iterator[Need]:
    """What no other package needs, and what packages of the repository do."""
    needed = {need.key for entry in entries for need in entry.needs if need.key != entry.key}
    for entry in entries:
        if entry.local:
            yield from entry.needs
        elif entry.key not in needed:
            yield Need(entry.key)
