"""A tree in which nothing has changed gives the report of last time."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

from wasmfit import version
from wasmfit.pipeline.options import Options
from wasmfit.stages.discover import Discovery

if TYPE_CHECKING:
    from wasmfit.model.report import Report
    from wasmfit.stages.recall import Kept, Text

WORTH_KEEPING = 20_000
"""Bytes of a tree; a scan of less takes hardly longer than its report takes to be kept."""

WITHOUT = frozenset({"cache", "jobs", "progress"})
"""Options on which no report depends."""


@dataclass(slots=True)
class Reported:
    """A report as values, as the text that is kept of it, or both.

    ``scan`` gives the values where there is no text, or none that can be read.
    """

    scan: "Callable[[], Report]"
    values: "Report | None" = None
    text: "Text | None" = None

    @classmethod
    def of(cls, report: "Report") -> Self:
        """One of which nothing is kept."""
        return cls(lambda: report, report)

    @property
    def report(self) -> "Report":
        """The values, made when they are first asked for."""
        if self.values is None:
            self.values = (self.text and _read(self.text.json)) or self.scan()
        return self.values

    @property
    def json(self) -> bytes | None:
        """What the JSON format writes, when that is there already."""
        return self.text.json if self.text else None

    @property
    def notices(self) -> tuple[str, ...]:
        """What there is to say to the user about settings and comments."""
        if self.text is None:
            return tuple(map(str, self.report.notices))
        return tuple(json.loads(self.text.notices))


def unchanged(
    root: Path, found: Discovery, options: Options, scan: "Callable[[], Report]"
) -> Reported:
    """The report that was kept, if files, question and program are the same; else that of a scan.

    The state of the files is taken before they are read: a change in between
    shows next time.
    """
    if options.cache is None or sum(file.size for file in found.files) < WORTH_KEEPING:
        return Reported.of(scan())
    from wasmfit.model.unchanged import digest
    from wasmfit.stages.recall import Kept, state_of

    asked = repr(
        [(f.name, getattr(options, f.name)) for f in fields(options) if f.name not in WITHOUT]
    )
    walked = repr((found.gaps, found.seen, found.skipped))
    state = state_of(found.files, walked, *_program(options))
    kept = None if state is None else Kept.opened(options.cache)
    if kept is None or state is None:
        return Reported.of(scan())
    place = digest(os.path.realpath(root), asked)
    try:
        text = kept.text(place, state)
        if text is not None:
            return Reported(scan, text=text)
        return _keep(kept, place, state, scan())
    finally:
        kept.close()


def _program(options: Options) -> Iterator[str]:
    """The state of the code, of what it knows, and of the packages beside it."""
    from wasmfit.knowledge.roots import roots
    from wasmfit.stages.recall import installed, states

    code = str(Path(version.__file__).parent)
    yield sys.version
    yield from sorted(states([code, *(str(one.path) for one in roots(options.rules))]))
    yield from sorted(installed(sys.path))


def _keep(kept: "Kept", place: bytes, state: bytes, report: "Report") -> Reported:
    """The report, kept for the next scan."""
    from wasmfit.render import as_json
    from wasmfit.stages.recall import Text

    notices = json.dumps([str(notice) for notice in report.notices])
    text = Text(as_json.encoded(report), notices.encode())
    kept.keep(place, state, text)
    return Reported(lambda: report, report, text)


def _read(text: bytes) -> "Report | None":
    """The report of a text; None when it is none."""
    from wasmfit.errors import UsageError
    from wasmfit.render._saved import read

    try:
        return read(text, "cache")
    except UsageError:
        return None
