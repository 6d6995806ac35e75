"""A tree in which nothing has changed gives the report of last time."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit import version
from wasmfit.errors import UsageError
from wasmfit.knowledge.roots import roots
from wasmfit.model.report import Report
from wasmfit.pipeline.options import Options
from wasmfit.pipeline.reading import WORTH_KEEPING
from wasmfit.stages.discover import Discovery

if TYPE_CHECKING:
    from wasmfit.stages.extract.kept import Kept

WITHOUT = frozenset({"cache", "jobs", "progress"})
"""Options on which no report depends."""


def unchanged(root: Path, found: Discovery, options: Options, scan: Callable[[], Report]) -> Report:
    """The report that was kept, if files, question and program are the same; else that of a scan.

    The state of the files is taken before they are read: a change in between
    shows next time.
    """
    if options.cache is None or sum(file.size for file in found.files) < WORTH_KEEPING:
        return scan()
    from wasmfit.stages.extract.cache import digest
    from wasmfit.stages.extract.kept import Kept, state_of

    base = os.path.realpath(root if root.is_dir() else root.parent)
    asked = repr(
        [(f.name, getattr(options, f.name)) for f in fields(options) if f.name not in WITHOUT]
    )
    walked = repr((found.gaps, found.seen, found.skipped))
    state = state_of(base, [f.path for f in found.files], walked, *_program(options))
    kept = Kept.opened(options.cache) if state is not None else None
    if kept is None or state is None:
        return scan()
    place = digest(os.path.realpath(root), asked)
    try:
        return _report(kept.text(place, state)) or _keep(kept, place, state, scan())
    finally:
        kept.close()


def _program(options: Options) -> Iterator[str]:
    """The state of the code, of what it knows, and of the packages beside it."""
    from wasmfit.stages.extract.kept import installed, states

    code = str(Path(version.__file__).parent)
    yield sys.version
    yield from sorted(states([code, *(str(one.path) for one in roots(options.rules))]))
    yield from sorted(installed(sys.path))


def _report(text: bytes | None) -> Report | None:
    """The report of a text; None when there is none or it is damaged."""
    if text is None:
        return None
    from wasmfit.render._saved import read

    try:
        return read(text, "cache")
    except UsageError:
        return None


def _keep(kept: "Kept", place: bytes, state: bytes, report: Report) -> Report:
    """The report, kept for the next scan."""
    import msgspec

    from wasmfit.render._wire import to_wire

    kept.keep(place, state, msgspec.json.encode(to_wire(report)))
    return report
