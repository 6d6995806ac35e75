"""Turn checked documents into the values of the model."""

from collections.abc import Iterator, Mapping
from typing import Any

from wasmfit.knowledge.schema import MATCH_KINDS
from wasmfit.knowledge.tables import Table, borrowed
from wasmfit.model.knowledge import (
    Capability,
    Confidence,
    Evidence,
    Example,
    Host,
    Match,
    Package,
    Provision,
    Remedy,
    Rule,
    Support,
    Target,
    Toolchain,
    ToolchainTarget,
    Variant,
)
from wasmfit.model.services import KnownService, ServerSign, ServiceReplacement

Document = Mapping[str, Any]


def evidence_of(document: Document) -> dict[str, Evidence]:
    """The evidence a file declares, by its short keys."""
    return {
        key: Evidence(
            source=entry["source"],
            checked=entry["checked"],
            confidence=Confidence(entry["confidence"]),
        )
        for key, entry in document["evidence"].items()
    }


def capabilities(document: Document) -> Iterator[Capability]:
    """The capabilities a file defines."""
    for entry in document["capability"]:
        yield Capability(entry["id"], entry["summary"], entry.get("covers", ""))


def rules(document: Document, origin: str) -> Iterator[Rule]:
    """The rules of a file; ``origin`` names the file in messages."""
    for entry in document["rule"]:
        yield Rule(
            number=entry["number"],
            name=entry["name"],
            language=document.get("language", ""),
            summary=entry["summary"],
            why=entry["why"],
            capability=entry["capability"],
            effort=entry["effort"],
            matches=_matches(entry.get("match", {})),
            remedies=tuple(_remedy(remedy) for remedy in entry.get("remedy", ())),
            references=tuple(entry.get("references", ())),
            aliases=tuple(entry.get("aliases", ())),
            hits=tuple(Example(**hit) for hit in entry.get("hit", ())),
            misses=tuple(Example(**miss) for miss in entry.get("miss", ())),
            retired=entry.get("retired", False),
            origin=origin,
        )


def _matches(entry: Document) -> tuple[Match, ...]:
    return tuple(Match(kind, tuple(entry[kind])) for kind in MATCH_KINDS if kind in entry)


def _remedy(entry: Document) -> Remedy:
    return Remedy(
        action=entry["action"],
        text=entry["text"],
        effort=entry["effort"],
        toolchains=tuple(entry.get("toolchains", ())),
        symbols=tuple(entry.get("symbols", ())),
    )


def packages(document: Document) -> Iterator[Package]:
    """The packages of a file."""
    evidence = evidence_of(document)
    for entry in document["package"]:
        yield Package(
            purl=entry["purl"],
            requires=tuple(sorted(entry["requires"])),
            evidence=evidence[entry["evidence"]],
            pure=entry.get("pure"),
            imports=tuple(sorted(entry.get("imports", ()))),
            note=entry.get("note", ""),
            replacement=entry.get("replacement", ""),
            replacement_note=entry.get("replacement_note", ""),
            fix=entry.get("fix", ""),
            systems=tuple(sorted(entry.get("systems", ()))),
            variants=tuple(_variant(one, evidence) for one in entry.get("when", ())),
            names=tuple(sorted(entry.get("names", ()))),
            binds=tuple(sorted(entry.get("binds", ()))),
        )


def named(packages: Mapping[str, Package]) -> dict[str, Package]:
    """The packages by every name they have, sorted.

    Python packages are called the same by conda as by PyPI.
    """
    found = dict(packages)
    for purl, package in packages.items():
        for name in package.names:
            found.setdefault(name, package)
        if purl.startswith("pkg:pypi/"):
            found.setdefault(purl.replace("pypi", "conda", 1), package)
    return dict(sorted(found.items()))


def _variant(entry: Document, evidence: Mapping[str, Evidence]) -> Variant:
    return Variant(
        evidence=evidence[entry["evidence"]],
        versions=entry.get("versions", ""),
        features=tuple(entry.get("features", ())),
        needs=tuple(entry.get("needs", ())),
        targets=tuple(entry.get("targets", ())),
        support=Support(entry["support"]) if "support" in entry else None,
        failure=entry.get("failure"),
        requires=tuple(sorted(entry.get("requires", ()))),
        note=entry.get("note", ""),
        fix=entry.get("fix", ""),
    )


