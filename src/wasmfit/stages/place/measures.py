"""What a placement is decided on: numbers, never names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.knowledge import BLOCKING, Support
from wasmfit.model.project import INTERPRETED, Role, SourceFile
from wasmfit.model.report import DependencyReport, Finding, Plan, Split
from wasmfit.stages.place.counted import is_counted_blocker, is_linked, is_partial, is_stranger

SETTINGS = frozenset({"grant", "flag", "feature", "keep"})
"""Actions of a plan that change nothing in the code."""


PER = 100_000
"""Bytes that densities refer to, some 3,000 lines."""

SMALL = 60_000
"""Bytes (some 2,000 lines) below which a handful of places says nothing about density."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """One unit on one profile, in numbers. Shares are of source bytes, 0 to 1.

    ``size`` is in bytes. ``lacking`` is the share in languages without a
    toolchain, ``experimental`` that in languages whose toolchain nobody
    maintains. ``foreign`` is built into native modules for another language to
    load (C under Python), which the profile cannot do, or probably cannot.
    ``unread`` could not be read, as a share of what there is.

    ``clean`` loads without a blocked module or package, ``whole`` has no way
    to a blocker at all, not even once something is called, ``portable`` loads
    once ``cuts`` imports are cut. ``blockers`` counts places (a missing toolchain is
    none) and ``kinds`` the capabilities they need, ``remedied`` is the share of
    the places that has a remedy, ``effort`` the points of all changes.
    ``entries`` is the share of the modules the unit is entered by that do not
    load. ``packages`` counts run-time dependencies that block and have no
    replacement; ``leaning`` is in modules that import some package that blocks,
    ``stranded`` in those that import one without a replacement, ``unseen`` counts
    those of the latter that no import is seen of; ``linked`` counts
    native libraries that its build links and that block; ``strange`` is in modules that
    import a package that nobody has examined; ``partial`` counts run-time
    dependencies that work in part. ``outset`` counts blockers in what it is
    started with, which come before any of its code. ``program`` says that it is
    there to be run; ``browsed`` are the bytes that browsers run.
    """

    size: int
    lacking: float = 0.0
    experimental: float = 0.0
    foreign: float = 0.0
    unread: float = 0.0
    clean: float = 1.0
    whole: float = 1.0
    portable: float = 1.0
    cuts: int = 0
    blockers: int = 0
    kinds: int = 0
    remedied: float = 1.0
    effort: int = 0
    entries: float = 0.0
    packages: int = 0
    leaning: float = 0.0
    stranded: float = 0.0
    unseen: int = 0
    linked: int = 0
    strange: float = 0.0
    partial: int = 0
    outset: int = 0
    program: bool = False
    browsed: int = 0

    @property
    def density(self) -> float:
        """Blocking places per 100 kB, of a unit taken to be no smaller than SMALL."""
        return self.blockers * PER / max(self.size, SMALL)

    @property
    def burden(self) -> float:
        """Effort points of all changes per 100 kB."""
        return self.effort * PER / self.size if self.size else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the measures of one unit on one profile are taken from.

    ``sources`` are its files of source role; ``exposed`` the modules that
    cannot load because of a blocker, ``touched`` those that load one or hold a
    function that meets it; ``starts`` the modules it is entered by;
    ``uses`` maps imported packages (purls) to the modules that cannot load
    without them; ``plan`` is the full plan, without a split; ``lost`` the bytes
    of its code that could not be read, ``compiled`` the bytes of sources that a
    native build takes and no reader does (Cython, Fortran), ``foreign`` sources
    in languages that no reader takes, ``browsed`` the bytes that browsers run.
    """

    profile: str
    sources: Sequence[SourceFile]
    findings: Sequence[Finding]
    dependencies: Sequence[DependencyReport]
    exposed: Collection[str]
    touched: Collection[str]
    starts: Collection[str]
    uses: Mapping[str, Collection[str]]
    program: bool
    split: Split | None
    plan: Plan
    lost: int = 0
    compiled: int = 0
    foreign: Sequence[SourceFile] = ()
    browsed: int = 0


