"""``wasmfit.toml`` or ``[tool.wasmfit]`` of ``pyproject.toml``: settings that are checked.

Settings of the scanned tree come from a stranger: they may leave things out,
never run anything, and every report names the file they came from.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wasmfit.errors import UsageError
from wasmfit.knowledge.roots import roots
from wasmfit.knowledge.shapes import Check, Context, Keyed, Table, Tables, mistakes_in
from wasmfit.knowledge.values import each, one_of, shown, text, toolchain
from wasmfit.model.ignore import Ignore

OWN = "wasmfit.toml"
SHARED = "pyproject.toml"
LARGEST = 1_000_000
"""Bytes; a larger file is not somebody's settings."""

BEST = 100
"""The highest score there is."""

CONDITIONS = (
    "none", "new", "error", "warning", "note", "build", "run", "silent",
    "adapt", "split", "keep", "unknown",
)  # fmt: skip
"""Words that ``fail_on`` and ``--fail-on`` understand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings from a file; what it does not say has the value of the command line's default.

    ``origin`` is the file they come from, empty without one. ``rules`` are
    resolved against its folder. ``notices`` are sentences for the user.
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
    except (tomli.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        said = str(error) or "nested too deeply"
        message = f"{label}: not valid TOML: {said} (see https://toml.io)"
        raise UsageError(message) from error


def _settings(
    path: Path, found: Mapping[str, Any], label: str, notices: tuple[str, ...] = ()
) -> Config:
    """Settings out of a checked document; ``tool.wasmfit`` of a named pyproject.toml counts."""
    if path.name == SHARED and "tool" in found:
        found = _tool(found, label) or {}
    prefix = "tool/wasmfit/" if path.name == SHARED else ""
    _check(found, path, label, prefix)
    return Config(
        origin=label,
        targets=tuple(found.get("targets", ())),
        hosts=tuple(found.get("hosts", ())),
        toolchains=dict(found.get("toolchains", {})),
        excludes=tuple(found.get("exclude", ())),
        rules=_folders(found, path),
        fail_on=tuple(found.get("fail_on", ())),
        fail_under=found.get("fail_under"),
        ignores=tuple(_ignores(found.get("ignores", ()), f"{label}: {prefix}ignores")),
        notices=notices,
    )


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


def _check(found: Mapping[str, Any], path: Path, label: str, prefix: str) -> None:
    """Raise UsageError that names every mistake."""
    places = roots([folder for folder in _folders(found, path) if folder.is_dir()])
    context = Context(
        targets=frozenset(source.stem for place in places for source in place.files("targets")),
        toolchains=frozenset(name for place in places for name in place.names("toolchains")),
    )
    hosts = sorted({source.stem for place in places for source in place.files("hosts")})
    mistakes = mistakes_in(found, _shape(path.parent, one_of(hosts, "host")), context)
    if mistakes:
        raise UsageError("\n".join(f"{label}: {prefix}{mistake}" for mistake in mistakes))


def _shape(folder: Path, host: Check) -> Table:
    """What the settings may look like, in the words of the rule files' checks."""
    ignore = Table({"reason": text}, {"path": text, "rule": text, "expires": _day_check}, _narrow)
    return Table(
        {},
        {
            "targets": each(_profile_check(host)),
            "hosts": each(host),
            "toolchains": Keyed(text, toolchain),
            "exclude": each(text),
            "rules": each(_folder_check(folder)),
            "fail_on": each(one_of(CONDITIONS, "condition")),
            "fail_under": _score_check,
            "ignores": Tables(ignore),
        },
    )


def _profile_check(host_check: Check) -> Check:
    def check(value: object, context: Context) -> str:
        target, _, host = str(value).partition("+")
        if target not in context.targets:
            return f"{shown(value)} is no target (use {', '.join(sorted(context.targets))})"
        return host_check(host, context) if host else ""

    return check


def _folder_check(folder: Path) -> Check:
    def check(value: object, context: Context) -> str:
        if isinstance(value, str) and not (folder / value).is_dir():
            return f"{shown(value)} is no folder (name one laid out like rules/, from here)"
        return text(value, context)

    return check


def _score_check(value: object, _: Context) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= BEST:
        return ""
    return f"{shown(value)} is no score (write a number from 0 to {BEST})"


def _day_check(value: object, _: Context) -> str:
    try:
        if isinstance(value, date) and not isinstance(value, datetime):
            return ""
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return ""
    except ValueError:
        pass
    return f"{shown(value)} is no day (write YYYY-MM-DD)"


def _narrow(entry: Mapping[str, object], _: Context) -> Iterator[tuple[str, str]]:
    if not entry.get("path") and not entry.get("rule"):
        yield "path", "missing (an entry without path and rule would hide everything)"
