"""What settings may look like: the same checks as those of the rule files, with the line."""

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wasmfit.config._words import CONDITIONS
from wasmfit.knowledge.roots import roots
from wasmfit.knowledge.shapes import Check, Context, Keyed, Mistake, Table, Tables, mistakes_in
from wasmfit.knowledge.values import each, one_of, shown, text, toolchain
from wasmfit.model.project import Role, UnitKind

BEST = 100
"""The highest score there is."""

KINDS = tuple(kind.value for kind in UnitKind if kind is not UnitKind.IMAGE)
"""Kinds a person can give to a unit; an image is only found."""


def mistakes(
    found: Mapping[str, Any], folder: Path, rules: tuple[Path, ...]
) -> list[tuple[tuple[str | int, ...], str]]:
    """Every mistake of a table of settings: the keys that lead to it, and the sentence.

    ``folder`` is where the file lies, ``rules`` the folders of further knowledge it names.
    Positions in lists count from 0.
    """
    places = roots([rule for rule in rules if rule.is_dir()])
    context = Context(
        targets=frozenset(source.stem for place in places for source in place.files("targets")),
        toolchains=frozenset(name for place in places for name in place.names("toolchains")),
    )
    hosts = sorted({source.stem for place in places for source in place.files("hosts")})
    wrong = mistakes_in(found, shape(folder, one_of(hosts, "host")), context)
    return [(_from_zero(mistake), str(mistake)) for mistake in wrong]


def _from_zero(mistake: Mistake) -> tuple[str | int, ...]:
    return tuple(step - 1 if isinstance(step, int) else step for step in mistake.path)


def shape(folder: Path, host: Check) -> Table:
    """Every key of the settings, in the words of the rule files' checks."""
    ignore = Table({"reason": text}, {"path": text, "rule": text, "expires": day}, _narrow)
    unit = Table(
        {"path": inside},
        {"name": text, "kind": one_of(KINDS, "kind"), "entries": each(inside)},
    )
    return Table(
        {},
        {
            "targets": each(_profile(host)),
            "hosts": each(host),
            "toolchains": Keyed(text, toolchain),
            "exclude": each(text),
            "rules": each(_folder(folder)),
            "fail_on": each(one_of(CONDITIONS, "condition")),
            "fail_under": score,
            "ignores": Tables(ignore),
            "roles": Keyed(one_of([role.value for role in Role], "role"), each(text)),
            "guards": Table({}, {"macros": each(text), "cfgs": each(text), "names": each(text)}),
            "units": Tables(unit),
        },
    )


def _profile(host_check: Check) -> Check:
    def check(value: object, context: Context) -> str:
        """A target, or target+host."""
        target, _, host = str(value).partition("+")
        if target not in context.targets:
            return f"{shown(value)} is no target (use {', '.join(sorted(context.targets))})"
        return host_check(host, context) if host else ""

    return check


def _folder(folder: Path) -> Check:
    def check(value: object, context: Context) -> str:
        """A folder laid out like rules/, seen from the settings."""
        if isinstance(value, str) and not (folder / value).is_dir():
            return f"{shown(value)} is no folder (name one laid out like rules/, from here)"
        return text(value, context)

    return check


def inside(value: object, context: Context) -> str:
    """A path of the tree, as reports write it."""
    if wrong := text(value, context):
        return wrong
    path = str(value)
    if path.startswith("/") or "\\" in path or os.path.normpath(path).startswith(".."):
        return f"{shown(value)} leads out of the tree (write it from the root, with /)"
    return ""


def score(value: object, _: Context) -> str:
    """A number from 0 to 100."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= BEST:
        return ""
    return f"{shown(value)} is no score (write a number from 0 to {BEST})"


def day(value: object, _: Context) -> str:
    """A day as TOML or a string has it: 2027-06-30."""
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
