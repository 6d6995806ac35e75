"""Load ``rules/``: find the files a scan needs, check them, and build what they say."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from wasmfit.knowledge import build, compiled, schema
from wasmfit.knowledge.desk import Desk, Shelf
from wasmfit.knowledge.folders import ecosystems_of, folder_of
from wasmfit.knowledge.roots import Root, Source, roots, strangers
from wasmfit.knowledge.shapes import Context
from wasmfit.knowledge.toolchains import toolchains
from wasmfit.model.knowledge import Capability, Host, Knowledge, Package, Rule, Target
from wasmfit.model.services import KnownService, ServerSign


def load(languages: Collection[str] | None = None, extra: Sequence[Path] = ()) -> Knowledge:
    """Everything known that matters for these languages (None: for all).

    ``extra`` are folders laid out like ``rules/``; their entries are added,
    or take the place of shipped ones of the same number or id. Raises
    KnowledgeError with one line per mistake.
    """
    return _loaded(Desk(compiled.shipped_index()), roots(extra), languages)


def write_index() -> Path:
    """Read and check all shipped rules anew and keep them in the index; where that is."""
    desk = Desk()
    _loaded(desk, roots(()), None)
    compiled.PLACE.write_bytes(compiled.written(desk.fresh))
    return compiled.PLACE


def _loaded(desk: Desk, places: Sequence[Root], languages: Collection[str] | None) -> Knowledge:
    desk.mistakes.extend(line for place in places for line in strangers(place))
    capabilities = _capabilities(desk, places)
    desk.settle()
    context = Context(
        capabilities=frozenset(capabilities),
        targets=frozenset(source.stem for _, source in _files(places, "targets")),
        hosts=frozenset(source.stem for _, source in _files(places, "hosts")),
        toolchains=frozenset(name for place in places for name in place.names("toolchains")),
    )
    known = Knowledge(
        version="",
        capabilities=capabilities,
        rules=_rules(desk, places, context, languages),
        structure=_structure(desk, places, context),
        targets=_targets(desk, places, context),
        toolchains=toolchains(desk, places, context, languages),
        hosts=_hosts(desk, places, context),
        packages=_packages(desk, places, context, languages),
        services=_services(desk, places, context),
        servers=_servers(desk, places, context),
    )
    desk.settle()
    return replace(known, version=desk.version)


def _files(places: Sequence[Root], folder: str) -> Iterator[tuple[Root, Source]]:
    for place in places:
        for source in place.files(folder):
            yield place, source


def _single(places: Sequence[Root], name: str) -> Iterator[tuple[Root, Source]]:
    """The file of that name at the top of each folder that has one."""
    for place in places:
        source = place.file(name)
        if source is not None:
            yield place, source


def _capabilities(desk: Desk, places: Sequence[Root]) -> dict[str, Capability]:
    shelf: Shelf[Capability] = Shelf(desk, "capability/id")
    there = _single(places, "capabilities.toml")
    for place, source, document in desk.documents(there, schema.CAPABILITIES, Context()):
        for capability in build.capabilities(document):
            shelf.put(capability.id, capability, place, source)
    return shelf.sorted()


def _structure(desk: Desk, places: Sequence[Root], context: Context) -> dict[str, Rule]:
    shelf: Shelf[Rule] = Shelf(desk, "rule/number")
    there = _single(places, "structure.toml")
    for place, source, document in desk.documents(there, schema.STRUCTURE, context):
        for rule in build.rules(document, source.label):
            shelf.put(rule.number, rule, place, source)
    return shelf.sorted()


def _services(desk: Desk, places: Sequence[Root], context: Context) -> dict[str, KnownService]:
    """By id; a name may stand in one entry of a root only."""
    shelf: Shelf[KnownService] = Shelf(desk, "service/id")
    names: Shelf[str] = Shelf(desk, "service/names")
    there = _single(places, "services.toml")
    for place, source, document in desk.documents(there, schema.SERVICES, context):
        for service in build.services(document):
            shelf.put(service.id, service, place, source)
            for name in service.names:
                names.put(name, service.id, place, source)
    return shelf.sorted()


def _servers(desk: Desk, places: Sequence[Root], context: Context) -> dict[str, ServerSign]:
    shelf: Shelf[ServerSign] = Shelf(desk, "server/id")
    there = _single(places, "servers.toml")
    for place, source, document in desk.documents(there, schema.SERVERS, context):
        for sign in build.servers(document):
            shelf.put(sign.id, sign, place, source)
    return shelf.sorted()


def _targets(desk: Desk, places: Sequence[Root], context: Context) -> dict[str, Target]:
    found = desk.documents(_files(places, "targets"), schema.TARGET, context)
    targets = {source.stem: build.target(document) for _, source, document in found}
    return {name: targets[name] for name in sorted(targets)}


def _hosts(desk: Desk, places: Sequence[Root], context: Context) -> dict[str, Host]:
    found = desk.documents(_files(places, "hosts"), schema.HOST, context)
    hosts = {source.stem: build.host(document) for _, source, document in found}
    return {name: hosts[name] for name in sorted(hosts)}


def _packages(
    desk: Desk, places: Sequence[Root], context: Context, languages: Collection[str] | None
) -> dict[str, Package]:
    shelf: Shelf[Package] = Shelf(desk, "package/purl")
    wanted = None if languages is None else ecosystems_of(languages)
    files = (
        (place, source)
        for place, source in _files(places, "packages")
        if wanted is None or source.stem in wanted
    )
    for place, source, document in desk.documents(files, schema.PACKAGES, context):
        for package in build.packages(document):
            shelf.put(package.purl, package, place, source)
    return build.named(shelf.sorted())


def _rules(
    desk: Desk, places: Sequence[Root], context: Context, languages: Collection[str] | None
) -> tuple[Rule, ...]:
    shelf: Shelf[Rule] = Shelf(desk, "rule/number")
    names: Shelf[str] = Shelf(desk, "rule/name")
    wanted = None if languages is None else {folder_of(language) for language in languages}
    for place in places:
        for folder in place.names("languages"):
            if wanted is not None and folder not in wanted:
                continue
            files = _files((place,), f"languages/{folder}")
            inside = replace(context, folder=folder)
            for _, source, document in desk.documents(files, schema.RULES, inside):
                for rule in build.rules(document, source.label):
                    shelf.put(rule.number, rule, place, source)
                    for name in (rule.name, *rule.aliases):
                        names.put(name, rule.number, place, source)
    return tuple(shelf.sorted().values())
