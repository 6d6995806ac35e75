"""``wasmfit.toml`` or ``[tool.wasmfit]`` of ``pyproject.toml``: settings that are checked.

Settings of the scanned tree come from a stranger: they may leave things out,
never run anything, and every report names the file they came from.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from wasmfit.config._words import CONDITIONS
from wasmfit.errors import UsageError
from wasmfit.model.ignore import Ignore
from wasmfit.model.project import Role, UnitEntry, UnitKind

__all__ = ["CONDITIONS", "Config", "load"]

OWN = "wasmfit.toml"
SHARED = "pyproject.toml"
LARGEST = 1_000_000
"""Bytes; a larger file is not somebody's settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings from a file; what it does not say has the value of the command line's default.

    ``origin`` is the file they come from, empty without one. ``rules`` are
    resolved against its folder. ``roles`` are patterns with the role of what
    they cover, ``guards`` facts that hold everywhere but on WebAssembly
    (``macro:WITH_FORK``), ``units`` what a person says about units.
    ``notices`` are sentences for the user.
    """

    origin: str = ""
    targets: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    toolchains: Mapping[str, str] = field(default_factory=dict)
    excludes: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    fail_on: tuple[str, ...] = ()
    fail_under: float | None = None
    ignores: tuple[Ignore, ...] = ()
    roles: tuple[tuple[str, Role], ...] = ()
    guards: tuple[str, ...] = ()
    units: tuple[UnitEntry, ...] = ()
    notices: tuple[str, ...] = ()


def load(root: Path, *, file: Path | None = None, trusted: bool = True) -> Config:
    """The settings for a scan of ``root``: those of ``file``, else the tree's own.

    ``trusted`` False leaves the tree's own alone. Raises UsageError with one
    line per mistake, each with file, table and key.
    """
    if file is not None:
        return _settings(file, _document(file, str(file)), str(file))
    return _own(root if root.is_dir() else root.parent) if trusted else Config()


def _own(folder: Path) -> Config:
    """The tree's own settings; ``wasmfit.toml`` is closer than ``pyproject.toml``."""
    own, shared = folder / OWN, folder / SHARED
    table = None
    if _is_plain(shared) and b"wasmfit" in _bytes(shared, SHARED):  # most say nothing about us
        table = _tool(_document(shared, SHARED), SHARED)
    if _is_plain(own):
        both = f"{SHARED}: [tool.wasmfit] is not read because there is a {OWN}"
        return _settings(own, _document(own, OWN), OWN, () if table is None else (both,))
    return Config() if table is None else _settings(shared, table, SHARED)


def _is_plain(path: Path) -> bool:
    """Whether it is a file of its own: links of a stranger's tree are never followed."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _tool(document: Mapping[str, Any], label: str) -> Mapping[str, Any] | None:
    tools = document.get("tool", {})
    table = tools.get("wasmfit") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        message = f"{label}: tool/wasmfit: this must be a table (write [tool.wasmfit])"
        raise UsageError(message)
    return table


def _bytes(path: Path, label: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            message = f"{label}: not a file (name a TOML file)"
            raise UsageError(message)
        if path.stat().st_size > LARGEST:
            message = f"{label}: larger than {LARGEST} bytes (these are no settings)"
            raise UsageError(message)
        return path.read_bytes()
    except OSError as error:
        message = f"{label}: cannot be read: {error.strerror} (name a TOML file)"
        raise UsageError(message) from error


def _document(path: Path, label: str) -> Mapping[str, Any]:
    import tomli

    try:
        return tomli.loads(_bytes(path, label).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        said = str(error) or "nested too deeply"
        message = f"{label}: not valid TOML: {said} (see https://toml.io)"
        raise UsageError(message) from error


def _settings(
    path: Path, found: Mapping[str, Any], label: str, notices: tuple[str, ...] = ()
) -> Config:
    """Settings out of a checked document; ``tool.wasmfit`` of a named pyproject.toml counts."""
    inside: tuple[str, ...] = ("tool", "wasmfit") if path.name == SHARED else ()
    if inside and "tool" in found:
        found = _tool(found, label) or {}
    _check(found, path, label, inside)
    return Config(
        origin=label,
        targets=tuple(found.get("targets", ())),
        hosts=tuple(found.get("hosts", ())),
        toolchains=dict(found.get("toolchains", {})),
        excludes=tuple(found.get("exclude", ())),
        rules=_folders(found, path),
        fail_on=tuple(found.get("fail_on", ())),
        fail_under=found.get("fail_under"),
        ignores=tuple(_ignores(found.get("ignores", ()), ": ".join((label, _key(inside))))),
        roles=tuple(
            (pattern, Role(role))
            for role, patterns in found.get("roles", {}).items()
            for pattern in patterns
        ),
        guards=tuple(_guards(found.get("guards", {}))),
        units=tuple(map(_unit, found.get("units", ()))),
        notices=notices,
    )


def _key(inside: tuple[str, ...]) -> str:
    return "/".join((*inside, "ignores"))


def _folders(found: Mapping[str, Any], path: Path) -> tuple[Path, ...]:
    rules = found.get("rules", ())
    texts = [name for name in rules if isinstance(name, str)] if isinstance(rules, list) else []
    return tuple(Path(os.path.normpath(path.parent / name)) for name in texts)


def _ignores(entries: list[dict[str, Any]], where: str) -> Iterator[Ignore]:
    for place, entry in enumerate(entries, start=1):
        yield Ignore(
            path=entry.get("path", ""),
            rule=entry.get("rule", ""),
            reason=entry["reason"],
            expires=_day(entry.get("expires")),
            origin=f"{where} {place}",
        )


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value  # type: ignore[return-value] # checked before


def _guards(table: Mapping[str, list[str]]) -> Iterator[str]:
    """Facts as the readers of the languages write them into conditions."""
    for key, kind in (("macros", "macro"), ("cfgs", "cfg"), ("names", "guard")):
        yield from (f"{kind}:{name.removesuffix('()')}" for name in table.get(key, ()))


def _unit(entry: Mapping[str, Any]) -> UnitEntry:
    path = os.path.normpath(entry["path"])
    around = "" if path == "." else f"{path}/"
    kind = entry.get("kind")
    return UnitEntry(
        path=path,
        name=entry.get("name", ""),
        kind=UnitKind(kind) if kind else None,
        entries=tuple(sorted(f"{around}{entry}" for entry in entry.get("entries", ()))),
    )


def _check(found: Mapping[str, Any], path: Path, label: str, inside: tuple[str, ...]) -> None:
    """Raise UsageError that names every mistake with its line."""
    from wasmfit.config._checks import mistakes

    wrong = mistakes(found, path.parent, _folders(found, path))
    if wrong:
        from wasmfit.manifests import _toml

        document = _toml.document(_bytes(path, label))
        prefix = "".join(f"{step}/" for step in inside)
        told = ((document.place((*inside, *at)).start_line, text) for at, text in wrong)
        raise UsageError("\n".join(f"{label}:{line}: {prefix}{text}" for line, text in told))
