"""The shapes of rule files as JSON Schema, for editors that complete and underline TOML.

Only what one value shows is in them. That an id exists, or that a rule has its examples, is for
``wasmfit rules test`` to say.
"""

from collections.abc import Mapping
from typing import Any

from wasmfit.knowledge import schema, values
from wasmfit.knowledge.shapes import Keyed, Shape, Table, Tables
from wasmfit.knowledge.values import EFFORTS, Each, OneOf

JsonSchema = dict[str, Any]

KINDS: Mapping[str, Shape] = {
    "capabilities": schema.CAPABILITIES,
    "host": schema.HOST,
    "packages": schema.PACKAGES,
    "rules": schema.RULES,
    "servers": schema.SERVERS,
    "services": schema.SERVICES,
    "structure": schema.STRUCTURE,
    "target": schema.TARGET,
    "toolchain": schema.TOOLCHAIN,
}
"""Every kind of rule file in TOML, by the name of its schema."""

_TEXT: JsonSchema = {"type": "string", "minLength": 1}
_PURL = r"^pkg:[a-z][a-z0-9.+-]*(/[^/@?#\s]+)+$"

VALUES: Mapping[object, JsonSchema] = {
    values.text: _TEXT,
    values.any_text: {"type": "string"},
    values.flag: {"type": "boolean"},
    values.count: {"type": "integer", "minimum": 0},
    values.effort: {"enum": list(EFFORTS)},
    values.iso_date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    values.rule_number: {"type": "string", "pattern": r"^WF\d{4}$"},
    values.kebab: {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    values.capability_id: _TEXT,
    values.capability: _TEXT,
    values.evidence_key: _TEXT,
    values.target: _TEXT,
    values.toolchain: _TEXT,
    values.host: _TEXT,
    values.wit: _TEXT,
    values.image: {"type": "string", "pattern": "^[^A-Z:]+$"},
    values.measured_table: _TEXT,
    values.stem: _TEXT,
    values.folder_language: _TEXT,
    values.pattern: {"type": "string", "pattern": r"^[^*]+\*?$"},
    values.purl: {"type": "string", "pattern": _PURL},
    values.replacement: {"type": "string"},
}
"""What the checks of a single value come to; of any other a schema only tells the meaning."""


def published(known: Mapping[str, tuple[str, ...]]) -> dict[str, JsonSchema]:
    """A schema for each kind of file.

    ``known`` are the ids of this installation (capabilities, targets,
    toolchains, hosts): editors offer them, other ids are allowed.
    """
    offered = {
        values.capability: known["capabilities"],
        values.target: known["targets"],
        values.toolchain: known["toolchains"],
        values.host: known["hosts"],
    }
    fragments = dict(VALUES)
    for check, words in offered.items():
        fragments[check] = {"anyOf": [{"enum": list(words)}, _TEXT]}
    return {
        name: document(f"wasmfit rules: {name}", shape, fragments) for name, shape in KINDS.items()
    }


def document(title: str, shape: Shape, fragments: Mapping[object, JsonSchema]) -> JsonSchema:
    """A shape as one schema; ``fragments`` say what the checks of single values come to."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **_schema(shape, fragments),
    }


def _schema(shape: Shape, fragments: Mapping[object, JsonSchema]) -> JsonSchema:
    if isinstance(shape, Table):
        parts = {**shape.required, **shape.optional}
        return {
            "type": "object",
            "properties": {key: _schema(part, fragments) for key, part in parts.items()},
            "required": sorted(shape.required),
            "additionalProperties": False,
        }
    if isinstance(shape, Tables):
        return {"type": "array", "items": _schema(shape.row, fragments)}
    if isinstance(shape, Keyed):
        return {
            "type": "object",
            "propertyNames": _schema(shape.key, fragments),
            "additionalProperties": _schema(shape.value, fragments),
            "minProperties": shape.least,
        }
    if isinstance(shape, OneOf):
        return {"enum": [str(word) for word in shape.words]}
    if isinstance(shape, Each):
        items = _schema(shape.check, fragments)
        return {"type": "array", "items": items, "minItems": shape.least}
    said = (shape.__doc__ or "").partition("\n")[0]
    return {**fragments.get(shape, {}), "description": said}
