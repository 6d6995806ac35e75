"""The first half of a scan: bytes of sources become facts that are joined across files."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit.model.facts import FileFacts
from wasmfit.model.project import File, Project
from wasmfit.model.reader import Hints, Language
from wasmfit.pipeline.bench import Counter
from wasmfit.pipeline.bounds import bounded
from wasmfit.pipeline.options import Options
from wasmfit.stages.extract import Crew, Tasks, extract
from wasmfit.stages.resolve import Resolved, resolve

if TYPE_CHECKING:
    from wasmfit.stages.extract.cache import Cache

WORTH_KEEPING = 300_000
"""Bytes of source; less is read faster than a cache is opened."""


def joined(
    base: Path,
    project: Project,
    readers: Mapping[str, Language],
    counter: Counter,
    options: Options,
    walked: Sequence[File] = (),
) -> Resolved:
    """The linked facts of every source; ``walked`` are files with the states the walk saw.

    Files whose names turn out to stand for something of another file are read
    once more with that hint.
    """
    cache = _cache(base, project, counter, options, walked)
    tasks = Tasks(base, readers, counter.interests)
    progress = counter.told(options.progress)
    with closing(Crew(options.jobs)) as crew:
        reading = extract(tasks, project.sources, crew, progress, cache)

        def again(hints: Hints) -> tuple[FileFacts, ...]:
            hinted = Tasks(base, readers, counter.interests, hints)
            sources = [source for source in project.sources if source.path in hints]
            return extract(hinted, sources, crew, cache=cache).files

        linked = resolve(reading.files, readers, counter.interests, again)
    linked = replace(
        linked, files=tuple(bounded(file, counter.index.rules) for file in linked.files)
    )
    if cache:
        cache.close()
    return linked


def _cache(
    base: Path, project: Project, counter: Counter, options: Options, walked: Sequence[File]
) -> "Cache | None":
    if options.cache is None or sum(s.size for s in project.sources) < WORTH_KEEPING:
        return None
    from wasmfit.stages.extract.cache import Cache
    from wasmfit.stages.extract.stamps import stamps

    states = {file.path: file.state for file in walked}
    return Cache.opened(options.cache, base, stamps(counter.interests), states)
