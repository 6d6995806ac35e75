"""What is said about files and units from outside: by a person, and by deployment files."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from wasmfit.model.project import Project, Role, Unit, UnitEntry, UnitKind

Told = Callable[[str], Role | None]
"""The role that a person gives to the file at a path, None when nobody did."""


def nobody(_: str) -> Role | None:
    """Nobody says anything."""
    return None


@dataclass(frozen=True, slots=True)
class Said:
    """The role of a file, and units with their names, kinds and entries, as a person says.

    ``images`` are directories that images are built from, as deployment files
    say: units, unless their role speaks against it.
    """

    role: Told = nobody
    units: tuple[UnitEntry, ...] = ()
    images: tuple[UnitEntry, ...] = ()

    @property
    def folders(self) -> frozenset[str]:
        """Directories that are units whatever lies in them; "" is the root."""
        return frozenset("" if entry.path == "." else entry.path for entry in self.units)

    def applied(self, project: Project) -> Project:
        """The project with its units as their owner describes them.

        An entry for a directory without a unit changes nothing.
        """
        deployed = {entry.path: entry for entry in self.images}
        wanted = {entry.path: entry for entry in self.units}
        units = (_run(unit, deployed.get(unit.path)) for unit in project.units)
        units = (_told(unit, wanted.get(unit.path)) for unit in units)
        return replace(project, units=tuple(units))


NOTHING = Said()


def _run(unit: Unit, entry: UnitEntry | None) -> Unit:
    """A unit that is deployed is no library, whatever it also offers."""
    if entry is None:
        return unit
    kinds = (UnitKind.LIBRARY, UnitKind.APPLICATION, UnitKind.SERVICE)
    kind = max(unit.kind, entry.kind or unit.kind, key=kinds.index)
    return replace(unit, kind=kind, entries=tuple(sorted({*unit.entries, *entry.entries})))


def _told(unit: Unit, entry: UnitEntry | None) -> Unit:
    if entry is None:
        return unit
    return replace(
        unit,
        name=entry.name or unit.name,
        kind=entry.kind or unit.kind,
        entries=entry.entries or unit.entries,
    )
