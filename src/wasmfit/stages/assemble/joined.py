"""Services that several files declare, joined into one each, and where their source lies."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import basename, dirname

from wasmfit.model.deployment import (
    Build,
    DeploymentFacts,
    Entry,
    Recipe,
    Reference,
    Service,
    image_name,
    normal,
    unique,
)
from wasmfit.model.facts import Gap
from wasmfit.stages.assemble.folders import Folders

MOST = 2_000
"""Services of one tree; what is beyond is a gap."""

STAGE = "deployments"
_TESTS = frozenset({"ci", "e2e", "test", "tests"})
_ASIDE = frozenset(
    {
        ".circleci", ".devcontainer", ".github", ".gitlab", "__tests__", "doc", "docs", "e2e",
        "example", "examples", "fixtures", "sample", "samples", "test", "testdata", "tests",
        "third_party", "vendor",
    }
)  # fmt: skip


@dataclass(slots=True)
class Joined:
    """One service: everything that files say of it, the most telling file first.

    ``folder`` is where its source lies ("" is the root, None when it is only
    an image), ``recipe`` the stage of a Dockerfile that makes its image,
    ``routed`` names that lead to it, ``open`` whether from outside, too.
    """

    name: str
    system: str
    services: list[Service] = field(default_factory=list)
    build: Build | None = None
    recipe: Recipe | None = None
    folder: str | None = None
    routed: list[str] = field(default_factory=list)
    open: bool = False

    @property
    def image(self) -> str:
        """What it runs: the image named, or the one its Dockerfile starts from."""
        named = next((one.image for one in self.services if one.image), "")
        return named if self.build is None or self.recipe is None else self.recipe.base

    @property
    def kind(self) -> str:
        """What the first file that is no mere change says."""
        return next((one.kind for one in self.services if one.kind != "patch"), "service")

    @property
    def entry(self) -> Entry | None:
        """What it starts with: what a file says, else what its Dockerfile does."""
        told = next((one.entry for one in self.services if one.entry is not None), None)
        own = self.recipe.entry if self.recipe else None
        return told if told is not None and (own is None or not told.command) else own or told

    @property
    def names(self) -> tuple[str, ...]:
        """All names others may call it by."""
        told = (alias for one in self.services for alias in one.aliases)
        return unique((self.name, *told, *self.routed))

    @property
    def ports(self) -> tuple[int, ...]:
        """Ports in its container, sorted."""
        found = {port for one in self.services for port in one.ports}
        return tuple(sorted(found or (self.recipe.ports if self.recipe else ())))

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every place where it may name another service."""
        real = [one for one in self.services if not is_for_tests(one.location.path)]
        told = [reference for one in real or self.services for reference in one.references]
        return (*told, *(self.recipe.references if self.recipe else ()))


def join(
    facts: Sequence[DeploymentFacts],
    paths: Sequence[str],
    root: str,
    declares: Callable[[str], bool],
) -> tuple[tuple[Joined, ...], tuple[Gap, ...]]:
    """The services of a tree, sorted by name and system, and what was too much.

    ``facts`` stand in the order of their formats; ``paths`` are all files of
    the tree, ``root`` is what its folder is called, ``declares`` says which
    path is a manifest of code.
    """
    recipes = _recipes(facts)
    facts = [one for one in facts if not is_aside(dirname(one.path))]
    makers = Makers(facts, recipes)
    found: dict[str, list[Joined]] = {}
    for told in facts:
        for service in told.services:
            _put(found, service, told.system, makers)
    every = [joined for group in found.values() for joined in group]
    every = [one for one in every if any(s.kind != "patch" for s in one.services)]
    _route(every, facts)
    folders = Folders(paths, declares)
    for one in every:
        one.recipe = _recipe(one, recipes)
        one.folder = folders.source(one.build, one.recipe) if one.build else None
    every += _alone(recipes, every, folders, root)
    every.sort(key=lambda one: (one.name, one.system))
    return tuple(every[:MOST]), _excess(every)


def _route(every: Sequence[Joined], facts: Sequence[DeploymentFacts]) -> None:
    """Give services the names that lead to them by their labels."""
    routes = [route for told in facts for route in told.routes]
    labelled = _by_label(every)
    for route in routes:
        for one in labelled.get(route.labels[0], ()) if route.labels else ():
            if any(set(route.labels) <= set(service.labels) for service in one.services):
                one.routed.append(route.name)
                one.open = one.open or route.open
    opened = {route.name.lower() for route in routes if not route.labels}
    for one in every:
        one.open = one.open or any(name.lower() in opened for name in one.names)


def _by_label(every: Sequence[Joined]) -> dict[tuple[str, str], list[Joined]]:
    labelled: dict[tuple[str, str], list[Joined]] = {}
    for one in every:
        for label in dict.fromkeys(pair for s in one.services for pair in s.labels):
            labelled.setdefault(label, []).append(one)
    return labelled


def _excess(every: Sequence[Joined]) -> tuple[Gap, ...]:
    if len(every) <= MOST:
        return ()
    place = every[MOST].services[0].location.path if every[MOST].services else ""
    reason = f"{len(every)} services: the first {MOST} by name are shown"
    return (Gap(place, STAGE, reason),)


