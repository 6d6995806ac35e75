"""A step before it has its place in the order, and what it is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wasmfit.model.graph import Hop, Reached
from wasmfit.model.knowledge import Rule
from wasmfit.model.report import DependencyReport, Finding, Grant, Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a plan is made for: one unit on one profile, and what is known about it.

    ``rules`` maps numbers to rules, ``toolchains`` are the ids of the unit's
    toolchains on the profile. ``moved`` are ids of findings that ``split``
    leaves behind in the part that stays native. ``imports`` maps packages
    (purls) to the places that import them.
    """

    profile: str
    rules: Mapping[str, Rule] = field(default_factory=dict)
    toolchains: frozenset[str] = frozenset()
    grants: tuple[Grant, ...] = ()
    dependencies: tuple[DependencyReport, ...] = ()
    split: Split | None = None
    moved: frozenset[str] = frozenset()
    imports: Mapping[str, tuple[Hop, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One move. ``key`` identifies it; ``after`` names keys of moves before it.

    ``alternatives`` are other ways, best first.
    """

    key: str
    action: str
    subject: str
    text: str
    effort: int
    findings: tuple[Finding, ...] = ()
    after: frozenset[str] = frozenset()
    alternatives: tuple[str, ...] = ()


def by_place(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of the files."""
    return tuple(sorted(findings, key=lambda one: (*one.location.key, one.symbol, one.id)))


def named(items: Iterable[str], most: int = 4) -> str:
    """A list as people write it, cut short: ``a, b, c and 4 more``."""
    unique = list(dict.fromkeys(items))
    if len(unique) <= most:
        return _joined(unique)
    return f"{', '.join(unique[:most])} and {len(unique) - most} more"


def unreached(findings: Sequence[Finding]) -> str:
    """A word on code that nothing leads to, for whoever decides what to do first."""
    if any(one.reached is not Reached.NEVER for one in findings):
        return ""
    return " No entry point of the unit leads there."


def places(findings: Sequence[Finding]) -> str:
    """Where findings stand: one file with its lines, or how many files."""
    paths = list(dict.fromkeys(one.location.path for one in findings))
    if len(paths) > 1:
        return named(paths, 3)
    lines = sorted({one.location.span.start_line for one in findings if one.location.span})
    if not lines:
        return paths[0]
    return f"{paths[0]}, line{'s' if len(lines) > 1 else ''} {named(map(str, lines))}"


def _joined(items: Sequence[str]) -> str:
    if len(items) < 2:  # noqa: PLR2004 - one item needs no "and"
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
