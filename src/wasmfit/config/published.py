"""The shape of the settings as JSON Schema, for editors that complete and underline TOML."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from wasmfit.config import _checks
from wasmfit.knowledge import values
from wasmfit.knowledge.published import VALUES, document

if TYPE_CHECKING:
    from wasmfit.knowledge.values import Each

_TEXT: Mapping[str, Any] = {"type": "string", "minLength": 1}


def published(known: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The schema; ``known`` are the ids of this installation (targets, toolchains, hosts).

    Editors offer the ids; rule folders of a project's own may add others.
    """
    host = values.one_of(known["hosts"], "host")
    shape = _checks.shape(Path(), host)
    targets = cast("Each", shape.optional["targets"]).check
    folders = cast("Each", shape.optional["rules"]).check
    fragments = {
        **VALUES,
        host: _offered(known["hosts"]),
        targets: _offered(known["targets"]),
        folders: dict(_TEXT),
        values.toolchain: _offered(known["toolchains"]),
        _checks.inside: dict(_TEXT),
        _checks.score: {"type": "number", "minimum": 0, "maximum": _checks.BEST},
        _checks.day: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    }
    return document("wasmfit settings", shape, fragments)


def _offered(ids: tuple[str, ...]) -> dict[str, Any]:
    return {"anyOf": [{"enum": list(ids)}, dict(_TEXT)]}