def _recipes(facts: Iterable[DeploymentFacts]) -> dict[str, tuple[Recipe, ...]]:
    return {one.path: one.recipes for one in facts if one.recipes}


class Makers:
    """Which image is built from where, by its reference or by its last part."""

    def __init__(
        self, facts: Sequence[DeploymentFacts], recipes: Mapping[str, tuple[Recipe, ...]]
    ) -> None:
        """Told by files that build images; else a folder of an image's name with a Dockerfile."""
        self._full: dict[str, Build] = {}
        self._last: dict[str, list[Build]] = {}
        for one in facts:
            for service in one.services:
                if service.image and service.build:
                    self._add(service.image, service.build)
            for image, build in one.builds:
                self._add(image, build)
        self._folders: dict[str, list[Build]] = {}
        for path in recipes:
            if basename(path) in ("Dockerfile", "Containerfile"):
                self._by_folder(path)

    def _add(self, image: str, build: Build) -> None:
        name = image_name(image)
        self._full.setdefault(name, build)
        known = self._last.setdefault(basename(name), [])
        if build not in known:
            known.append(build)

    def _by_folder(self, path: str) -> None:
        folder = dirname(path)
        while folder:
            build = Build(context=dirname(path), dockerfile=path)
            self._folders.setdefault(basename(folder).lower(), []).append(build)
            if basename(folder) not in ("src", "docker", "app"):
                return
            folder = dirname(folder)

    def build(self, service: Service) -> Build | None:
        """How a service's image is made; None when nothing of the tree makes it."""
        if service.build is not None:
            return None if service.build.context == ".." else service.build
        name = image_name(service.image)
        if not name:
            return None
        near = self._last.get(basename(name), []) or self._folders.get(basename(name), [])
        return self._full.get(name) or (near[0] if len(near) == 1 else None)


def _put(found: dict[str, list[Joined]], service: Service, system: str, makers: Makers) -> None:
    """Add what a file says to the service it speaks of, or as a new one."""
    build = makers.build(service)
    group = found.setdefault(service.name.lower(), [])
    for one in group:
        if _is_same(one, service, build, system):
            one.services.append(service)
            one.build = one.build or build
            return
    group.append(Joined(service.name, system, [service], build))


def _is_same(joined: Joined, service: Service, build: Build | None, system: str) -> bool:
    """Whether two declarations under one name speak of one service."""
    if service.kind == "patch" or all(one.kind == "patch" for one in joined.services):
        return joined.system == system
    if joined.build is not None and build is not None:
        same = joined.build.dockerfile == build.dockerfile
        return same or joined.build.context == build.context
    if joined.build is not None or build is not None:
        return True
    images = {basename(image_name(one.image)) for one in joined.services if one.image}
    return not images or not service.image or basename(image_name(service.image)) in images


def _recipe(one: Joined, recipes: Mapping[str, tuple[Recipe, ...]]) -> Recipe | None:
    if one.build is None:
        return None
    stages = recipes.get(one.build.dockerfile, ())
    named = [stage for stage in stages if stage.stage == one.build.target.lower()]
    final = named or list(stages[-1:])
    return final[0] if final else None


def _alone(
    recipes: Mapping[str, tuple[Recipe, ...]],
    joined: Sequence[Joined],
    folders: Folders,
    root: str,
) -> list[Joined]:
    """A Dockerfile that no other file speaks of is a service of its own."""
    used = {one.build.dockerfile for one in joined if one.build}
    taken = {one.folder for one in joined if one.folder is not None}
    found: list[Joined] = []
    for path in sorted(recipes, key=lambda path: (path.count("/"), path)):
        folder = dirname(path)
        if is_aside(folder):
            continue
        if basename(path) not in ("Dockerfile", "Containerfile") or path in used:
            continue
        around = (normal(folder[:end]) for end in _ends(folder))
        if folder in taken or any(part in taken and part for part in around):
            continue
        one = _unspoken(path, recipes[path][-1], folders, root)
        if one.folder in taken or _packs(one):
            continue
        taken |= {folder, folder if one.folder is None else one.folder}
        found.append(one)
    return found


def _packs(one: Joined) -> bool:
    """Whether it only makes packages for distributions: it lies among their recipes."""
    return one.folder is not None and "packaging" in one.folder.split("/")


def _unspoken(path: str, recipe: Recipe, folders: Folders, root: str) -> Joined:
    """The service of a Dockerfile that no other file speaks of, named after its source."""
    folder = dirname(path)
    build = Build(context=folders.context(folder, recipe), dockerfile=path)
    name = basename(build.context) or root
    service = Service(name=name, format="dockerfile", location=recipe.location)
    one = Joined(name, folder, [service], build, recipe)
    one.folder = folders.source(build, recipe)
    return one


def _ends(folder: str) -> list[int]:
    return [position for position, letter in enumerate(folder) if letter == "/"]


def is_aside(folder: str) -> bool:
    """Whether what lies there shows or tests something and is not the system itself."""
    return any(part.lower() in _ASIDE for part in folder.split("/"))


def is_for_tests(path: str) -> bool:
    """Whether a deployment file by its name is for tests only."""
    words = basename(path).replace("-", ".").replace("_", ".").lower().split(".")
    return any(word in _TESTS for word in words)
