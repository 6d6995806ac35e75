"""Findings somebody has decided to live with: they stay in the report and count nowhere."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wasmfit.model.ignore import Ignore, Mark, Notice
from wasmfit.model.report import Finding

Marks = Mapping[str, Sequence[Mark]]
"""Comments that silence findings, by path."""


@dataclass(frozen=True, slots=True)
class Silence:
    """An entry of the settings, and whether its pattern covers a path."""

    ignore: Ignore
    covers: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """All findings, the silenced ones with their reason, and what to tell the user."""

    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...]


def suppress(
    findings: Sequence[Finding],
    marks: Marks,
    silences: Sequence[Silence],
    names: Mapping[str, frozenset[str]],
    today: date | None,
) -> Suppressed:
    """Silence what a comment on its line, or an entry that has not expired, names.

    ``names`` maps a rule's number to everything it may be called. A comment
    is closer than an entry and speaks first. ``today`` None: nothing has
    expired. Whatever silences nothing is a notice.
    """
    desk = _Desk(marks, [s for s in silences if not _is_over(s.ignore, today)], names)
    done = tuple(desk.judged(finding) for finding in findings)
    notices = {
        *_expired([silence.ignore for silence in silences], today),
        *desk.unused(),
        *_careless(marks),
    }
    return Suppressed(done, tuple(sorted(notices)))


class _Desk:
    """Remembers what has been of use."""

    def __init__(
        self, marks: Marks, silences: Sequence[Silence], names: Mapping[str, frozenset[str]]
    ) -> None:
        self._marks, self._silences, self._names = marks, silences, names
        self._by_line: dict[tuple[str, int], list[Mark]] = {}
        for path, found in marks.items():
            for mark in found:
                self._by_line.setdefault((path, mark.covers), []).append(mark)
        self._used: set[tuple[str, int, str]] = set()
        self._worked: set[str] = set()

    def judged(self, finding: Finding) -> Finding:
        """The finding, silenced if something says so."""
        names = self._names.get(finding.rule, frozenset()) | {finding.rule, finding.rule_name}
        span, path = finding.location.span, finding.location.path
        for mark in self._by_line.get((path, span.start_line if span else 0), ()):
            named = names.intersection(mark.rules)
            if named:
                self._used.update((path, mark.line, name) for name in named)
                return replace(finding, suppressed=mark.reason, suppressed_by="source")
        for silence in self._silences:
            ignore = silence.ignore
            if (not ignore.rule or ignore.rule in names) and silence.covers(path):
                self._worked.add(ignore.origin)
                return replace(finding, suppressed=ignore.reason, suppressed_by="settings")
        return finding

    def unused(self) -> Iterator[Notice]:
        """What silences nothing."""
        for path, marks in self._marks.items():
            for mark in marks:
                for name in mark.rules:
                    if (path, mark.line, name) not in self._used:
                        text = f"ignore[{name}] matches no finding (remove it)"
                        yield Notice(path, mark.line, text)
        for silence in self._silences:
            if silence.ignore.origin not in self._worked:
                yield _notice(silence.ignore, "matches no finding (remove it)")


def _is_over(ignore: Ignore, today: date | None) -> bool:
    return today is not None and ignore.expires is not None and ignore.expires < today


def _expired(ignores: Sequence[Ignore], today: date | None) -> Iterator[Notice]:
    for ignore in ignores:
        if _is_over(ignore, today):
            text = f"expired on {ignore.expires} and counts no more (mend it, or give it a new day)"
            yield _notice(ignore, text)


def _notice(ignore: Ignore, text: str) -> Notice:
    file, _, entry = ignore.origin.partition(": ")
    return Notice(file, 0, f"{entry} {text}".strip())


def _careless(marks: Marks) -> Iterator[Notice]:
    """Comments that say too little."""
    for path, found in marks.items():
        for mark in found:
            if not mark.rules:
                text = "an ignore that names no rule counts for nothing (write ignore[rule] reason)"
                yield Notice(path, mark.line, text)
            elif not mark.reason:
                yield Notice(path, mark.line, "an ignore without a reason (say why after it)")
