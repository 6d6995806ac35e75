"""What is deployed: which folders become units for it, and the system that they form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wasmfit import deployments, manifests
from wasmfit.knowledge.services import Services
from wasmfit.model.deployment import DeploymentFacts, Entry, normal
from wasmfit.model.facts import Gap
from wasmfit.model.gaps import few
from wasmfit.model.knowledge import BLOCKING, Host, Knowledge, Profile
from wasmfit.model.place import Location
from wasmfit.model.project import File, Project, Unit, UnitEntry, UnitKind
from wasmfit.model.report import (
    Assessment,
    Placement,
    Plan,
    Reason,
    Report,
    Score,
    UnitReport,
    Verdict,
)
from wasmfit.model.system import Basis, System
from wasmfit.stages.assemble import Joined, Known, Placed, assemble, join, names, placed
from wasmfit.stages.detect.readers import Readers
from wasmfit.stages.extract import deployment_facts

USUAL_HOST = "wasmtime"
"""The host that is shown first when none was asked for: plain Wasm beside containers."""

NO_SCORE = Score(value=0.0, low=0.0, high=100.0)
"""Nothing of it was read: it may be anything."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What the deployment files of a tree say, before any source is read."""

    services: tuple[Joined, ...]
    facts: tuple[DeploymentFacts, ...]
    excess: tuple[Gap, ...] = ()
    paths: frozenset[str] = frozenset()

    @property
    def units(self) -> tuple[UnitEntry, ...]:
        """The same folders as units: what waits for others is a service."""
        kinds: dict[str, UnitKind] = {}
        entries: dict[str, set[str]] = {}
        for one in self.services:
            if one.folder in self.folders:
                serves = bool(one.ports) or one.open
                kind = UnitKind.SERVICE if serves else UnitKind.APPLICATION
                if kinds.get(one.folder) is not UnitKind.SERVICE:
                    kinds[one.folder] = kind
                entries.setdefault(one.folder, set()).update(self._started(one))
        return tuple(
            UnitEntry(path=path, kind=kinds[path], entries=tuple(sorted(entries[path])))
            for path in sorted(kinds)
        )

    def _started(self, one: Joined) -> set[str]:
        """Files of its folder that its command names."""
        words = one.entry.command if one.entry else ()
        return {path for word in words if (path := normal(f"{one.folder}/{word}")) in self.paths}

    def entries(self, project: Project, known: Knowledge) -> tuple[tuple[str, Entry], ...]:
        """What the images start with, each with the id of the unit that it is made of.

        Known software that stays is left out: nobody asks how a database starts.
        """
        return tuple(
            (unit, one.entry) for unit, one in self._made(project, known) if one.entry is not None
        )

    def said(self, project: Project, known: Knowledge) -> tuple[tuple[str, str, Location], ...]:
        """Command lines and values of variables, with the id of the unit they are for."""
        return tuple(
            (unit, text, place)
            for unit, one in self._made(project, known)
            for text, place in _words(one)
        )

    def _made(self, project: Project, known: Knowledge) -> Iterator[tuple[str, Joined]]:
        """Services that are made of the tree's own code, with the id of the unit."""
        units = {unit.path for unit in project.units}
        by_image = Services(known.services.values()).by_image
        for one in self.services:
            thing = by_image(one.image)
            stays = thing is not None and thing.placement == "keep" and thing.kind != "jvm"
            if one.folder is not None and not stays:
                unit = one.folder or "."
                yield unit if unit in units else "", one

    @property
    def folders(self) -> tuple[str, ...]:
        """Folders that become units: each holds the Dockerfile its image is made by."""
        return tuple(
            sorted(
                {
                    one.folder
                    for one in self.services
                    if one.folder
                    and one.build
                    and one.build.dockerfile.startswith(f"{one.folder}/")
                }
            )
        )

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read of them."""
        return (*(gap for one in self.facts for gap in one.gaps), *self.excess)


def _words(one: Joined) -> Iterator[tuple[str, Location]]:
    """What a service is started with, and the values that its variables have."""
    if one.entry is not None:
        yield " ".join(one.entry.command), one.entry.location
    told = [reference for service in one.services for reference in service.references]
    for reference in (*told, *(one.recipe.references if one.recipe else ())):
        if reference.kind in {"env", "argument"}:
            named = f"{reference.name}=" if reference.kind == "env" else ""
            yield f"{named}{reference.value}", reference.location


def survey(root: Path, files: Sequence[File]) -> Deployed:
    """The services that the files of a tree declare."""
    facts = deployment_facts(root, deployments.readers(), files)
    manifest = Readers((), manifests.readers()).manifest
    recipes = {one.path for one in facts if one.recipes}

    def declares(path: str) -> bool:
        return path not in recipes and manifest(path) is not None

    paths = [file.path for file in files]
    services, excess = join(facts, paths, root.resolve().name, declares)
    return Deployed(services, facts, excess, frozenset(paths))


def with_system(
    report: Report,
    deployed: Deployed,
    project: Project,
    known: Knowledge,
    profiles: Sequence[Profile],
) -> Report:
    """The report with a unit for every service, and the system that they form."""
    report = replace(report, gaps=few((*report.gaps, *deployed.gaps)))
    if not deployed.services:
        return report
    view = _View(report, deployed, project, known, profiles)
    return replace(report, units=view.every_unit(), system=view.system())


class _View:
    def __init__(
        self,
        report: Report,
        deployed: Deployed,
        project: Project,
        known: Knowledge,
        profiles: Sequence[Profile],
    ) -> None:
        services = Services(known.services.values())
        self.report, self.services = report, deployed.services
        self.ids = names(self.services)
        self.units = {unit.unit.path: unit for unit in report.units}
        folders = {one.folder for one in self.services if one.folder is not None}
        self.placed_folders = frozenset(deployed.folders)
        self.known = Known(
            by_image=services.by_image,
            by_name=services.by_name,
            hosts=_hosts(known, profiles),
            units={folder: unit for folder in folders if (unit := self._unit(folder, project))},
            targets={profile.id: profile.target.id for profile in profiles},
            chosen=next((p.host.id for p in profiles if p.host), USUAL_HOST),
            without_sockets=_without_sockets(known),
        )
        self.placed = [placed(one, self.known) for one in self.services]

    def _unit(self, folder: str, project: Project) -> UnitReport | None:
        """The unit whose code a folder holds: its own, the main one inside it, or around it."""
        path = folder or "."
        own = self.units.get(path)
        if own is not None and own.languages:
            return own
        inside = [
            unit
            for unit in self.report.units
            if unit.languages and (not folder or unit.unit.path.startswith(f"{folder}/"))
        ]
        if inside:
            return min(inside, key=_rank)
        if path in {unit.path for unit in project.units} or folder in self.placed_folders:
            return own
        while folder:
            folder = folder.rpartition("/")[0]
            if (folder or ".") in self.units:
                return self.units[folder or "."]
        return None

    def system(self) -> System:
        """The system, with the units that every_unit() makes."""
        units = [self._unit_id(number) for number in range(len(self.services))]
        return assemble(self.services, self.placed, units, self.known)

    def _unit_id(self, number: int) -> str:
        one, decided = self.services[number], self.placed[number]
        if decided.unit is not None:
            return decided.unit.unit.id
        return one.folder or "." if one.folder is not None else f"image:{self.ids[number]}"

    def every_unit(self) -> tuple[UnitReport, ...]:
        """The units with source, and one for every service without."""
        found: dict[str, UnitReport] = {unit.unit.id: unit for unit in self.report.units}
        for number, decided in enumerate(self.placed):
            name = self._unit_id(number)
            if decided.unit is None:
                old = found.get(name)
                if old is None or self._is_settings(number) or decided.basis is Basis.NOTHING:
                    found[name] = self._made(number, name, old)
            elif decided.basis is Basis.ENTRY and decided.placement is Placement.KEEP:
                found[name] = replace(found[name], verdict=self._verdict(decided), split=None)
        return tuple(found[name] for name in sorted(found))

    def _is_settings(self, number: int) -> bool:
        """Whether files beside a Dockerfile only set up the known software that it starts from."""
        one, decided = self.services[number], self.placed[number]
        command = one.recipe.entry.command if one.recipe and one.recipe.entry else ()
        program = command[0].rpartition("/")[2] if command else ""
        names = decided.known.names if decided.known else ()
        own = bool(program) and not any(program.startswith(name) for name in names)
        return decided.basis is Basis.IMAGE and bool(one.folder) and not own

    def _made(self, number: int, name: str, old: UnitReport | None) -> UnitReport:
        """A unit placed by its image, or one whose source no reader takes."""
        one, decided = self.services[number], self.placed[number]
        by_image = decided.basis in (Basis.IMAGE, Basis.NAME) or one.folder is None
        kind = UnitKind.IMAGE if by_image else UnitKind.SERVICE
        path = one.services[0].location.path if one.folder is None else one.folder or "."
        unit = Unit(id=name, path=path, name=one.name, kind=kind)
        verdict = self._verdict(decided)
        if old is not None:
            return replace(old, unit=replace(old.unit, kind=kind), verdict=verdict, split=None)
        profiles = [profile for profile, _, _ in self.report.profiles]
        return UnitReport(
            unit=unit,
            languages={},
            toolchains={profile: {} for profile in profiles},
            assessments={profile: _unmeasured(profile) for profile in profiles},
            verdict=verdict,
            split=None,
            plans={profile: Plan(steps=(), remainder=()) for profile in profiles},
        )

    def _verdict(self, decided: Placed) -> Verdict:
        keeps = decided.placement is Placement.KEEP
        return Verdict(
            placement=decided.placement,
            profile=self.report.primary,
            confidence=decided.confidence,
            reasons=tuple(Reason(text) for text in decided.reasons),
            gain="None: a container gives it what it needs, and a Wasm unit can call it over the "
            "network."
            if keeps
            else "Cannot be said: too little could be read.",
        )


def _rank(unit: UnitReport) -> tuple[int, int, str]:
    """Services first, then programs, the largest of them."""
    kinds = (UnitKind.SERVICE, UnitKind.APPLICATION, UnitKind.LIBRARY, UnitKind.IMAGE)
    size = sum(size for _, size in unit.languages.values())
    return (kinds.index(unit.unit.kind), -size, unit.unit.id)


def _unmeasured(profile: str) -> Assessment:
    levels: Mapping[str, int] = {"error": 0, "warning": 0, "note": 0}
    return Assessment(
        profile=profile, score=NO_SCORE, levels=levels, guarded=0, blockers=(), grants=()
    )


def _without_sockets(known: Knowledge) -> frozenset[str]:
    """Targets on which a program cannot connect to another one by itself."""
    found = (
        (name, target.provides.get("net.tcp.client")) for name, target in known.targets.items()
    )
    return frozenset(name for name, one in found if one is not None and one.support in BLOCKING)


def _hosts(known: Knowledge, profiles: Sequence[Profile]) -> tuple[Host, ...]:
    """The hosts asked for, else all that are not a thing of the past."""
    asked = [profile.host for profile in profiles if profile.host]
    living = [host for host in known.hosts.values() if host.status != "deprecated"]
    return tuple({host.id: host for host in (*asked, *living)}.values())
