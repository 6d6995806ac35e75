"""What lockfiles of Python packages share: conditions, keys by name, folders of the repository."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wasmfit.manifests._locked import Entry, locked
from wasmfit.manifests._lockmodel import Need
from wasmfit.manifests._marker import condition
from wasmfit.manifests._pypi import NATIVE_SYMBOL, BadRequirementError, normalised, requirement
from wasmfit.manifests._tables import Lock, lock
from wasmfit.model.condition import UNSURE, Condition
from wasmfit.model.facts import Gap, Guard, ManifestFacts, Root
from wasmfit.model.project import SourceFile
from wasmfit.model.versions import whole

_CHOSEN = re.compile(r"\b(?:extras?|dependency_groups)\b")
_CLAUSE = (
    r"""(?:extra\s*==\s*["'][^"']*["']|["'][^"']*["']\s+in\s+(?:extras|dependency_groups)\b)"""
)
_GROUP = re.compile(rf"^\s*{_CLAUSE}\s*(?:and\s+|$)|(?<!\s)\s+and\s+{_CLAUSE}(?=\s*$|\s+and\s)")
"""A clause about extras or groups that must hold besides all others."""

_WHEEL = re.compile(r"\.whl(?:[?#]|$)")
_ANYWHERE = re.compile(r"-none-any\.whl(?:[?#]|$)")
_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")


@dataclass(frozen=True, slots=True)
class Form:
    """How a lockfile in TOML is laid out.

    ``packages`` is the name of its list, ``version`` finds its version, of which
    ``newest`` is the latest major one that is known; ``roots`` tells what the
    packages of the repository ask for, where the file says so.
    """

    packages: str
    newest: int
    version: Callable[[Mapping[str, Any]], object]
    entries: Callable[[str, Lock], Iterable[Entry]]
    roots: Callable[[str, Lock, Sequence[Entry]], Iterable[Root]] = lambda *_: ()


def lock_facts(file: SourceFile, data: bytes, form: Form) -> ManifestFacts:
    """All packages; an unknown version becomes a gap."""
    found = lock(file, data, form.packages)
    if isinstance(found, Gap):
        return ManifestFacts(path=file.path, gaps=(found,))
    version = form.version(found.values)
    major = str(version).partition(".")[0]
    if not major.isdecimal() or whole(major) > form.newest:
        reason = f"a lockfile of version {version!r:.20}; up to {form.newest} is known"
        return ManifestFacts(path=file.path, gaps=(Gap(file.path, "extract", reason, len(data)),))
    listed = list(form.entries(file.path, found))
    return ManifestFacts(
        path=file.path,
        dependencies=tuple(locked(file.path, listed)),
        roots=tuple(form.roots(file.path, found, listed)),
    )


def marker_guard(marker: str, path: str, line: int) -> Guard | None:
    """The condition a marker states; one that cannot be understood is unsure.

    What it says of extras and groups is left out: who wrote the lockfile chose them.
    """
    left = _GROUP.sub("", marker).strip() if _CHOSEN.search(marker) else marker.strip()
    if not left or _CHOSEN.search(left):
        return None
    return Guard(_stated(left), left, path, line)


@lru_cache(maxsize=4096)
def _stated(marker: str) -> Condition:
    try:
        return condition(requirement(f"name ; {marker}").marker)
    except (BadRequirementError, RecursionError):
        return UNSURE


def split_requirement(text: str) -> tuple[str, str]:
    """Normalised name and marker of a requirement that a tool has written."""
    found = _NAME.match(text)
    name, _, marker = text.partition(";")
    return (normalised(found[1]) if found else normalised(name.strip())), marker.strip()


class Keys:
    """The keys of a lockfile's packages by their names: one name may stand for several."""

    def __init__(self, packages: Iterable[tuple[str, str]]) -> None:
        """``packages`` are names and keys."""
        self._keys: dict[str, list[str]] = {}
        for name, key in packages:
            self._keys.setdefault(normalised(name), []).append(key)

    def needs(self, name: str, guard: Guard | None = None) -> tuple[Need, ...]:
        """All packages of that name."""
        return tuple(Need(key, guard) for key in self._keys.get(normalised(name), ()))


def is_inside(path: str) -> bool:
    """Whether a path beside a lockfile leads to a folder of the same tree."""
    parts = path.replace("\\", "/").split("/")
    return not path.startswith(("/", "~")) and ".." not in parts and ":" not in parts[0]


def table(value: object) -> Mapping[str, Any]:
    """A table; an empty one when it is none."""
    return value if isinstance(value, dict) else {}


def compiled_signs(files: Iterable[object]) -> tuple[str, ...]:
    """What the names of a package's wheels tell: none of them runs everywhere.

    ``files`` are tables of a lockfile; without a wheel they tell nothing.
    """
    places = (
        one.get(key) for one in files if isinstance(one, dict) for key in ("file", "name", "url")
    )
    wheels = [place for place in places if isinstance(place, str) and _WHEEL.search(place)]
    compiled = wheels and all(_ANYWHERE.search(wheel) is None for wheel in wheels)
    return (NATIVE_SYMBOL,) if compiled else ()
