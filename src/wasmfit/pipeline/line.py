"""The line of stages: the whole program on one screen. Nothing flows back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from posixpath import dirname

from wasmfit import knowledge, languages, manifests
from wasmfit.errors import NothingToScanError
from wasmfit.model.facts import ManifestFacts
from wasmfit.model.place import Location
from wasmfit.model.project import Project, Role
from wasmfit.model.reader import Manifest
from wasmfit.model.report import Report
from wasmfit.pipeline.assess import Assessor
from wasmfit.pipeline.bench import Counter
from wasmfit.pipeline.calm import uncollected
from wasmfit.pipeline.options import Options
from wasmfit.pipeline.reading import joined
from wasmfit.pipeline.settle import WHOLE, Revisit, role_by_pattern, settler
from wasmfit.pipeline.system import survey, with_system
from wasmfit.stages.detect import Said, as_they_say, describe, detect
from wasmfit.stages.discover import Discovery
from wasmfit.stages.extract import first_bytes, manifest_facts
from wasmfit.stages.judge import entry_findings, heap_findings
from wasmfit.stages.resolve import chosen, settled


def report_of(root: Path, found: Discovery, options: Options) -> Report:
    """Read and judge the files that were found."""
    readers = {language.id: language for language in languages.readers()}
    formats = {manifest.id: manifest for manifest in manifests.readers()}

    base = root if root.is_dir() else root.parent
    kinds = (tuple(readers.values()), tuple(formats.values()))
    deployed = survey(base, found.files)
    said = Said(role_by_pattern(options.roles), options.units, deployed.units)
    project = detect(found.files, *kinds, first_bytes(base), name=base.resolve().name, said=said)
    if not project.sources and not project.manifests and not deployed.services:
        message = f"{root}: nothing to scan: none of {found.seen} files is of a known kind"
        raise NothingToScanError(message)

    known = knowledge.load(_spoken(project, formats), options.rules)
    texts = manifest_facts(base, formats, project.manifests)
    counter = Counter(known, options, project, _named(project, texts, formats))
    linked = joined(base, project, readers, counter, options, found.files)
    linked = chosen(linked, (choice for text in texts for choice in text.choices))
    linked = settled(linked, *_decided(project, texts))
    project, files = as_they_say(project, linked.files, linked.edges, said.role)
    linked = replace(linked, files=files)
    project = said.applied(describe(project, texts, linked.files, linked.edges, counter.serving))
    read = first_bytes(base, WHOLE)
    revisit = Revisit(settler(options, (*linked.files, *texts), read), read)
    said_of = (*deployed.said(project, known), *_commands(project, texts))
    started = (
        *entry_findings(deployed.entries(project, known), counter.rules, counter.plainly),
        *heap_findings(said_of, counter.rules, counter.plainly),
    )
    with uncollected():
        assessor = Assessor(project, linked, texts, counter, revisit, started)
        report = replace(assessor.report(root, found), settings=options.settings)
    return with_system(report, deployed, project, known, counter.profiles)


def _commands(
    project: Project, texts: Sequence[ManifestFacts]
) -> tuple[tuple[str, str, Location], ...]:
    """The command lines that manifests start their units with, and where they stand."""
    units = {file.path: file.unit for file in project.manifests if file.role is Role.SOURCE}
    return tuple(
        (units[facts.path], text, Location(facts.path, span))
        for facts in texts
        if facts.path in units
        for text, span in facts.starts
    )


def _decided(
    project: Project, texts: Sequence[ManifestFacts]
) -> tuple[dict[str, str], dict[str, dict[str, bool]]]:
    """The unit of every path, and what each unit's manifests decide."""
    units = {source.path: source.unit for source in (*project.sources, *project.manifests)}
    decided: dict[str, dict[str, bool]] = {}
    for facts in texts:
        decided.setdefault(units[facts.path], {}).update(facts.decides)
    return units, decided


def _named(
    project: Project, texts: Sequence[ManifestFacts], formats: Mapping[str, Manifest]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """By language: the names that manifests give, with the directories they name."""
    format_of = {source.path: formats[source.language] for source in project.manifests}
    found: dict[str, list[tuple[str, str]]] = {}
    for facts in texts:
        for language in format_of[facts.path].languages if facts.name else ():
            found.setdefault(language, []).append((facts.name, dirname(facts.path)))
    return {language: tuple(sorted(names)) for language, names in found.items()}


def _spoken(project: Project, formats: Mapping[str, Manifest]) -> set[str]:
    """The languages of the sources, and of the packages that manifests name."""
    named = {source.language for source in project.manifests}
    return {source.language for source in (*project.sources, *project.unread)} | {
        language for name in named for language in formats[name].languages
    }
