"""What is said about files and units from outside: by a person, and by deployment files."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from wasmfit.model.project import Project, Role, Unit, UnitEntry

Told = Callable[[str], Role | None]
"""The role that a person gives to the file at a path, None when nobody did."""


def nobody(_: str) -> Role | None:
    """Nobody says anything."""
    return None


@dataclass(frozen=True, slots=True)
class Said:
    """The role of a file, and units with their names, kinds and entries, as a person says.

    ``images`` are directories that images are built from: units, unless a role
    says otherwise.
    """

    role: Told = nobody
    units: tuple[UnitEntry, ...] = ()
    images: tuple[str, ...] = ()

    @property
    def folders(self) -> frozenset[str]:
        """Directories that are units whatever lies in them; "" is the root."""
        return frozenset("" if entry.path == "." else entry.path for entry in self.units)

    def applied(self, project: Project) -> Project:
        """The project with its units as their owner describes them.

        An entry for a directory without a unit changes nothing.
        """
        wanted = {entry.path: entry for entry in self.units}
        units = (_told(unit, wanted.get(unit.path)) for unit in project.units)
        return replace(project, units=tuple(units))


NOTHING = Said()


def _told(unit: Unit, entry: UnitEntry | None) -> Unit:
    if entry is None:
        return unit
    return replace(
        unit,
        name=entry.name or unit.name,
        kind=entry.kind or unit.kind,
        entries=entry.entries or unit.entries,
    )
