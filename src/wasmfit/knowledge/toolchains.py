"""Read the folders of toolchains: what each is, and what was measured with it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wasmfit.knowledge import build, schema
from wasmfit.knowledge.desk import Desk
from wasmfit.knowledge.roots import Root, Source
from wasmfit.knowledge.shapes import Context
from wasmfit.knowledge.tables import PACKAGES, SYMBOLS, Table
from wasmfit.model.knowledge import Toolchain

_LANGUAGES = re.compile(rb"^languages\s*=\s*\[(.*?)\]", re.DOTALL | re.MULTILINE)
_NAME = re.compile(rb"[\"']([^\"']*)[\"']")
_PACKAGES = "packages"


def toolchains(
    desk: Desk, places: Sequence[Root], context: Context, languages: Collection[str] | None
) -> dict[str, Toolchain]:
    """The toolchains that serve one of the languages, by id (None: all of them)."""
    found: dict[str, Toolchain] = {}
    for place in places:
        for name in place.names("toolchains"):
            source = place.file(f"toolchains/{name}/toolchain.toml", stem=name)
            if source is None:
                desk.mistakes.append(
                    f"{place.label}/toolchains/{name}: file: there is no toolchain.toml (write one)"
                )
            elif languages is None or _serves(source, languages):
                tables = {table.stem: table for table in place.files(f"toolchains/{name}", ".csv")}
                read = _toolchain(desk, source, tables, context)
                found |= {} if read is None else {name: read}
    return {name: found[name] for name in sorted(found)}


def _serves(source: Source, languages: Collection[str]) -> bool:
    """Whether the file may list one of the languages; cheaper than parsing it."""
    match = _LANGUAGES.search(source.path.read_bytes())
    if match is None:
        return True
    return any(name.decode() in languages for name in _NAME.findall(match[1]))


def _toolchain(
    desk: Desk, source: Source, tables: Mapping[str, Source], context: Context
) -> Toolchain | None:
    names = frozenset(tables) - {_PACKAGES}
    document = desk.document(source, schema.TOOLCHAIN, replace(context, tables=names))
    if document is None:
        return None
    evidence = build.evidence_of(document)
    for name in sorted(names - _used(document)):
        desk.mistakes.append(
            f"{tables[name].label}: file: no target uses this table"
            f" (add [targets.{name}] to {source.label})"
        )
    measured = {name: desk.table(tables[name], SYMBOLS, evidence) for name in sorted(names)}
    packages: Table = {}
    if _PACKAGES in tables:
        packages = desk.table(tables[_PACKAGES], PACKAGES, evidence)
    return build.toolchain(document, measured, packages)


def _used(document: Mapping[str, Any]) -> set[str]:
    return {entry.get("table", name) for name, entry in document["targets"].items()}