def target(document: Document) -> Target:
    """The target a file describes."""
    evidence = evidence_of(document)
    return Target(
        id=document["id"],
        title=document["title"],
        standard=document["standard"],
        reference=document["reference"],
        evidence=_own(document, evidence),
        price=document.get("price", ""),
        worlds=tuple(document.get("worlds", ())),
        wit=document.get("wit", ""),
        provides=_provides(document, evidence),
    )


def host(document: Document) -> Host:
    """The host a file describes."""
    evidence = evidence_of(document)
    entries = document.get("provides", {})
    return Host(
        id=document["id"],
        title=document["title"],
        version=document["version"],
        status=document["status"],
        targets=tuple(sorted(document["targets"])),
        evidence=_own(document, evidence),
        lifetime=document.get("lifetime", ""),
        memory_mib=document.get("memory_mib"),
        worlds=tuple(document.get("worlds", ())),
        imports=tuple(document.get("imports", ())),
        limits=document.get("limits", ""),
        note=document.get("note", ""),
        overrides=_provides(document, evidence),
        adds=frozenset(name for name, entry in entries.items() if entry.get("adds")),
    )


def servers(document: Document) -> Iterator[ServerSign]:
    """What shows a server, as a file knows it."""
    evidence = evidence_of(document)
    for entry in document["server"]:
        yield ServerSign(
            id=entry["id"],
            language=entry["language"],
            kind=entry["kind"],
            symbols=tuple(sorted(entry["symbols"])),
            evidence=evidence[entry["evidence"]],
        )


def services(document: Document) -> Iterator[KnownService]:
    """The software a file knows by image."""
    evidence = evidence_of(document)
    for entry in document["service"]:
        yield KnownService(
            id=entry["id"],
            kind=entry["kind"],
            placement=entry["placement"],
            names=tuple(sorted(entry["names"])),
            why=entry["why"],
            evidence=evidence[entry["evidence"]],
            protocol=entry.get("protocol", ""),
            ports=tuple(entry.get("ports", ())),
            embeds=entry.get("embeds", ""),
            languages=tuple(entry.get("languages", ())),
            replacements=tuple(
                ServiceReplacement(
                    interface=one["interface"],
                    status=one["status"],
                    evidence=evidence[one["evidence"]],
                    hosts=tuple(sorted(one.get("hosts", ()))),
                    wit=tuple(one.get("wit", ())),
                    note=one.get("note", ""),
                )
                for one in entry.get("replacement", ())
            ),
        )


def toolchain(document: Document, tables: Mapping[str, Table], packages: Table) -> Toolchain:
    """The toolchain a file describes, with its measured ``tables`` by target."""
    evidence = evidence_of(document)
    return Toolchain(
        id=document["id"],
        title=document["title"],
        version=document["version"],
        languages=tuple(sorted(document["languages"])),
        rank=document["rank"],
        evidence=_own(document, evidence),
        targets={
            name: ToolchainTarget(
                target=name,
                maturity=entry["maturity"],
                environment=entry.get("environment", {}),
                provides=_provides(entry, evidence),
                symbols=_symbols(name, entry.get("table", name), tables),
                packages=packages,
                alone=entry.get("alone", False),
            )
            for name, entry in sorted(document["targets"].items())
        },
        note=document.get("note", ""),
    )


def _symbols(target: str, table: str, tables: Mapping[str, Table]) -> Table:
    found = tables.get(table, {})
    return found if table == target else borrowed(found)


def _own(document: Document, evidence: Mapping[str, Evidence]) -> Evidence:
    """The evidence of a file as a whole: the one it names, else its first."""
    return evidence[document.get("basis", next(iter(evidence)))]


def _provides(document: Document, evidence: Mapping[str, Evidence]) -> dict[str, Provision]:
    return {
        name: Provision(
            support=Support(entry["support"]),
            evidence=evidence[entry["evidence"]],
            failure=entry.get("failure"),
            mechanism=entry.get("mechanism", ""),
            note=entry.get("note", ""),
            interface=entry.get("interface", ""),
        )
        for name, entry in sorted(document.get("provides", {}).items())
    }
