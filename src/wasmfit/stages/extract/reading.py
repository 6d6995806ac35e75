"""Read source files, in this process or spread over workers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from wasmfit.model.facts import FileFacts, Gap
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Interest, Language
from wasmfit.stages.extract.comments import WORD, marks

ALONE = 1_500_000
"""Below this many bytes starting workers costs more than it gains."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """What every reading needs: the root, the readers, what the rules look for."""

    root: Path
    languages: Mapping[str, Language]
    interests: Mapping[str, Interest]
    hints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, source: SourceFile) -> FileFacts:
        """The facts of one file; a file or reader that fails becomes a gap."""
        language = self.languages[source.language]
        try:
            data = (self.root / source.path).read_bytes()
        except OSError as error:
            return lost(source, f"cannot be read: {error.strerror}")
        try:
            hints = self.hints.get(source.path, {})
            facts = language.read(source, data, self.interests[source.language], hints)
        except (ValueError, RecursionError, MemoryError, LookupError) as error:
            return lost(
                source, f"the {language.title} reader failed: {type(error).__name__}: {error}"
            )
        if WORD not in data:
            return facts
        return replace(facts, marks=marks(source.path, source.language, data))


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts of the files, sorted by path."""

    files: tuple[FileFacts, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read."""
        return tuple(gap for file in self.files for gap in file.gaps)


def extract(
    tasks: Tasks,
    sources: Sequence[SourceFile],
    jobs: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> Reading:
    """Read every source. ``progress`` is told how many files have been read so far.

    The result does not depend on ``jobs``.
    """
    total = sum(source.size for source in sources)
    if jobs > 1 and total > ALONE and len(sources) > 1:
        from wasmfit.stages.extract.workers import spread

        found = spread(tasks, sources, jobs, progress)
    else:
        found = _one_by_one(tasks, sources, progress)
    return Reading(tuple(sorted(found, key=lambda facts: facts.path)))


def _one_by_one(
    tasks: Tasks, sources: Iterable[SourceFile], progress: Callable[[int], None]
) -> list[FileFacts]:
    found = []
    for source in sources:
        found.append(tasks.read(source))
        progress(len(found))
    return found


def lost(source: SourceFile, reason: str) -> FileFacts:
    """The facts of a file nothing could be read from."""
    gap = Gap(source.path, "extract", reason, source.size)
    return FileFacts(path=source.path, language=source.language, role=source.role, gaps=(gap,))
