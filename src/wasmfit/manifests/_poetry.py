"""Poetry's own tables of ``pyproject.toml``: a package per key, its constraint as the value."""

import re
from collections.abc import Iterator
from typing import Any

from wasmfit.manifests._marker import condition, version_condition
from wasmfit.manifests._pypi import (
    BadRequirementError,
    purl,
    requirement,
    without_credentials,
)
from wasmfit.manifests._toml import Document, Path
from wasmfit.model.condition import Atom, Condition, all_of
from wasmfit.model.facts import Dependency, Gap, Guard, Scope
from wasmfit.model.place import Location
from wasmfit.model.versions import whole

_TABLE: Path = ("tool", "poetry")
_COMPARISON = re.compile(r"\s*(>=|<=|==|!=|<|>|~=)\s*(\d[\d.]*)\s*")
_CARET = re.compile(r"\s*([\^~])\s*(\d+)(?:\.(\d+))?[\d.]*\s*")


def poetry_dependencies(path: str, toml: Document) -> tuple[list[Dependency], list[Gap]]:
    """The dependencies of all of Poetry's tables, and what has the wrong shape."""
    found: list[Dependency] = []
    gaps: list[Gap] = []
    for table, scope in _tables(toml):
        packages = toml.at(table)
        for name, wanted in packages.items() if isinstance(packages, dict) else ():
            place = toml.key((*table, name))
            try:
                found.extend(_dependencies(name, wanted, scope, Location(path, place)))
            except BadRequirementError as error:
                gaps.append(Gap(path, "extract", f"{name}: {error}", line=place.start_line))
    return found, gaps


def poetry_scripts(toml: Document) -> Iterator[str]:
    """Entry points of ``[tool.poetry.scripts]``; a script may also be a file."""
    scripts = toml.at((*_TABLE, "scripts"))
    for target in scripts.values() if isinstance(scripts, dict) else ():
        wanted = (
            target.get("reference", target.get("callable")) if isinstance(target, dict) else target
        )
        if isinstance(wanted, str):
            yield wanted


def _tables(toml: Document) -> Iterator[tuple[Path, Scope]]:
    yield (*_TABLE, "dependencies"), Scope.RUNTIME
    yield (*_TABLE, "dev-dependencies"), Scope.DEV
    groups = toml.at((*_TABLE, "group"))
    for group in groups if isinstance(groups, dict) else ():
        yield (*_TABLE, "group", group, "dependencies"), Scope.DEV


def _dependencies(name: str, wanted: Any, scope: Scope, location: Location) -> Iterator[Dependency]:  # noqa: ANN401
    """One dependency per constraint; none for Python itself and for folders of the tree."""
    if name == "python":
        return
    requirement(name)
    for one in wanted if isinstance(wanted, list) else [wanted]:
        detail = {"version": one} if isinstance(one, str) else one
        if not isinstance(detail, dict):
            message = "expected a version or a table"
            raise BadRequirementError(message)
        if "path" not in detail:
            yield Dependency(
                purl=purl(name),
                scope=Scope.OPTIONAL if detail.get("optional") is True else scope,
                direct=True,
                location=location,
                requested=_requested(detail),
                guard=_guard(name, detail, location),
            )


def _requested(detail: dict[str, Any]) -> str:
    extras = detail.get("extras")
    names = [one for one in extras if isinstance(one, str)] if isinstance(extras, list) else []
    kinds = (("git", "git+"), ("url", ""))
    places = (f"{kind}{detail[key]}" for key, kind in kinds if isinstance(detail.get(key), str))
    address = next(places, "")
    version = detail.get("version", "")
    written = f"@ {without_credentials(address)}" if address else str(version)
    return f"[{','.join(names)}]{written}" if names else written


def _guard(name: str, detail: dict[str, Any], location: Location) -> Guard | None:
    """The marker, Python version and platform that a table limits the dependency to."""
    markers, python, platform = (_string(detail, key) for key in ("markers", "python", "platform"))
    conditions: list[Condition | None] = []
    if markers:
        conditions.append(condition(requirement(f"{name} ; {markers}").marker))
    if python:
        conditions.append(_python(python))
    if platform:
        conditions.append(Atom("sys.platform", "==", platform))
    joined = all_of(conditions)
    if joined is None or location.span is None:
        return None
    texts = [markers, python and f"python {python}", platform and f"platform {platform}"]
    text = " and ".join(filter(None, texts))
    return Guard(joined, text, location.path, location.span.start_line)


def _string(detail: dict[str, Any], key: str) -> str:
    value = detail.get(key, "")
    return value if isinstance(value, str) else ""


def _python(constraint: str) -> Condition | None:
    """``>=3.8,<3.11``, ``^3.8`` or ``~3.8``; anything else is unsure."""
    return all_of(_one_python(part) for part in constraint.split(","))


def _one_python(part: str) -> Condition:
    if match := _COMPARISON.fullmatch(part):
        return version_condition(match[1], match[2])
    if match := _CARET.fullmatch(part):
        ceiling = f"{match[2]}.{whole(match[3]) + 1}" if match[1] == "~" and match[3] else None
        above = version_condition("<", ceiling or str(whole(match[2]) + 1))
        floor = version_condition(">=", f"{match[2]}.{match[3] or 0}")
        return all_of((floor, above)) or floor
    return version_condition("", part)
