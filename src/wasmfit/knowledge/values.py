"""Checks of single values: each says what is wrong, with the mend, or nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wasmfit.knowledge.folders import folder_of
from wasmfit.knowledge.hint import hint
from wasmfit.knowledge.shapes import Check, Context
from wasmfit.model.versions import is_range

EFFORTS = (1, 3, 5, 8, 13)

_NUMBER = re.compile(r"WF\d{4}")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CAPABILITY = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9]+(-[a-z0-9]+)*)*")
_WIT = re.compile(
    r"[a-z][a-z0-9-]*:[a-z][a-z0-9-]*/[a-z][a-z0-9-]*(@\d+\.\d+\.\d+(-[a-z0-9.-]+)?)?"
)
_IMAGE = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)?")
_PURL = re.compile(r"pkg:[a-z][a-z0-9.+-]*(/[^/@?#\s]+)+")
_VERSIONED_PURL = re.compile(_PURL.pattern + r"(@[^/?#\s]+)?")


def shown(value: object) -> str:
    """A value as it looks in TOML, near enough for a message."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def text(value: object, _: Context) -> str:
    """A string that is not empty."""
    if isinstance(value, str) and value.strip():
        return ""
    return f"{shown(value)} is no text (write a string that is not empty)"


def any_text(value: object, _: Context) -> str:
    """A string, empty allowed."""
    return "" if isinstance(value, str) else f"{shown(value)} is no string (put it in quotes)"


def flag(value: object, _: Context) -> str:
    """A truth value."""
    return (
        "" if isinstance(value, bool) else f"{shown(value)} is no truth value (use true or false)"
    )


def count(value: object, _: Context) -> str:
    """A whole number that is not negative."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return ""
    return f"{shown(value)} is no count (write a whole number from 0)"


def effort(value: object, _: Context) -> str:
    """Points on the effort scale."""
    if type(value) is int and value in EFFORTS:
        return ""
    return f"{shown(value)} is not on the effort scale (use 1, 3, 5, 8 or 13)"


def iso_date(value: object, _: Context) -> str:
    """A day, as a string."""
    try:
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return ""
    except ValueError:
        pass
    return f'{shown(value)} is no date (write "YYYY-MM-DD", in quotes)'


def rule_number(value: object, _: Context) -> str:
    """``WF`` and four digits."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return ""
    return f"{shown(value)} is no rule number (write WF and four digits)"


def kebab(value: object, _: Context) -> str:
    """Lower-case words joined by hyphens."""
    if isinstance(value, str) and _KEBAB.fullmatch(value):
        return ""
    return f"{shown(value)} is no name (use lower-case words joined by hyphens)"


def capability_id(value: object, _: Context) -> str:
    """A capability being defined: ``<class>.<name>``, or a class of its own."""
    if isinstance(value, str) and _CAPABILITY.fullmatch(value):
        return ""
    return f"{shown(value)} is no capability id (write <class>.<name> in lower case)"


def capability(value: object, context: Context) -> str:
    """A capability that exists."""
    if isinstance(value, str) and value in context.capabilities:
        return ""
    mend = hint(value, context.capabilities, "see capabilities.toml")
    return f"{shown(value)} is no capability ({mend})"


def evidence_key(value: object, context: Context) -> str:
    """A key of this file's ``[evidence.*]`` tables."""
    if isinstance(value, str) and value in context.evidence:
        return ""
    known = ", ".join(sorted(context.evidence)) or "nothing yet"
    return f"{shown(value)} is no evidence of this file (defined: {known})"


def target(value: object, context: Context) -> str:
    """A target that exists."""
    if isinstance(value, str) and value in context.targets:
        return ""
    return f"{shown(value)} is no target (use {', '.join(sorted(context.targets))})"


def toolchain(value: object, context: Context) -> str:
    """A toolchain that exists."""
    if isinstance(value, str) and value in context.toolchains:
        return ""
    return f"{shown(value)} is no toolchain (use {', '.join(sorted(context.toolchains))})"


def host(value: object, context: Context) -> str:
    """A host that exists."""
    if isinstance(value, str) and value in context.hosts:
        return ""
    return f"{shown(value)} is no host (use {', '.join(sorted(context.hosts))})"


def wit(value: object, _: Context) -> str:
    """An interface as WIT names it, with or without a version."""
    if isinstance(value, str) and _WIT.fullmatch(value):
        return ""
    return f"{shown(value)} is no WIT interface (write namespace:package/interface@1.2.3)"


def image(value: object, _: Context) -> str:
    """The last part of an image reference, or the last two; lower case, no tag."""
    if isinstance(value, str) and _IMAGE.fullmatch(value):
        return ""
    return f"{shown(value)} is no image name (write name or owner/name, lower case, without tag)"


def measured_table(value: object, context: Context) -> str:
    """A target of which the toolchain has a measured table."""
    if isinstance(value, str) and value in context.tables:
        return ""
    known = ", ".join(sorted(context.tables)) or "none"
    return f"there is no table {value}.csv beside this file (there: {known})"


def stem(value: object, context: Context) -> str:
    """The id of a file: its name without the suffix."""
    if value == context.stem:
        return ""
    return f'{shown(value)} is not the name of its file (write "{context.stem}")'


def folder_language(value: object, context: Context) -> str:
    """The language of a rule file: the folder's, or one that shares the folder."""
    if isinstance(value, str) and folder_of(value) == context.folder:
        return ""
    return f'{shown(value)} does not belong in this folder (write "{context.folder}")'


def pattern(value: object, context: Context) -> str:
    """A symbol, or a prefix with one final star."""
    if wrong := text(value, context):
        return wrong
    body = str(value).removesuffix("*")
    if body and "*" not in body and body == body.strip():
        return ""
    return f"{shown(value)} is no pattern (a symbol, or a prefix with one * at its end)"


def purl(value: object, _: Context) -> str:
    """A package URL without version."""
    if isinstance(value, str) and _PURL.fullmatch(value):
        return ""
    return f"{shown(value)} is no package URL (write pkg:<type>/<name>, without version)"


def version_range(value: object, _: Context) -> str:
    """A range of releases."""
    if isinstance(value, str) and is_range(value):
        return ""
    return f"{shown(value)} is no range of releases (write something like >=1.2,<2)"


def replacement(value: object, context: Context) -> str:
    """A package URL or free text."""
    if isinstance(value, str) and value.startswith("pkg:") and not _VERSIONED_PURL.fullmatch(value):
        return f"{shown(value)} is no package URL (write pkg:<type>/<name>)"
    return any_text(value, context)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a closed set; ``what`` names the kind of word."""

    words: tuple[str, ...]
    what: str

    def __call__(self, value: object, _: Context) -> str:
        """What is wrong with a value."""
        if value in self.words:
            return ""
        return f"{shown(value)} is no {self.what} (use {', '.join(self.words)})"


@dataclass(frozen=True, slots=True)
class Each:
    """A list whose every member passes; with ``least`` 1 it may not be empty."""

    check: Check
    least: int = 0

    def __call__(self, value: object, context: Context) -> str:
        """What is wrong with a value."""
        if self.least and value == []:
            return "the list is empty (name at least one)"
        if not isinstance(value, list):
            return f"{shown(value)} is no list (put it in brackets)"
        return "; ".join(filter(None, (self.check(member, context) for member in value)))


def one_of(words: Iterable[str], what: str) -> Check:
    """One word of a closed set."""
    return OneOf(tuple(words), what)


def each(check: Check) -> Check:
    """A list whose every member passes."""
    return Each(check)


def some(check: Check) -> Check:
    """A list with at least one member whose every member passes."""
    return Each(check, 1)
