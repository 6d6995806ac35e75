"""What manifests of npm packages share: names, versions, conditions on platforms."""

import re
from collections.abc import Iterator
from typing import Any

from wasmfit.model.condition import Atom, Condition, all_of, negate
from wasmfit.model.facts import Guard

_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]+@")
_OWN = ("file:", "link:", "portal:", "workspace:")
NATIVE_PACKAGES = frozenset(
    {
        "@mapbox/node-pre-gyp",
        "@napi-rs/cli",
        "bindings",
        "cmake-js",
        "nan",
        "node-addon-api",
        "node-gyp-build",
        "prebuild-install",
    }
)
"""What a package asks for when it comes with compiled code of its own."""

_NAME = re.compile(r"(?:@[\w.~-]+/)?[\w.~!'()*-]+")


def purl(name: str, version: str = "") -> str:
    """The package URL of an npm package."""
    stem = f"pkg:npm/{name.replace('@', '%40', 1)}" if name.startswith("@") else f"pkg:npm/{name}"
    return f"{stem}@{version}" if version else stem


def is_name(text: str) -> bool:
    """Whether a text can be the name of a package."""
    return _NAME.fullmatch(text) is not None


def requested(name: str, version: str) -> tuple[str, str] | None:
    """Real name and version range of an entry; None for a package of the repository itself."""
    if version.startswith(_OWN):
        return None
    if version.startswith("npm:"):
        real, at, wanted = version[4:].rpartition("@")
        return (real, wanted) if at and real else (version[4:], "")
    return name, _CREDENTIALS.sub("", version)


def platform_guard(entry: dict[str, Any], path: str, line: int) -> Guard | None:
    """The condition that the ``os`` and ``cpu`` lists of a package state."""
    stated = all_of(
        (*_listed(entry, "os", "process.platform"), *_listed(entry, "cpu", "process.arch"))
    )
    if stated is None:
        return None
    words = [f"{key}: {', '.join(_texts(entry.get(key)))}" for key in ("os", "cpu") if key in entry]
    return Guard(stated, "; ".join(words), path, line)


def _listed(entry: dict[str, Any], key: str, fact: str) -> Iterator[Condition | None]:
    names = _texts(entry.get(key))
    wanted = [name for name in names if not name.startswith("!")]
    unwanted = [name[1:] for name in names if name.startswith("!")]
    if wanted and "any" not in wanted:
        yield Atom(fact, "in", "\n".join(wanted))
    if unwanted:
        yield negate(Atom(fact, "in", "\n".join(unwanted)))


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