def measure(scene: Scene) -> Measures:
    """The numbers of one unit on one profile."""
    size = {source.path: source.size for source in scene.sources}
    languages = {source.path: source.language for source in scene.sources}
    blockers = [one for one in scene.findings if is_counted_blocker(one, scene.profile)]
    lacking = {one.symbol for one in blockers if one.kind == "toolchain"}
    blockers = [one for one in blockers if one.kind != "toolchain"]
    immature = _immature(scene)
    left = set(scene.plan.remainder)
    hopeless = _hopeless(scene.dependencies, blockers)
    blocked = {one.purl for one in blockers if one.purl is not None}
    clean = {path for path in size if languages[path] not in lacking} - set(scene.exposed)
    return Measures(
        size=sum(size.values()),
        lacking=_lacking(scene, lacking),
        experimental=_share(size, [path for path in size if languages[path] in immature - lacking]),
        foreign=_foreign(scene, size, languages),
        unread=_unread(scene),
        clean=_share(size, clean),
        whole=_share(size, clean - set(scene.touched)),
        portable=scene.split.share if scene.split else _share(size, clean),
        cuts=len(scene.split.cut) if scene.split else 0,
        blockers=len({one.purl or one.id for one in blockers}),
        kinds=len({one.capability for one in blockers}),
        remedied=1 - _part([one.id for one in blockers], left),
        effort=sum(step.effort for step in scene.plan.steps if step.action not in SETTINGS),
        entries=_part(scene.starts, scene.exposed),
        packages=len(hopeless),
        leaning=_share(size, _users(scene, _chains(blockers, blocked))),
        stranded=_share(size, _users(scene, _chains(blockers, hopeless))),
        unseen=sum(not _chains(blockers, [purl]) & scene.uses.keys() for purl in hopeless),
        linked=len({one.symbol for one in blockers if is_linked(one)}),
        strange=_share(size, _users(scene, _strange(scene))),
        partial=len(_partial(scene)),
        outset=sum(one.kind == "service" for one in blockers),
        program=scene.program,
        browsed=scene.browsed,
    )


def _immature(scene: Scene) -> set[str]:
    """Languages whose toolchain is not one that somebody maintains."""
    told = (one for one in scene.findings if one.kind == "toolchain")
    return {o.symbol for o in told if o.answers[scene.profile].support is not Support.NATIVE}


def _lacking(scene: Scene, languages: Collection[str]) -> float:
    """The share of all code, read or not, in languages without a toolchain."""
    every = (*scene.sources, *scene.foreign)
    size = {source.path: source.size for source in every}
    return _share(size, [source.path for source in every if source.language in languages])


def _unread(scene: Scene) -> float:
    """The share of all code that could not be read, or that no reader takes."""
    read = sum(source.size for source in scene.sources)
    lost = scene.lost + sum(source.size for source in scene.foreign)
    return lost / max(1, lost + read)


def _foreign(scene: Scene, size: Mapping[str, int], languages: Mapping[str, str]) -> float:
    """The compiled share of a unit that builds native modules for its other language."""
    loads = INTERPRETED.intersection(languages.values())
    if not loads or not any(_builds(one, scene.profile) for one in scene.findings):
        return 0.0
    taken = sum(size[path] for path in size if languages[path] not in INTERPRETED)
    return (taken + scene.compiled) / max(1, sum(size.values()) + scene.compiled)


def _builds(finding: Finding, profile: str) -> bool:
    """Whether a finding says that native modules are built which the profile cannot load."""
    answer = finding.answers.get(profile)
    return (
        answer is not None
        and answer.support in BLOCKING
        and (finding.kind, finding.capability) == ("link", "ffi.native")
        and finding.role is Role.SOURCE
        and finding.suppressed is None
        and finding.active.get(profile, True) is not False
    )


def _strange(scene: Scene) -> frozenset[str]:
    return frozenset(one.purl or "" for one in scene.findings if is_stranger(one, scene.profile))


def _partial(scene: Scene) -> frozenset[str]:
    """Packages that the unit needs when it runs, and that only work in part there."""
    return frozenset(
        one.purl
        for one in scene.findings
        if one.purl is not None and one.kind == "dependency" and is_partial(one, scene.profile)
    )


def _chains(blockers: Sequence[Finding], packages: Collection[str]) -> set[str]:
    """Packages with all that bring them in."""
    return {
        name
        for one in blockers
        if one.purl is not None and one.purl in packages
        for name in (one.purl, *(name for chain in one.via for name in chain))
    }


def _users(scene: Scene, packages: Collection[str]) -> set[str]:
    return {path for purl in packages for path in scene.uses.get(purl, ())}


def _share(size: Mapping[str, int], paths: Collection[str]) -> float:
    total = sum(size.values())
    return sum(size[path] for path in paths) / total if total else 0.0


def _part(items: Collection[str], of: Collection[str]) -> float:
    return sum(item in of for item in items) / len(items) if items else 0.0


def _hopeless(
    dependencies: Sequence[DependencyReport], blockers: Sequence[Finding]
) -> frozenset[str]:
    replaceable = {report.dependency.purl for report in dependencies if report.replacement}
    return frozenset(
        one.purl for one in blockers if one.purl is not None and one.purl not in replaceable
    )
